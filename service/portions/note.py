"""The note: a plain reading of what people write beside a photo, in English, German and Spanish.

Deterministic and modest: a plate size, the share eaten, grams of a food. Everything else is named as unused.
"""

import re
from collections.abc import Iterator
from typing import Final

from service.portions.hints import Amount, Hints
from service.portions.prior import LEAST_GRAMS, MOST_GRAMS

__all__ = ["LARGEST_PLATE_CM", "SMALLEST_PLATE_CM", "read_note"]

SMALLEST_PLATE_CM: Final = 5.0
LARGEST_PLATE_CM: Final = 100.0
CM_PER_INCH: Final = 2.54

_NUMBER: Final = r"(?P<number>\d{1,5}(?:[.,]\d{1,2})?)"
_LENGTH: Final = (
    rf"{_NUMBER}\s*-?\s*(?P<length>cm|centimet(?:er|re)s?|zentimeter|centímetros?|inch(?:es)?|zoll|pulgadas?|\")"
)
_PLATE: Final = r"(?:dinner |side )?(?:plate|teller|tellers|plato|dish)"
_PLATES: Final = (
    re.compile(rf"\b{_PLATE}\b[^\d.;,]{{0,30}}{_LENGTH}", re.IGNORECASE),
    re.compile(rf"{_LENGTH}\s*-?\s*(?:\w+\s+){{0,2}}{_PLATE}\b", re.IGNORECASE),
)
_SHARES: Final = {
    r"three quarters|3/4|¾|drei viertel|dreiviertel|tres cuartos": 0.75,
    r"two thirds|2/3|⅔|zwei drittel|dos tercios": 2 / 3,
    r"a quarter|one quarter|quarter|1/4|¼|ein viertel|viertel|un cuarto": 0.25,
    r"a third|one third|1/3|⅓|ein drittel|drittel|un tercio": 1 / 3,
    r"half|1/2|½|hälfte|haelfte|halb|halben|halbe|mitad": 0.5,
    r"everything|all|alles|ganz|todo": 1.0,
    r"nothing|none|nichts|nada": 0.0,
}
_SHARE: Final = "|".join(f"(?P<share{index}>{words})" for index, words in enumerate(_SHARES))
_PORTION: Final = rf"(?:(?P<percent>\d{{1,3}})\s*(?:%|percent|prozent|por ciento)|\b(?:{_SHARE})(?!\w))"
_ATE: Final = r"\b(?:ate|eaten|eat|had|gegessen|aß|ass|esse|comí|comi|comido|como)\b"
_LEFT: Final = r"\b(?:left|leaving|leftover|übrig|uebrig|gelassen|liegengelassen|dejé|deje|sobró|sobro|quedó)\b"
_BETWEEN: Final = r"[^\d.;]{0,25}?"
_EATEN: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), left)
    for verb, left in ((_ATE, False), (_LEFT, True))
    for pattern in (rf"{verb}{_BETWEEN}{_PORTION}", rf"{_PORTION}{_BETWEEN}{verb}")
)
_MASS: Final = rf"{_NUMBER}\s*(?P<mass>kg|g|gr|grams?|gramm|gramos?)\b"
_FOOD: Final = r"(?P<food>[^\W\d_]+(?:[ -][^\W\d_]+){0,2})"
_FORWARD: Final = re.compile(
    rf"{_MASS}\s*(?:of\s+|de\s+|from\s+|von\s+)?(?:the\s+|my\s+|el\s+|la\s+)?{_FOOD}", re.IGNORECASE
)
_BACKWARD: Final = re.compile(rf"{_FOOD}\s*[:=(]?\s*{_MASS}\)?", re.IGNORECASE)
_CLAUSES: Final = re.compile(r"[;\n!?+&]|,(?!\d)|\.(?!\d)|\b(?:and|und|y|with|mit|con|but|aber|pero)\b", re.IGNORECASE)
_FILLERS: Final = frozenset(
    re.findall(
        r"\w+",
        "a about across an approximately approx ate circa de diameter diámetro der die das den dem del durchmesser "
        "du ein eine einen el en es etwa fue gegessen habe had has hat hay i ich in is ist it its la las los mein "
        "meine meinen mi mis my nur of on only our pesa the there this un una unos war was weighs wide wiegt yo",
    )
)


def read_note(note: str) -> Hints:
    """Read a note; `unused` holds the phrases nothing was made of."""
    plate, left = _plate(note)
    eaten, left = _eaten(left)
    amounts: list[Amount] = []
    unused: list[str] = []
    for clause in _CLAUSES.split(left):
        rest = clause
        for amount in _amounts(clause):
            amounts.append(amount)
            rest = rest.replace(amount.text, " ")
        if any(word not in _FILLERS for word in re.findall(r"[^\W_]+", rest.casefold())):
            unused.append(" ".join(rest.split()))
    return Hints(
        plate_diameter_cm=plate,
        eaten_fraction=1.0 if eaten is None else eaten,
        amounts=tuple(amounts),
        unused=tuple(unused),
    )


def _plate(note: str) -> tuple[float | None, str]:
    for pattern in _PLATES:
        found = pattern.search(note)
        if found:
            metric = found["length"].casefold().startswith(("c", "zent"))
            cm = _value(found["number"]) * (1.0 if metric else CM_PER_INCH)
            if SMALLEST_PLATE_CM <= cm <= LARGEST_PLATE_CM:
                return round(cm, 1), _without(note, found)
    return None, note


def _eaten(note: str) -> tuple[float | None, str]:
    for pattern, left in _EATEN:
        found = pattern.search(note)
        share = None if found is None else _share(found)
        if found is not None and share is not None:
            return (1 - share if left else share), _without(note, found)
    return None, note


def _share(found: re.Match[str]) -> float | None:
    if found["percent"] is not None:
        percent = int(found["percent"])
        return percent / 100 if percent <= 100 else None
    return next(share for index, share in enumerate(_SHARES.values()) if found[f"share{index}"] is not None)


def _amounts(clause: str) -> Iterator[Amount]:
    """ "200 g rice" or "rice 200 g", whichever the clause begins with."""
    for found in (_FORWARD if _starts_with_number(clause) else _BACKWARD).finditer(clause):
        grams = _value(found["number"]) * (1000 if found["mass"].casefold() == "kg" else 1)
        words = " ".join(word for word in found["food"].split() if word.casefold() not in _FILLERS)
        if LEAST_GRAMS <= grams <= MOST_GRAMS and words:
            yield Amount(grams, words, found[0])


def _starts_with_number(clause: str) -> bool:
    words = [word for word in re.findall(r"\w+", clause.casefold()) if word not in _FILLERS]
    return bool(words) and words[0][0].isdigit()


def _without(note: str, found: re.Match[str]) -> str:
    return f"{note[: found.start()]};{note[found.end() :]}"


def _value(text: str) -> float:
    return float(text.replace(",", "."))
