"""Bodies of denials."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.contracts import CorrectionMethod
from api.denials.scenarios import DenialScenario
from api.kit.money import MAX_CENTS
from api.kit.schemas import Input, Output, Page

State = Literal["open", "corrected", "reversed", "overturned", "superseded", "written_off"]
Reason = Literal[
    "timely_filing",
    "no_authorization",
    "not_covered",
    "not_medically_necessary",
    "not_separately_payable",
    "documentation_unavailable",
    "small_balance",
    "courtesy",
    "other",
]
Kind = Literal["appeal", "reopening"]
Outcome = Literal["granted", "refused", "dismissed", "withdrawn"]
LateReason = Literal["good_cause", "payer_error", "retroactive_coverage"]
REFERENCE = 50


class DenialOut(Output):
    """What a payer refused of one line for one reason."""

    id: UUID
    practice_id: UUID
    claim_id: UUID
    family_id: UUID
    claim_payment_id: UUID = Field(description="The claim payment (CLP) that says so")
    payer_id: UUID
    payer_sequence: str
    line_no: int = Field(description="0: the claim itself")
    group_code: str = Field(description="CAS01")
    reason_code: str = Field(description="CARC")
    remark_codes: list[str] = Field(description="RARC")
    scenario: DenialScenario = Field(description="The business scenario of the CORE operating rule")
    cents: int
    written_off_cents: int
    is_unprocessable: bool = Field(description="MA130: nothing was decided; no appeal, no reopening, a new claim")
    correction_method: CorrectionMethod = Field(description="What puts it right")
    correction_why: str
    adjudicated_on: date
    due_on: date = Field(description="The last good day of that, by the payer's contract")
    appeal_until: date | None = Field(description="The last good day of an appeal; null where there is none")
    state: State
    opened_at: datetime
    closed_at: datetime | None
    version: int


class DenialPage(Page):
    """Denials, what is due first before all others."""

    items: list[DenialOut]


class AppealOut(Output):
    """An appeal or a reopening."""

    id: UUID
    kind: Kind
    sent_on: date
    late_reason: str
    reference: str
    outcome: str = Field(description="Empty until the payer has answered")
    decided_on: date | None
    created_at: datetime
    created_by: UUID


class WriteOffOut(Output):
    """What was given up."""

    id: UUID
    reason: Reason
    cents: int
    ledger_batch_id: UUID
    created_at: datetime
    created_by: UUID


class DenialDetail(DenialOut):
    """A denial with what was done about it, oldest first."""

    work_item_id: UUID | None = Field(description="The open work item of its claim")
    appeals: list[AppealOut]
    write_offs: list[WriteOffOut]


class WriteOffOrder(Input):
    """Why, and how much: all that is open of it unless `cents` says less. More than is open is refused."""

    reason: Reason
    cents: int | None = Field(default=None, strict=True, gt=0, le=MAX_CENTS)


class AppealOrder(Input):
    """What was sent, and when. After the last day a `late_reason` says why the payer should take it."""

    kind: Kind
    sent_on: date
    late_reason: LateReason | None = None
    reference: str = Field(default="", max_length=REFERENCE, description="The payer's number of the case")


class OutcomeOrder(Input):
    """What the payer answered."""

    outcome: Outcome
    decided_on: date
