"""The manifest's writer: puts one model's block into models/manifest.toml and leaves the others as they are."""

import re
import tomllib
from pathlib import Path

BLOCK = re.compile(r"^\[\[model\]\]\n", re.MULTILINE)


def write_entry(path: Path, entry_text: str, name: str) -> None:
    """Write `entry_text` ("[[model]]" block) as the block of `name`: in place of the one there, else at the end.

    Raises ValueError, and leaves the file alone, when the text is not one block of that name.
    """
    written = tomllib.loads(entry_text).get("model", [])
    if not isinstance(written, list) or [entry.get("name") for entry in written] != [name]:
        raise ValueError(f"the entry of {name!r} must be one [[model]] block with that name, got {entry_text!r}")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    head, *bodies = BLOCK.split(text)
    blocks = [f"[[model]]\n{body}".rstrip() + "\n" for body in bodies]
    names = [tomllib.loads(block)["model"][0]["name"] for block in blocks]
    new = entry_text.strip() + "\n"
    if name in names:
        blocks[names.index(name)] = new
    else:
        blocks.append(new)
    whole = "\n".join([head.rstrip() + "\n"] * bool(head.strip()) + blocks)
    tomllib.loads(whole)
    path.write_text(whole, encoding="utf-8")
