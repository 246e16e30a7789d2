import csv
from pathlib import Path

MODELS = Path(__file__).parents[2] / "models"


def listed(name: str) -> list[tuple[str, str]]:
    with (MODELS / name).open(newline="", encoding="utf-8") as file:
        return [(row["package"], row["path"]) for row in csv.DictReader(file)]


def test_photos_without_food_that_judge_are_none_of_those_that_teach() -> None:
    judging = listed("without_food.csv") + listed("without_food_later.csv")
    assert len(set(judging)) == len(judging) >= 60
    assert not set(judging) & set(listed("training/photos_without_food.csv"))
