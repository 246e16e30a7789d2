"""The data: every language says everything, every unit is a food people count, every shape of the concepts is known."""

import tomllib

from service.portions import house_sizes
from service.portions.pieces import units
from service.portions.sizes import DATA
from tests.service.portions.builders import table


def test_every_language_says_everything_with_the_same_values() -> None:
    texts = tomllib.loads((DATA / "words.toml").read_text("utf-8"))
    assert set(texts) == {"en", "de", "es"}
    for key, text in texts["en"].items():
        fields = {part.split("}")[0] for part in text.split("{")[1:]}
        for language in ("de", "es"):
            assert fields == {part.split("}")[0] for part in texts[language][key].split("{")[1:]}, (language, key)


def test_every_unit_is_a_portion_usda_knows_of_the_food() -> None:
    for label, unit in units().items():
        concept = table().concept(label)
        assert concept is not None
        assert concept.food_id is not None, label
        weights = [portion.grams for portion in table().get(concept.food_id).portions]
        assert any(0.7 <= grams / unit.grams <= 1.4 for grams in weights), (label, weights)


def test_every_shape_of_the_concepts_has_a_volume() -> None:
    shapes = {concept.shape for concept in table().concepts.values() if concept.shape}
    assert shapes <= set(house_sizes().shape)
