"""The captions: what the picture says of each item, in short words that fit a label."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.meal import Item, PortionEstimate, Verdict, Verdicts
from service.overlay.words import Words

__all__ = ["Caption", "caption", "grams", "shown_score"]

_ASKS_BELOW: Final = 0.5
"""A name less probable than this carries a question mark on the picture."""
_GENERIC: Final = frozenset({"", "food"})


@dataclass(frozen=True, slots=True)
class Caption:
    """Texts of one item: its name, its amounts and the score in its pill; and its worst verdict."""

    name: str
    amounts: str
    score: str
    verdict: Verdict | None
    counted: bool


def shown_score(item: Item, verdicts: Verdicts, scores: Mapping[str, float | None]) -> float | None:
    """With exactly one profile its score, otherwise the food's own health score (by item id)."""
    judgements = verdicts.by_item.get(item.id, ())
    return judgements[0].score if len(judgements) == 1 else scores.get(item.id)


def _name(item: Item, words: Words) -> str:
    if item.food is None:
        return words.unnamed
    plain = item.label.replace("_", " ").strip()
    if item.confirmed or plain.lower() in _GENERIC:
        plain = ",".join(item.food.name.split(",")[:2])
    doubtful = not item.confirmed and item.confidence < _ASKS_BELOW
    return plain[:1].upper() + plain[1:] + ("?" if doubtful else "")


def grams(portion: PortionEstimate, words: Words) -> str:
    """What is eaten of a portion: its range "220–340 g" where it is an estimate, else the grams; "" if not known."""
    ends = [portion.eaten(end) for end in (portion.low_grams, portion.high_grams)]
    known = [words.number(end) for end in ends if end is not None]
    if len(known) == len(ends) and known[0] != known[1]:
        return f"{known[0]}–{known[1]} g"
    eaten = portion.eaten(portion.grams)
    return "" if eaten is None else f"{words.number(eaten)} g"


def caption(
    item: Item, verdicts: Verdicts, scores: Mapping[str, float | None], words: Words, *, hide_energy: bool
) -> Caption:
    """What the picture says of an item; an unknown number is left out or said to be unknown, never shown as 0."""
    energy, amount = item.nutrition["energy_kcal"], grams(item.portion, words)
    parts = [] if hide_energy else [words.not_counted if energy is None else f"{words.number(energy)} kcal"]
    parts.extend([amount] if amount else [])
    score = shown_score(item, verdicts, scores)
    return Caption(
        name=_name(item, words),
        amounts=" · ".join(parts) if item.on_my_plate else words.not_mine,
        score="–" if score is None else words.number(score, 1),
        verdict=verdicts.worst(item.id),
        counted=item.on_my_plate,
    )
