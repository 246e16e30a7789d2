"""The tables, as SQLAlchemy maps them. Migrations make them; a test holds both to each other."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, Dialect, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

__all__ = ["Base", "DiaryRow", "PortionRow", "ProfileRow", "TokenRow", "UtcDateTime", "now"]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant; SQLite forgets time zones, so it is stored as UTC and given its zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as UTC."""
        return value if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This instant in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Base of every table."""


class ProfileRow(Base):
    """A dietary profile: the document is what the API shows, without id and name."""

    __tablename__ = "profiles"
    __table_args__ = (Index("ix_profiles_owner_created_at", "owner", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class PortionRow(Base):
    """What a person usually has of a food; gone with the profile it belongs to."""

    __tablename__ = "portions"

    profile_id: Mapped[str] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    food_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    grams: Mapped[float] = mapped_column(Double)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class DiaryRow(Base):
    """A meal of the diary. `eaten_at` is the instant, `utc_offset_s` and `day` are of the clock it was eaten by."""

    __tablename__ = "diary"
    __table_args__ = (
        Index("ix_diary_owner_eaten_at", "owner", "eaten_at", "id"),
        Index("ix_diary_owner_day", "owner", "day"),
        # NULLs differ from each other in SQLite and PostgreSQL alike: rows without a key never collide.
        UniqueConstraint("owner", "idempotency_key", name="uq_diary_owner_idempotency_key"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    eaten_at: Mapped[datetime] = mapped_column(UtcDateTime)
    utc_offset_s: Mapped[int]
    day: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    profile_ids: Mapped[list[str]] = mapped_column(JSON)
    profiles: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    photo_id: Mapped[str | None] = mapped_column(String(36))
    photo_width: Mapped[int | None]
    photo_height: Mapped[int | None]
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    request_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class TokenRow(Base):
    """An API token: of its secret only the hash is here."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    owner: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
