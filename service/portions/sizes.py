"""The sizes: what portions are measured with, read from sizes.toml once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

__all__ = ["DATA", "Frame", "MealSize", "ReferenceSize", "Shape", "Sizes", "Spreads", "house_sizes"]

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Spreads:
    """Log-normal standard deviations of every kind of evidence; `benchmarks.portions` fits them."""

    prior: float
    counted: float
    personal: float
    shape: float
    density: float


@dataclass(frozen=True, slots=True)
class ReferenceSize:
    """How large a piece of tableware is, in cm, and which side of its box that is."""

    cm: float
    spread: float
    side: Literal["both", "diagonal"]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a box becomes a volume: share of the box covered, mean height at 10 cm, how it grows with the box."""

    fill: float
    height_cm: float
    growth: float


@dataclass(frozen=True, slots=True)
class Frame:
    """What the short side of a photo shows of the table, in cm."""

    short_side_cm: float
    spread: float


@dataclass(frozen=True, slots=True)
class MealSize:
    """What one plate carries, in grams, and what one meal has of energy, each with its log-normal spread."""

    grams: float
    spread: float
    energy_kcal: float
    energy_spread: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """Everything together."""

    spread: Spreads
    meal: MealSize
    frame: Frame
    reference: Mapping[str, ReferenceSize]
    shape: Mapping[str, Shape]
    density: float
    assumed: bool
    """Whether tableware of assumed size gives the scale of a photo."""


@cache
def house_sizes() -> Sizes:
    """The sizes that ship."""
    with (DATA / "sizes.toml").open("rb") as file:
        read = tomllib.load(file)
    return Sizes(
        spread=Spreads(**read["spread"]),
        meal=MealSize(**read["meal"]),
        frame=Frame(**read["frame"]),
        reference={label: ReferenceSize(**cells) for label, cells in read["reference"].items()},
        shape={name: Shape(**cells) for name, cells in read["shape"].items()},
        density=read["density"]["default"],
        assumed=read["scale"]["assumed"],
    )
