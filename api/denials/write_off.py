"""Give up what a payer refuses: by a person, with a reason, never more than is open.

Entries, a line: (write_offs, insurance_receivable, cents), the reason in `reason_code`. They are of the denial's claim
payment: a 22 of it takes them back with all that it has posted. A correction does too (`take_back`), and an answer that
pays all the same (`api.remittance.write_offs`).
"""

from uuid import UUID

from api.claims import related
from api.denials import store
from api.denials.models import WriteOff
from api.denials.problems import DenialClosed, MoreThanOpen, NothingOpen
from api.denials.read import get_denial
from api.denials.rules import write_off_shares
from api.denials.schemas import DenialDetail, WriteOffOrder
from api.denials.worklist import refresh
from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.etags import require_match
from api.kit.ids import new_id
from api.kit.problems import NotFound
from api.ledger import movement, open_batch, receivable_of
from api.remittance import WRITE_OFF
from tenants.context import Call
from tenants.practices import profile_of
from tenants.session import Row


async def write_off(call: Call, denial_id: UUID, order: WriteOffOrder) -> DenialDetail:
    """Write an open denial off: `order.cents` of it, or all that is left of it and still open on its line.

    Raises NotFound, PreconditionRequired, PreconditionFailed, DenialClosed, NothingOpen, MoreThanOpen.
    """
    named = await store.claims_of_denial(call.tx, call.owner_id, denial_id)
    if named is None:
        raise NotFound
    # Claims, their balances, denials: a posting and a correction hold them in this order too.
    await related(call, [named["claim_id"]])
    lines = await _open_lines(call, named["receivable_claim_id"])
    row = await store.lock_denial(call.tx, call.owner_id, denial_id)
    if row is None:
        raise NotFound
    require_match(call.if_match, row["version"])
    if row["state"] != "open":
        raise DenialClosed(row["state"])
    most = write_off_shares(row["line_no"], row["cents"] - row["written_off_cents"], lines)
    open_cents = sum(cents for _, cents in most)
    if not most:
        raise NothingOpen
    written = order.cents or open_cents
    if written > open_cents:
        raise MoreThanOpen(open_cents)
    shares = write_off_shares(row["line_no"], written, lines)
    # What is left of the denial beyond what is open is not owed any more: nothing of it is left to work on.
    is_done = written == open_cents
    await _post(call, row, order, shares)
    await store.note_write_off(call.tx, call.owner_id, denial_id, written, "written_off" if is_done else "open")
    await refresh(call, {row["claim_id"]: "written_off"})
    return await get_denial(call, denial_id)


async def _open_lines(call: Call, claim_id: UUID) -> dict[int, int]:
    lines = await receivable_of(call, [claim_id], lock=True)
    return {line_no: line.insurance_receivable_cents for (_, line_no), line in lines.items()}


async def _post(call: Call, row: Row, order: WriteOffOrder, shares: list[tuple[int, int]]) -> None:
    write_off_id, at = new_id(), now()
    today = (await profile_of(call.tx)).business_date(at)
    batch = await open_batch(call, WRITE_OFF, write_off_id, today)
    await batch.add(
        [
            entry
            for line_no, cents in shares
            for entry in movement(
                "write_offs",
                "insurance_receivable",
                cents,
                claim_id=row["receivable_claim_id"],
                line_no=line_no,
                patient_id=row["patient_id"],
                payer_id=row["payer_id"],
                group_code=row["group_code"],
                reason_code=order.reason,
                adjustment_class=WRITE_OFF,
                claim_payment_id=row["claim_payment_id"],
            )
        ]
    )
    cents = sum(share for _, share in shares)
    await call.tx.insert(
        WriteOff(
            tenant_id=call.owner_id,
            id=write_off_id,
            denial_id=row["id"],
            reason=order.reason,
            cents=cents,
            ledger_batch_id=batch.id,
            created_at=at,
            created_by=call.actor_id,
        )
    )
    await call.audit("denial.write_off", "denial", row["id"])
    facts = {
        "denial_id": str(row["id"]),
        "write_off_id": str(write_off_id),
        "ledger_batch_id": str(batch.id),
        "payer_id": str(row["payer_id"]),
        "reason": order.reason,
        "cents": cents,
    }
    await record(call, [NewEvent("denial.written_off", "claim", row["claim_id"], facts)])
