"""Stored tokens: whose they are and what they may do; of the secret a hash."""

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import sessionmaker

from service.access.scopes import Scope
from service.access.token import Token, digest, new_token
from service.errors import TokenNotFound
from service.store.engine import writing
from service.store.tables import TokenRow

__all__ = ["SqlTokenStore"]


class SqlTokenStore:
    """Tokens in a database whose tables are migrated; may be used by many threads at once."""

    def __init__(self, engine: Engine) -> None:
        self._read = sessionmaker(engine)
        self._write = sessionmaker(writing(engine))

    def create(self, owner: str, name: str, scopes: tuple[Scope, ...], expires_at: datetime | None) -> str:
        """Make a token; its text is answered this once and kept nowhere."""
        text, token_id, secret = new_token()
        row = TokenRow(
            id=token_id,
            owner=owner,
            name=name,
            scopes=[scope.value for scope in scopes],
            sha256=digest(secret),
            expires_at=expires_at,
        )
        with self._write.begin() as session:
            session.add(row)
        return text

    def find(self, token_id: str) -> Token | None:
        """The token with an id; None when there is none."""
        with self._read() as session:
            row = session.get(TokenRow, token_id)
            return None if row is None else _token(row)

    def list(self) -> tuple[Token, ...]:
        """All tokens, oldest first."""
        with self._read() as session:
            return tuple(_token(row) for row in session.scalars(select(TokenRow).order_by(TokenRow.created_at)))

    def revoke(self, token_id: str) -> None:
        """Forget a token and with it every session it opened; raises TokenNotFound."""
        with self._write.begin() as session:
            row = session.get(TokenRow, token_id)
            if row is None:
                raise TokenNotFound(f"There is no token {token_id[:80]!r}. {TokenNotFound.remedy}")
            session.delete(row)


def _token(row: TokenRow) -> Token:
    known = {scope.value for scope in Scope}
    return Token(
        id=row.id,
        owner=row.owner,
        name=row.name,
        scopes=tuple(Scope(each) for each in row.scopes if each in known),
        sha256=row.sha256,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
