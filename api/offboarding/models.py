"""How a practice leaves, step by step. The organization's own record, which outlives the practice's data."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links


class OffboardingStep(SQLModel, table=True):
    """One step somebody asked for, why, and what came of it: an export's manifest, a shredding's certificate.

    `state`: requested (a job takes it), done, refused (a legal hold came first). One is under way at a time.
    """

    __tablename__ = "offboarding_step"
    __table_args__ = (
        links(["organization_id", "practice_id"], "practice"),
        CheckConstraint(
            "step in ('none', 'notice', 'no_new_claims', 'run_out', 'exported', 'hold', 'shredded')",
            name="offboarding_step_step",
        ),
        CheckConstraint("state in ('requested', 'done', 'refused')", name="offboarding_step_state"),
        Index("offboarding_step_by_practice", "organization_id", "practice_id", "requested_at", "id"),
    )
    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    practice_id: UUID
    step: str
    reason: str
    actor_id: UUID
    state: str = "requested"
    requested_at: datetime = instant()
    done_at: datetime | None = instant(nullable=True)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
