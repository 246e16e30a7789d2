"""The engine: SQLite in a file by default, PostgreSQL by URL; tables are made and changed by migrations only."""

import math
import sqlite3
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from service.errors import StorageUnavailable

__all__ = ["HEAD", "migrate", "open_engine", "revision_of", "writing"]

MIGRATIONS: Final = Path(__file__).parent / "migrations"
HEAD: Final = "head"
# A crowd of writers is served in turn, however slow the disk.
USUAL_WAIT_S: Final = 30.0
# Any number, as long as no other program locks the same one: "dish" in ASCII.
POSTGRES_LOCK: Final = 0x64697368
# Waited for the lock, lost to another writer, shutting down or starting, connection lost, out of connections or disk.
PASSING_SQLSTATES: Final = ("55P03", "40P01", "40001", "57P0", "08", "53")
PASSING_SQLITE: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL}


class PatientPool(QueuePool):
    """A pool whose time-out, which no engine event tells of, is our error too."""

    def connect(self) -> PoolProxiedConnection:
        """Lend a connection; raises StorageUnavailable when all stay lent for the pool's time-out."""
        try:
            return super().connect()
        except PoolTimeout as error:
            raise StorageUnavailable from error


def open_engine(url: str, wait_s: float = USUAL_WAIT_S) -> Engine:
    """Open a database; a missing folder of an SQLite file is made, for its user alone.

    Raises SQLAlchemy's ArgumentError for what is no URL, ValueError for SQLite without a file. Using it raises
    StorageUnavailable when the database is away, its lock or a connection is not to be had within `wait_s` seconds, or
    PostgreSQL rolled the transaction back in favour of another.
    """
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        # pre_ping: a pooled connection may have been closed by the server or a firewall since.
        engine = create_engine(
            parsed,
            poolclass=PatientPool,
            pool_pre_ping=True,
            pool_timeout=wait_s,
            hide_parameters=True,
            connect_args=_postgres_waits(wait_s),
        )
        event.listen(engine, "handle_error", _tell_unavailable)
        return engine
    if parsed.database in {None, "", ":memory:"}:
        raise ValueError(
            f"{url!r} would give every thread a database of its own: name a file, as in sqlite:///meals.db"
        )
    # Health data: nobody else on the machine reads it.
    Path(str(parsed.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(parsed, poolclass=PatientPool, pool_timeout=wait_s, hide_parameters=True)
    event.listen(engine, "connect", partial(_set_up_sqlite, wait_s))
    event.listen(engine, "handle_error", _tell_unavailable)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write.

    SQLite then takes its write lock at BEGIN and waits its turn; a read that turns into a write cannot wait, it fails.
    """
    return engine.execution_options(sqlite_begin="IMMEDIATE")


def migrate(engine: Engine, revision: str = HEAD) -> None:
    """Bring the tables to a revision; several servers may start at once, one migrates and the others wait."""
    with writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": POSTGRES_LOCK})
        if revision != HEAD or not _is_up_to_date(connection):
            _run(connection, revision)


def revision_of(connection: Connection) -> str:
    """The step the tables are at."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def _is_up_to_date(connection: Connection) -> bool:
    """Whether the tables are at the newest step; steps are numbered in their file names, as in m0001_profiles.py."""
    newest = max(path.stem[1:5] for path in (MIGRATIONS / "versions").glob("m*.py"))
    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [newest]


def _run(connection: Connection, revision: str) -> None:
    # Imported when there is something to do: Alembic takes 0.2 s of a start that mostly finds its tables as they are.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    (command.upgrade if revision == HEAD else command.downgrade)(config, revision)


def _set_up_sqlite(wait_s: float, connection: sqlite3.Connection, _: object) -> None:
    # The driver's own BEGIN comes late, after the first read, and never before DDL; _begin_sqlite sends ours.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # what was acknowledged survives a power cut too
        "foreign_keys=ON",
        "secure_delete=ON",  # deleted health data is overwritten
        f"busy_timeout={round(wait_s * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")


def _postgres_waits(wait_s: float) -> dict[str, object]:
    """What libpq is told: how long to wait for a connection (it takes whole seconds from 2 up) and for a lock."""
    return {"connect_timeout": max(2, math.ceil(wait_s)), "options": f"-c lock_timeout={round(wait_s * 1000)}"}


def _tell_unavailable(context: ExceptionContext) -> None:
    """Turn a locked, full or vanished database into our error; a mistake of ours stays what it is."""
    if context.is_pre_ping:
        return  # the pool opens another connection in place of the one that was closed
    if context.is_disconnect or _passes(context.original_exception, connecting=context.connection is None):
        raise StorageUnavailable from context.original_exception


def _passes(error: BaseException, *, connecting: bool) -> bool:
    """Whether trying later can help. Who cannot even connect to PostgreSQL is told no SQLSTATE."""
    if isinstance(error, sqlite3.Error):
        # The low byte is the kind, what is above tells more: SQLITE_BUSY_SNAPSHOT is a SQLITE_BUSY.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in PASSING_SQLITE
    state = getattr(error, "sqlstate", None)
    return connecting if state is None else state.startswith(PASSING_SQLSTATES)
