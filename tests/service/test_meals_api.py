import base64
import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image

from nutrition_db import ALLERGEN_KEYS, NUTRIENT_KEYS
from tests.client import Client

PESCATARIAN = {"name": "Kim", "diets": ["pescatarian"], "conditions": ["high_cholesterol"]}
REASON_KEYS = {"rule_id", "text", "nutrient", "value", "threshold", "unit", "basis", "threshold_origin", "source"}
ITEM_KEYS = {
    "id", "box", "label", "confidence", "confirmed", "food", "alternatives", "on_my_plate", "portion", "nutrition",
    "health_score", "allergens", "verdict", "verdicts",
}  # fmt: skip
REPORT_KEYS = {
    "id", "photo", "items", "meal_verdicts", "totals", "annotated_image", "warnings", "disclaimer", "model", "data",
    "timings_ms",
}  # fmt: skip


def post(client: Client, photo: bytes, *profiles: dict[str, Any], **kwargs: Any) -> httpx.Response:
    answer = client.post(
        "/v1/meals",
        files={"image": ("meal.jpg", photo, "image/jpeg")},
        data={"profile": [json.dumps(each) for each in profiles]},
        **kwargs,
    )
    assert answer.status_code == 200, answer.text
    return answer


def test_a_report_has_every_field_the_contract_promises(client: Client, photo: bytes) -> None:
    report = post(client, photo, PESCATARIAN).json()
    assert set(report) == REPORT_KEYS
    assert report["photo"] == {"width": 480, "height": 400}
    for item in report["items"]:
        assert set(item) == ITEM_KEYS
        assert set(item["nutrition"]) == set(NUTRIENT_KEYS)
        assert [each["allergen"] for each in item["allergens"]] == list(ALLERGEN_KEYS)
        assert all(set(reason) == REASON_KEYS for verdict in item["verdicts"] for reason in verdict["reasons"])
    assert set(report["totals"]) == {"nutrition", "range", "daily_value_percent", "reference", "at_least"}


def test_the_annotated_image_is_a_jpeg_at_least_as_large_as_the_photo(client: Client, photo: bytes) -> None:
    picture = post(client, photo).json()["annotated_image"]
    with Image.open(io.BytesIO(base64.b64decode(picture["data"]))) as image:
        assert (image.format, image.width, image.height) == ("JPEG", picture["width"], picture["height"])
        assert image.width >= 480
        assert image.height >= 400


def test_accept_image_jpeg_answers_the_picture_itself(client: Client, photo: bytes) -> None:
    answer = post(client, photo, headers={"Accept": "image/jpeg"})
    assert answer.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("image/*", "image/jpeg"),
        ("image/jpeg;q=0.2, application/json;q=0.9", "application/json"),
        ("text/html, image/jpeg", "image/jpeg"),
    ],
)
def test_accept_chooses_between_json_and_picture(client: Client, photo: bytes, accept: str, media_type: str) -> None:
    assert post(client, photo, headers={"Accept": accept}).headers["content-type"] == media_type


