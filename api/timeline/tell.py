"""Gather a claim's story: one question a stage, each answered for this claim alone."""

from typing import Any
from uuid import UUID

from api.acknowledgements import files_of_claim as answers_of_claim
from api.claims import read_claim_history
from api.denials import denials_of_claim
from api.events import of_subject
from api.fees import fees_of_claim
from api.ledger import entries_of_claim
from api.remittance import payments_of_claim
from api.submission import files_of_claim
from api.timeline.schemas import EntryOfClaim, Timeline
from tenants.context import Work

_ENTRY = tuple(name for name in EntryOfClaim.model_fields if name != "at")


async def tell(work: Work, claim_id: UUID) -> Timeline:
    """The timeline of a claim. Raises NotFound."""
    receivable_claim_id = await read_claim_history(work, claim_id)
    files = await _files(work, claim_id)
    return Timeline.model_validate(
        {
            "items": await of_subject(work, claim_id),
            "files": sorted(files, key=lambda file: file["at"]),
            "entries": [
                {name: row[name] for name in _ENTRY} | {"at": row["posted_at"]}
                for row in await entries_of_claim(work, receivable_claim_id)
            ],
            "denials": await denials_of_claim(work, claim_id),
            "fees": await fees_of_claim(work, receivable_claim_id),
        }
    )


async def _files(work: Work, claim_id: UUID) -> list[dict[str, Any]]:
    sent = [row | {"direction": "sent", "kind": "837P"} for row in await files_of_claim(work, claim_id)]
    answers = [row | {"direction": "received"} for row in await answers_of_claim(work, claim_id)]
    payments = [
        {name: value for name, value in row.items() if name != "charge_cents"}
        | {"direction": "received", "kind": "835"}
        for row in await payments_of_claim(work, claim_id)
    ]
    return sent + answers + payments
