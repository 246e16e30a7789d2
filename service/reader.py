"""The reader: the language in which a request is answered."""

from typing import Annotated

from fastapi import Depends, Header, Response

from service.language import Language, language_of, preferred_language

__all__ = ["LanguageDep", "told_in"]


def told_in(language: Language) -> dict[str, str]:
    """Headers of an answer that depends on who reads it."""
    return {"Content-Language": language.code, "Vary": "Accept-Language"}


def _language(
    response: Response,
    accept_language: Annotated[str, Header(description="Language of texts for people: en, de or es.")] = "",
) -> Language:
    language = language_of(preferred_language(accept_language))
    response.headers.update(told_in(language))
    return language


LanguageDep = Annotated[Language, Depends(_language)]
