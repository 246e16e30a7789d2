"""The profile store in memory: for tests, and for a server that is to keep nothing."""

import threading
import uuid
from dataclasses import replace

from service.dietary.profile import Profile
from service.portions import PersonalPortion
from service.store.portions import portion_not_found
from service.store.profiles import check_consent, profile_not_found

__all__ = ["MemoryProfileStore"]


class MemoryProfileStore:
    """Profiles in a dictionary; gone with the process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Profile] = {}
        self._portions: dict[str, dict[str, PersonalPortion]] = {}
        self._lock = threading.Lock()

    def create(self, owner: str, profile: Profile) -> Profile:
        """Keep a profile under a new id; raises ConsentRequired."""
        check_consent(profile)
        kept = replace(profile, id=str(uuid.uuid4()))
        with self._lock:
            self._kept[owner, kept.id] = kept
        return kept

    def get(self, owner: str, profile_id: str) -> Profile:
        """One profile; raises ProfileNotFound."""
        with self._lock:
            return self._found(owner, profile_id)

    def list(self, owner: str) -> tuple[Profile, ...]:
        """All profiles of an owner, oldest first."""
        with self._lock:
            return tuple(profile for (whose, _), profile in self._kept.items() if whose == owner)

    def replace(self, owner: str, profile: Profile) -> Profile:
        """Put a profile in the place of the one with its id; raises ProfileNotFound, ConsentRequired."""
        check_consent(profile)
        with self._lock:
            self._found(owner, profile.id)
            self._kept[owner, profile.id] = profile
        return profile

    def delete(self, owner: str, profile_id: str) -> None:
        """Forget a profile; raises ProfileNotFound."""
        with self._lock:
            self._found(owner, profile_id)
            del self._kept[owner, profile_id]
            self._portions.pop(profile_id, None)

    def portions(self, owner: str, profile_id: str) -> tuple[PersonalPortion, ...]:
        """What the profile remembers of portions, by food id; raises ProfileNotFound."""
        with self._lock:
            self._found(owner, profile_id)
            kept = self._portions.get(profile_id, {})
            return tuple(kept[food_id] for food_id in sorted(kept))

    def remember(self, owner: str, profile_id: str, portion: PersonalPortion) -> None:
        """Remember a portion in the place of that food's last one; raises ProfileNotFound."""
        with self._lock:
            self._found(owner, profile_id)
            self._portions.setdefault(profile_id, {})[portion.food_id] = portion

    def forget(self, owner: str, profile_id: str, food_id: str | None = None) -> None:
        """Forget a remembered portion, or all; raises ProfileNotFound, PortionNotFound."""
        with self._lock:
            self._found(owner, profile_id)
            if food_id is None:
                self._portions.pop(profile_id, None)
            elif self._portions.get(profile_id, {}).pop(food_id, None) is None:
                raise portion_not_found(food_id)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._portions.clear()

    def _found(self, owner: str, profile_id: str) -> Profile:
        profile = self._kept.get((owner, profile_id))
        if profile is None:
            raise profile_not_found(profile_id)
        return profile
