"""The store: what is kept stays kept, for its owner only, on SQLite and in memory alike."""

import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from service.dietary.profile import AllergenConcern, Limit, LimitPeriod, Profile, Severity
from service.errors import ConsentRequired, ProfileNotFound
from service.settings import Settings
from service.store import MemoryProfileStore, ProfileStore, SqlProfileStore, migrate, open_engine, open_profiles
from service.store.documents import document_of, profile_of
from service.store.engine import HEAD
from service.store.tables import Base
from tests.service.conftest import empty_database

FULL = Profile(
    id="",
    name="Kim 🍜",
    diets=("pescatarian", "pregnancy"),
    conditions=("high_cholesterol",),
    avoids=("alcohol", "durian"),
    allergens=(AllergenConcern("peanut"), AllergenConcern("milk", Severity.MILD, traces_matter=False)),
    limits=(Limit("sodium_mg", max=1_500.0), Limit("fibre_g", min=5.5, per=LimitPeriod.MEAL)),
    dislikes=("mushroom",),
    daily_energy_kcal=2_000.0,
    hide_energy=True,
    consent_to_store=True,
)


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProfileStore]:
    if request.param == "memory":
        yield MemoryProfileStore()
        return
    with empty_database(request.param, request, tmp_path) as chosen:
        yield opened(chosen)


@pytest.fixture(autouse=True)
def closers() -> Iterator[list[Callable[[], object]]]:
    """Closes what `opened` and `migrated` opened; before the databases' own clean-up, since it is asked for last."""
    yield CLOSERS
    while CLOSERS:
        CLOSERS.pop()()


CLOSERS: list[Callable[[], object]] = []


def opened(url: str) -> ProfileStore:
    store = open_profiles(Settings.model_validate({"database_url": url}))
    CLOSERS.append(store.close)
    return store


def migrated(url: str) -> Engine:
    engine = open_engine(url)
    CLOSERS.append(engine.dispose)
    migrate(engine)
    return engine


