"""The build: reads what it knows, refuses what it does not, and writes the same bytes every time."""

import dataclasses
import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nutrition_db
from nutrition_db import NUTRIENT_KEYS, Fact, Ingredient, Portion, Presence
from nutrition_db.build import RawFood, SourceError
from nutrition_db.build.own_recipes import read_own_recipes
from nutrition_db.build.recipes import Line, RecipeBook, read_recipes
from nutrition_db.build.sources import SHA256, read_rows, read_sr_rows, verify
from nutrition_db.build.validation import ENERGY_EXCEPTIONS, computed_energy, validate
from nutrition_db.build.writer import write_table
from nutrition_db.packed import read_packed

DATA = Path(nutrition_db.__file__).parent / "data"
ABOUT = {"release": "test", "counts": {}, "sources": []}


def food(food_id: str = "fndds:1", **changes: object) -> RawFood:
    """A plausible food: 10 g each of protein, fat and carbohydrate in 100 g, 170 kcal."""
    known = {"energy_kcal": 170.0, "protein_g": 10.0, "fat_g": 10.0, "carbohydrate_g": 10.0, "water_g": 69.0}
    plain = RawFood(
        id=food_id,
        name="Stew",
        aliases=(),
        source=food_id.partition(":")[0],
        category="Stews",
        nutrients={key: known.get(key) for key in NUTRIENT_KEYS},
        portions=(Portion("1-cup", "1 cup", 240.0),),
        recipe=(),
        leaves=(),
        single_ingredient=False,
        fruit_veg_share=None,
        is_beverage=False,
        density_g_per_ml=None,
        sr_group=None,
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


def with_nutrients(**amounts: float | None) -> RawFood:
    return food(nutrients={**food().nutrients, **amounts})


def build(usda: Path, out: Path, seed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nutrition_db.build", str(usda), "--out", str(out)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_builds_give_the_same_bytes_and_the_committed_table(usda: Path, tmp_path: Path) -> None:
    processes = [build(usda, tmp_path / seed, seed) for seed in ("1", "2")]
    assert [(process.communicate()[1], process.returncode)[1] for process in processes] == [0, 0]
    for path in sorted(DATA.iterdir()):
        first, second = ((tmp_path / seed / path.name).read_bytes() for seed in ("1", "2"))
        assert first == second, path.name
        # Compressed bytes also depend on the zlib release, so the committed files are compared by what they hold.
        unpack = gzip.decompress if path.suffix == ".gz" else bytes
        assert unpack(first) == unpack(path.read_bytes()), path.name


def test_the_sources_are_the_reviewed_release(usda: Path) -> None:
    verify(usda)


def test_a_missing_source_stops_the_build_with_the_remedy(tmp_path: Path) -> None:
    process = build(tmp_path, tmp_path / "out", "0")
    said = " ".join(process.communicate()[1].split())
    assert process.returncode == 1
    assert "fndds_2021_2023/FNDDS_Ingredients.csv.gz" in said
    assert "python -m nutrition_db.build USDA_FOLDER" in said
    assert not (tmp_path / "out").exists()


def test_a_changed_source_stops_the_build_with_the_remedy(tmp_path: Path) -> None:
    for name in SHA256:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"changed")
    with pytest.raises(SourceError, match=r"has sha256 '[0-9a-f]{64}', expected .*Fetch the release"):
        verify(tmp_path)


def test_a_title_above_the_header_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "foods.csv.gz"
    path.write_bytes(gzip.compress(b'"Foods\n2021",,\nFood code,"Iron\n(mg)",Name\n1,0.5,"Stew, beef"\n'))
    assert list(read_rows(path, ("Food code", "Iron (mg)"))) == [
        {"Food code": "1", "Iron (mg)": "0.5", "Name": "Stew, beef"}
    ]


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "foods.csv"
    path.write_text("Code,Name\n1,Stew\n")
    with pytest.raises(SourceError, match="no header with the columns"):
        list(read_rows(path, ("Food code",)))


def test_sr_fields_are_latin_1_between_carets(tmp_path: Path) -> None:
    path = tmp_path / "FOOD_DES.txt"
    path.write_bytes("~01001~^~0100~^~Crème~^^4.27\r\n".encode("latin-1"))
    assert list(read_sr_rows(path)) == [["01001", "0100", "Crème", "", "4.27"]]


def recipe_file(tmp_path: Path, *rows: str) -> Path:
    folder = tmp_path / "fndds_2021_2023"
    folder.mkdir()
    header = "Food code,Ingredient code,Ingredient description,Ingredient weight (g),Moisture change (%)"
    (folder / "FNDDS_Ingredients.csv.gz").write_bytes(gzip.compress("\n".join((header, *rows)).encode()))
    return tmp_path


def test_ingredients_are_grams_per_100_g_of_the_finished_dish(tmp_path: Path) -> None:
    book = read_recipes(recipe_file(tmp_path, "1,11,Meat,150,-20", "1,12,Onion,50,-20", "1,12,Onion,50,-20"))
    assert book.lines("1") == (Line("11", "Meat", 75.0), Line("12", "Onion", 50.0))


def test_recipes_inside_recipes_are_opened_to_their_leaves() -> None:
    book = RecipeBook(
        {
            "pie": (Line("filling", "Filling", 60.0), Line("flour", "Flour", 40.0)),
            "filling": (Line("apple", "Apple", 90.0), Line("flour", "Flour", 20.0)),
        }
    )
    assert book.leaves("pie") == (Line("apple", "Apple", 54.0), Line("flour", "Flour", 52.0))
    assert book.leaves("apple") == ()


def test_a_recipe_that_contains_itself_is_refused() -> None:
    book = RecipeBook({"a": (Line("b", "B", 100.0),), "b": (Line("a", "A", 100.0),)})
    with pytest.raises(SourceError, match="contains itself"):
        book.leaves("a")


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (with_nutrients(sodium_mg=-1.0), "sodium_mg is -1.0"),
        (with_nutrients(energy_kcal=None), "energy is None"),
        (with_nutrients(energy_kcal=400.0), "its macronutrients give 170"),
        (with_nutrients(water_g=90.0), "weigh 120.0 g"),
        (food(portions=()), "a portion has no weight"),
        (food(portions=(Portion("x", "x", 0.0),)), "a portion has no weight"),
        (food(nutrients={}), "not NUTRIENT_KEYS"),
    ],
    ids=["negative", "no energy", "odd energy", "too heavy", "no portion", "weightless", "no nutrients"],
)
def test_impossible_numbers_stop_the_build(broken: RawFood, said: str) -> None:
    validate([food("fndds:2")])
    with pytest.raises(SourceError, match=said):
        validate([broken, food("fndds:2")])


