"""Errors of access: who may call, and what they may do."""

from service.errors.base import DishcernError

__all__ = ["AccessError", "LoginRequired", "ScopeMissing", "TokenNotFound"]


class AccessError(DishcernError):
    """The caller may not do that."""

    code = "access_error"
    status = 403
    title = "The caller may not do that"
    remedy = "Ask whoever runs this server."


class LoginRequired(AccessError):
    """No token, or one that is unknown, expired or revoked: which of these is not told."""

    code = "login_required"
    status = 401
    title = "This server asks for an API token, and none that it knows was sent"
    remedy = (
        "Send `Authorization: Bearer dishcern_...`, or log in at /login. "
        "Whoever runs the server makes tokens with: dishcern token create."
    )

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.headers = {"WWW-Authenticate": 'Bearer realm="dishcern"'}


class ScopeMissing(AccessError):
    """The token is known, but was not made for this."""

    code = "scope_missing"
    title = "The token does not allow this"
    remedy = "Make one that does: dishcern token create --scopes read,analyze,write."


class TokenNotFound(AccessError):
    """No token has this id."""

    code = "token_not_found"
    status = 404
    title = "There is no such token"
    remedy = "List the tokens with: dishcern token list."
