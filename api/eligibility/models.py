"""Eligibility checks: a question to a payer about a member (270), and what came back (271)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, EncryptedBytes, instant, links, tenant_key


class EligibilityCheck(SQLModel, table=True):
    """One question about one coverage.

    The id is TRN02, which the answer echoes. `state`: queued, written (bytes kept, control number drawn), sent (the
    channel has them), answered. `outcome` of an answer: active, inactive, unknown (the payer said neither), rejected
    (AAA: not verified). The newest answer stands.
    """

    __tablename__ = "eligibility_check"
    __table_args__ = (
        links(["tenant_id", "coverage_id"], "coverage", ["tenant_id", "id"]),
        links(["tenant_id", "payer_id"], "payer_enrollment"),
        links(["tenant_id", "billing_provider_id"], "billing_provider", ["tenant_id", "id"]),
        CheckConstraint("state in ('queued', 'written', 'sent', 'answered')", name="eligibility_check_state"),
        CheckConstraint(
            "(state = 'answered') = (outcome is not null) and (state = 'answered') = (answered_at is not null)"
            " and (outcome is null or outcome in ('active', 'inactive', 'unknown', 'rejected'))",
            name="eligibility_check_outcome",
        ),
        Index("eligibility_check_newest", "tenant_id", "created_at", "id"),
        Index("eligibility_check_by_coverage", "tenant_id", "coverage_id", "answered_at"),
    )
    tenant_id: UUID = tenant_key()
    id: UUID = Field(primary_key=True)
    coverage_id: UUID
    payer_id: UUID
    billing_provider_id: UUID
    """Who asks (loop 2100B)."""
    channel: str
    service_date: date
    service_types: list[str] = Field(sa_type=ARRAY(Text))
    interchange_control: int | None = None
    state: str = "queued"
    outcome: str | None = None
    answer: bytes | None = Field(default=None, sa_type=EncryptedBytes)
    """JSON of benefits and rejections as the payer told them."""
    inquiry_file_id: UUID | None = None
    response_file_id: UUID | None = None
    created_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    answered_at: datetime | None = instant(nullable=True)
