from typing import Any

import pytest

from models.training.labels import FOOD, class_index

torch = pytest.importorskip("torch", reason="the export needs the [ultralytics] extra")
from models.training.peaks import Peaks, together  # noqa: E402 - after the skip
from models.training.recover import untrained  # noqa: E402
from tests.models.scored_head import PLACES, SIDE, ScoredHead, answer  # noqa: E402


class Scored:
    """A network that has already scored every place."""

    def __init__(self, scores: dict[tuple[int, str], float], places: int = PLACES) -> None:
        self.model = [ScoredHead(places)]
        self.boxes = torch.zeros(1, 4, places)
        self.boxes[0, 0] = torch.arange(places)  # x1 tells the place
        self.scores = torch.zeros(1, len(class_index()), places)
        for (place, name), score in scores.items():
            self.scores[0, class_index()[name], place] = score

    def __call__(self, image: Any) -> Any:
        return answer(self.boxes, self.scores)


def rows(scores: dict[tuple[int, str], float]) -> list[tuple[int, str, float]]:
    output = Peaks(Scored(scores))(torch.zeros(1, 3, SIDE, SIDE))
    assert tuple(output.shape) == (1, 300, 6)
    names = list(class_index())
    seen = [(int(row[0]), names[int(row[5])], round(row[4], 2)) for row in output[0].tolist() if row[4] > 0]
    return sorted(seen, key=lambda row: -row[2])


def test_a_place_gives_its_food_score_and_its_best_names() -> None:
    assert rows({(500, FOOD): 0.9, (500, "apple"): 0.6, (500, "pear"): 0.2, (500, "bread"): 0.1}) == [
        (500, FOOD, 0.9),
        (500, "apple", 0.6),
        (500, "pear", 0.2),
    ]


def test_a_neighbour_that_sees_the_food_less_well_gives_nothing() -> None:
    assert rows({(500, FOOD): 0.9, (501, FOOD): 0.8, (580, "apple"): 0.5}) == [(500, FOOD, 0.9)]


def test_a_food_two_places_away_is_another_one() -> None:
    assert {place for place, _, _ in rows({(500, FOOD): 0.9, (502, FOOD): 0.8})} == {500, 502}


def test_a_name_surer_than_food_itself_is_food_as_sure() -> None:
    assert rows({(500, FOOD): 0.3, (500, "apple"): 0.6}) == [(500, FOOD, 0.6), (500, "apple", 0.6)]


def test_tableware_has_places_of_its_own() -> None:
    assert rows({(500, FOOD): 0.9, (500, "plate"): 0.4, (501, "plate"): 0.5}) == [(500, FOOD, 0.9), (501, "plate", 0.5)]


def test_a_wide_photo_has_its_own_neighbours() -> None:
    places = sum((320 // stride) * (640 // stride) for stride in (8, 16, 32))
    network = Scored({(500, FOOD): 0.9, (580, FOOD): 0.8, (501, "apple"): 0.5}, places)
    output = Peaks(network)(torch.zeros(1, 3, 320, 640))
    # 80 places in a row: 580 lies below 500 and sees it less well.
    assert [int(row[0]) for row in output[0].tolist() if row[4] > 0] == [500]


def test_boxes_of_picked_places_are_the_network_s_own() -> None:
    torch.manual_seed(0)
    network = untrained()
    picker = Peaks(network)
    photo, places = torch.rand(1, 3, SIDE, SIDE), torch.tensor([0, 500, 6400, PLACES - 1])
    with torch.no_grad():
        answer, raw = network(photo)
        assert torch.allclose(picker.boxes(raw["boxes"], places), answer[0, :4, places], atol=1e-3)


def test_classes_that_do_not_stand_together_are_refused() -> None:
    with pytest.raises(ValueError, match="do not stand together"):
        together(["apple", "spoon"])
