"""What an event says."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact about a subject: ids, states, codes, cents. Never PHI."""

    kind: str
    subject_kind: str
    subject_id: UUID
    data: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    id: UUID = field(default_factory=new_id)
