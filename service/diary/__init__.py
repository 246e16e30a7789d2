"""The diary: meals a person keeps, with the numbers of the day they were written, and their photos without metadata."""

from service.diary.entry import DiaryEntry, KeptPhoto
from service.diary.shelf import PhotoShelf
from service.diary.spreadsheet import csv_lines

__all__ = ["DiaryEntry", "KeptPhoto", "PhotoShelf", "csv_lines"]
