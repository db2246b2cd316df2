"""What a stage hands to the worklist."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from api.worklists.models import KINDS

__all__ = ["KINDS", "NewItem", "UnknownKindError"]


class UnknownKindError(ValueError):
    """A kind that the worklist does not have."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """Something to do about a subject. `data` holds ids, codes and cents: no PHI. `due_on` is the last good day."""

    kind: str
    subject_kind: str
    subject_id: UUID
    claim_id: UUID | None = None
    cents: int = 0
    due_on: date | None = None
    data: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownKindError(self.kind)
