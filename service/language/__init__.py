"""The language: everything the service says to people, in English, German and Spanish."""

from service.language.language import ENGLISH, Language, language_of
from service.language.preference import LANGUAGES, preferred_language

__all__ = ["ENGLISH", "LANGUAGES", "Language", "language_of", "preferred_language"]
