"""The owner: whose profiles, diary and photos a request may see. Every stored row carries one."""

from typing import Annotated, Final

from fastapi import Depends

__all__ = ["LOCAL_OWNER", "OwnerDep"]

LOCAL_OWNER: Final = "local"
"""The one owner of a server without login."""


async def _owner() -> str:
    return LOCAL_OWNER


OwnerDep = Annotated[str, Depends(_owner)]
