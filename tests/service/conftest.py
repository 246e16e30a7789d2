from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.store import migrate, open_engine
from tests.service.postgres import running_postgres


@pytest.fixture(scope="package")
def postgres_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@contextmanager
def empty_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The URL of a database without tables."""
    url = f"sqlite:///{folder / 'data' / 'meals.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    yield url
    engine = open_engine(url)
    migrate(engine, "base")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, request, tmp_path) as chosen:
        yield chosen
