"""What later stages ask about claims: for a batch, for an acknowledgement, for a remittance. Set-based."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.claims import store
from api.claims.snapshot import Snapshot, decode
from api.claims.states import UNDECIDED, ClaimState
from tenants.context import Work
from tenants.session import Row


@dataclass(frozen=True, slots=True)
class ReadyClaim:
    """A claim that waits for a batch, and what batches are grouped by."""

    id: UUID
    number: str
    payer_id: UUID
    billing_provider_id: UUID
    channel: str


@dataclass(frozen=True, slots=True)
class ClaimForSubmission:
    """A claim as the 837P writer takes it, with the payer as the practice is enrolled with it now."""

    id: UUID
    number: str
    family_id: UUID
    state: ClaimState
    payer_id: UUID
    payer_identifier: str
    payer_name: str
    filing_indicator: str
    channel: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim as an acknowledgement needs it."""

    id: UUID
    number: str
    state: ClaimState
    family_id: UUID
    payer_id: UUID


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A service line as an SVC is matched with it: by REF*6R, else by procedure, date, units and charge."""

    line_no: int
    control_number: str
    procedure: str
    modifiers: tuple[str, ...]
    service_date: date
    units: int
    charge_cents: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that a CLP may mean: its number is CLP01 or its ICN is CLP07."""

    id: UUID
    number: str
    family_id: UUID
    frequency: str
    state: ClaimState
    patient_id: UUID
    payer_id: UUID
    payer_sequence: str
    billing_provider_id: UUID
    charge_cents: int
    payer_claim_control_number: str | None
    service_from: date
    receivable_claim_id: UUID
    """The claim whose lines hold the receivable: itself, or a secondary claim's primary one."""
    superseded_by: UUID | None
    """The claim that corrects it."""
    lines: list[CandidateLine]


@dataclass(frozen=True, slots=True)
class LaterClaim:
    """A claim to a later payer, on the lines of the primary one."""

    id: UUID
    number: str
    state: ClaimState
    payer_id: UUID
    payer_sequence: str


async def ready(work: Work, limit: int, claim_ids: Sequence[UUID] | None = None) -> list[ReadyClaim]:
    """Up to `limit` claims in state ready, oldest first, of `claim_ids` when given.

    Locked to the transaction's end; those another transaction holds are passed over: two jobs never pick the
    same.
    """
    rows = await store.ready(work.tx, work.owner_id, limit, claim_ids)
    return [ReadyClaim(**row) for row in rows]


async def for_submission(work: Work, claim_ids: Sequence[UUID]) -> list[ClaimForSubmission]:
    """The claims with their snapshots opened, in the order of `claim_ids`; unknown ids are left out."""
    rows = {row["id"]: row for row in await store.for_submission(work.tx, work.owner_id, claim_ids)}
    return [
        ClaimForSubmission(
            **{name: value for name, value in rows[claim_id].items() if name not in {"state", "snapshot"}},
            state=ClaimState(rows[claim_id]["state"]),
            snapshot=decode(work.keys.open("claim", "snapshot", claim_id, bytes(rows[claim_id]["snapshot"]))),
        )
        for claim_id in claim_ids
        if claim_id in rows
    ]


async def by_numbers(work: Work, numbers: Sequence[str]) -> dict[str, ClaimFacts]:
    """The practice's claims with these numbers (CLM01, CLP01, TRN02 of a 277CA), by number."""
    rows = await store.by_numbers(work.tx, work.owner_id, numbers)
    return {row["number"]: ClaimFacts(**row | {"state": ClaimState(row["state"])}) for row in rows}


async def candidates(work: Work, numbers: Sequence[str], payer_control_numbers: Sequence[str]) -> list[Candidate]:
    """Claims with one of these numbers or ICNs, in id order and held; two statements whatever their count.

    Claims are held before their balances: the order that every posting and every correction keeps.
    """
    return await _candidates(work, await store.candidates(work.tx, work.owner_id, numbers, payer_control_numbers))


async def receivable_claims(work: Work, claim_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """For each claim the one whose lines hold its receivable."""
    rows = await store.receivable_claims(work.tx, work.owner_id, claim_ids)
    return {row["id"]: row["receivable_claim_id"] for row in rows}


async def families(work: Work, family_ids: Sequence[UUID]) -> list[Candidate]:
    """Every claim of these families, oldest first; two statements whatever their count."""
    return await _candidates(work, await store.families(work.tx, work.owner_id, family_ids))


async def related(work: Work, claim_ids: Sequence[UUID]) -> list[Candidate]:
    """The claims' families, with every later payer's claim billed on the lines of one of them; held, oldest first."""
    return await _candidates(work, await store.related(work.tx, work.owner_id, claim_ids))


async def undecided_later(work: Work, receivable_claim_id: UUID, after: str) -> list[LaterClaim]:
    """Claims to payers after the sequence `after` on the lines of a claim that no payer has decided on and one may
    yet: not withdrawn, corrected, nor voids. Held; while the caller holds the claim of the lines, no other is made.
    """
    states = sorted(UNDECIDED)
    rows = await store.later_claims(work.tx, work.owner_id, receivable_claim_id, after, states)
    return [LaterClaim(**row | {"state": ClaimState(row["state"])}) for row in rows]


async def _candidates(work: Work, claims: list[Row]) -> list[Candidate]:
    lines: dict[UUID, list[CandidateLine]] = {row["id"]: [] for row in claims}
    for row in await store.lines_of(work.tx, work.owner_id, list(lines)):
        claim_id = row.pop("claim_id")
        lines[claim_id].append(CandidateLine(**row | {"modifiers": tuple(row["modifiers"])}))
    return [Candidate(**row | {"state": ClaimState(row["state"])}, lines=lines[row["id"]]) for row in claims]
