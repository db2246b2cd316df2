"""Crossovers that payers have announced."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from tenants.columns import UUID, instant, links, tenant_key


class Crossover(SQLModel, table=True):
    """The payer of `claim_id` said on `announced_on` that it told the next one (CLP02 19-21, MA18, N89).

    An announcement is an intention: without a row of the next payer on `due_on` somebody bills it. `outcome` says what
    ended the wait: answered, billed, decided (the payer's later word announces nothing), corrected, finished.
    """

    __tablename__ = "crossover"
    __table_args__ = (
        links(["tenant_id", "claim_id"], "claim", ["tenant_id", "id"]),
        CheckConstraint("state in ('expected', 'overdue', 'settled')", name="crossover_state"),
        CheckConstraint("(state = 'settled') = (outcome <> '')", name="crossover_outcome"),
        Index("crossover_by_due", "tenant_id", "state", "due_on"),
    )
    tenant_id: UUID = tenant_key()
    claim_id: UUID = Field(primary_key=True)
    payer_id: UUID
    announced_on: date
    due_on: date
    state: str = "expected"
    outcome: str = ""
    changed_at: datetime = instant()
