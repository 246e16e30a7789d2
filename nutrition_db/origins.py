"""Origins: the row and column of the source that a nutrient of a food was read from."""

from typing import Final

from nutrition_db.food import Food

__all__ = ["FNDDS_COLUMNS", "SR_NUMBERS", "origin"]

FNDDS_COLUMNS: Final = {
    "energy_kcal": "Energy (kcal)",
    "protein_g": "Protein (g)",
    "fat_g": "Total Fat (g)",
    "saturated_fat_g": "Fatty acids, total saturated (g)",
    "monounsaturated_fat_g": "Fatty acids, total monounsaturated (g)",
    "polyunsaturated_fat_g": "Fatty acids, total polyunsaturated (g)",
    "carbohydrate_g": "Carbohydrate (g)",
    "sugars_g": "Sugars, total (g)",
    "fibre_g": "Fiber, total dietary (g)",
    "cholesterol_mg": "Cholesterol (mg)",
    "sodium_mg": "Sodium (mg)",
    "potassium_mg": "Potassium (mg)",
    "calcium_mg": "Calcium (mg)",
    "iron_mg": "Iron (mg)",
    "magnesium_mg": "Magnesium (mg)",
    "phosphorus_mg": "Phosphorus (mg)",
    "zinc_mg": "Zinc (mg)",
    "copper_mg": "Copper (mg)",
    "selenium_ug": "Selenium (mcg)",
    "vitamin_a_rae_ug": "Vitamin A, RAE (mcg_RAE)",
    "vitamin_c_mg": "Vitamin C (mg)",
    "vitamin_d_ug": "Vitamin D (D2 + D3) (mcg)",
    "vitamin_e_mg": "Vitamin E (alpha-tocopherol) (mg)",
    "vitamin_k_ug": "Vitamin K (phylloquinone) (mcg)",
    "thiamin_mg": "Thiamin (mg)",
    "riboflavin_mg": "Riboflavin (mg)",
    "niacin_mg": "Niacin (mg)",
    "vitamin_b6_mg": "Vitamin B-6 (mg)",
    "folate_dfe_ug": "Folate, DFE (mcg_DFE)",
    "vitamin_b12_ug": "Vitamin B-12 (mcg)",
    "choline_mg": "Choline, total (mg)",
    "epa_g": "20:5 n-3 (g)",
    "dha_g": "22:6 n-3 (g)",
    "caffeine_mg": "Caffeine (mg)",
    "alcohol_g": "Alcohol (g)",
    "water_g": "Water (g)",
}
"""Nutrient key -> column of FNDDS; trans fat and manganese have none, added sugars come from FPED."""

SR_NUMBERS: Final = {
    "energy_kcal": "208",
    "protein_g": "203",
    "fat_g": "204",
    "saturated_fat_g": "606",
    "monounsaturated_fat_g": "645",
    "polyunsaturated_fat_g": "646",
    "trans_fat_g": "605",
    "carbohydrate_g": "205",
    "sugars_g": "269",
    "fibre_g": "291",
    "cholesterol_mg": "601",
    "sodium_mg": "307",
    "potassium_mg": "306",
    "calcium_mg": "301",
    "iron_mg": "303",
    "magnesium_mg": "304",
    "phosphorus_mg": "305",
    "zinc_mg": "309",
    "copper_mg": "312",
    "manganese_mg": "315",
    "selenium_ug": "317",
    "vitamin_a_rae_ug": "320",
    "vitamin_c_mg": "401",
    "vitamin_d_ug": "328",
    "vitamin_e_mg": "323",
    "vitamin_k_ug": "430",
    "thiamin_mg": "404",
    "riboflavin_mg": "405",
    "niacin_mg": "406",
    "vitamin_b6_mg": "415",
    "folate_dfe_ug": "435",
    "vitamin_b12_ug": "418",
    "choline_mg": "421",
    "epa_g": "629",
    "dha_g": "621",
    "caffeine_mg": "262",
    "alcohol_g": "221",
    "water_g": "255",
}
"""Nutrient key -> nutrient number of SR; added sugars have none."""

_FPED: Final = "FPED 2017-2018, {code}: ADD_SUGARS (tsp. eq.) x 4.2 g, at most the total sugars; 0 where none is added"


def origin(food: Food, key: str) -> str | None:
    """Say where the value of this nutrient stands in the source; None when the food has no value for it."""
    if food.nutrients[key] is None:
        return None
    database, _, code = food.id.partition(":")
    if database == "own":
        return f"summed from the {len(food.recipe)} lines of own_recipes.csv, {code}"
    if database == "sr":
        number = SR_NUMBERS.get(key)
        return f"SR28 NUT_DATA, {code}: nutrient {number}" if number else "0: no sweetener among its parts"
    column = FNDDS_COLUMNS.get(key)
    return f"FNDDS_Nutrient_Values, {code}: {column}" if column else _FPED.format(code=code)
