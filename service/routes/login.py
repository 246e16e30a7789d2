"""The login: a token typed once becomes a session of the browser."""

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool

from service.access.session import COOKIE
from service.context import ContextDep
from service.web.strings import LANGUAGES, preferred_language, texts

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/login")
async def login_page(request: Request, context: ContextDep, lang: str | None = None) -> HTMLResponse:
    """Ask for a token; a server without login has nothing to ask."""
    return _page(request, lang, asks=context.door is not None)


@router.post("/login", response_model=None)
async def log_in(
    request: Request,
    context: ContextDep,
    token: Annotated[str, Form(max_length=200)] = "",
    lang: Annotated[str, Form(max_length=5)] = "",
) -> HTMLResponse | RedirectResponse:
    """Open a session for whoever bears a token."""
    if context.door is None:
        return RedirectResponse("/", 303)
    caller = await run_in_threadpool(context.door.bearer, token.strip())
    if caller is None:
        return _page(request, lang, refused=True)
    answer = RedirectResponse(f"/?lang={lang}" if lang in LANGUAGES else "/", 303)
    answer.set_cookie(
        COOKIE,
        context.door.sessions.open(caller.token_id),
        max_age=int(context.door.sessions.lasts_s),
        httponly=True,
        samesite="strict",
        secure=came_by_tls(request),
    )
    return answer


@router.post("/logout")
async def log_out(request: Request) -> RedirectResponse:
    """Take the session from the browser."""
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=came_by_tls(request))
    return answer


def came_by_tls(request: Request) -> bool:
    """Whether the browser speaks TLS, with us or a proxy. A client that lies about it gets a cookie it cannot use."""
    return "https" in {request.url.scheme, request.headers.get("x-forwarded-proto", "")}


def _page(request: Request, lang: str | None, *, asks: bool = True, refused: bool = False) -> HTMLResponse:
    language = preferred_language(request.headers.get("accept-language", ""), lang)
    html = (
        _environment()
        .get_template("login.html")
        .render(language=language, languages=LANGUAGES, asks=asks, refused=refused, t=texts(language).__getitem__)
    )
    return HTMLResponse(html, 401 if refused else 200, headers={"Vary": "Accept-Language"})


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = PackageLoader("service.web", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
