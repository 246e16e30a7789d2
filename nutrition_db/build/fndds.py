"""FNDDS 2021-2023: foods as eaten, with recipes, portions and additional descriptions as aliases."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from nutrition_db.build.aliases import from_description
from nutrition_db.build.beverages import is_fndds_beverage
from nutrition_db.build.densities import density
from nutrition_db.build.plain import Leaf, has_no_sugar_added, is_single
from nutrition_db.build.portions import default_first
from nutrition_db.build.produce import fruit_veg_share
from nutrition_db.build.raw import RawFood
from nutrition_db.build.recipes import RecipeBook
from nutrition_db.build.sources import SourceError, read_rows
from nutrition_db.food import NUTRIENT_KEYS, Ingredient
from nutrition_db.origins import FNDDS_COLUMNS

__all__ = ["DATABASE", "read_fndds"]

DATABASE: Final = "fndds"
_FOLDER: Final = "fndds_2021_2023"


def read_fndds(
    folder: Path, recipes: RecipeBook, sr_groups: Mapping[str, str], added_sugars: Mapping[str, float]
) -> list[RawFood]:
    """Read the 5,431 foods that have nutrients, in the order of their codes.

    `sr_groups` maps a five-digit SR number to its food group: it says what the leaves of a recipe are.
    """
    additional = "Additional food description"
    descriptions = read_rows(folder / _FOLDER / "Foods_and_Beverages.csv.gz", ("Food code", additional))
    aliases = {row["Food code"]: from_description(row[additional]) for row in descriptions}
    measures = _read_measures(folder)
    foods = []
    for row in read_rows(folder / _FOLDER / "FNDDS_Nutrient_Values.csv.gz", ("Food code", *FNDDS_COLUMNS.values())):
        code = row["Food code"]
        leaves = [Leaf(line.name, sr_groups.get(line.code.zfill(5)), line.grams) for line in recipes.leaves(code)]
        if not leaves:
            raise SourceError(f"FNDDS food {code!r} has no recipe row. Check FNDDS_Ingredients.csv")
        lines = tuple(Ingredient(line.name, line.grams) for line in recipes.lines(code))
        foods.append(_food(row, aliases[code], leaves, lines, measures.get(code, ([], None)), added_sugars.get(code)))
    return foods


def _food(
    row: dict[str, str],
    aliases: tuple[str, ...],
    leaves: list[Leaf],
    recipe: tuple[Ingredient, ...],
    measures: tuple[list[tuple[str, float]], float | None],
    added_sugars: float | None,
) -> RawFood:
    name = " ".join(row["Main food description"].split())
    weights, default_grams = measures
    return RawFood(
        id=f"{DATABASE}:{row['Food code']}",
        name=name,
        aliases=aliases,
        source=DATABASE,
        category=row["WWEIA Category description"],
        nutrients=_nutrients(row, added_sugars, has_no_sugar_added(name, leaves)),
        portions=default_first(weights, default_grams),
        recipe=recipe,
        leaves=tuple((leaf.name, leaf.grams) for leaf in leaves),
        single_ingredient=is_single(name, leaves),
        fruit_veg_share=fruit_veg_share(leaves),
        is_beverage=is_fndds_beverage(row["WWEIA Category number"], name),
        density_g_per_ml=density(weights),
        sr_group=None,
    )


def _nutrients(row: dict[str, str], added_sugars: float | None, none_added: bool) -> dict[str, float | None]:
    """Nutrients of one row; an empty cell is None. FPED is an older release, so it is held to the total sugars."""
    amounts: dict[str, float | None] = dict.fromkeys(NUTRIENT_KEYS)
    for key, column in FNDDS_COLUMNS.items():
        amounts[key] = float(row[column]) if row[column].strip() else None
    sugars = amounts["sugars_g"]
    if sugars == 0 or (added_sugars is None and none_added):
        amounts["added_sugars_g"] = 0.0
    elif added_sugars is not None and sugars is not None:
        amounts["added_sugars_g"] = min(added_sugars, sugars)
    return amounts


def _read_measures(folder: Path) -> dict[str, tuple[list[tuple[str, float]], float | None]]:
    """FNDDS code -> (named weights, weight of "Quantity not specified"); weights of 0 mean none."""
    columns = ("Food code", "Portion description", "Portion weight (g)")
    weights: dict[str, list[tuple[str, float]]] = defaultdict(list)
    defaults: dict[str, float] = {}
    for row in read_rows(folder / _FOLDER / "Portions_and_Weights.csv.gz", columns):
        code, description, grams = (row[column].strip() for column in columns)
        if float(grams or 0) <= 0:
            continue
        if description == "Quantity not specified":
            defaults[code] = float(grams)
        else:
            weights[code].append((description, float(grams)))
    codes = weights.keys() | defaults.keys()
    return {code: (weights[code], defaults.get(code)) for code in codes}
