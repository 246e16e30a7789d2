"""The command line's tokens: make, list, revoke."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.access import DEFAULT_SCOPES, Scope
from service.errors import InvalidRequest
from service.settings import Settings
from service.store import open_tokens

__all__ = ["token_commands"]

token_commands = typer.Typer(help="API tokens, for DISHCERN_AUTH=token.", no_args_is_help=True)
out, err = Console(), Console(stderr=True)

OWNER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,79}")
SCOPES: Final = ",".join(DEFAULT_SCOPES)


@token_commands.command("create")
def create(
    owner: Annotated[str, typer.Option(help="Whose data it opens; `local` is what was kept without login.")],
    name: Annotated[str, typer.Option(help="What it is for, as in 'phone'.")] = "",
    scopes: Annotated[str, typer.Option(help="read, analyze, write, metrics; separated by commas.")] = SCOPES,
    days: Annotated[int, typer.Option(help="Days until it expires; 0 for never.", min=0, max=36_500)] = 365,
) -> None:
    """Make a token and show it, this once."""
    if not OWNER.fullmatch(owner):
        raise InvalidRequest(f"{owner!r} is no owner: use up to 80 letters, digits and . _ @ -")
    if len(name) > 80 or not (name.isprintable() or name == ""):
        raise InvalidRequest(f"{name[:80]!r} is no name: use up to 80 printable characters")
    ends = datetime.now(UTC) + timedelta(days=days) if days else None
    text = open_tokens(Settings()).create(owner, name, chosen_scopes(scopes), ends)
    until = "never expires" if ends is None else f"expires on {ends:%Y-%m-%d}"
    err.print(f"Token of {owner}, {until}. It is shown only now:", highlight=False, markup=False)
    out.print(text, highlight=False, markup=False, soft_wrap=True)


def chosen_scopes(text: str) -> tuple[Scope, ...]:
    """Read scopes, each once; raises InvalidRequest for what is none."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in set(Scope)]
    if unknown or not words:
        raise InvalidRequest(f"{(unknown or [text])[0]!r} is no scope: choose from {', '.join(Scope)}")
    return tuple(Scope(word) for word in dict.fromkeys(words))


@token_commands.command("list")
def list_tokens() -> None:
    """List tokens: whose they are and what they may do; never their secrets."""
    table = Table()
    for column in ("id", "owner", "name", "scopes", "made", "expires"):
        table.add_column(column)
    now = datetime.now(UTC)
    for token in open_tokens(Settings()).list():
        ends = "never" if token.expires_at is None else f"{token.expires_at:%Y-%m-%d}"
        state = f"{ends} (expired)" if token.has_expired(now) else ends
        scopes = " ".join(token.scopes)
        table.add_row(token.id, escape(token.owner), escape(token.name), scopes, f"{token.created_at:%Y-%m-%d}", state)
    out.print(table)


@token_commands.command("revoke")
def revoke(token_id: str) -> None:
    """Revoke a token by its id; sessions it opened end at once."""
    open_tokens(Settings()).revoke(token_id)
    out.print(f"revoked {token_id}", highlight=False, markup=False)
