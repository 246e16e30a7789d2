"""The volume: from a box to grams, up to the scale of the photo, by shape class, height and density."""

from dataclasses import dataclass
from math import hypot, log
from typing import Final

from models.detection import Box, Detection
from nutrition_db import Food, NutritionTable
from service.portions.sizes import Sizes

__all__ = ["Sight", "shape_of", "sight"]

VESSELS: Final = ("bowl", "cup", "glass")
SOLID: Final = ("sphere", "cylinder")
SOLID_DENSITY: Final = 0.95  # whole fruit and sausages; the table's densities are those of pieces scooped into a cup


@dataclass(frozen=True, slots=True)
class Sight:
    """What a box says: log grams = `log_units` + `power` * log(cm a pixel), give or take `spread`."""

    log_units: float
    power: float
    spread: float


def sight(food: Food, shape: str, area: float, pieces: int, sizes: Sizes) -> Sight:
    """What `pieces` boxes of a mean area in square pixels say of a food of a shape."""
    form = sizes.shape[shape]
    density, spread = _density(food, shape, sizes)
    power = 2 + form.growth
    # fill * side^2 * height * (side / 10)^growth, with side = sqrt(area) * cm a pixel
    units = log(form.fill * form.height_cm * density * pieces) + power / 2 * log(area) - form.growth * log(10)
    return Sight(units, power, spread)


def shape_of(food: Food, label: str, box: Box, vessels: tuple[Detection, ...], table: NutritionTable) -> str:
    """Shape class of a food as it lies there; what sits in a bowl, cup or glass fills it."""
    if food.is_beverage:
        return "drink"
    concept = table.concept(label)
    own = concept.shape if concept is not None and concept.shape else "mound"
    poured = own in {"mound", "vessel"}
    return "vessel" if poured and any(_within(box, vessel.box) for vessel in vessels) else own


def _within(box: Box, vessel: Box) -> bool:
    """Tell by the centre: a food that outgrows its bowl does not shrink for it."""
    x, y = box.centre
    return vessel.x <= x <= vessel.x + vessel.width and vessel.y <= y <= vessel.y + vessel.height


def _density(food: Food, shape: str, sizes: Sizes) -> tuple[float, float]:
    spread = sizes.spread.shape
    if shape in SOLID:
        return SOLID_DENSITY, spread
    if food.density_g_per_ml is None:
        return sizes.density, hypot(spread, sizes.spread.density)
    return food.density_g_per_ml, spread
