"""The payers before, as the next one is told of them: who they are to the patient, and what each decided."""

from collections.abc import Mapping
from typing import Any

from api.claims import Candidate, HeldClaim, OtherPayer, Snapshot, billed_as_self, for_submission, payer_of
from api.coordination.problems import DecisionUnbalanced, NoLaterCoverage
from api.coordination.rules import told
from api.registration import CoverageRecord, Person
from api.remittance import PayerDecision
from tenants.context import Work

SELF = "18"


async def other_payers(
    work: Work,
    held: HeldClaim,
    decisions: list[PayerDecision],
    coverages: Mapping[str, CoverageRecord],
    members: list[Candidate],
) -> tuple[OtherPayer, ...]:
    """One for each payer that decided, first to last. Raises DecisionUnbalanced, NoLaterCoverage."""
    billed = await _billed(work, held, members)
    charges = {line.line_no: line.charge_cents for line in held.snapshot.lines}
    found = []
    for decision in decisions:
        sequence = decision.payer_sequence
        balanced = told(decision, charges)
        if balanced is None:
            raise DecisionUnbalanced(payer_sequence=sequence)
        if sequence in billed:
            member = _as_billed(billed[sequence])
        elif sequence in coverages:
            # Answered by crossover: no claim of ours went there, so the patient's coverage says who they are.
            member = await _as_covered(work, coverages[sequence], held.snapshot.patient)
        else:
            raise NoLaterCoverage(f"A payer answered as {sequence}: register the patient's coverage of that sequence")
        adjustments, lines = balanced
        found.append(
            OtherPayer(
                **member,
                sequence=sequence,
                paid_cents=decision.paid_cents,
                adjudicated_on=decision.adjudicated_on,
                control_number=decision.control_numbers[0] if decision.control_numbers else "",
                adjustments=adjustments,
                lines=lines,
            )
        )
    return tuple(found)


async def _billed(work: Work, held: HeldClaim, members: list[Candidate]) -> dict[str, Snapshot]:
    """What was billed to each payer, by its sequence; of a later payer's claims the newest."""
    claims = await for_submission(work, [each.id for each in members if each.id != held.id])
    return {claim.snapshot.payer_sequence: claim.snapshot for claim in claims} | {held.payer_sequence: held.snapshot}


def _as_billed(snapshot: Snapshot) -> dict[str, Any]:
    names = ("payer", "relationship", "member_id", "group_number", "subscriber")
    return {name: getattr(snapshot, name) for name in names}


async def _as_covered(work: Work, coverage: CoverageRecord, patient: Person) -> dict[str, Any]:
    is_self = billed_as_self(coverage)
    return {
        "payer": await payer_of(work, coverage),
        "relationship": SELF if is_self else coverage.relationship,
        "member_id": coverage.member_id,
        "group_number": coverage.group_number,
        "subscriber": patient if is_self or coverage.subscriber is None else coverage.subscriber,
    }
