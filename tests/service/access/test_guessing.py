"""Guessing tokens at a whole server: the guesser is stopped early and told for how long, everybody else goes on."""

import asyncio
import secrets
import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from service.access import DEFAULT_SCOPES
from service.guard.rate import REFUSED_TOKENS_PER_MINUTE
from service.settings import Settings
from tests.service.access.conftest import token_app

GUESSER, OTHER = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return token_app(Settings(data_dir=tmp_path, auth="token"))


def token_of(app: FastAPI) -> str:
    return str(app.state.context.store.tokens.create("kim", "", DEFAULT_SCOPES, None))


def guess(right: str) -> str:
    """A token of the right shape: a known id with a secret of one's own."""
    return right[:26] + secrets.token_hex(32)


def ask(app: FastAPI, token: str, address: str) -> httpx.Response:
    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/v1/profiles", headers={"Authorization": f"Bearer {token}"})

    return asyncio.run(call())


def guessed(app: FastAPI, right: str) -> httpx.Response:
    """Guess until told to wait; that answer. A slow machine refills the bucket a little meanwhile."""
    for number in range(20 * REFUSED_TOKENS_PER_MINUTE):
        answer = ask(app, guess(right), GUESSER)
        if answer.status_code != 401:
            assert number >= REFUSED_TOKENS_PER_MINUTE
            return answer
    raise AssertionError("nobody stopped the guesser")


def test_a_guesser_is_told_to_wait_and_nobody_else_is(app: FastAPI) -> None:
    right, used = token_of(app), token_of(app)
    assert ask(app, used, GUESSER).status_code == 200
    stopped = guessed(app, right)
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(stopped.headers["retry-after"]) <= 60
    assert ask(app, used, GUESSER).status_code == 200  # proven before: its own bucket
    assert ask(app, right, OTHER).status_code == 200


def test_the_right_token_gets_in_from_there_once_the_time_named_is_over(app: FastAPI) -> None:
    right = token_of(app)
    stopped = guessed(app, right)
    time.sleep(int(stopped.headers["retry-after"]))
    assert ask(app, right, GUESSER).status_code == 200


def test_a_guess_costs_a_known_id_no_other_answer_than_an_unknown_one(app: FastAPI) -> None:
    right = token_of(app)
    known, unknown = ask(app, guess(right), GUESSER), ask(app, f"dishcern_{'0' * 16}_{'0' * 64}", GUESSER)
    told = [{key: value for key, value in each.json().items() if key != "request_id"} for each in (known, unknown)]
    assert (known.status_code, told[0]) == (401, told[1])
