"""A TA1 or 999 about a batch: keep its outcome; a rejected batch rejects its claims."""

from typing import Any
from uuid import UUID

from api.acknowledgements.models import BatchAcknowledgement
from api.acknowledgements.rules import Outcome, error_detail, group_outcome, interchange_outcome, word
from api.claims import ClaimState, Move, move
from api.events import NewEvent, record
from api.files import MAILBOX, KeptTransaction, shown_findings
from api.kit.clock import now
from api.kit.ids import new_id
from api.submission import batch_of_control, sent_claims
from api.x12 import Finding, Transaction, X12File, read_999, read_ta1s
from tenants.context import Work
from tenants.practices import profile_of

_LONGEST_CONTROL = 9


async def receive_ta1(work: Work, kept: KeptTransaction, file: X12File) -> list[dict[str, Any]]:
    """One TA1: TA101 is our ISA13. The findings."""
    answer = read_ta1s(file.interchanges[0])[0]
    detail = [{"code": word(answer.code)}]
    outcome = interchange_outcome(answer)
    return await _answer(work, kept, answer.control_number, ("TA1", word(answer.status), outcome, detail))


async def receive_999(work: Work, kept: KeptTransaction, transaction: Transaction) -> list[dict[str, Any]]:
    """One ST of a 999: AK102 is our GS06, which equals ISA13. The findings."""
    answer = read_999(transaction)
    outcome, code = group_outcome(answer)
    found = await _answer(work, kept, answer.group_control, ("999", code, outcome, error_detail(answer)))
    return [*shown_findings(answer.findings), *found]


async def _answer(
    work: Work, kept: KeptTransaction, control_number: str, said: tuple[str, str, Outcome, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    kind, code, outcome, detail = said
    batch_id = await _batch(work, kept.channel, control_number)
    if batch_id is None:
        return shown_findings([_unknown_batch()])
    at = now()
    await work.tx.insert(
        BatchAcknowledgement(
            tenant_id=work.owner_id,
            id=new_id(),
            transaction_file_id=kept.id,
            batch_id=batch_id,
            kind=kind,
            code=code,
            outcome=outcome,
            detail=detail,
            received_at=at,
        )
    )
    received_on = (await profile_of(work.tx)).business_date(at).isoformat()
    data = {
        "outcome": outcome,
        "source": kind,
        "from_payer": False,
        "code": code,
        "batch_id": str(batch_id),
        "received_on": received_on,
    }
    await record(work, [NewEvent("submission.acknowledged", "submission", batch_id, data)])
    claims = [claim for claim in await sent_claims(work, batch_id) if claim.is_last] if outcome == "rejected" else []
    await move(
        work,
        [
            Move(claim.claim_id, ClaimState.REJECTED, "claim.acknowledged", data, reason=f"{kind} {code}")
            for claim in claims
        ],
    )
    await work.audit("acknowledgement.receive", "submission", batch_id, count=len(claims), outcome=outcome)
    return []


async def _batch(work: Work, channel: str, control_number: str) -> UUID | None:
    text = control_number.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_CONTROL):
        return None
    return await batch_of_control(work, int(text), None if channel == MAILBOX else channel)


def _unknown_batch() -> Finding:
    return Finding(
        rule="acknowledgement.batch_unknown",
        severity="error",
        blocking=True,
        message="it answers no file that this practice sent",
    )