def test_accepting_neither_is_said(client: Client, photo: bytes) -> None:
    answer = client.post("/v1/meals", files={"image": photo}, headers={"Accept": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_annotated_none_leaves_the_picture_out(client: Client, photo: bytes) -> None:
    answer = client.post("/v1/meals?annotated=none", files={"image": photo})
    assert answer.json()["annotated_image"] is None
    assert "draw" not in answer.json()["timings_ms"]


def test_without_profiles_there_are_no_verdicts(client: Client, photo: bytes) -> None:
    report = post(client, photo).json()
    assert [item["verdict"] for item in report["items"]] == [None] * 4
    assert report["meal_verdicts"] == []


def test_a_pescatarian_with_high_cholesterol_sees_another_meal_than_somebody_without_restrictions(
    client: Client, photo: bytes
) -> None:
    report = post(client, photo, PESCATARIAN, {"name": "Anyone"}).json()
    burger, cheese = report["items"][:2]
    assert [verdict["verdict"] for verdict in burger["verdicts"]] == ["avoid", "fine"]
    assert burger["verdicts"][0]["reasons"][0]["rule_id"] == "diet.pescatarian.meat"
    numbers = [reason for reason in cheese["verdicts"][0]["reasons"] if reason["value"] is not None]
    assert numbers[0]["rule_id"] == "condition.high_cholesterol.saturated_fat"
    assert numbers[0]["value"] > 0
    assert numbers[0]["threshold"] > 0
    assert [verdict["profile_id"] for verdict in report["meal_verdicts"]] == ["inline-1", "inline-2"]


def test_a_food_nobody_could_name_stays_and_is_never_fine(client: Client, photo: bytes) -> None:
    report = post(client, photo, {"name": "Anyone"}).json()
    unknown = report["items"][3]
    assert unknown["food"] is None
    assert unknown["alternatives"]
    assert unknown["verdict"] == "unknown"
    assert unknown["nutrition"]["energy_kcal"] is None


def test_totals_add_up_what_is_known(client: Client, photo: bytes) -> None:
    report = post(client, photo).json()
    energy = [item["nutrition"]["energy_kcal"] for item in report["items"] if item["food"]]
    assert report["totals"]["nutrition"]["energy_kcal"] == pytest.approx(sum(energy), rel=1e-3)
    low, high = (report["totals"]["range"]["energy_kcal"][end] for end in ("low", "high"))
    assert low < sum(energy) < high


def test_note_and_plate_size_are_used_and_what_is_not_is_said(client: Client, photo: bytes) -> None:
    small = client.post("/v1/meals", files={"image": photo}, data={"note": "plate is 20 cm"}).json()
    told = {"note": "ate half, 120 g of apple; by the lake", "plate_diameter_cm": "40"}
    answer = client.post("/v1/meals", files={"image": photo}, data=told).json()
    apple = next(item for item in answer["items"] if item["label"] == "apple")
    assert (apple["portion"]["grams"], apple["portion"]["low_grams"], apple["portion"]["method"]) == (120, 120, "given")
    assert {item["portion"]["eaten_fraction"] for item in answer["items"]} == {0.5}
    burger, smaller = (
        next(i["portion"] for i in report["items"] if i["label"] == "hamburger") for report in (answer, small)
    )
    assert burger["grams"] > smaller["grams"]
    assert "40 cm plate" in burger["basis"]
    assert [warning for warning in answer["warnings"] if '"by the lake"' in warning]


def test_a_stored_profile_is_judged_by_its_id(client: Client, photo: bytes) -> None:
    stored = client.post("/v1/profiles", json={"name": "Vega", "diets": ["vegan"]}).json()
    answer = client.post("/v1/meals", files={"image": photo}, data={"profile_id": stored["id"]}).json()
    assert [verdict["profile_id"] for verdict in answer["items"][0]["verdicts"]] == [stored["id"]]
    assert answer["items"][0]["verdict"] == "avoid"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        pytest.param({"profile_id": "nobody"}, 404, "profile_not_found", id="unknown profile"),
        pytest.param({"profile": "{"}, 400, "malformed_json", id="broken JSON"),
        pytest.param({"profile": '{"name": "x", "diets": ["air"]}'}, 422, "invalid_request", id="unknown diet"),
        pytest.param({"profile": "[" * 5000}, 400, "malformed_json", id="deep JSON"),
        pytest.param({"profile": ['{"name":"x"}'] * 21}, 422, "invalid_request", id="too many profiles"),
        pytest.param({"plate_diameter_cm": "nan"}, 422, "invalid_request", id="a plate that is no number"),
    ],
)
def test_bad_fields_are_problems_that_say_what_to_do(
    client: Client, photo: bytes, data: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post("/v1/meals", files={"image": photo}, data=data)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert all(each["remedy"] for each in answer.json()["errors"])


def test_no_image_says_so(client: Client) -> None:
    answer = client.post("/v1/meals", data={"note": "hello"})
    assert (answer.status_code, answer.json()["code"]) == (422, "photo_missing")


def test_evaluate_follows_corrections(client: Client) -> None:
    edited = {
        "items": [
            {"id": "a", "food_id": "fndds:63107010", "grams": 118},
            {"id": "b", "food_id": "fndds:58106225", "grams": 200, "on_my_plate": False},
        ],
        "profiles": [PESCATARIAN],
    }
    answer = client.post("/v1/meals/evaluate", json=edited).json()
    banana, pizza = answer["items"]
    assert banana["nutrition"]["energy_kcal"] == pytest.approx(97 * 1.18, rel=1e-3)
    assert banana["verdict"] == "fine"
    assert pizza["on_my_plate"] is False
    assert answer["totals"]["nutrition"]["energy_kcal"] == pytest.approx(97 * 1.18, rel=1e-3)


def test_evaluate_takes_named_portions_and_what_was_eaten(client: Client) -> None:
    food = client.get("/v1/foods/fndds:63107010").json()
    portion = food["portions"][-1]
    item = {"food_id": food["id"], "portion_id": portion["id"], "count": 2, "eaten_fraction": 0.5}
    (answer,) = client.post("/v1/meals/evaluate", json={"items": [item]}).json()["items"]
    assert answer["portion"]["grams"] == pytest.approx(2 * portion["grams"], abs=0.1)
    expected = food["nutrients_per_100g"]["energy_kcal"] * portion["grams"] / 100
    assert answer["nutrition"]["energy_kcal"] == pytest.approx(expected, rel=1e-3)


BANANA = {"food_id": "fndds:63107010"}


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        pytest.param({"food_id": "fndds:0"}, "#/items/0/food_id", id="unknown food"),
        pytest.param({**BANANA, "portion_id": "barrel"}, "#/items/0/portion_id", id="unknown portion"),
        pytest.param({**BANANA, "portion_id": "1-cup", "count": 1000}, "#/items/0/portion_id", id="a truckload"),
        pytest.param({**BANANA, "grams": 0}, "#/items/0/grams", id="no grams"),
        pytest.param({**BANANA, "grams": 10_001}, "#/items/0/grams", id="more than 10 kg"),
        pytest.param({**BANANA, "grams": 5, "portion_id": "x"}, "#/items/0", id="grams and a portion"),
        pytest.param({**BANANA, "eaten_fraction": 2}, "#/items/0/eaten_fraction", id="ate twice"),
        pytest.param({**BANANA, "colour": "red"}, "#/items/0/colour", id="unknown field"),
        pytest.param(
            {**BANANA, "box": {"x": 0, "y": 0, "width": 0, "height": 1}}, "#/items/0/box/width", id="flat box"
        ),
    ],
)
def test_evaluate_names_the_field_that_will_not_do(client: Client, item: dict[str, Any], pointer: str) -> None:
    answer = client.post("/v1/meals/evaluate", json={"items": [item]})
    assert answer.status_code == 422
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]


