"""What an adjudication does to denials, in the transaction that records it. Batches of any size.

- One with denied cents opens one denial a (claim payment, line, group, CARC), with its scenario, advice and deadline.
- A CLP02 22 makes the denials of the claim payment that it reverses `reversed`; one that pays where a denial was
  written off makes that `overturned`. Both have taken the write-off back.
- One that is complete answers what the same payer denied in the family before: on other claims, and what a 22 has
  taken back. Such a denial is `overturned`, or `superseded` where the line is denied again.

Then each claim's one work item says what is open on it and by when; nothing open closes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.claims import ADJUDICATED, Candidate, families
from api.contracts import Terms, terms_of, terms_on
from api.denials import store
from api.denials.rules import advise_correction, deadline
from api.denials.scenarios import scenario_of
from api.denials.take_back import tell
from api.denials.worklist import refresh
from api.events import NewEvent, record
from api.kit.ids import new_id
from api.remittance import DeniedAmount, denied_amounts
from tenants.context import Work
from tenants.session import Row

REVERSAL = "22"


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What this stage reads of `claim.adjudicated`."""

    claim_id: UUID
    family_id: UUID
    payer_id: UUID
    payer_sequence: str
    claim_payment_id: UUID
    adjudicated_on: date
    status_code: str
    is_complete: bool
    denied_cents: int
    is_unprocessable: bool
    reverses: UUID | None
    write_offs: tuple[tuple[UUID, int], ...]
    """Those it has taken back: (claim payment, line or 0 for all)."""

    @classmethod
    def of(cls, event: NewEvent) -> "Adjudication":
        """Read an event; ids and days travel as text or as they are."""
        data = event.data
        return cls(
            claim_id=event.subject_id,
            family_id=_id(data["family_id"]),
            payer_id=_id(data["payer_id"]),
            payer_sequence=data["payer_sequence"],
            claim_payment_id=_id(data["claim_payment_id"]),
            adjudicated_on=date.fromisoformat(str(data["adjudicated_on"])),
            status_code=data["status_code"],
            is_complete=data["complete"],
            denied_cents=data["denied_cents"],
            is_unprocessable=data.get("unprocessable", False),
            reverses=_id(data["reverses_claim_payment_id"]) if data.get("reverses_claim_payment_id") else None,
            write_offs=tuple((_id(payment), line_no) for payment, line_no in data.get("write_offs_taken_back", ())),
        )


async def follow_adjudications(work: Work, events: Sequence[NewEvent]) -> None:
    """Open, reverse and close denials."""
    rows = [Adjudication.of(event) for event in events if not event.data.get("duplicate")]
    changed = await _open(work, [row for row in rows if row.status_code != REVERSAL and row.denied_cents > 0])
    taken_back = await store.take_back(work.tx, work.owner_id, _taken_back(rows))
    await tell(work, taken_back)
    changed += taken_back
    changed += await store.reverse(
        work.tx,
        work.owner_id,
        [(row.reverses, row.claim_payment_id) for row in rows if row.reverses is not None],
    )
    answers = [(row.claim_id, row.family_id, row.payer_id, row.claim_payment_id) for row in _answers(rows)]
    changed += await store.answer(work.tx, work.owner_id, answers)
    closed = [row for row in changed if row["state"] != "open"]
    await record(work, [_event("denial.closed", row) for row in closed])
    await refresh(work, {row["claim_id"]: row["state"] for row in changed})


def _taken_back(rows: Sequence[Adjudication]) -> list[tuple[UUID, int, str, UUID]]:
    """What adjudications have taken back of write-offs; a 22 all of its claim payment."""
    reversals = [(row.reverses, 0, "reversed", row.claim_payment_id) for row in rows if row.reverses is not None]
    paid = [
        (payment, line_no, "overturned", row.claim_payment_id) for row in rows for payment, line_no in row.write_offs
    ]
    return reversals + paid


def _answers(rows: Sequence[Adjudication]) -> list[Adjudication]:
    """The last complete adjudication of each claim: one statement changes a row once."""
    last = {row.claim_id: row for row in rows if row.is_complete and row.status_code != REVERSAL}
    return list(last.values())


async def _open(work: Work, rows: Sequence[Adjudication]) -> list[Row]:
    by_payment = {row.claim_payment_id: row for row in rows}
    amounts = await denied_amounts(work, list(by_payment)) if by_payment else []
    if not amounts:
        return []
    named = sorted({by_payment[amount.claim_payment_id].family_id for amount in amounts})
    claims = {claim.id: claim for claim in await families(work, named)}
    terms = await terms_of(work, {amount.payer_id for amount in amounts})
    made = [
        _denial(amount, by_payment[amount.claim_payment_id], claims, terms)
        for amount in amounts
        if amount.claim_id in claims
    ]
    opened = await store.insert_denials(work.tx, work.owner_id, made)
    await record(work, [_event("denial.opened", row) for row in opened])
    if opened:
        await work.audit("denial.open", "denial", None, count=len(opened))
    return opened


def _denial(
    amount: DeniedAmount,
    row: Adjudication,
    claims: dict[UUID, Candidate],
    terms: dict[UUID, list[Terms]],
) -> dict[str, Any]:
    claim = claims[amount.claim_id]
    day = terms_on(terms[amount.payer_id], row.adjudicated_on)
    advice = advise_correction(
        day, carc=amount.carc, remark_codes=amount.remark_codes, is_unprocessable=row.is_unprocessable
    )
    return {
        "id": new_id(),
        "claim_id": claim.id,
        "family_id": claim.family_id,
        "receivable_claim_id": amount.receivable_claim_id,
        "patient_id": claim.patient_id,
        "payer_id": amount.payer_id,
        "payer_sequence": row.payer_sequence,
        "claim_payment_id": amount.claim_payment_id,
        "line_no": amount.line_no,
        "group": amount.group,
        "carc": amount.carc,
        "remarks": " ".join(amount.remark_codes),
        "cents": amount.cents,
        "scenario": scenario_of(amount.carc, amount.remark_codes).value,
        "unprocessable": advice.is_unprocessable,
        "method": advice.method,
        "why": advice.why,
        "adjudicated_on": row.adjudicated_on,
        "due_on": deadline(
            day, advice.deadline_kind, adjudicated_on=row.adjudicated_on, service_from=claim.service_from
        ),
        "appeal_until": deadline(day, "appeal", adjudicated_on=row.adjudicated_on, service_from=claim.service_from),
        "state": _first_state(claim, claims),
    }


def _first_state(claim: Candidate, claims: dict[UUID, Candidate]) -> str:
    """A denial of a claim that another one has replaced meanwhile asks for no work."""
    by = claims.get(claim.superseded_by) if claim.superseded_by else None
    if by is None:
        return "open"
    return "superseded" if by.state in ADJUDICATED else "corrected"


def _event(kind: str, row: Row) -> NewEvent:
    """On the claim's timeline."""
    names = ("line_no", "group_code", "reason_code", "cents", "scenario", "correction_method", "state")
    facts = {name: row[name] for name in names} | {
        "denial_id": str(row["id"]),
        "claim_payment_id": str(row["claim_payment_id"]),
        "due_on": row["due_on"].isoformat(),
    }
    return NewEvent(kind, "claim", row["claim_id"], facts)


def _id(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
