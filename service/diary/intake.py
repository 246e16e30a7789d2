"""The intake: a meal to keep as it arrives, as JSON or as a form that brings its photo along."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from service.errors import InvalidRequest, MalformedJson, PhotoMissing
from service.problems import rejection
from service.schemas.diary import DiaryIn

__all__ = ["REQUEST_BODY", "Intake", "read_intake"]


@dataclass(frozen=True, slots=True)
class Intake:
    """A checked meal, the bytes of its photo if there was one, and the SHA-256 of both."""

    meal: DiaryIn
    photo: bytes | None

    @property
    def sha256(self) -> str:
        """The same for requests that ask the same, however their JSON is laid out."""
        asked = json.dumps(self.meal.model_dump(mode="json"), sort_keys=True).encode()
        return hashlib.sha256(hashlib.sha256(asked).digest() + (self.photo or b"")).hexdigest()


async def read_intake(request: Request, most_json_bytes: int) -> Intake:
    """Read a body of either kind; raises MalformedBody, MalformedJson, PhotoMissing, InvalidRequest or EnergyTooLow."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return Intake(_meal(await request.body(), "#"), None)
    async with request.form(max_files=1, max_fields=10, max_part_size=most_json_bytes) as form:
        unknown = sorted(set(form) - {"meal", "image"})
        if unknown:
            raise InvalidRequest(f"the form has a field {unknown[0][:80]!r}: send `meal` and `image`", pointer="#")
        text, image = form.get("meal"), form.get("image")
        if not isinstance(text, str):
            raise InvalidRequest("the form has no field `meal`: send the meal in it, as JSON text", pointer="#/meal")
        if not isinstance(image, UploadFile):
            raise PhotoMissing("The field `image` holds no file. Without a photo, send the meal as application/json.")
        return Intake(_meal(text, "#/meal"), await image.read())


def _meal(text: str | bytes, pointer: str) -> DiaryIn:
    try:
        return DiaryIn.model_validate(json.loads(text))
    except ValidationError as error:
        raise rejection(error, pointer) from error
    except (ValueError, RecursionError) as error:
        raise MalformedJson(f"The meal is not valid JSON. {MalformedJson.remedy}", pointer=pointer) from error


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Put definitions in the place of references: a schema inside OpenAPI cannot refer to its own `$defs`."""
    if isinstance(part, list):
        return [_inlined(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    name = part.get("$ref", "").removeprefix("#/$defs/")
    whole = {**definitions[name], **part} if name else part
    return {key: _inlined(value, definitions) for key, value in whole.items() if key not in {"$ref", "$defs"}}


def _described() -> dict[str, Any]:
    schema = DiaryIn.model_json_schema()
    meal = _inlined(schema, schema["$defs"])
    image = {"type": "string", "format": "binary", "description": "The photo, kept without metadata."}
    text = {"type": "string", "contentMediaType": "application/json", "description": "The meal as JSON text."}
    form = {"type": "object", "properties": {"meal": text, "image": image}, "required": ["meal", "image"]}
    content = {"application/json": {"schema": meal}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


REQUEST_BODY: Final = _described()
"""What the route takes, for OpenAPI: FastAPI describes one kind of body a route only."""
