"""Portions: how many grams an item weighs, with an honest range.

A belief in what the food usually weighs (`prior`, `pieces`) meets the size of its box (`scale`, `volume`) in one exact
update (`posterior`); what a person says is taken as it is (`stated`, `note`). docs/portions.md has the figures.
"""

from service.portions.estimate import Photographed, estimate, prior, usual_portion
from service.portions.hints import Amount, Hints
from service.portions.note import read_note
from service.portions.personal import PersonalPortion
from service.portions.prior import LEAST_GRAMS, MOST_GRAMS
from service.portions.sizes import Sizes, house_sizes
from service.portions.stated import given, named, nameless, ranged
from service.portions.unused import unused

__all__ = [
    "LEAST_GRAMS",
    "MOST_GRAMS",
    "Amount",
    "Hints",
    "PersonalPortion",
    "Photographed",
    "Sizes",
    "estimate",
    "given",
    "house_sizes",
    "named",
    "nameless",
    "prior",
    "ranged",
    "read_note",
    "unused",
    "usual_portion",
]
