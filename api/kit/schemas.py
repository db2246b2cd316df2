"""Base classes of request and response bodies."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

FIRST_PRINTABLE = 0x20
DELETE = 0x7F
FIRST_YEAR = 2000


def _month(value: object) -> object:
    """YYYY-MM as the first day of the month. Only text is given one; the rest is pydantic's to judge."""
    if not isinstance(value, str):
        return value
    year, dash, number = value.partition("-")
    if len(value) != len("2026-01") or not dash or not (year + number).isascii() or not (year + number).isdigit():
        raise ValueError("is not a month: YYYY-MM")
    if int(year) < FIRST_YEAR or int(number) not in range(1, 13):
        raise ValueError("is not a month: YYYY-MM")
    return date(int(year), int(number), 1)


Month = Annotated[
    date,
    BeforeValidator(_month),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$", "examples": ["2026-03"]}),
]
"""A month in a request, YYYY-MM."""


class Input(BaseModel):
    """A request body: no unknown fields, no control characters in any text, surrounding blanks dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _printable(cls, value: Any) -> Any:
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and has_control_character(text) for text in texts):
            raise ValueError("contains a control character")
        return value


class Output(BaseModel):
    """A response body."""

    model_config = ConfigDict(extra="forbid")


class Page(Output):
    """A page of a list: `next_cursor` is null on the last one."""

    next_cursor: str | None = Field(default=None, description="Send as `cursor` for the next page")


def has_control_character(text: str) -> bool:
    """Whether a text holds a character that neither X12 nor PostgreSQL takes."""
    return any(ord(character) < FIRST_PRINTABLE or ord(character) == DELETE for character in text)
