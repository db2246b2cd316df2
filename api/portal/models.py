"""Releases: what a partner sees. Immutable; a restatement is a new release."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links


class ReleaseOrder(SQLModel, table=True):
    """What was asked for: a partner and a range of months. Its release has the same id, once a job has computed it."""

    __tablename__ = "release_order"
    __table_args__ = (
        links(["organization_id", "partner_id"], "partner", ["organization_id", "id"]),
        UniqueConstraint("organization_id", "partner_id", "id", name="release_order_of_partner"),
        CheckConstraint(
            "extract(day from month_from) = 1 and extract(day from month_to) = 1 and month_from <= month_to",
            name="release_order_months",
        ),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    partner_id: UUID
    month_from: date
    month_to: date
    created_at: datetime = instant()


class Release(SQLModel, table=True):
    """One computation of the released rates for one partner."""

    __tablename__ = "release"
    __table_args__ = (
        links(["organization_id", "partner_id", "id"], "release_order"),
        Index("release_newest", "organization_id", "partner_id", "as_of"),
    )
    organization_id: UUID = Field(primary_key=True)
    partner_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    as_of: datetime = instant()
    definition_version: str


class ReleaseCell(SQLModel, table=True):
    """One rate of one practice and month. Suppressed: numbers null, the reason told; fewer than 11 can't be stored."""

    __tablename__ = "release_cell"
    __table_args__ = (
        links(["organization_id", "partner_id", "release_id"], "release", ["organization_id", "partner_id", "id"]),
        CheckConstraint(
            "(suppressed_reason is null and numerator is not null and denominator is not null) or "
            "(suppressed_reason is not null and numerator is null and denominator is null)",
            name="release_cell_suppression",
        ),
        CheckConstraint("denominator is null or denominator >= 11", name="release_cell_threshold"),
        Index("release_cell_by_practice", "organization_id", "practice_id", "month", "metric"),
    )
    organization_id: UUID = Field(primary_key=True)
    partner_id: UUID = Field(primary_key=True)
    release_id: UUID = Field(primary_key=True)
    practice_id: UUID = Field(primary_key=True)
    month: date = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    practice_name: str
    numerator: int | None = None
    denominator: int | None = None
    suppressed_reason: str | None = None
