"""broken_server: `dishcern serve` with parts that fail as no part should, each error's words full of what it was given.

python -m tests.robustness.broken_server serve
"""

import threading
import warnings

from models import Detections, FakeDetector
from models.detection import Pixels
from service import logs
from service.app import create_app
from service.dietary import Profile
from service.server import server
from service.settings import Settings
from service.store import MemoryProfileStore
from tests.conftest import MEAL

__all__ = ["BROKEN", "MARK"]

MARK = "Xq7"
"""Whatever a caller sends or a part says holds this, and no log may."""

BROKEN = "broken"
"""What makes the parts fail: in a profile's name or id, or a photo narrower than 100 pixels."""


class BrokenDetector(FakeDetector):
    """Fails on narrow photos, in a thread of its own too."""

    def detect(self, pixels: Pixels) -> Detections:
        """Answer the meal, or raise."""
        if pixels.shape[1] < 100:
            warnings.warn(f"a warning about {MARK}", stacklevel=1)
            thread = threading.Thread(target=fail, args=(MARK,))
            thread.start()
            thread.join()
            fail(MARK)
        return super().detect(pixels)


class BrokenProfiles(MemoryProfileStore):
    """Fails on profiles that ask for it, and on every list but the first once one was refused."""

    refused = False
    lists = 0

    def create(self, owner: str, profile: Profile) -> Profile:
        """Keep, or fail quoting the profile."""
        if BROKEN in profile.name:
            self.refused = True
            try:
                fail(repr(profile))
            except LookupError as error:
                raise ExceptionGroup(profile.name, [error, ValueError(profile.name)]) from error
        return super().create(owner, profile)

    def get(self, owner: str, profile_id: str) -> Profile:
        """Find, or fail quoting the id."""
        if BROKEN in profile_id:
            fail(profile_id)
        return super().get(owner, profile_id)

    def list(self, owner: str) -> tuple[Profile, ...]:
        """List, or fail: an export lists again for its first meal, that is in the middle of its answer."""
        self.lists += self.refused
        if self.lists > 1:
            fail(MARK)
        return super().list(owner)


def fail(words: str) -> None:
    """Raise an error that quotes what it was given, after one that did so too."""
    local = words  # a trace with local variables would show it
    try:
        dict[str, str]()[local]
    except KeyError as error:
        error.add_note(local)
        raise LookupError(f"no {local}") from error


if __name__ == "__main__":
    settings = Settings()
    logs.configure(settings.log_format)
    server(create_app(settings, detector=BrokenDetector(MEAL), profiles=BrokenProfiles()), settings).run()