def test_evaluate_refuses_nan_and_three_hundred_items(client: Client) -> None:
    nan = client.post("/v1/meals/evaluate", content='{"items":[{"food_id":"fndds:63107010","grams":NaN}]}')
    assert 400 <= nan.status_code < 500
    assert client.post("/v1/meals/evaluate", json={"items": [BANANA] * 300}).status_code == 422
    assert (
        client.post("/v1/meals/evaluate", content="{", headers={"content-type": "application/json"}).status_code == 400
    )


def test_detections_answer_boxes_and_names_only(client: Client, photo: bytes) -> None:
    answer = client.post("/v1/detections", files={"image": photo}).json()
    assert set(answer) == {"photo", "items", "references", "timings_ms"}
    assert [item["label"] for item in answer["items"]] == ["hamburger", "cheese", "apple", "food"]
    assert answer["items"][0]["box"] == {"x": 50, "y": 50, "width": 100, "height": 100}
    assert [reference["label"] for reference in answer["references"]] == ["plate"]


def test_render_draws_a_corrected_report(client: Client, photo: bytes) -> None:
    report = post(client, photo, PESCATARIAN).json()
    report["items"] = report["items"][:2]
    report["items"][0]["food"] = {"id": "fndds:63107010"}
    files = {"image": ("meal.jpg", photo, "image/jpeg")}
    answer = client.post("/v1/meals/render", files=files, data={"report": json.dumps(report)})
    assert answer.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.width >= 480
    assert answer.content != base64.b64decode(report["annotated_image"]["data"])


@pytest.mark.parametrize(
    ("report", "status"),
    [
        pytest.param("{", 400, id="broken JSON"),
        pytest.param("[" * 5000, 400, id="deep JSON"),
        pytest.param('{"items": 5}', 422, id="items that are no list"),
        pytest.param('{"items": [{"id": "a", "food": {"id": "nope"}}]}', 422, id="unknown food"),
        pytest.param(
            '{"items": [{"id": "a", "verdicts": [{"profile_id": "p", "verdict": "green"}]}]}', 422, id="verdict"
        ),
    ],
)
def test_render_refuses_what_is_no_report(client: Client, photo: bytes, report: str, status: int) -> None:
    answer = client.post("/v1/meals/render", files={"image": photo}, data={"report": report})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_name_nobody_confirmed_is_as_doubtful_when_evaluated_as_on_the_photo(client: Client) -> None:
    apple = {"food_id": "fndds:63101000", "grams": 100}
    doubts = [
        {**apple, "id": "sure"},
        {**apple, "id": "guess", "confirmed": False},
        {**apple, "id": "doubtful", "confirmed": False, "confidence": 0.3},
        {**apple, "id": "likely", "confirmed": False, "confidence": 0.9},
    ]
    answer = client.post("/v1/meals/evaluate", json={"items": doubts, "profiles": [{"name": "Anyone"}]}).json()
    assert [item["verdict"] for item in answer["items"]] == ["fine", "unknown", "unknown", "fine"]


def test_two_profiles_of_one_id_are_refused(client: Client) -> None:
    twins = [{"name": "A", "id": "x"}, {"name": "B", "id": "x"}]
    answer = client.post("/v1/meals/evaluate", json={"items": [BANANA], "profiles": twins})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-8"])
