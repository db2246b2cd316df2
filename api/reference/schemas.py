"""Bodies of payers."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.kit.schemas import Input, Output, Page

FilingIndicator = Literal["CI", "MB", "MC", "BL", "HM", "12", "16", "CH", "OF", "VA", "WC", "ZZ"]


Channel = Literal["sandbox"]
"""What `api.wiring` plugs in; a payer on a channel that is not there could never be sent a claim."""
IDENTIFIER = re.compile(r"[A-Z0-9]+")


def _capitals_and_digits(text: str) -> str:
    if not IDENTIFIER.fullmatch(text):
        raise PydanticCustomError("payer_identifier", "A payer's identifier has capital letters and digits alone")
    return text


class PayerCreate(Input):
    """A payer the organization bills."""

    identifier: Annotated[str, AfterValidator(_capitals_and_digits)] = Field(
        min_length=2,
        max_length=20,
        description="NM109 of loop 2010BB",
        json_schema_extra={"pattern": "^[A-Z0-9]+$"},
    )
    name: str = Field(min_length=1, max_length=60, description="NM103")
    filing_indicator: FilingIndicator = Field(description="SBR09: CI commercial, MB Medicare Part B, MC Medicaid ...")
    channel: Channel = Field(description="How its files travel: one of the channels that this installation has")


class PayerOut(Output):
    """A payer."""

    id: UUID
    identifier: str
    name: str
    filing_indicator: str
    channel: str
    created_at: datetime


class PayerPage(Page):
    """Payers, oldest first."""

    items: list[PayerOut]
