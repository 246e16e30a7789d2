"""Aliases from the additional descriptions of FNDDS and the common names of SR."""

import re
from typing import Final

__all__ = ["from_description"]

# Coders' remarks, not names: "NS as to fat", "all types", "other flavors", "store brand".
_REMARK: Final = re.compile(
    r"\bN[FS]S?\b|\bNFS\b|^(?:all|any|other|with|without|made|includes?|not|from|for|no|and|or|reduced|low|fat)\b"
    r"|\ball (?:types|flavors|brands|fruits)\b|\bstore brand\b|unreconstituted",
    re.IGNORECASE,
)


def from_description(text: str) -> tuple[str, ...]:
    """Split an additional description at its semicolons into names, leaving out the coders' remarks."""
    parts = (" ".join(part.split()) for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if 2 < len(part) <= 60 and not _REMARK.search(part)))
