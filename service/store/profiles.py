"""Stored profiles: what the service asks of a store, and how SQL answers."""

import uuid
from dataclasses import replace
from typing import Protocol

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from service.dietary.profile import Profile
from service.errors import ConsentRequired, ProfileNotFound
from service.portions import PersonalPortion
from service.store.documents import document_of, profile_of
from service.store.engine import writing
from service.store.portions import forget_portions, remember_portion, remembered_portions
from service.store.tables import ProfileRow

__all__ = ["ProfileStore", "SqlProfileStore", "check_consent", "profile_not_found"]


class ProfileStore(Protocol):
    """Keeps profiles by owner. Another owner's profile is as absent as one that never was: ProfileNotFound.

    Nothing that tells of someone's health is kept without their consent: ConsentRequired.
    """

    def create(self, owner: str, profile: Profile) -> Profile:
        """Keep a profile under a new id, whatever id it came with, and return it so; raises ConsentRequired."""
        ...

    def get(self, owner: str, profile_id: str) -> Profile:
        """One profile; raises ProfileNotFound."""
        ...

    def list(self, owner: str) -> tuple[Profile, ...]:
        """All profiles of an owner, oldest first."""
        ...

    def replace(self, owner: str, profile: Profile) -> Profile:
        """Put a profile in the place of the one with its id; raises ProfileNotFound, ConsentRequired."""
        ...

    def delete(self, owner: str, profile_id: str) -> None:
        """Forget a profile; raises ProfileNotFound."""
        ...

    def portions(self, owner: str, profile_id: str) -> tuple[PersonalPortion, ...]:
        """What the profile remembers of portions, by food id; raises ProfileNotFound."""
        ...

    def remember(self, owner: str, profile_id: str, portion: PersonalPortion) -> None:
        """Remember a portion in the place of that food's last one; raises ProfileNotFound."""
        ...

    def forget(self, owner: str, profile_id: str, food_id: str | None = None) -> None:
        """Forget a remembered portion, or all; raises ProfileNotFound, PortionNotFound."""
        ...

    def close(self) -> None:
        """Let go of connections; the store is of no use afterwards."""
        ...


class SqlProfileStore:
    """Profiles in a database whose tables are migrated; may be used by many threads at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read = sessionmaker(engine)
        self._write = sessionmaker(writing(engine))

    def create(self, owner: str, profile: Profile) -> Profile:
        """Keep a profile under a new id; raises ConsentRequired."""
        check_consent(profile)
        kept = replace(profile, id=str(uuid.uuid4()))
        with self._write.begin() as session:
            session.add(ProfileRow(id=kept.id, owner=owner, name=kept.name, document=document_of(kept)))
        return kept

    def get(self, owner: str, profile_id: str) -> Profile:
        """One profile; raises ProfileNotFound."""
        with self._read() as session:
            return _profile(_row(session, owner, profile_id))

    def list(self, owner: str) -> tuple[Profile, ...]:
        """All profiles of an owner, oldest first."""
        chosen = select(ProfileRow).where(ProfileRow.owner == owner).order_by(ProfileRow.created_at, ProfileRow.id)
        with self._read() as session:
            return tuple(_profile(row) for row in session.scalars(chosen))

    def replace(self, owner: str, profile: Profile) -> Profile:
        """Put a profile in the place of the one with its id; raises ProfileNotFound, ConsentRequired."""
        check_consent(profile)
        with self._write.begin() as session:
            row = _row(session, owner, profile.id, lock=True)
            row.name, row.document = profile.name, document_of(profile)
        return profile

    def delete(self, owner: str, profile_id: str) -> None:
        """Forget a profile; raises ProfileNotFound."""
        with self._write.begin() as session:
            session.delete(_row(session, owner, profile_id, lock=True))

    def portions(self, owner: str, profile_id: str) -> tuple[PersonalPortion, ...]:
        """What the profile remembers of portions, by food id; raises ProfileNotFound."""
        with self._read() as session:
            return remembered_portions(session, _row(session, owner, profile_id).id)

    def remember(self, owner: str, profile_id: str, portion: PersonalPortion) -> None:
        """Remember a portion in the place of that food's last one; raises ProfileNotFound."""
        with self._write.begin() as session:
            remember_portion(session, owner, _row(session, owner, profile_id, lock=True).id, portion)

    def forget(self, owner: str, profile_id: str, food_id: str | None = None) -> None:
        """Forget a remembered portion, or all; raises ProfileNotFound, PortionNotFound."""
        with self._write.begin() as session:
            forget_portions(session, _row(session, owner, profile_id, lock=True).id, food_id)

    def close(self) -> None:
        """Close every pooled connection."""
        self._engine.dispose()


def check_consent(profile: Profile) -> None:
    """Refuse to keep health data nobody consented to; raises ConsentRequired."""
    if profile.is_health_data and not profile.consent_to_store:
        raise ConsentRequired(
            f"The profile {profile.name!r} names conditions, allergens or a pregnancy, and `consent_to_store` is not "
            f"true. {ConsentRequired.remedy}"
        )


def profile_not_found(profile_id: str) -> ProfileNotFound:
    """Name the id that is not there."""
    return ProfileNotFound(f"There is no profile {profile_id[:80]!r}. {ProfileNotFound.remedy}")


def _row(session: Session, owner: str, profile_id: str, *, lock: bool = False) -> ProfileRow:
    """Find an owner's profile; who writes locks it, so that others wait with what they write to it and its portions."""
    if "\x00" in profile_id:  # PostgreSQL takes no NUL in text
        raise profile_not_found(profile_id)
    row = session.get(ProfileRow, profile_id, with_for_update=lock or None)
    if row is None or row.owner != owner:
        raise profile_not_found(profile_id)
    return row


def _profile(row: ProfileRow) -> Profile:
    return profile_of(row.id, row.name, row.document)
