"""Bodies of practices."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from api.kit.schemas import Input, Output, Page


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not an IANA time zone")
    return name


class PracticeCreate(Input):
    """A practice to set up."""

    name: str = Field(min_length=1, max_length=100)
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(description="IANA name, e.g. America/Chicago")
    mode: Literal["test", "live"] = Field(
        description="A test practice may use the sandbox payer; a live one never posts test files"
    )


class PracticeOut(Output):
    """A practice. `state` is `setting_up` until its keys, periods and payers are there, then `active`."""

    id: UUID
    name: str
    time_zone: str
    mode: str
    state: str
    created_at: datetime


class PracticePage(Page):
    """Practices, oldest first."""

    items: list[PracticeOut]
