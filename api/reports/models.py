"""First-pass facts: one row a claim family, written in the transaction that makes each fact true."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class FirstPassFact(SQLModel, table=True):
    """What the rates (fprr/1, fpar/1, idr/1) need to know of a family.

    `acceptance`: the first answer that decides, on `acceptance_on`. `broken_by`, with `broken_event_id`: the first
    thing that took the family out of the numerator, before its adjudication. `adjudicated_on` and what follows it are
    those of the first adjudication, the earliest by payment date: once set they change only when an earlier one
    arrives late. `rejected_unresolved` and `voided` speak of a family that is not adjudicated yet.
    """

    __tablename__ = "first_pass_fact"
    __table_args__ = (
        links(["tenant_id", "family_id"], "claim", ["tenant_id", "id"]),
        CheckConstraint(
            "acceptance in ('accepted', 'rejected') and acceptance_on is not null"
            " or acceptance is null and acceptance_on is null",
            name="first_pass_fact_acceptance",
        ),
        CheckConstraint(
            "broken_by in ('rejected', 'replaced_early') and broken_event_id is not null"
            " or broken_by is null and broken_event_id is null",
            name="first_pass_fact_broken",
        ),
        CheckConstraint(
            "num_nulls(adjudicated_on, first_claim_payment_id, adjudicated_event_id, favorable, denied_cents,"
            " paid_cents, any_payment, row_charge_cents, lines_clean) in (0, 9)",
            name="first_pass_fact_adjudication",
        ),
        Index("first_pass_fact_by_month", "tenant_id", text("coalesce(adjudicated_on, submitted_on)")),
        Index("first_pass_fact_by_submission", "tenant_id", "submitted_on"),
    )
    tenant_id: UUID = tenant_key()
    family_id: UUID = Field(primary_key=True)
    payer_id: UUID
    billing_provider_id: UUID
    charge_cents: int = Field(sa_type=BigInteger)
    submitted_on: date
    acceptance: str | None = None
    acceptance_on: date | None = None
    broken_by: str | None = None
    broken_event_id: UUID | None = None
    rejected_unresolved: bool = False
    voided: bool = False
    transport_rejects: int = 0
    """Envelopes of the family that a TA1 or 999 refused: counted beside fpar/1, never in it."""
    lines_charged: int
    """Lines with a charge: as sent, then as the first adjudication answered them."""
    capitated: bool = False
    """The first adjudication says that a capitation contract covers it: in no rate."""
    adjudicated_on: date | None = None
    adjudicated_event_id: UUID | None = None
    first_claim_payment_id: UUID | None = None
    favorable: bool | None = None
    denied_cents: int | None = Field(default=None, sa_type=BigInteger)
    paid_cents: int | None = Field(default=None, sa_type=BigInteger)
    any_payment: bool | None = None
    row_charge_cents: int | None = Field(default=None, sa_type=BigInteger)
    """CLP03 of the rows of the first adjudication."""
    lines_clean: int | None = None
    """Of `lines_charged`, those without denied cents."""
    later_reversed: bool = False
    updated_at: datetime = instant()
