"""Bodies of contracts."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.contracts.terms import CorrectionMethod
from api.kit.schemas import Input, Output

LONGEST = 3_650
Days = Annotated[int, Field(strict=True, ge=1, le=LONGEST)]


class ContractVersion(Input):
    """What holds with a payer from a day on, until the next version starts; what is left out is as without one."""

    starts_on: date
    timely_filing_days: Days | None = Field(default=None, description="To file, from the date of service")
    correction_days: Days | None = Field(default=None, description="To correct, from the adjudication")
    appeal_days: Days | None = Field(default=None, description="To appeal, from the adjudication")
    correction_method: CorrectionMethod | None = Field(
        default=None, description="How this payer takes corrections, whatever the reason; null: the claim type decides"
    )
    is_capitated: bool = Field(default=False, description="CO-24 is then what the capitation covers, not a denial")
    crossover_days: Days | None = Field(default=None, description="To wait for the next payer's answer")


class TermsOut(Output):
    """A version; the one without `starts_on` is what holds before the first, and without any."""

    payer_id: UUID
    starts_on: date | None
    timely_filing_days: int
    correction_days: int
    appeal_days: int
    correction_method: CorrectionMethod | None
    is_capitated: bool
    crossover_days: int


class ContractOut(TermsOut):
    """A version as it was entered."""

    created_at: datetime
    created_by: UUID


class ContractHistory(Output):
    """What holds before any contract, then each version, oldest first."""

    items: list[TermsOut]
