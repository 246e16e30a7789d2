"""Errors: one tree, one shape, no internals."""

import json
import re
from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI, Query, UploadFile
from pydantic import BaseModel, Field, ValidationError

from service import errors, problems, security
from service.errors import Busy, DishcernError, Problem, ProfileNotFound
from service.settings import Settings

TREE = sorted(
    (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DishcernError)),
    key=lambda kind: kind.__name__,
)
BASE = "http://127.0.0.1:8000"


class Meal(BaseModel):
    name: Annotated[str, Field(max_length=5)]
    grams: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0


def app() -> FastAPI:
    made = FastAPI()

    @made.post("/meals")
    def meals(meal: Meal) -> Meal:
        return meal

    @made.post("/photos")
    def photos(image: UploadFile) -> str | None:
        return image.filename

    @made.get("/foods")
    def foods(limit: Annotated[int, Query(ge=1)] = 1) -> int:
        return limit

    @made.get("/missing")
    def missing() -> None:
        raise ProfileNotFound("There is no profile 'x'.")

    @made.get("/busy")
    def busy() -> None:
        raise Busy(retry_after_s=7)

    @made.get("/broken")
    def broken() -> None:
        raise RuntimeError("the secret is hunter2")

    problems.install(made)
    security.install(made, Settings())
    return made


async def send(method: str, path: str, **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app()), base_url=BASE) as client:
        return await client.request(method, path, **options)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_every_error_has_a_code_of_its_own_a_title_and_a_remedy(kind: type[DishcernError]) -> None:
    assert re.fullmatch("[a-z]+(_[a-z]+)*", kind.code)
    assert sum(other.code == kind.code for other in TREE) == 1
    assert kind.title[0].isupper()
    assert not kind.title.endswith(".")
    assert kind.remedy.endswith(".")


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_the_module_shows_the_whole_tree(kind: type[DishcernError]) -> None:
    shown = errors.__doc__ or ""
    assert re.search(rf"\b{kind.__name__} +{kind.status} ", shown)


JSON = {"content-type": "application/json"}
DEEP = b"[" * 200_000
NAN = b'{"name":"a","grams":NaN}'
NO_BOUNDARY = {"content-type": "multipart/form-data"}
REQUESTS: dict[str, tuple[str, str, dict[str, Any], int, str, str]] = {
    "ours": ("GET", "/missing", {}, 404, "profile_not_found", ""),
    "busy": ("GET", "/busy", {}, 503, "busy", ""),
    "no route": ("GET", "/nowhere", {}, 404, "not_found", ""),
    "wrong method": ("DELETE", "/meals", {}, 405, "method_not_allowed", ""),
    "malformed json": ("POST", "/meals", {"content": b'{"name": ', "headers": JSON}, 400, "malformed_json", ""),
    "json in latin-1": ("POST", "/meals", {"content": b'{"name":"\xe4"}', "headers": JSON}, 400, "malformed_body", ""),
    "no json": ("POST", "/meals", {"content": b"name=rice"}, 422, "invalid_request", "#"),
    "deep json": ("POST", "/meals", {"content": DEEP, "headers": JSON}, 400, "malformed_body", ""),
    "missing field": ("POST", "/meals", {"json": {}}, 422, "invalid_request", "#/name"),
    "too long": ("POST", "/meals", {"json": {"name": "dumplings"}}, 422, "invalid_request", "#/name"),
    "not a number": ("POST", "/meals", {"content": NAN, "headers": JSON}, 422, "invalid_request", "#/grams"),
    "query": ("GET", "/foods?limit=0", {}, 422, "invalid_request", "#/query/limit"),
    "no file": ("POST", "/photos", {}, 422, "photo_missing", "#/image"),
    "text for a file": ("POST", "/photos", {"data": {"image": "photo.jpg"}}, 422, "photo_missing", "#/image"),
    "broken multipart": ("POST", "/photos", {"content": b"x", "headers": NO_BOUNDARY}, 400, "malformed_body", ""),
    "unexpected": ("GET", "/broken", {}, 500, "internal_error", ""),
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", REQUESTS)
async def test_every_failure_is_the_same_kind_of_problem(name: str) -> None:
    method, path, options, status, code, pointer = REQUESTS[name]
    answer = await send(method, path, **options)
    body = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail", "code", "request_id", "errors"}
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"].endswith(body["code"])
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["errors"]
    assert body["errors"][0]["pointer"] == pointer
    assert all(problem["remedy"] and problem["detail"] for problem in body["errors"])


@pytest.mark.anyio
async def test_unexpected_errors_tell_nothing_of_the_inside() -> None:
    answer = await send("GET", "/broken")
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.anyio
async def test_busy_says_when_to_come_back() -> None:
    assert (await send("GET", "/busy")).headers["retry-after"] == "7"


@pytest.mark.anyio
async def test_wrong_method_says_which_are_right() -> None:
    assert (await send("DELETE", "/meals")).headers["allow"] == "POST"


@pytest.mark.anyio
async def test_hostile_values_come_back_escaped_and_short() -> None:
    answer = await send("POST", "/meals", content=json.dumps({"name": "\ud800\x00<b>" + "x" * 5_000}).encode())
    assert len(answer.text) < 1_000
    assert "\x00" not in answer.json()["detail"]


def test_problems_point_into_the_body() -> None:
    with pytest.raises(ValidationError) as caught:
        Meal.model_validate({"grams": -1})
    found = problems.problems_of(caught.value, "#/profile/0")
    assert [problem.pointer for problem in found] == ["#/profile/0/name", "#/profile/0/grams"]
    assert found[0] == Problem("#/profile/0/name", "name: field required", "Add the field.")


def test_a_slash_in_a_field_name_is_escaped() -> None:
    class Named(BaseModel, extra="forbid"):
        pass

    with pytest.raises(ValidationError) as caught:
        Named.model_validate({"a/b~c": 1})
    assert problems.problems_of(caught.value)[0].pointer == "#/a~1b~0c"


def test_openapi_describes_problems_for_every_route() -> None:
    schema = app().openapi()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert len(operations) == 6
    for operation in operations:
        assert "422" not in operation["responses"]
        reference = operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"]["$ref"]
        assert reference.rsplit("/", 1)[-1] in schema["components"]["schemas"]
