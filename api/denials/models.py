"""Denials, their appeals and write-offs."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from api.denials.scenarios import DenialScenario
from tenants.columns import UUID, instant, links, tenant_key

STATES = ("open", "corrected", "reversed", "overturned", "superseded", "written_off")
WRITE_OFF_REASONS = (
    "timely_filing",
    "no_authorization",
    "not_covered",
    "not_medically_necessary",
    "not_separately_payable",
    "documentation_unavailable",
    "small_balance",
    "courtesy",
    "other",
)


def _in(values: tuple[str, ...]) -> str:
    return "({})".format(", ".join(f"'{value}'" for value in values))


class Denial(SQLModel, table=True):
    """The net cents of class denial of one claim payment, line, group and CARC; never read from CLP02.

    `state`: open; corrected (another claim takes its place and is not answered yet); reversed (the payer took the
    decision back, CLP02 22); overturned (a later adjudication of the family denies it no more); superseded (one denies
    it again, and is a denial of its own); written_off. The advice is as the payer's contract stood on the day.
    """

    __tablename__ = "denial"
    __table_args__ = (
        links(["tenant_id", "claim_id"], "claim", ["tenant_id", "id"]),
        links(["tenant_id", "claim_payment_id"], "claim_payment", ["tenant_id", "id"]),
        UniqueConstraint(
            "tenant_id", "claim_payment_id", "line_no", "group_code", "reason_code", name="denial_of_claim_payment"
        ),
        Index("denial_by_claim", "tenant_id", "claim_id"),
        Index("denial_by_family", "tenant_id", "family_id"),
        Index("denial_by_state", "tenant_id", "state", "due_on", "id"),
        CheckConstraint(f"state in {_in(STATES)}", name="denial_state"),
        CheckConstraint(f"scenario in {_in(tuple(DenialScenario))}", name="denial_scenario"),
        CheckConstraint("cents > 0 and written_off_cents between 0 and cents", name="denial_cents"),
        CheckConstraint("(state = 'open') = (closed_at is null)", name="denial_closed_at"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    claim_id: UUID
    family_id: UUID
    receivable_claim_id: UUID
    """The claim whose lines hold the money."""
    patient_id: UUID
    payer_id: UUID
    payer_sequence: str
    claim_payment_id: UUID
    line_no: int
    group_code: str
    reason_code: str
    """CARC."""
    remark_codes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    cents: int = Field(sa_type=BigInteger)
    written_off_cents: int = Field(default=0, sa_type=BigInteger)
    scenario: str
    is_unprocessable: bool
    correction_method: str
    correction_why: str
    adjudicated_on: date
    due_on: date
    """The last good day of the advised method."""
    appeal_until: date
    """The last good day of an appeal, where there is one."""
    state: str = "open"
    closed_by: UUID | None = None
    """The claim payment that closed it, when one did."""
    opened_at: datetime = instant()
    closed_at: datetime | None = instant(nullable=True)
    version: int = 1


class Appeal(SQLModel, table=True):
    """An appeal or a reopening that was sent to the payer. `outcome` is empty until it has answered."""

    __tablename__ = "appeal"
    __table_args__ = (
        links(["tenant_id", "denial_id"], "denial", ["tenant_id", "id"]),
        Index("appeal_by_denial", "tenant_id", "denial_id", "id"),
        CheckConstraint("kind in ('appeal', 'reopening')", name="appeal_kind"),
        CheckConstraint("outcome in ('', 'granted', 'refused', 'dismissed', 'withdrawn')", name="appeal_outcome"),
        CheckConstraint("(outcome = '') = (decided_on is null)", name="appeal_decided_on"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    denial_id: UUID
    kind: str
    sent_on: date
    late_reason: str = ""
    reference: str = ""
    """The payer's number of the case."""
    outcome: str = ""
    decided_on: date | None = None
    created_at: datetime = instant()
    created_by: UUID
    version: int = 1


class WriteOff(SQLModel, table=True):
    """What somebody gave up of a denial, with the batch that says so in the ledger."""

    __tablename__ = "write_off"
    __table_args__ = (
        links(["tenant_id", "denial_id"], "denial", ["tenant_id", "id"]),
        links(["tenant_id", "ledger_batch_id"], "ledger_batch", ["tenant_id", "id"]),
        Index("write_off_by_denial", "tenant_id", "denial_id", "id"),
        CheckConstraint(f"reason in {_in(WRITE_OFF_REASONS)}", name="write_off_reason"),
        CheckConstraint("cents > 0", name="write_off_cents"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    denial_id: UUID
    reason: str
    cents: int = Field(sa_type=BigInteger)
    ledger_batch_id: UUID
    created_at: datetime = instant()
    created_by: UUID
