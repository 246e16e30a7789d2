"""Three languages: every text for people is there in each, and every route answers in the one that is asked for."""

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from service import problems, texts
from service.dietary import Rule, load_catalogue, parse_profile
from service.dietary.catalogue import NumberRule
from service.errors import DishcernError, InvalidRequest
from service.language import LANGUAGES, language_of
from service.photos.colour import PROFILE_UNREADABLE
from service.photos.read import FIRST_OF_MANY
from tests.client import Client

SECTIONS: dict[str, dict[str, dict[str, str]]] = {
    code: tomllib.loads((files("service.language") / "words" / f"{code}.toml").read_text("utf-8")) for code in LANGUAGES
}
CHEDDAR = {"food_id": "fndds:14104100", "grams": 60}
HEART = {"name": "Heart", "conditions": ["high_cholesterol"], "diets": ["vegan"]}
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.1"}


def kinds(of: type[DishcernError]) -> Iterator[type[DishcernError]]:
    yield of
    for each in of.__subclasses__():
        yield from kinds(each)


def rule_sentences(rule: Rule) -> list[str]:
    return [rule.text, rule.source, *([rule.formula, rule.advice] if isinstance(rule, NumberRule) else [])]


def fixed_sentences() -> set[str]:
    """Everything said to people that stands in English where it belongs."""
    said = {sentence for rule in load_catalogue().rules for sentence in rule_sentences(rule)}
    said |= {sentence for kind in kinds(DishcernError) for sentence in (kind.title, kind.remedy)}
    said |= {*problems.REMEDIES.values(), PROFILE_UNREADABLE, FIRST_OF_MANY}
    return (said | {getattr(texts, name) for name in texts.__all__}) - {""}


@pytest.mark.parametrize("code", ["de", "es"])
def test_every_key_and_value_of_english_is_in_the_other_languages(code: str) -> None:
    for section, entries in SECTIONS["en"].items():
        assert SECTIONS[code][section].keys() == entries.keys()
        for key, text in entries.items():
            values = re.findall(r"{\w+}", text)
            assert sorted(re.findall(r"{\w+}", SECTIONS[code][section][key])) == sorted(values), key


@pytest.mark.parametrize("code", ["de", "es"])
def test_every_rule_error_and_warning_is_translated(code: str) -> None:
    assert sorted(fixed_sentences() - SECTIONS[code]["fixed"].keys()) == []


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_no_language_promises_safety(code: str) -> None:
    said = json.dumps(SECTIONS[code], ensure_ascii=False).lower()
    for word in (
        "safe",
        "free from",
        "gluten-free",
        "unbedenklich",
        "sicher zu essen",
        "glutenfrei",
        "seguro para",
        "libre de",
    ):
        assert word not in said


def test_evaluate_answers_in_german(client: Client) -> None:
    answer = client.post("/v1/meals/evaluate", json={"items": [CHEDDAR], "profiles": [HEART]}, headers=GERMAN)
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("de", "Accept-Language")
    report = answer.json()
    reasons = [reason["text"] for reason in report["items"][0]["verdicts"][0]["reasons"]]
    assert reasons[0].startswith("Milchprodukte: enthält ")
    assert reasons[0].endswith("Eine vegane Ernährung enthält keine Milchprodukte.")
    assert any(text.startswith("Gesättigtes Fett 12 g in dieser Portion: ") for text in reasons)
    assert "keine medizinische Beratung" in report["disclaimer"]
    allergens = {each["allergen"]: each["why"] for each in report["items"][0]["allergens"]}
    assert allergens["milk"].startswith("enthält ")


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/v1/diets", None, ["Una dieta vegana excluye la carne.", "enfermedad renal", "grasa saturada"]),
        ("/v1/foods/fndds:14104100", None, ["contiene cheddar cheese", "un único ingrediente sencillo"]),
        ("/v1/profiles/parse", {"text": "soy celíaca, sin cerdo"}, ["dieta: sin gluten", "evitar: cerdo"]),
        ("/v1/meals/remedies", {"items": [CHEDDAR], "profiles": [{**HEART, "diets": []}]}, ["Grasa saturada 12 g → "]),
    ],
)
def test_routes_answer_in_spanish(client: Client, path: str, body: dict[str, Any] | None, words: list[str]) -> None:
    headers = {"Accept-Language": "es"}
    answer = client.get(path, headers=headers) if body is None else client.post(path, json=body, headers=headers)
    assert (answer.status_code, answer.headers["content-language"]) == (200, "es")
    assert [each for each in words if each not in answer.text] == []


def test_the_picture_follows_the_language(client: Client, photo: bytes) -> None:
    files_ = {"image": ("meal.jpg", photo, "image/jpeg")}
    english, german = (
        client.post("/v1/meals", files=files_, headers={"Accept": "image/jpeg", **language})
        for language in ({}, GERMAN)
    )
    assert german.headers["content-language"] == "de"
    assert english.content != german.content


def test_a_problem_is_told_in_german_with_the_value_beside_it(client: Client) -> None:
    body = {"items": [{"food_id": "fndds:0"}]}
    problem = client.post("/v1/meals/evaluate", json=body, headers=GERMAN).json()
    assert problem["title"] == language_of("de").fixed(InvalidRequest.title)
    assert problem["detail"].startswith("Manche Werte sind nicht brauchbar. ")
    assert "fndds:0" in problem["errors"][0]["detail"]
    assert problem["errors"][0]["remedy"].startswith("Suchen Sie mit GET /v1/foods")


@pytest.mark.parametrize("header", ["", "fr", "*", "xx;q=oops", "\t", "de;q=0", "en;q=1,de;q=0.5"])
def test_other_languages_are_answered_in_english(client: Client, header: str) -> None:
    answer = client.get("/v1/diets", headers={"Accept-Language": header})
    assert answer.headers["content-language"] == "en"


def test_a_draft_is_named_in_its_language() -> None:
    parsed = parse_profile("Ich bin vegan und allergisch gegen Erdnüsse", language_of("de"))
    assert parsed.profile.name == "Vegan, ohne Erdnuss"
    assert parsed.understood[1] == ("Erdnüsse", "Allergen: Erdnuss (schwer, Spuren zählen)")
