"""Record what was given of patients' data, so that the patients can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson

from api.audit import store
from api.audit.rules import Basis
from api.kit.clock import now
from api.kit.ids import new_id
from tenants.context import Work


@dataclass(frozen=True, slots=True)
class Given:
    """One patient's data, given to one recipient."""

    patient_id: UUID
    disclosed_on: date
    basis: Basis
    recipient: str
    description: str
    purpose: str
    recipient_address: str | None = None
    suspended_until: date | None = None

    def content(self) -> bytes:
        """What is sealed of it."""
        return orjson.dumps(
            {
                "basis": self.basis,
                "recipient": self.recipient,
                "recipient_address": self.recipient_address,
                "description": self.description,
                "purpose": self.purpose,
            }
        )


async def record_disclosures(
    work: Work, given: Sequence[Given], *, source_id: UUID | None = None, at: datetime | None = None
) -> list[UUID]:
    """Record them, and tell the audit how many; their ids, none when nothing was recorded.

    A patient that the practice does not have is left out. With `source_id`, the job that gave the data away, a second
    run records nothing.
    """
    ids = [new_id() for _ in given]
    recorded = await store.insert_disclosures(
        work.tx,
        work.owner_id,
        ids=ids,
        patients=[each.patient_id for each in given],
        days=[each.disclosed_on for each in given],
        contents=[
            work.keys.seal("disclosure", "content", row, each.content()) for row, each in zip(ids, given, strict=True)
        ],
        suspended=[each.suspended_until for each in given],
        recorded_by=work.actor_id,
        source_id=source_id,
        at=at or now(),
    )
    subject = given[0].patient_id if len(given) == 1 else None
    await work.audit("disclosure.record", "patient", subject, count=recorded)
    return ids if recorded else []
