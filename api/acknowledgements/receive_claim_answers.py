"""A 277CA: keep each claim's statuses, move the claims it accepts or rejects, tell of the others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.acknowledgements import store
from api.acknowledgements.rules import Scope, Status, combined, decisive, is_from_payer, scopes
from api.claims import ClaimFacts, ClaimState, Move, by_numbers, move
from api.events import NewEvent, record
from api.files import MAILBOX, KeptTransaction, shown_findings
from api.kit.clock import now
from api.kit.ids import new_id
from api.submission import SentClaim, batch_of_control, sent_claims
from api.x12 import Finding, Transaction, read_277ca
from tenants.context import Work
from tenants.practices import profile_of

KIND = "claim.acknowledged"
_STATES = {"accepted": ClaimState.ACCEPTED, "rejected": ClaimState.REJECTED}
_LONGEST_CONTROL = 9


@dataclass(slots=True)
class Told:
    """All that the file says of one claim. `is_late`: the claim has gone out again since."""

    claim: ClaimFacts
    is_late: bool
    payer_claim_control_number: str | None
    statuses: list[Status]


async def receive_277ca(work: Work, kept: KeptTransaction, transaction: Transaction) -> list[dict[str, Any]]:
    """Take one ST; the findings. A claim it names that the practice does not have is a warning."""
    answer = read_277ca(transaction)
    found = list(scopes(answer))
    told, warnings = await _told(work, kept.channel, found)
    at = now()
    from_payer = is_from_payer(answer)
    await store.insert_statuses(work.tx, work.owner_id, _rows(kept.id, told, at, from_payer=from_payer))
    received_on = (await profile_of(work.tx)).business_date(at).isoformat()
    await _tell(work, told, received_on, from_payer=from_payer)
    await work.audit("acknowledgement.receive", "transaction", kept.id, count=len(told))
    return shown_findings([*answer.findings, *warnings])


async def _told(work: Work, channel: str, found: list[Scope]) -> tuple[list[Told], list[Finding]]:
    """By claim. What covers a whole batch is spread over its claims."""
    batches = await _batches(work, channel, {scope.batch_reference for scope in found})
    numbers = [scope.claim_number for scope in found if scope.claim_number]
    covered = {
        claim.number
        for scope in found
        if not scope.claim_number
        for claim in batches[scope.batch_reference]
        if scope.billing_npi in {None, claim.npi}
    }
    claims = await by_numbers(work, [*dict.fromkeys([*numbers, *sorted(covered)])])
    told: dict[str, Told] = {}
    unknown = 0
    for scope in found:
        sent = {claim.number: claim for claim in batches[scope.batch_reference]}
        for number in _numbers(scope, sent):
            facts = claims.get(number)
            if facts is None:
                unknown += 1
                continue
            is_late = number in sent and not sent[number].is_last
            one = told.setdefault(number, Told(facts, is_late, None, []))
            one.payer_claim_control_number = one.payer_claim_control_number or scope.payer_claim_control_number
            one.statuses += scope.statuses
    decided = [one for one in told.values() if one.statuses]
    return decided, _warnings(decided, unknown)


def _numbers(scope: Scope, sent: dict[str, SentClaim]) -> list[str]:
    if scope.claim_number is not None:
        return [scope.claim_number]
    return [number for number, claim in sent.items() if scope.billing_npi in {None, claim.npi}]


async def _batches(work: Work, channel: str, references: set[str]) -> dict[str, list[SentClaim]]:
    """The claims of each batch by its BHT03 (echoed as TRN02 of 2200B), which is our ISA13."""
    batches: dict[str, list[SentClaim]] = defaultdict(list)
    for reference in references:
        text = reference.strip()
        if text.isascii() and text.isdigit() and len(text) <= _LONGEST_CONTROL:
            batch_id = await batch_of_control(work, int(text), None if channel == MAILBOX else channel)
            if batch_id is not None:
                batches[reference] = await sent_claims(work, batch_id)
    return batches


def _rows(transaction_file_id: UUID, told: list[Told], at: datetime, *, from_payer: bool) -> list[dict[str, Any]]:
    pairs = [(one, status) for one in told for status in one.statuses]
    return [
        {
            "id": new_id(),
            "transaction_file_id": transaction_file_id,
            "position": position,
            "claim_id": one.claim.id,
            "category": status.category,
            "status": status.status,
            "entity": status.entity,
            "action": status.action,
            "outcome": status.outcome,
            "from_payer": from_payer,
            "payer_claim_control_number": one.payer_claim_control_number,
            "charge_cents": status.cents,
            "received_at": at,
        }
        for position, (one, status) in enumerate(pairs)
    ]


async def _tell(work: Work, told: list[Told], received_on: str, *, from_payer: bool) -> None:
    """Move what is decided; an answer that moves nothing (interim, repeated, late) is an event all the same."""
    by_claim = {one.claim.id: (one, _data(one, received_on, from_payer=from_payer)) for one in told}
    moves = [
        Move(
            one.claim.id,
            _STATES[data["outcome"]],
            KIND,
            data,
            reason=_reason(one),
            payer_claim_control_number=one.payer_claim_control_number,
        )
        for one, data in by_claim.values()
        if data["outcome"] in _STATES and not one.is_late
    ]
    applied = {moved.claim_id for moved in await move(work, moves) if moved.applied}
    await record(
        work,
        [
            NewEvent(KIND, "claim", claim_id, data | _identity(one.claim), _reason(one))
            for claim_id, (one, data) in by_claim.items()
            if claim_id not in applied
        ],
    )


def _data(one: Told, received_on: str, *, from_payer: bool) -> dict[str, Any]:
    status = decisive(one.statuses)
    return {
        "outcome": combined(one.statuses),
        "source": "277CA",
        "from_payer": from_payer,
        "category": status.category,
        "status": status.status,
        "entity": status.entity,
        "received_on": received_on,
    }


def _identity(claim: ClaimFacts) -> dict[str, Any]:
    return {"number": claim.number, "family_id": str(claim.family_id)}


def _reason(one: Told) -> str:
    status = decisive(one.statuses)
    return ":".join(part for part in (status.category, status.status, status.entity) if part)


def _warnings(told: list[Told], unknown: int) -> list[Finding]:
    found = []
    if unknown:
        found.append(
            Finding(
                rule="acknowledgement.claim_unknown",
                severity="warning",
                blocking=False,
                message=f"{unknown} statuses are about claims that this practice did not send",
                segment="TRN",
                element="TRN02",
                loop="2200D",
            )
        )
    contradictions = sum(status.is_contradictory for one in told for status in one.statuses)
    if contradictions:
        found.append(
            Finding(
                rule="acknowledgement.action",
                severity="warning",
                blocking=False,
                message=f"STC03 contradicts the category of {contradictions} statuses, which decide nothing",
                segment="STC",
                element="STC03",
                loop="2200D",
            )
        )
    return found