def together(*works: Callable[[], object]) -> list[Exception]:
    """Run all at the same time in threads; what any of them raised."""
    failures: list[Exception] = []

    def caught(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=caught, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_a_profile_comes_back_as_it_was(store: ProfileStore) -> None:
    kept = store.create("kim", FULL)
    assert kept.id
    assert store.get("kim", kept.id) == kept
    assert document_of(kept) == document_of(FULL)


def test_profiles_are_listed_oldest_first(store: ProfileStore) -> None:
    kept = [store.create("kim", Profile("", name)) for name in ("b", "a", "c")]
    assert store.list("kim") == tuple(kept)
    assert store.list("alex") == ()


def test_a_profile_is_replaced_under_its_id(store: ProfileStore) -> None:
    kept = store.create("kim", FULL)
    changed = Profile(kept.id, "Alex", diets=("vegan",))
    assert store.replace("kim", changed) == changed
    assert store.list("kim") == (changed,)


def test_a_deleted_profile_is_gone(store: ProfileStore) -> None:
    kept = store.create("kim", FULL)
    store.delete("kim", kept.id)
    assert store.list("kim") == ()
    with pytest.raises(ProfileNotFound):
        store.delete("kim", kept.id)


ACCESSES: dict[str, Callable[[ProfileStore, str, str], object]] = {
    "get": lambda store, owner, kept: store.get(owner, kept),
    "replace": lambda store, owner, kept: store.replace(owner, Profile(kept, "mine now")),
    "delete": lambda store, owner, kept: store.delete(owner, kept),
}


@pytest.mark.parametrize("access", ACCESSES)
def test_other_owners_profiles_are_as_absent_as_none(store: ProfileStore, access: str) -> None:
    kept = store.create("kim", FULL)
    with pytest.raises(ProfileNotFound) as theirs:
        ACCESSES[access](store, "alex", kept.id)
    with pytest.raises(ProfileNotFound) as nobodys:
        ACCESSES[access](store, "alex", "0" * len(kept.id))
    assert str(theirs.value).replace(kept.id, "") == str(nobodys.value).replace("0" * len(kept.id), "")
    assert store.get("kim", kept.id) == kept


@pytest.mark.parametrize("profile_id", ["", "nope", "\x00", "' OR 1=1 --", "ä" * 1_000])
def test_odd_ids_are_simply_not_found(store: ProfileStore, profile_id: str) -> None:
    store.create("kim", FULL)
    with pytest.raises(ProfileNotFound, match="There is no profile"):
        store.get("kim", profile_id)


@pytest.mark.parametrize(
    "health",
    [
        pytest.param(Profile("", "a", conditions=("gout",)), id="condition"),
        pytest.param(Profile("", "a", allergens=(AllergenConcern("soy"),)), id="allergen"),
        pytest.param(Profile("", "a", diets=("pregnancy",)), id="pregnancy"),
    ],
)
def test_health_data_needs_consent(store: ProfileStore, health: Profile) -> None:
    with pytest.raises(ConsentRequired):
        store.create("kim", health)
    plain = store.create("kim", Profile("", "a", diets=("vegan",)))
    with pytest.raises(ConsentRequired):
        store.replace("kim", Profile(plain.id, health.name, health.diets, health.conditions, (), health.allergens))
    assert store.list("kim") == (plain,)


def test_profiles_outlive_the_server(url: str) -> None:
    kept = opened(url).create("kim", FULL)
    assert opened(url).get("kim", kept.id) == kept


def test_writers_at_the_same_time_lose_nothing(url: str) -> None:
    stores = [opened(url), opened(url)]  # two servers on one database

    def write(name: str) -> None:
        store = stores[int(name) % 2]
        for number in range(5):
            kept = store.create("kim", Profile("", f"{name}-{number}"))
            store.replace("kim", Profile(kept.id, f"{name}-{number}", diets=("vegan",)))

    assert together(*(partial(write, name) for name in "0123")) == []
    kept = stores[0].list("kim")
    assert sorted(profile.name for profile in kept) == [f"{name}-{number}" for name in "0123" for number in range(5)]
    assert all(profile.diets == ("vegan",) for profile in kept)


def test_a_row_of_an_older_version_takes_defaults() -> None:
    assert profile_of("1", "Kim", {"diets": ["vegan"]}) == Profile("1", "Kim", diets=("vegan",))


def test_migrations_make_what_the_tables_say(url: str) -> None:
    with migrated(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_up_down_and_up_again(url: str) -> None:
    engine = migrated(url)
    assert inspect(engine).has_table("profiles")
    migrate(engine, "base")
    assert not inspect(engine).has_table("profiles")
    migrate(engine, HEAD)
    assert SqlProfileStore(engine).create("kim", FULL).name == FULL.name


def test_migrating_twice_keeps_what_is_there(url: str) -> None:
    engine = migrated(url)
    kept = SqlProfileStore(engine).create("kim", FULL)
    migrate(engine)
    assert SqlProfileStore(engine).list("kim") == (kept,)


def test_servers_that_start_together_migrate_once(url: str) -> None:
    assert together(*(partial(migrated, url) for _ in range(6))) == []


def test_sqlite_is_set_up_for_many_readers_and_for_power_cuts(tmp_path: Path) -> None:
    with migrated(f"sqlite:///{tmp_path / 'meals.db'}").connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000


def test_the_data_folder_is_its_users_alone(tmp_path: Path) -> None:
    opened(f"sqlite:///{tmp_path / 'data' / 'meals.db'}")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_what_was_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    engine = migrated(f"sqlite:///{tmp_path / 'meals.db'}")
    store = SqlProfileStore(engine)
    kept = store.create("kim", Profile("", "Hildegard-Unique-Name"))
    store.delete("kim", kept.id)
    engine.dispose()
    with sqlite3.connect(tmp_path / "meals.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"Hildegard" not in (tmp_path / "meals.db").read_bytes()


@pytest.mark.parametrize("pathless", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_per_thread_is_refused(pathless: str) -> None:
    with pytest.raises(ValueError, match="name a file"):
        open_engine(pathless)
