import pytest

from models.training.plates import our_name


@pytest.mark.parametrize(
    ("ingredient", "name"),
    [
        ("cherry tomatoes", "tomato"),
        ("roasted potatoes", "potato"),
        ("sweet potato", "sweet potato"),
        ("cheese pizza", "pizza"),
        ("strawberries", "strawberry"),
        ("brussels sprouts", None),
        ("wheat berry", None),
        ("grapefruit", "grapefruit"),
        ("plate", None),
        ("food", None),
        ("", None),
    ],
)
def test_an_ingredient_takes_the_nearest_of_our_names(ingredient: str, name: str | None) -> None:
    assert our_name(ingredient) == name
