"""Bring each transaction of an interchange to the one practice it is for; the rest waits in the queue.

Organization data and practice data are never in one transaction: the practice of each ST is fixed under the
organization, then each practice gets its files in transactions of its own, then the organization notes it.
Each step may be repeated.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.files.cuts import Cut, cuts
from api.files.interchanges import store
from api.files.interchanges.addressee import (
    Payee,
    Waits,
    answers_file,
    claim_numbers,
    control_number,
    looked_up,
    of_claims,
    of_file,
    of_remittance,
    payees,
    payment_of,
)
from api.files.keep import read_file
from api.files.stages import enqueue, is_taken
from api.files.transactions import keep_cuts
from api.x12 import Transaction
from api.x12 import read_file as read_envelope
from tenants.context import Services, Work
from tenants.owner import Owner
from tenants.practices import left_practices
from tenants.services import work_for

CAUSE = "job:files.route"
LEFT = "practice_left"
FILES_A_TRANSACTION = 500


async def route_interchange(services: Services, organization_id: UUID, interchange_id: UUID) -> None:
    """Route what is not routed yet; nothing happens twice. An unknown or rejected one is left alone."""
    organization = Owner.organization(organization_id)
    async with work_for(services, organization, CAUSE) as work:
        assigned, channel = await _assign(work, interchange_id)
    for practice_id, mine in assigned.items():
        for start in range(0, len(mine), FILES_A_TRANSACTION):
            async with work_for(services, Owner.practice(practice_id), CAUSE) as work:
                files = await _hand_over(work, interchange_id, channel, mine[start : start + FILES_A_TRANSACTION])
            async with work_for(services, organization, CAUSE) as work:
                await store.mark_routed(work.tx, organization_id, interchange_id, files)
                await work.audit("interchange.route", "interchange", interchange_id, count=len(files))
    async with work_for(services, organization, CAUSE) as work:
        await store.finish_interchange(work.tx, organization_id, interchange_id)


async def is_under_way(work: Work, interchange_ids: Sequence[UUID]) -> bool:
    """Whether the mailbox of the transaction's organization has still to route one of these."""
    return await store.any_unrouted(work.tx, work.owner_id, interchange_ids)


async def _assign(work: Work, interchange_id: UUID) -> tuple[dict[UUID, list[Cut]], str]:
    """Fix the practice of every ST that can have one; those already fixed stay. The cuts by practice."""
    interchange = await store.lock_interchange(work.tx, work.owner_id, interchange_id)
    if interchange is None or interchange["state"] == "rejected":
        return {}, ""
    channel: str = interchange["channel"]
    content = await read_file(work, interchange["file_id"])
    found = {cut.position: cut for cut in await asyncio.to_thread(lambda: cuts(read_envelope(content)))}
    rows = await store.unrouted(work.tx, work.owner_id, interchange_id)
    chosen: dict[int, UUID | Waits] = {
        row["position"]: row["practice_id"] for row in rows if row["state"] == "assigned"
    }
    fresh = [found[row["position"]] for row in rows if row["state"] != "assigned"]
    chosen_now = await _addressees(work, channel, fresh)
    left = await left_practices(work.tx, work.owner_id)
    # A practice that has left takes nothing any more, also what was assigned to it while it was there.
    chosen_now |= {position: Waits(LEFT) for position, each in (chosen | chosen_now).items() if each in left}
    await store.assign(
        work.tx,
        work.owner_id,
        interchange_id,
        {position: each for position, each in chosen_now.items() if isinstance(each, UUID)},
        await asyncio.to_thread(_waiting, chosen_now, found),
    )
    by_practice: dict[UUID, list[Cut]] = {}
    for position, chosen_one in (chosen | chosen_now).items():
        if isinstance(chosen_one, UUID):
            by_practice.setdefault(chosen_one, []).append(found[position])
    return by_practice, channel


def _waiting(chosen: Mapping[int, UUID | Waits], found: Mapping[int, Cut]) -> dict[int, dict[str, Any]]:
    """Why each waits, and of an 835 what it pays to whom."""
    return {
        position: {"reason": each.reason, "payment": _payment(found[position])}
        for position, each in chosen.items()
        if isinstance(each, Waits)
    }


def _payment(cut: Cut) -> dict[str, Any] | None:
    if cut.transaction_set == "835" and isinstance(cut.source, Transaction):
        return payment_of(cut.source)
    return None


async def _addressees(work: Work, channel: str, found: Sequence[Cut]) -> dict[int, UUID | Waits]:
    """The practice of each, or why it waits; a query for payees, one for files, two for claims."""
    chosen: dict[int, UUID | Waits] = {}
    for cut in found:
        if cut.is_refused:
            chosen[cut.position] = Waits("unsupported_version")
        elif not is_taken(cut.transaction_set):
            chosen[cut.position] = Waits("unsupported_set")
    rest = [cut for cut in found if cut.position not in chosen]
    chosen |= await _of_remittances(work, [cut for cut in rest if cut.transaction_set == "835"])
    chosen |= await _by_file(work, channel, [cut for cut in rest if answers_file(cut)])
    by_claims = [cut for cut in rest if cut.position not in chosen]
    chosen |= await _by_claims(work, by_claims)
    # A 277CA that turns a whole file away names no claim.
    silent = [cut for cut in by_claims if cut.transaction_set == "277CA" and _is_silent(chosen[cut.position])]
    return chosen | await _by_file(work, channel, silent)


def _is_silent(chosen: UUID | Waits) -> bool:
    return isinstance(chosen, Waits) and chosen.reason == "claims_unknown"


async def _of_remittances(work: Work, found: list[Cut]) -> dict[int, UUID | Waits]:
    named, numbers = await asyncio.to_thread(_said, found)
    asked = looked_up([one for each in named.values() for one in each])
    known = await store.practices_of_payees(work.tx, work.owner_id, asked)
    claims = await store.practices_of_claims(work.tx, work.owner_id, {one for each in numbers.values() for one in each})
    return {position: of_remittance(each, known, numbers[position], claims) for position, each in named.items()}


def _said(found: list[Cut]) -> tuple[dict[int, list[Payee]], dict[int, list[str]]]:
    named = {cut.position: payees(cut.source) for cut in found if isinstance(cut.source, Transaction)}
    return named, {cut.position: claim_numbers(cut) for cut in found}


async def _by_file(work: Work, channel: str, found: list[Cut]) -> dict[int, UUID | Waits]:
    answered = {cut.position: control_number(cut) for cut in found}
    numbers = {number for number in answered.values() if number is not None}
    known = await store.practices_of_files(work.tx, work.owner_id, numbers)
    return {position: of_file(number, channel, known) for position, number in answered.items()}


async def _by_claims(work: Work, found: list[Cut]) -> dict[int, UUID | Waits]:
    named = await asyncio.to_thread(lambda: {cut.position: claim_numbers(cut) for cut in found})
    known = await store.practices_of_claims(work.tx, work.owner_id, {one for each in named.values() for one in each})
    return {position: of_claims(numbers, known) for position, numbers in named.items()}


async def _hand_over(work: Work, interchange_id: UUID, channel: str, mine: list[Cut]) -> dict[int, UUID]:
    """Keep the practice's transactions and enqueue what takes them; the file of each position."""
    kept = await keep_cuts(work, mine, channel=channel, interchange_id=interchange_id)
    files = {cut.position: file_id for cut, (file_id, _) in zip(mine, kept, strict=True)}
    fresh = {file_id: cut.transaction_set for cut, (file_id, is_new) in zip(mine, kept, strict=True) if is_new}
    await enqueue(work.tx, work.owner_id, fresh)
    return files
