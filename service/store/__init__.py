"""The store: what people ask to be kept, each row with its owner."""

from service.settings import Settings
from service.store.engine import migrate, open_engine
from service.store.memory import MemoryProfileStore
from service.store.profiles import ProfileStore, SqlProfileStore

__all__ = ["MemoryProfileStore", "ProfileStore", "SqlProfileStore", "migrate", "open_engine", "open_profiles"]


def open_profiles(settings: Settings) -> ProfileStore:
    """Open the profile store the settings name, its tables brought up to date."""
    engine = open_engine(settings.resolved_database_url)
    migrate(engine)
    return SqlProfileStore(engine)
