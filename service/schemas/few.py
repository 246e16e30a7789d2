"""Few: no object asked of us has many fields."""

from typing import Final

from pydantic import BaseModel, model_validator

__all__ = ["Few"]

MOST_FIELDS: Final = 100


class Few(BaseModel):
    """Base of what is asked: an object of a hundred thousand unknown fields is one mistake, not that many.

    Without it 2 MB of such JSON kept the server from everybody else for 14 s, and was answered with 28 MB.
    """

    @model_validator(mode="before")
    @classmethod
    def _few_fields(cls, value: object) -> object:
        if isinstance(value, dict) and len(value) > MOST_FIELDS:
            raise ValueError(f"this object has {len(value):,} fields, and none here takes more than {MOST_FIELDS}")
        return value
