"""Versions of a practice's contracts with its payers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class PayerContract(SQLModel, table=True):
    """What holds from `starts_on` until the next version starts. `correction_method` '' is the claim type's default."""

    __tablename__ = "payer_contract"
    __table_args__ = (
        links(["tenant_id", "payer_id"], "payer_enrollment"),
        CheckConstraint(
            "correction_method in ('', 'replace_7', 'new_claim_1', 'reopening', 'appeal')",
            name="payer_contract_correction_method",
        ),
        CheckConstraint(
            "timely_filing_days > 0 and correction_days > 0 and appeal_days > 0 and crossover_days > 0",
            name="payer_contract_days",
        ),
    )
    tenant_id: UUID = tenant_key()
    payer_id: UUID = Field(primary_key=True)
    starts_on: date = Field(primary_key=True)
    timely_filing_days: int
    correction_days: int
    appeal_days: int
    correction_method: str = ""
    is_capitated: bool = False
    crossover_days: int
    created_at: datetime = instant()
    created_by: UUID
