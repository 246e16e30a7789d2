"""Refusals: whoever refuses a request, the router, the files or a guard, the answer is a problem with a remedy."""

import re
from typing import Any

import pytest

from tests.client import Client

REFUSED: dict[str, tuple[str, str, dict[str, str], int, str]] = {
    "no such path": ("GET", "/nowhere", {}, 404, "not_found"),
    "no such path of the API": ("POST", "/v1/nowhere", {}, 404, "not_found"),
    "no such file": ("GET", "/static/nowhere.js", {}, 404, "not_found"),
    "the folder of the files": ("GET", "/static/", {}, 404, "not_found"),
    "a file outside the folder": ("GET", "/static/%2e%2e/strings.py", {}, 404, "not_found"),
    "no such method": ("DELETE", "/v1/meals", {}, 405, "method_not_allowed"),
    "an unknown method": ("BREW", "/v1/foods", {}, 405, "method_not_allowed"),
    "an unknown method on a file": ("POST", "/static/main.js", {}, 405, "method_not_allowed"),
    "OPTIONS": ("OPTIONS", "/v1/meals", {}, 405, "method_not_allowed"),
    "a range past the end": ("GET", "/static/main.js", {"Range": "bytes=99999999-"}, 416, "range_unusable"),
    "a range of nothing": ("GET", "/static/main.js", {"Range": "bytes="}, 416, "range_unusable"),
    "a range in lines": ("GET", "/static/main.js", {"Range": "lines=1-2"}, 416, "range_unusable"),
    "a range of Swagger": ("GET", "/swagger/swagger-ui.css", {"Range": "bytes=9999999999-"}, 416, "range_unusable"),
    "another host": ("GET", "/v1/foods", {"Host": "evil.example"}, 400, "host_not_allowed"),
    "a broken host": ("GET", "/v1/foods", {"Host": "a b"}, 400, "host_not_allowed"),
    "another site": ("POST", "/v1/profiles", {"Origin": "https://evil.example"}, 403, "cross_site_refused"),
    "no boundary": ("POST", "/v1/meals", {"Content-Type": "multipart/form-data"}, 400, "malformed_body"),
    "a type nobody has": ("POST", "/v1/meals", {"Accept": "text/csv"}, 406, "not_acceptable"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_every_refusal_is_a_problem_with_a_remedy(name: str, client: Client) -> None:
    method, path, headers, status, code = REFUSED[name]
    answer = client.request(method, path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert all(each["remedy"] and each["detail"] for each in problem["errors"])
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_range_past_the_end_is_told_how_long_the_file_is(client: Client) -> None:
    whole = client.get("/static/main.js")
    answer = client.get("/static/main.js", headers={"Range": "bytes=99999999-"})
    assert answer.headers["content-range"] == f"bytes */{len(whole.content)}"


def test_a_range_a_file_has_is_sent(client: Client) -> None:
    whole = client.get("/static/main.js").content
    answer = client.get("/static/main.js", headers={"Range": "bytes=2-5"})
    assert (answer.status_code, answer.content) == (206, whole[2:6])
    assert re.fullmatch(r"bytes 2-5/\d+", answer.headers["content-range"])
