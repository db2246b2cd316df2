"""Bodies of work items."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.kit.schemas import Input, Output, Page

Kind = Literal[
    "denial",
    "bill_secondary",
    "recovered_twice",
    "takeback",
    "credit_balance",
    "due_to_payer_late",
    "eligibility_failed",
    "reversal_waiting",
    "unmatched_payment",
    "duplicate",
]
State = Literal["open", "done"]
Outcome = Literal["done", "not_needed"]
NOTE = 2_000


class WorkItemOut(Output):
    """One thing to do about one subject."""

    id: UUID
    practice_id: UUID
    kind: Kind
    subject_kind: str = Field(description="What `subject_id` names: claim, remittance, denial ...")
    subject_id: UUID
    claim_id: UUID | None
    cents: int = Field(description="What is at stake, in cents")
    due_on: date | None = Field(description="The last good day")
    state: State
    outcome: str = Field(description="How it ended: done or not_needed by a person, else what settled it")
    assignee_id: UUID | None
    opened_at: datetime
    closed_at: datetime | None
    version: int
    data: dict[str, Any] = Field(description="Ids, codes and cents of this kind of item")


class WorkItemPage(Page):
    """Items, what is due first before all others; those without a day come last."""

    items: list[WorkItemOut]


class NoteOut(Output):
    """What somebody wrote on an item."""

    id: UUID
    content: str
    created_at: datetime
    created_by: UUID


class WorkItemDetail(WorkItemOut):
    """An item with its notes, oldest first."""

    notes: list[NoteOut]


class Assignment(Input):
    """Who works on it: a client or a person with a grant in this practice; null gives it back."""

    assignee_id: UUID | None = None


class NewNote(Input):
    """A note."""

    content: str = Field(min_length=1, max_length=NOTE)


class Closing(Input):
    """How it ended. A denial stays a denial: closing its item only takes it off the list."""

    outcome: Outcome
    note: str = Field(default="", max_length=NOTE)
