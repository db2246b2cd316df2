"""Bill the next payer: a claim of its own, made from the primary claim and what the payers before it decided.

It opens no charges: what it bills is on the lines of the primary claim, and its answer posts there.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from api.claims import (
    ADJUDICATED,
    Candidate,
    ClaimCorrected,
    ClaimDraft,
    ClaimState,
    HeldClaim,
    Move,
    Snapshot,
    compose,
    hold_claim,
    make_claim,
    move,
    related,
    visit_of,
)
from api.coordination import store
from api.coordination.follow import settle
from api.coordination.other_payers import other_payers
from api.coordination.problems import (
    AlreadyBilled,
    CrossoverRunning,
    InsuranceFinished,
    NoLaterCoverage,
    NotDecided,
    NothingLeft,
    NotThePrimaryClaim,
    Overridable,
)
from api.coordination.rules import next_sequence
from api.coordination.schemas import SecondaryClaimIn, SecondaryClaimOut
from api.events import of_subject
from api.kit.clock import now
from api.kit.problems import NotFound
from api.ledger import receivable_of
from api.registration import CoverageRecord, coverages_of, find_billing_provider, find_patient
from api.remittance import PayerDecision, adjudications_of
from tenants.context import Work
from tenants.practices import profile_of

DECIDED = ADJUDICATED - {ClaimState.PARTIALLY_ADJUDICATED}
VOID = "8"


async def bill_next_payer(work: Work, claim_id: UUID, order: SecondaryClaimIn) -> SecondaryClaimOut:
    """The claim to the payer of the patient's next coverage, ready to be sent.

    Raises NotFound, PracticeLeaving, ClaimCorrected and every problem of this package.
    """
    profile = await profile_of(work.tx)
    profile.require_taking_claims()
    held = await _primary(work, claim_id)
    decisions = await adjudications_of(work, held.id)
    if not decisions:
        raise NotDecided
    await _require_not_finished(work, held.id)
    coverages = await coverages_of(work, held.patient_id)
    sequence = next_sequence(decisions[-1].payer_sequence, coverages)
    if sequence is None:
        raise NoLaterCoverage
    members = [each for each in await related(work, [held.id]) if each.receivable_claim_id == held.id]
    _require_not_billed(members, sequence)
    open_cents = sum(line.insurance_receivable_cents for line in (await receivable_of(work, [held.id])).values())
    overridden = await _guards(work, held, order, profile.business_date(now()), open_cents)
    content = await _content(work, held, decisions, coverages, sequence, members)
    draft = ClaimDraft(
        content=replace(
            content,
            authorization_number=order.authorization_number or "",
            delay_reason=order.delay_reason or "",
        ),
        encounter_id=held.encounter_id,
        patient_id=held.patient_id,
        coverage_id=coverages[sequence].id,
        payer_id=coverages[sequence].payer_id,
        billing_provider_id=held.billing_provider_id,
        receivable_claim_id=held.id,
        opens_charges=False,
    )
    made = await make_claim(work, draft)
    facts = {
        "claim_id": str(made.id),
        "payer_id": str(draft.payer_id),
        "payer_sequence": sequence,
        "overridden": overridden,
        "override_reason": order.override_reason if overridden else None,
    }
    await move(work, [Move(held.id, None, "claim.next_payer_billed", facts)])
    await settle(work, [held.id], "billed")
    return SecondaryClaimOut(
        claim_id=made.id,
        claim_number=made.number,
        receivable_claim_id=held.id,
        payer_id=draft.payer_id,
        payer_sequence=sequence,
        state=ClaimState.READY,
        charge_cents=content.charge_cents,
        prior_paid_cents=sum(each.paid_cents for each in decisions),
        open_cents=open_cents,
        overridden=overridden,
        version=1,
    )


async def _primary(work: Work, claim_id: UUID) -> HeldClaim:
    """The claim, held. Raises NotFound, NotThePrimaryClaim, ClaimCorrected, NotDecided."""
    held = await hold_claim(work, claim_id)
    if held is None:
        raise NotFound
    if not held.holds_receivable:
        raise NotThePrimaryClaim(receivable_claim_id=str(held.receivable_claim_id))
    if held.superseded_by is not None:
        raise ClaimCorrected(superseded_by=str(held.superseded_by))
    if held.state not in DECIDED:
        raise NotDecided
    return held


async def _require_not_finished(work: Work, claim_id: UUID) -> None:
    """Raises InsuranceFinished when a person has had the patient's part posted since a payer last decided.

    A part that was posted by itself, no later coverage being known, is told with the answer: its event has no reason.
    """
    is_finished = False
    for event in await of_subject(work, claim_id):
        if event["kind"] in {"claim.adjudicated", "claim.later_payer_answered"}:
            is_finished = False
        elif event["kind"] == "claim.insurance_finished" and event["reason"]:
            is_finished = event["data"]["patient_share_cents"] > 0
    if is_finished:
        raise InsuranceFinished


def _require_not_billed(members: list[Candidate], sequence: str) -> None:
    """Raises AlreadyBilled. A claim that was voided or withdrawn since is none."""
    for each in members:
        is_gone = each.superseded_by is not None or each.frequency == VOID or each.state is ClaimState.WITHDRAWN
        if each.payer_sequence == sequence and not is_gone:
            raise AlreadyBilled(claim_id=str(each.id))


async def _guards(work: Work, held: HeldClaim, order: SecondaryClaimIn, today: date, open_cents: int) -> list[str]:
    """The guards that were overridden. Raises each Overridable that nobody overrules."""
    found: list[Overridable] = []
    wait = await store.crossover(work.tx, work.owner_id, held.id)
    if held.state is ClaimState.CROSSOVER_EXPECTED and wait is not None and today < wait["due_on"]:
        found.append(CrossoverRunning(due_on=wait["due_on"].isoformat()))
    if open_cents <= 0:
        found.append(NothingLeft())
    if found and order.override_reason is None:
        raise found[0]
    return [problem.slug for problem in found]


async def _content(
    work: Work,
    held: HeldClaim,
    decisions: list[PayerDecision],
    coverages: Mapping[str, CoverageRecord],
    sequence: str,
    members: list[Candidate],
) -> Snapshot:
    """The primary claim's visit for the next payer's member, with what was decided. Raises DecisionUnbalanced."""
    patient = await find_patient(work, held.patient_id)
    billing = await find_billing_provider(work, held.billing_provider_id)
    if patient is None or billing is None:
        raise NotFound
    content = await compose(work, visit_of(held.snapshot), patient, coverages[sequence], billing)
    return replace(content, other_payers=await other_payers(work, held, decisions, coverages, members))
