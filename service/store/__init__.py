"""The store: what people ask to be kept, each row with its owner."""

from dataclasses import dataclass

from sqlalchemy import Engine, delete

from nutrition_db import NutritionTable
from service.settings import Settings
from service.store.backup import back_up, restore
from service.store.diary import SqlDiaryStore
from service.store.engine import migrate, open_engine, writing
from service.store.memory import MemoryProfileStore
from service.store.portions import portion_not_found
from service.store.profiles import ProfileStore, SqlProfileStore
from service.store.tables import Base, TokenRow
from service.store.tokens import SqlTokenStore

__all__ = [
    "MemoryProfileStore",
    "ProfileStore",
    "SqlDiaryStore",
    "SqlProfileStore",
    "SqlTokenStore",
    "Store",
    "back_up",
    "migrate",
    "open_engine",
    "open_profiles",
    "open_store",
    "open_tokens",
    "opened",
    "portion_not_found",
    "restore",
]


@dataclass(frozen=True, slots=True)
class Store:
    """One database and what is kept in it."""

    engine: Engine
    profiles: ProfileStore
    diary: SqlDiaryStore
    tokens: SqlTokenStore

    def forget(self, owner: str) -> None:
        """Delete all that an owner keeps, in one transaction. Photos are files and the caller's to remove; tokens are
        the server's way to know its callers, and whoever made them revokes them.
        """
        with writing(self.engine).begin() as connection:
            # Profiles before their portions, as every other writer locks them; portions go with their profile.
            for table in Base.metadata.sorted_tables:
                if table is TokenRow.__table__:
                    continue
                connection.execute(delete(table).where(table.c.owner == owner))

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def open_store(settings: Settings, table: NutritionTable) -> Store:
    """Open the database the settings name, its tables brought up to date."""
    engine = opened(settings)
    return Store(engine, SqlProfileStore(engine), SqlDiaryStore(engine, table), SqlTokenStore(engine))


def open_profiles(settings: Settings) -> ProfileStore:
    """Open only the profiles, without the nutrition table."""
    return SqlProfileStore(opened(settings))


def open_tokens(settings: Settings) -> SqlTokenStore:
    """Open only the tokens."""
    return SqlTokenStore(opened(settings))


def opened(settings: Settings) -> Engine:
    """The database the settings name, its tables brought up to date."""
    engine = open_engine(settings.resolved_database_url, settings.database_wait_s)
    migrate(engine)
    return engine
