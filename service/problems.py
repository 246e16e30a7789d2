"""The problems: every error as RFC 9457 problem+json, from one place."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from service.errors import (
    BodyTooLarge,
    DishcernError,
    EnergyTooLow,
    InvalidRequest,
    MalformedBody,
    MalformedJson,
    PhotoMissing,
    Problem,
    RequestError,
)
from service.language import ENGLISH, Language, language_of, preferred_language

__all__ = ["ProblemOut", "install", "problem_response", "problems_of", "rejection"]

MEDIA_TYPE: Final = "application/problem+json"
LONGEST_ECHO: Final = 80
MOST_PROBLEMS: Final = 50


class ProblemDetail(BaseModel):
    """One thing wrong: a JSON pointer, what is wrong there, what to do."""

    pointer: str
    detail: str
    remedy: str


class ProblemOut(BaseModel):
    """An error as RFC 9457 has it, with a stable `code`, the request's id and one entry per thing wrong."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[ProblemDetail]


class RouteNotFound(RequestError):
    """No route has this path."""

    code = "not_found"
    status = 404
    title = "There is nothing at this address"
    remedy = "See /docs for the routes there are."


class MethodNotAllowed(RequestError):
    """The route exists but not with this method; `Allow` names those it has."""

    code = "method_not_allowed"
    status = 405
    title = "The route does not take this method"
    remedy = "Use one of the methods named in the Allow header."


HTTP_ERRORS: Final[Mapping[int, type[DishcernError]]] = {
    400: MalformedBody,
    404: RouteNotFound,
    405: MethodNotAllowed,
    413: BodyTooLarge,
}

REMEDIES: Final = {
    "missing": "Add the field.",
    "contradictory_limits": "Leave one of the two out, or make the minimum smaller than the maximum.",
    "extra_forbidden": "Remove the field, or check its spelling against /docs.",
    "finite_number": "Use a number that is neither NaN nor infinite.",
}
"""What to do, by pydantic's error type, where the message alone does not say it."""


def install(app: FastAPI) -> None:
    """Answer every foreseen error of `app` as problem+json and say so in its OpenAPI.

    The unforeseen ones are `service.guard.unexpected`'s.
    """
    app.add_exception_handler(DishcernError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    _document(app)


def problem_response(error: DishcernError, scope: Scope) -> Response:
    """Show an error; the request's id comes from the ASGI scope, where `service.guard.request_id` puts it.

    Title, detail and remedies are told in the reader's language; what is known of the one case (the value, the limit it
    broke) is in `errors`, in English.
    """
    language = _language_of(scope)
    title, general = language.fixed(error.title), f"{language.fixed(error.title)}. {language.fixed(error.remedy)}"
    body = ProblemOut(
        type=f"urn:problem-type:dishcern:{error.code}",
        title=title,
        status=error.status,
        detail=error.detail if language is ENGLISH else general,
        code=error.code,
        request_id=scope.get("state", {}).get("request_id", ""),
        errors=[
            ProblemDetail(pointer=each.pointer, detail=each.detail, remedy=language.fixed(each.remedy))
            for each in error.problems
        ],
    )
    headers = {"Content-Language": language.code, **error.headers}
    return JSONResponse(body.model_dump(), status_code=error.status, headers=headers, media_type=MEDIA_TYPE)


def _language_of(scope: Scope) -> Language:
    given = next((value for name, value in scope.get("headers", ()) if name == b"accept-language"), b"")
    return language_of(preferred_language(given.decode("latin-1")))


def problems_of(error: ValidationError, pointer: str = "#") -> list[Problem]:
    """One problem per mistake pydantic found; `pointer` is where the validated value sits in the body."""
    return _problems(error.errors(include_url=False), pointer)


def rejection(error: ValidationError, pointer: str = "#") -> InvalidRequest | EnergyTooLow:
    """Our error for a value pydantic refused; `pointer` is where the value sits in the body."""
    return _rejection(error.errors(include_url=False), pointer)


def _rejection(found: Sequence[Mapping[str, Any]], pointer: str) -> InvalidRequest | EnergyTooLow:
    problems = _problems(found, pointer)
    kind = EnergyTooLow if {each["type"] for each in found} == {EnergyTooLow.code} else InvalidRequest
    return kind("; ".join(problem.detail for problem in problems), problems=problems)


def _problems(found: Sequence[Mapping[str, Any]], pointer: str) -> list[Problem]:
    """The first problems, and how many more there are: a small body can be wrong in a hundred thousand places."""
    problems = [_problem(each, pointer) for each in found[:MOST_PROBLEMS]]
    if more := len(found) - len(problems):
        problems.append(Problem(pointer, f"and {more:,} more like these", "Correct these first, then send it again."))
    return problems


def _problem(found: Mapping[str, Any], pointer: str) -> Problem:
    kind, given = found["type"], found.get("input")
    path = "/".join(_escaped(step) for step in found["loc"])
    message = str(found["msg"]).removeprefix("Value error, ")
    # repr: control characters and lone surrogates must not reach the answer as they came.
    shown = "" if kind == "missing" or isinstance(given, dict | list) else f" is {repr(given)[:LONGEST_ECHO]}"
    detail = f"{path or 'the body'}{shown}: {message[:1].lower()}{message[1:]}"
    return Problem("/".join([pointer, path]).rstrip("/"), detail, REMEDIES.get(kind, "Correct the value."))


def _escaped(step: int | str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return str(step)[:LONGEST_ECHO].replace("~", "~0").replace("/", "~1")


async def _on_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, DishcernError)  # noqa: S101 - registered for this type only
    return problem_response(error, request.scope)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return problem_response(validation_error(error.errors()), request.scope)


def validation_error(found: Sequence[Mapping[str, Any]]) -> DishcernError:
    """Choose our error for what FastAPI's validation found."""
    kinds = {each["type"] for each in found}
    if "json_invalid" in kinds:
        reason = found[0].get("ctx", {}).get("error", "it cannot be parsed")
        return MalformedJson(f"The body is not valid JSON: {reason} at character {found[0]['loc'][-1]}.")
    if any(each["loc"] == ("body", "image") for each in found):
        return PhotoMissing("The field `image` holds no file. With curl: -F image=@photo.jpg (the @ sends the file).")
    return _rejection([{**each, "loc": _place(each["loc"])} for each in found], "#")


def _place(loc: Sequence[int | str]) -> Sequence[int | str]:
    """Path of a pointer: it starts at the body, other places (query, path, header) are named first."""
    return loc[1:] if loc[0] == "body" else loc


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    kind = HTTP_ERRORS.get(error.status_code, RequestError)
    shown = kind("" if kind is not MalformedBody else f"{error.detail}. {kind.remedy}")
    response = problem_response(shown, request.scope)
    response.headers.update(error.headers or {})
    return response


def _document(app: FastAPI) -> None:
    """Describe problems as the 4XX and 5XX answers of every route, in place of FastAPI's own 422."""
    plain = app.openapi
    answer = {
        "description": "A problem",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
    }

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            described = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(described.pop("$defs"), ProblemOut=described)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for operation in (each for path in schema["paths"].values() for each in path.values()):
                operation["responses"].pop("422", None)
                operation["responses"].update({"4XX": answer, "5XX": answer})
        return app.openapi_schema or schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the schema
