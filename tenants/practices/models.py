"""A practice is the tenant: one legal payee group. Known twice: to its organization, and to itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class Practice(SQLModel, table=True):
    """The organization's entry for a practice. `mode` is test or live; a test practice never mixes with live money."""

    __tablename__ = "practice"
    __table_args__ = (
        links(["organization_id"], "organization"),
        CheckConstraint("mode in ('test', 'live')", name="practice_mode"),
        CheckConstraint("state in ('setting_up', 'active')", name="practice_state"),
        CheckConstraint(
            "offboarding in ('none', 'notice', 'no_new_claims', 'run_out', 'exported', 'hold', 'shredded')",
            name="practice_offboarding",
        ),
        CheckConstraint("retention_years between 7 and 100", name="practice_retention"),
    )
    organization_id: UUID = Field(primary_key=True)
    practice_id: UUID = Field(primary_key=True)
    name: str
    time_zone: str
    mode: str
    state: str = "setting_up"
    offboarding: str = "none"
    """How far it has left; see `api.offboarding`."""
    legal_hold: bool = False
    """Nothing of it may be destroyed, whatever its retention says."""
    retention_years: int = 10
    """From the last date of service: 42 CFR 422.504(d) (Medicare Advantage); fee for service 7, 42 CFR 424.516(f)."""
    version: int = 1
    created_at: datetime = instant()


class PracticeProfile(SQLModel, table=True):
    """The practice's own copy of what its transactions need; there is no foreign key between the two levels."""

    __tablename__ = "practice_profile"
    __table_args__ = (CheckConstraint("mode in ('test', 'live')", name="practice_profile_mode"),)
    tenant_id: UUID = tenant_key()
    organization_id: UUID
    name: str
    time_zone: str
    mode: str
    offboarding: str = "none"
    """As the organization's entry says, so that the practice's own transactions know."""
    created_at: datetime = instant()
