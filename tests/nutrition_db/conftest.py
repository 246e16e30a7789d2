"""The packaged table, read once, and the USDA files for those tests that need them."""

import os
from pathlib import Path

import pytest

from nutrition_db import NutritionTable

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def table() -> NutritionTable:
    return NutritionTable.load()


@pytest.fixture(scope="session")
def usda() -> Path:
    folder = Path(os.environ.get("DISHCERN_SHARED", ROOT.parent / "shared")) / "data" / "usda"
    if not folder.is_dir():
        pytest.skip("the USDA files are not here; set DISHCERN_SHARED to the folder that holds data/usda")
    return folder
