"""Withdraw a claim that no payer has to decide on: never sent, turned away, or billed twice by mistake.

Its open receivable leaves by (charges, insurance_receivable). A claim that a payer holds is voided instead
(`correct`, billed_in_error).
"""

from uuid import UUID

from api.claims import ClaimState, HeldClaim, Move, hold_claim, leaving, move, undecided_later
from api.corrections.problems import AlreadyCorrected, LaterPayerBilled, StillWithThePayer
from api.corrections.rules import still_open
from api.corrections.schemas import WithdrawalIn, WithdrawalOut
from api.events import of_subject
from api.kit.clock import now
from api.kit.etags import require_match
from api.kit.problems import NotFound
from api.ledger import open_batch, receivable_of
from api.worklists import close_items
from tenants.context import Call, Work
from tenants.practices import profile_of

UNSENT = frozenset({ClaimState.READY, ClaimState.REJECTED})
WAITING = frozenset({ClaimState.SUBMITTED, ClaimState.ACCEPTED})


async def withdraw_claim(call: Call, claim_id: UUID, order: WithdrawalIn) -> WithdrawalOut:
    """The claim, withdrawn. An answer that comes all the same is posted, and moves it on.

    Raises NotFound, PreconditionRequired, PreconditionFailed, AlreadyCorrected, StillWithThePayer.
    """
    held = await hold_claim(call, claim_id)
    if held is None:
        raise NotFound
    require_match(call.if_match, held.version)
    if held.superseded_by is not None:
        raise AlreadyCorrected(superseded_by=str(held.superseded_by))
    if not (held.state in UNSENT or await _was_a_duplicate(call, held)):
        raise StillWithThePayer
    # After the claim: a posting holds them in this order too.
    balances = await receivable_of(call, [claim_id], lock=True)
    entries = leaving(claim_id, held.patient_id, held.payer_id, still_open(claim_id, balances), why="withdrawn")
    data: dict[str, str] = {"payer_id": str(held.payer_id)}
    if entries:
        profile = await profile_of(call.tx)
        batch = await open_batch(call, "withdrawal", claim_id, profile.business_date(now()))
        await batch.add(entries)
        data["ledger_batch_id"] = str(batch.id)
    await move(call, [Move(claim_id, ClaimState.WITHDRAWN, "claim.withdrawn", data, order.reason)])
    await call.audit("claim.withdraw", "claim", claim_id)
    await close_items(call, "duplicate", [claim_id], "withdrawn")
    return WithdrawalOut(
        claim_id=claim_id,
        state=ClaimState.WITHDRAWN,
        receivable_moved_cents=sum(entry.cents for entry in entries),
        version=held.version + 1,
    )


async def settle_later_claims(work: Work, held: HeldClaim, override_reason: str | None) -> list[str]:
    """What a correction does to claims of later payers, which tell what the payer of the corrected claim decided.

    Those that no payer has are withdrawn; of one that was sent, the guard that was overridden. A later payer's claim
    holds no receivable, so nothing is posted. Raises LaterPayerBilled.
    """
    later = await undecided_later(work, held.receivable_claim_id, held.payer_sequence)
    sent = [each for each in later if each.state not in UNSENT]
    if sent and override_reason is None:
        raise LaterPayerBilled(claim_id=str(sent[0].id), claim_number=sent[0].number, state=sent[0].state)
    reason = "The primary claim was corrected"
    unsent = [each for each in later if each.state in UNSENT]
    if unsent:
        data = {each.id: {"payer_id": str(each.payer_id)} for each in unsent}
        moves = [Move(each.id, ClaimState.WITHDRAWN, "claim.withdrawn", data[each.id], reason) for each in unsent]
        await move(work, moves)
        await work.audit_each("claim.withdraw", "claim", {each.id: {} for each in unsent})
    return [LaterPayerBilled.slug] if sent else []


async def _was_a_duplicate(work: Work, held: HeldClaim) -> bool:
    """Whether the payer's only answer is that it has the claim already (CARC 18)."""
    if held.state not in WAITING:
        return False
    answers = [event["data"] for event in await of_subject(work, held.id) if event["kind"] == "claim.adjudicated"]
    return bool(answers) and all(answer.get("duplicate") for answer in answers)
