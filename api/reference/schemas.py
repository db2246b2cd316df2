"""Bodies of payers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Input, Output, Page

FilingIndicator = Literal["CI", "MB", "MC", "BL", "HM", "12", "16", "CH", "OF", "VA", "WC", "ZZ"]


class PayerCreate(Input):
    """A payer the organization bills."""

    identifier: str = Field(min_length=2, max_length=20, pattern=r"^[A-Z0-9]+$", description="NM109 of loop 2010BB")
    name: str = Field(min_length=1, max_length=60, description="NM103")
    filing_indicator: FilingIndicator = Field(description="SBR09: CI commercial, MB Medicare Part B, MC Medicaid ...")
    channel: Literal["sandbox", "directory"] = Field(description="How its files travel")


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
