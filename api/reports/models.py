"""First-pass facts: one row a claim family, written in the transaction that makes each fact true."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class FirstPassFact(SQLModel, table=True):
    """What the first-pass rates need to know of a family; each column is set once and then stands.

    `acceptance`: accepted or rejected, the first that decides (metrics: fpar/1). `broken_by` is the event that took the
    family out of the numerator before adjudication. The `first_*` columns are those of the first adjudication.
    """

    __tablename__ = "first_pass_fact"
    __table_args__ = (
        links(["tenant_id", "family_id"], "claim", ["tenant_id", "id"]),
        CheckConstraint("acceptance in ('accepted', 'rejected')", name="first_pass_fact_acceptance"),
        CheckConstraint(
            "(adjudicated_on is null) = (favorable is null) and (adjudicated_on is null) = (denied_cents is null)",
            name="first_pass_fact_adjudication",
        ),
        Index("first_pass_fact_by_month", "tenant_id", "adjudicated_on"),
    )
    tenant_id: UUID = tenant_key()
    family_id: UUID = Field(primary_key=True)
    payer_id: UUID
    billing_provider_id: UUID
    charge_cents: int = Field(sa_type=BigInteger)
    submitted_on: date | None = None
    acceptance: str | None = None
    accepted_on: date | None = None
    broken_by: str | None = None
    broken_event_id: UUID | None = None
    adjudicated_on: date | None = None
    first_claim_payment_id: UUID | None = None
    favorable: bool | None = None
    denied_cents: int | None = Field(default=None, sa_type=BigInteger)
    paid_cents: int | None = Field(default=None, sa_type=BigInteger)
    any_payment: bool | None = None
    updated_at: datetime = instant()
