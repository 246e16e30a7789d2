"""Builders for overlay tests: foods, items and totals with only what a picture shows."""

from collections.abc import Mapping

import numpy as np

from models.detection import Box, Pixels
from nutrition_db.food import NUTRIENT_KEYS, Food, Source
from service.meal import Item, Judgement, PortionEstimate, Totals, Verdict, Verdicts


def food(name: str = "rice", energy: float | None = 130.0) -> Food:
    nutrients = {**dict.fromkeys(NUTRIENT_KEYS), "energy_kcal": energy}
    source = Source("FNDDS", "1", "2021-2023")
    return Food(f"fndds:{name}", name, (), source, "", nutrients, (), (), {}, {}, False, None, False, None)


def item(key: str = "a", box: Box | None = None, **changes: object) -> Item:
    fields: dict[str, object] = {
        "label": "rice",
        "confidence": 0.9,
        "food": food(),
        "portion": PortionEstimate(grams=200, low_grams=120, high_grams=300),
    }
    return Item(id=key, box=box, **(fields | changes))  # type: ignore[arg-type]


def verdicts(given: Mapping[str, Verdict], score: float | None = 6.5) -> Verdicts:
    return Verdicts({key: (Judgement("inline-1", verdict, score, ()),) for key, verdict in given.items()})


def totals(energy: float | None = 260.0, **nutrition: float) -> Totals:
    nutrients: dict[str, float | None] = {**dict.fromkeys(NUTRIENT_KEYS), "energy_kcal": energy, **nutrition}
    return Totals(nutrients, None, None, {}, "fda_2016", ())


def plain_photo(width: int, height: int, grey: int = 120) -> Pixels:
    return np.full((height, width, 3), grey, np.uint8)