def test_a_profile_id_in_an_odd_charset_is_not_found(client: Client, photo: bytes, charset: str) -> None:
    head = 'Content-Disposition: form-data; name="profile_id"'
    body = f"--x\r\n{head}\r\n\r\n\\ud800\r\n--x--\r\n".encode()
    kind = f"multipart/form-data; charset={charset}; boundary=x"
    answer = client.post("/v1/meals", content=body, headers={"content-type": kind})
    assert 400 <= answer.status_code < 500


def test_what_evaluate_answers_render_takes(client: Client, photo: bytes) -> None:
    box = {"x": 1, "y": 1, "width": 0.01, "height": 0.01}
    edited = {"items": [{"food_id": "sr:03825", "box": box, "eaten_fraction": 0}], "profiles": [PESCATARIAN]}
    answer = client.post("/v1/meals/evaluate", json=edited)
    assert answer.status_code == 200
    drawn = client.post("/v1/meals/render", files={"image": photo}, data={"report": answer.text})
    assert drawn.status_code == 200, drawn.text


def test_an_unnamed_food_is_judged_by_what_it_may_be_also_when_edited(client: Client) -> None:
    curry = client.get("/v1/foods", params={"q": "beef curry"}).json()["items"][0]["id"]
    unnamed = {"food_id": None, "confirmed": False, "alternatives": [{"food_id": curry, "confidence": 0.2}]}
    answer = client.post("/v1/meals/evaluate", json={"items": [unnamed, BANANA], "profiles": [PESCATARIAN]}).json()
    item = answer["items"][0]
    assert (item["food"], item["verdict"], item["portion"]["grams"]) == (None, "avoid", None)
    assert set(item["nutrition"].values()) == {None}
    assert "energy_kcal" in answer["totals"]["at_least"]
    assert answer["meal_verdicts"][0]["verdict"] == "avoid"


def test_judging_a_photos_items_again_changes_no_verdict(client: Client, photo: bytes) -> None:
    report = post(client, photo, PESCATARIAN).json()
    edits = [
        {
            "id": item["id"],
            "food_id": item["food"] and item["food"]["id"],
            "grams": item["portion"]["grams"],
            "confirmed": item["confirmed"],
            "confidence": item["confidence"],
            "alternatives": [
                {"food_id": other["food"]["id"], "confidence": other["confidence"]} for other in item["alternatives"]
            ],
        }
        for item in report["items"]
    ]
    again = client.post("/v1/meals/evaluate", json={"items": edits, "profiles": [PESCATARIAN]}).json()
    assert [item["verdict"] for item in again["items"]] == [item["verdict"] for item in report["items"]]


@pytest.mark.parametrize(("plate", "status"), [("", 200), ("27", 200), ("26,5", 200), ("4", 422), ("wide", 422)])
def test_the_plain_form_takes_a_plate_or_none(client: Client, plate: str, status: int) -> None:
    answer = client.post("/analyze", data={"sample": "coffee", "plate_diameter_cm": plate, "note": "ate half"})
    assert answer.status_code == status


def test_an_estimate_sent_back_with_its_range_keeps_the_range_of_the_sum(client: Client, photo: bytes) -> None:
    report = post(client, photo).json()
    items = [
        {
            "food_id": item["food"]["id"],
            "grams": item["portion"]["grams"],
            "low_grams": item["portion"]["low_grams"],
            "high_grams": item["portion"]["high_grams"],
        }
        for item in report["items"]
        if item["food"]
    ]
    answer = client.post("/v1/meals/evaluate", json={"items": items}).json()
    assert answer["totals"]["range"]["energy_kcal"] == pytest.approx(report["totals"]["range"]["energy_kcal"], rel=0.01)
    exact = [{"food_id": item["food_id"], "grams": item["grams"]} for item in items]
    energy = client.post("/v1/meals/evaluate", json={"items": exact}).json()["totals"]["range"]["energy_kcal"]
    assert energy["low"] == energy["high"]


@pytest.mark.parametrize(
    "amount",
    [
        {"grams": 100, "low_grams": 50},
        {"grams": 100, "low_grams": 120, "high_grams": 150},
        {"grams": 100, "low_grams": 50, "high_grams": 90},
        {"low_grams": 50, "high_grams": 90},
        {"grams": 100, "low_grams": -1, "high_grams": 150},
    ],
)
def test_a_range_that_does_not_hold_its_grams_is_refused(client: Client, amount: dict[str, float]) -> None:
    answer = client.post("/v1/meals/evaluate", json={"items": [{"food_id": "fndds:63101000", **amount}]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("#/items/0")
