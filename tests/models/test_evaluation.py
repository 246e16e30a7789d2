import pytest

from models import Box, Detection, Guess
from models.evaluation import PhotoResult, Truth, average_precision, calibration_error, match, name_scores, score


def seen(x: float, confidence: float, *labels: str) -> Detection:
    return Detection(Box(x, 0, 10, 10), confidence, tuple(Guess(label, confidence) for label in labels))


def test_each_labelled_food_is_found_once() -> None:
    matches = match([seen(0, 0.9, "apple"), seen(1, 0.8, "apple")], [Truth(Box(0, 0, 10, 10), "apple")])
    assert [item.truth is not None for item in matches] == [True, False]


def test_the_better_overlap_wins_between_two_labelled_foods() -> None:
    near, far = Truth(Box(1, 0, 10, 10), "near"), Truth(Box(3, 0, 10, 10), "far")
    (found,) = match([seen(0, 0.9, "apple")], [far, near])
    assert found.truth is near


@pytest.mark.parametrize(
    ("hits", "labelled", "expected"),
    [
        pytest.param([True, True], 2, 1.0, id="all found, nothing else"),
        pytest.param([True, False], 2, 0.5, id="half found"),
        pytest.param([False, True], 1, 0.5, id="a wrong one ranked first"),
        pytest.param([], 3, 0.0, id="nothing found"),
    ],
)
def test_average_precision_of_small_cases(hits: list[bool], labelled: int, expected: float) -> None:
    truth = Truth(Box(0, 0, 10, 10), "apple")
    matches = tuple(
        match([seen(0 if hit else 500, 0.9 - index / 10, "apple")], [truth])[0] for index, hit in enumerate(hits)
    )
    assert average_precision([PhotoResult(matches, ("apple",) * labelled, 0.1)]) == pytest.approx(expected)


def test_a_score_counts_names_only_where_the_detector_could_know_them() -> None:
    truths = [Truth(Box(0, 0, 10, 10), "apple"), Truth(Box(100, 0, 10, 10), "durian")]
    result = PhotoResult(
        match([seen(0, 0.9, "pear", "apple"), seen(100, 0.9, "pear")], truths), ("apple", "durian"), 0.02
    )
    scored = score([result], [result], frozenset({"apple", "pear"}))
    assert (scored.recall, scored.precision, scored.top1, scored.top5) == (1.0, 1.0, 0.0, 1.0)
    assert scored.median_ms == pytest.approx(20)


def test_names_are_counted_by_label() -> None:
    truths = [
        Truth(Box(0, 0, 10, 10), "apple"),
        Truth(Box(100, 0, 10, 10), "durian"),
        Truth(Box(200, 0, 9, 9), "apple"),
    ]
    found = match([seen(0, 0.9, "pear", "apple"), seen(100, 0.9, "durian"), seen(400, 0.9, "apple")], truths)
    scored = name_scores([PhotoResult(found, ("apple", "durian", "apple"), 0.02)])
    assert [(each.name, each.labelled, each.found, each.top1, each.top5) for each in scored] == [
        ("apple", 2, 1, 0, 1),
        ("durian", 1, 1, 1, 1),
    ]


def test_a_source_without_labels_has_no_recall_instead_of_zero() -> None:
    scored = score([PhotoResult(match([seen(0, 0.9, "apple")], []), (), 0.02)], [], frozenset())
    assert scored.recall is None
    assert scored.precision is None
    assert scored.found_per_photo == 1


@pytest.mark.parametrize(
    ("confidences", "right", "expected"),
    [
        pytest.param([0.9] * 10, 9, 0.0, id="as sure as it is right"),
        pytest.param([0.9] * 10, 4, 0.5, id="too sure"),
        pytest.param([0.1] * 10, 10, 0.9, id="too modest"),
        pytest.param([], 0, None, id="no names"),
    ],
)
def test_calibration_error_of_small_cases(confidences: list[float], right: int, expected: float | None) -> None:
    hits = [(seen(0, sure, "apple"), "apple" if n < right else "pear") for n, sure in enumerate(confidences)]
    assert calibration_error(hits) == (None if expected is None else pytest.approx(expected))


def test_an_unsaid_name_does_not_count_as_a_confident_one() -> None:
    found = Detection(Box(0, 0, 10, 10), 0.9, (Guess("food", 0.8), Guess("apple", 0.2)))
    assert calibration_error([(found, "apple")]) == pytest.approx(0.8)
