"""Base classes of request and response bodies."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

FIRST_PRINTABLE = 0x20
DELETE = 0x7F


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
