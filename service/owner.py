"""The owner: whose profiles, diary and photos a request may see. Every stored row carries one."""

from typing import Annotated, Final

from fastapi import Depends, Request

from service.access import Caller
from service.context import ContextDep
from service.errors import LoginRequired

__all__ = ["LOCAL_OWNER", "OwnerDep"]

LOCAL_OWNER: Final = "local"
"""The one owner of a server without login."""


async def _owner(request: Request, context: ContextDep) -> str:
    if context.door is None:
        return LOCAL_OWNER
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:  # a path the gate holds for open asks for somebody's data: nobody's is given
        raise LoginRequired
    return caller.owner


OwnerDep = Annotated[str, Depends(_owner)]
