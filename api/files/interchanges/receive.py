"""Receive a file through an organization's mailbox: keep it whole, index its STs, route them by a job."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.responses import Response

from api.files.cuts import Cut, cuts
from api.files.findings import shown_together
from api.files.interchanges import store
from api.files.interchanges.addressee import MAILBOX
from api.files.keep import keep
from api.files.problems import InterchangeDamaged, NotX12File, TooManyTransactions
from api.files.schemas import InterchangeOut
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.jobs import defer
from api.x12 import Finding, NotX12, X12File
from api.x12 import TooManyTransactions as OverLimit
from api.x12 import read_file as read_envelope
from tenants.context import Call, Work

INTERCHANGE_KIND = "interchange"
_NOTHING_INSIDE = Finding(
    rule="envelope.empty",
    severity="error",
    blocking=True,
    segment="ST",
    position=2,
    message="the file holds no transaction",
)


@dataclass(frozen=True, slots=True)
class Received:
    """An interchange of the organization. `state` is rejected when nothing in it can be read."""

    id: UUID
    is_new: bool
    state: str
    findings: list[dict[str, Any]]


async def deliver(call: Call) -> tuple[InterchangeOut | Response, bool]:
    """Take the request's body; the interchange, or the problem of a damaged one, and whether it is new.

    Raises NotX12File, TooManyTransactions. The damaged one is answered and not raised, so that its bytes stay kept.
    """
    try:
        received = await receive_interchange(call, MAILBOX, call.body, is_limited=True)
    except NotX12:
        raise NotX12File.without_isa() from None
    except OverLimit as over:
        raise TooManyTransactions.of(over) from None
    if received.state == "rejected":
        return InterchangeDamaged.of(received.id, received.findings).response(), received.is_new
    row = await store.interchange(call.tx, call.read_audit("interchange.read", "interchange", received.id))
    return InterchangeOut.of(row or {}), received.is_new


async def receive_interchange(
    work: Work, channel: str, content: bytes, *, route: bool = True, is_limited: bool = False
) -> Received:
    """Keep a file for the transaction's organization and enqueue its routing. Raises NotX12.

    The same bytes are the same interchange, whichever way they come; what of it still waits is routed again.
    With `route` false nothing is enqueued: the caller calls `enqueue_routing` once it is ready for it.
    With `is_limited` it also raises the codec's TooManyTransactions.
    """
    file = await asyncio.to_thread(read_envelope, content, is_limited=is_limited)
    kept = await keep(work, INTERCHANGE_KIND, content)
    if not kept.is_new:
        known = await store.interchange_of_file(work.tx, work.owner_id, kept.id)
        received = Received(known["id"], is_new=False, state=known["state"], findings=known["findings"])
    else:
        received = await _index(work, channel, kept.id, file)
    if route and received.state != "rejected":
        await enqueue_routing(work, work.owner_id, received.id)
    return received


async def enqueue_routing(work: Work, organization_id: UUID, interchange_id: UUID) -> None:
    """Route an interchange once the transaction at hand has committed."""
    await defer(work.tx.connection, "files.route", organization_id=organization_id, interchange_id=interchange_id)


async def _index(work: Work, channel: str, file_id: UUID, file: X12File) -> Received:
    found, findings = await asyncio.to_thread(_cut, file)
    is_readable = any(not cut.is_damaged for cut in found)
    received = Received(new_id(), is_new=True, state="received" if is_readable else "rejected", findings=findings)
    await store.insert_interchange(
        work.tx,
        {
            "organization_id": work.owner_id,
            "id": received.id,
            "file_id": file_id,
            "channel": channel,
            "state": received.state,
            "received_at": now(),
        },
        findings,
    )
    rows = [_row(cut) for cut in found]
    await store.insert_interchange_transactions(work.tx, work.owner_id, received.id, rows)
    await work.audit("interchange.receive", "interchange", received.id, count=len(found), channel=channel)
    return received


def _row(cut: Cut) -> dict[str, Any]:
    return {
        "position": cut.position,
        "transaction_set": cut.transaction_set,
        "version": cut.version,
        "control_number": cut.control_number,
        "state": "rejected" if cut.is_damaged else "received",
        "reason": "envelope" if cut.is_damaged else "",
    }


def _cut(file: X12File) -> tuple[list[Cut], list[dict[str, Any]]]:
    """What is routed, and the findings of the file, each once: `transaction` is the position of its ST, null for the
    envelope's.
    """
    found = cuts(file)
    own = {id(finding): at for at, each in enumerate(file.transactions()) for finding in each.own_findings}
    findings = [*file.findings, *([] if found else [_NOTHING_INSIDE])]
    return found, shown_together((finding, own.get(id(finding))) for finding in findings)