def test_an_id_may_appear_once() -> None:
    with pytest.raises(SourceError, match="fndds:1 appears 2 times"):
        validate([food(), food()])


def test_energy_exceptions_are_needed() -> None:
    table = nutrition_db.NutritionTable.load()
    for food_id in ENERGY_EXCEPTIONS:
        known = table.get(food_id)
        stated = known.nutrients["energy_kcal"] or 0.0
        assert abs(computed_energy(food(nutrients=known.nutrients)) - stated) > 35.0, food_id


OWN_HEADER = "slug,name,aliases,portion,portion_grams,yield,beverage,ingredients\n"


def test_own_recipes_are_summed_per_100_g_and_unknown_stays_unknown(tmp_path: Path) -> None:
    path = tmp_path / "own_recipes.csv"
    path.write_text(OWN_HEADER + "pie,Pie,tart; cake,1 piece,120,0.8,,fndds:1 300; fndds:2 100\n")
    parts = [
        food("fndds:1", nutrients={**food().nutrients, "iron_mg": 1.0}, fruit_veg_share=1.0),
        food("fndds:2", leaves=(("Flour", 50.0), ("Water", 50.0)), fruit_veg_share=0.0),
    ]
    (pie,) = read_own_recipes(path, parts)
    assert pie.id == "own:pie"
    assert pie.aliases == ("tart", "cake")
    assert pie.nutrients["energy_kcal"] == pytest.approx(170 / 0.8)
    assert pie.nutrients["water_g"] == pytest.approx((4 * 69 - 80) / 3.2)
    assert pie.nutrients["iron_mg"] is None
    assert pie.recipe == (Ingredient("Stew", 93.75), Ingredient("Stew", 31.25))
    assert dict(pie.leaves) == {"Stew": 93.75, "Flour": 15.625, "Water": 15.625}
    assert pie.fruit_veg_share == 0.75
    assert pie.portions[0] == Portion("1-piece", "1 piece", 120.0)


@pytest.mark.parametrize("entry", ["fndds:9 100", "fndds:1", "fndds:1 0"])
def test_an_own_recipe_with_an_odd_ingredient_is_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "own_recipes.csv"
    path.write_text(OWN_HEADER + f"pie,Pie,,1 piece,120,1,,{entry}\n")
    with pytest.raises(SourceError, match=r"'pie'.*pair of a known food"):
        read_own_recipes(path, [food()])


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    odd = food(
        "fndds:1", name="Stew,\tbeef\nwith 'é'", nutrients={**food().nutrients, "iron_mg": 0.0, "zinc_mg": 0.125}
    )
    milk = Fact(Presence.CONTAINS, "contains\tmilk", "cream", 12.5)
    lines = {"Cream, heavy": {"milk": Presence.CONTAINS, "dairy": Presence.CONTAINS}}
    sizes = write_table(tmp_path, [odd, food("fndds:2")], {"fndds:1": ({"milk": milk}, {})}, ABOUT, lines)
    packed = read_packed(tmp_path)
    assert packed.rows[0][:2] == ("fndds:1", "Stew, beef with 'é'")
    iron, zinc = (NUTRIENT_KEYS.index(key) for key in ("iron_mg", "zinc_mg"))
    assert packed.nutrients[[iron, zinc], :].tolist() == [[0, -1], [125, -1]]
    assert packed.fact_texts[packed.facts[0, 0]] == ("contains", "contains milk", "cream", "12.5")
    assert packed.lines == (("Cream, heavy", '{"contains":["milk","dairy"]}'),)
    assert packed.fact_texts[packed.facts[1, 0]][0] == "unknown"
    assert sizes == {path.name: path.stat().st_size for path in tmp_path.iterdir()}


def test_a_changed_food_changes_the_release(tmp_path: Path) -> None:
    write_table(tmp_path / "a", [food()], {}, ABOUT)
    write_table(tmp_path / "b", [with_nutrients(iron_mg=1.0)], {}, ABOUT)
    assert read_packed(tmp_path / "a").manifest["release"] != read_packed(tmp_path / "b").manifest["release"]


def test_the_build_replaces_what_was_there(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    write_table(tmp_path / "data", [food()], {}, ABOUT)
    assert len(read_packed(tmp_path / "data").rows) == 1
