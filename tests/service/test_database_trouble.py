"""A database that is locked, full or gone: 503 with Retry-After, and soon well again; a mistake of ours stays a 500."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Barrier

import httpx
import pytest
from sqlalchemy import Engine, event, text

from models import Detections, FakeDetector
from service.app import create_app
from service.diary import PhotoShelf
from service.errors import BackupUnusable, StorageUnavailable
from service.settings import Settings
from service.store import Store, back_up, open_engine, restore
from tests.client import Client
from tests.service.conftest import empty_database
from tests.service.postgres import crash_and_start

PROFILE = {"name": "Kim"}
MEAL = {"items": [], "title": "x" * 100}
EXPORTS = ["/v1/me/export", "/v1/diary/export.csv"]
Trouble = Callable[[Engine], AbstractContextManager[None]]
READS = ["/v1/profiles", "/v1/diary", "/v1/diary/summary?day=2026-05-17", *EXPORTS]


@contextmanager
def served(folder: Path, **settings: object) -> Iterator[Client]:
    given = {"data_dir": folder, "database_wait_s": 0.2, **settings}
    made = Client(create_app(Settings.model_validate(given), detector=FakeDetector(Detections((), ()))))
    yield made
    store_of(made).close()


def store_of(client: Client) -> Store:
    store = client.app.state.context.store
    assert isinstance(store, Store)
    return store


def assert_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"].isdigit()
    assert answer.json()["code"] == "storage_unavailable"
    assert "Idempotency-Key" in answer.json()["errors"][0]["remedy"]
    assert "sqlite" not in answer.text.lower()


@contextmanager
def sqlite_gone(engine: Engine) -> Iterator[None]:
    engine.dispose()
    path = Path(str(engine.url.database))
    for file in path.parent.glob(f"{path.name}*"):
        file.rename(file.with_name(f"away-{file.name}"))
    path.mkdir()
    yield
    path.rmdir()
    for file in path.parent.glob("away-*"):
        file.rename(file.with_name(file.name.removeprefix("away-")))


@contextmanager
def sqlite_locked(engine: Engine) -> Iterator[None]:
    blocker = sqlite3.connect(str(engine.url.database), isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    yield
    blocker.close()


@contextmanager
def sqlite_full(engine: Engine) -> Iterator[None]:
    def small(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes the pages there are: not one more

    engine.dispose()
    event.listen(engine, "connect", small)
    yield
    event.remove(engine, "connect", small)
    engine.dispose()


@contextmanager
def pool_taken(engine: Engine) -> Iterator[None]:
    with ExitStack() as stack:
        with suppress(StorageUnavailable):
            while True:
                stack.enter_context(engine.connect())
        yield


def first_refused(client: Client) -> httpx.Response:
    """Keep meals until one is not kept; a full disk still has room for a few."""
    return next(answer for _ in range(100) if (answer := client.post("/v1/diary", json=MEAL)).status_code != 201)


@pytest.mark.parametrize("trouble", [sqlite_locked, sqlite_full, sqlite_gone, pool_taken])
def test_a_write_that_cannot_be_kept_is_503_and_the_next_one_works(trouble: Trouble, tmp_path: Path) -> None:
    with served(tmp_path) as kept:
        with trouble(store_of(kept).engine):
            assert_unavailable(first_refused(kept))
        assert kept.post("/v1/diary", json=MEAL).status_code == 201


@pytest.mark.parametrize("path", READS)
def test_a_database_that_is_gone_is_503(path: str, tmp_path: Path) -> None:
    with served(tmp_path) as kept, sqlite_gone(store_of(kept).engine):
        assert_unavailable(kept.get(path))


def test_a_server_whose_database_is_gone_is_not_ready(tmp_path: Path) -> None:
    with served(tmp_path) as kept, sqlite_gone(store_of(kept).engine):
        answer = kept.get("/readyz")
        assert (answer.status_code, answer.headers["retry-after"].isdigit()) == (503, True)


@pytest.mark.parametrize("trouble", [sqlite_gone, pool_taken])
def test_a_token_that_cannot_be_looked_up_is_503(trouble: Trouble, tmp_path: Path) -> None:
    token = f"dishcern_{'0' * 16}_{'0' * 64}"
    with served(tmp_path, auth="token") as kept, trouble(store_of(kept).engine):
        assert_unavailable(kept.get("/v1/diary", headers={"Authorization": f"Bearer {token}"}))


@pytest.mark.parametrize("path", ["/v1/profiles", *EXPORTS])
def test_tables_that_are_missing_are_our_mistake(path: str, tmp_path: Path) -> None:
    with served(tmp_path) as kept:
        with store_of(kept).engine.begin() as connection:
            for table in ("profiles", "diary"):
                connection.execute(text(f"DROP TABLE {table}"))
        answer = kept.get(path)
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


def test_a_restore_into_a_locked_database_says_so(tmp_path: Path) -> None:
    shelf = PhotoShelf(tmp_path / "photos")
    with served(tmp_path / "old") as old, served(tmp_path / "new") as new:
        back_up(store_of(old).engine, shelf, tmp_path / "meals.tar.gz")
        engine = store_of(new).engine
        with sqlite_locked(engine), pytest.raises(BackupUnusable, match="does not answer now"):
            restore(engine, shelf, tmp_path / "meals.tar.gz")
        assert restore(engine, shelf, tmp_path / "meals.tar.gz") == 0


def test_a_postgresql_that_does_not_listen_is_told_as_unavailable() -> None:
    engine = open_engine("postgresql://nobody@127.0.0.1:1/none", wait_s=2)
    with pytest.raises(StorageUnavailable):
        engine.connect()


@pytest.fixture
def postgres(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Client, str]]:
    with empty_database("postgresql", request, tmp_path) as url, served(tmp_path, database_url=url) as client:
        yield client, url


def test_a_table_locked_too_long_in_postgresql_is_503_and_soon_well(postgres: tuple[Client, str]) -> None:
    kept, _ = postgres
    with store_of(kept).engine.begin() as blocker:
        blocker.execute(text("LOCK TABLE diary, profiles IN ACCESS EXCLUSIVE MODE"))
        assert_unavailable(kept.post("/v1/diary", json=MEAL))
        assert_unavailable(kept.get("/v1/me/export"))
    assert kept.post("/v1/diary", json=MEAL).status_code == 201


def test_one_food_remembered_many_times_at_once_in_postgresql_is_remembered_once(postgres: tuple[Client, str]) -> None:
    kept, _ = postgres
    profile = kept.post("/v1/profiles", json=PROFILE).json()["id"]
    food = kept.get("/v1/foods?q=banana").json()["items"][0]["id"]
    path = f"/v1/profiles/{profile}/portions/{food}"
    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda grams: kept.request("PUT", path, json={"grams": grams}), range(100, 108)))
        assert {answer.status_code for answer in answers} == {200}
        assert kept.request("DELETE", path).status_code == 204


def test_who_loses_a_deadlock_in_postgresql_is_told_to_try_again(postgres: tuple[Client, str]) -> None:
    kept, _ = postgres
    ids = [kept.post("/v1/profiles", json=PROFILE).json()["id"] for _ in range(2)]
    meeting = Barrier(2, timeout=20)

    def take(first: str, second: str) -> bool:
        change = text("UPDATE profiles SET name = 'Alex' WHERE id = :id")
        try:
            with store_of(kept).engine.begin() as connection:
                connection.execute(text("SET LOCAL lock_timeout = 0; SET LOCAL deadlock_timeout = '50ms'"))
                connection.execute(change, {"id": first})
                meeting.wait()
                connection.execute(change, {"id": second})
        except StorageUnavailable:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ids, reversed(ids))) == [False, True]
    assert kept.get("/v1/profiles").status_code == 200


def test_a_postgresql_that_was_killed_costs_no_request_once_it_runs_again(postgres: tuple[Client, str]) -> None:
    kept, url = postgres
    assert kept.post("/v1/profiles", json=PROFILE).status_code == 201
    crash_and_start(url)
    answer = kept.get("/v1/profiles")
    assert (answer.status_code, len(answer.json()["items"])) == (200, 1)
