"""What a corrected claim says: the old claim's visit with its changes, judged by the edits, for parties as of now."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from api.claims import HeldClaim, Snapshot, compose, visit_of
from api.coding import (
    Content,
    EditsFailed,
    Finding,
    FindingOut,
    Named,
    Parties,
    Severity,
    clean_diagnoses,
    judge,
)
from api.corrections.problems import PayerChanged
from api.corrections.schemas import CorrectionChanges
from api.registration import find_billing_provider, find_coverage, find_patient
from tenants.context import Work


async def corrected_content(
    work: Work, held: HeldClaim, changes: CorrectionChanges | None, today: date, *, is_new: bool
) -> tuple[UUID, Snapshot, list[FindingOut]]:
    """The payer, the content, and the edits' warnings. The patient, coverage and billing provider are taken as they
    are registered now: what was wrong with a claim is often there.

    Raises EditsFailed, PayerChanged (a replacement goes to the payer that has the original; only a claim that `is_new`
    may go to another).
    """
    parties = Parties(
        patient=await find_patient(work, held.patient_id),
        coverage=await find_coverage(work, held.coverage_id),
        billing_provider=await find_billing_provider(work, held.billing_provider_id),
    )
    content = changed(held.snapshot, changes)
    found = await judge(work, content, parties, Named(), today)
    patient, coverage, billing = parties.patient, parties.coverage, parties.billing_provider
    if patient is None or coverage is None or billing is None or any(each.severity is Severity.ERROR for each in found):
        raise EditsFailed([_moved(each) for each in found])
    if coverage.payer_id != held.payer_id and not is_new:
        raise PayerChanged
    composed = await compose(work, content, patient, coverage, billing)
    old = held.snapshot
    number = changes.authorization_number if changes is not None else None
    snapshot = replace(
        composed,
        # The coverage may have taken another place since; the claim keeps its own.
        payer_sequence=old.payer_sequence,
        authorization_number=old.authorization_number if number is None else number,
        delay_reason=old.delay_reason,
        other_payers=old.other_payers,
    )
    return coverage.payer_id, snapshot, [_shown(_moved(each)) for each in found]


def changed(old: Snapshot, changes: CorrectionChanges | None) -> Content:
    """The visit as the old claim has it, with its changes."""
    kept = visit_of(old)
    if changes is None:
        return kept
    rendering = changes.rendering_provider
    return Content(
        service_date=kept.service_date,
        place_of_service=changes.place_of_service or kept.place_of_service,
        diagnoses=kept.diagnoses if changes.diagnoses is None else clean_diagnoses(changes.diagnoses),
        rendering_provider=kept.rendering_provider if rendering is None else rendering.record(),
        note=kept.note if changes.note is None else changes.note,
        lines=kept.lines if changes.lines is None else tuple(line.record() for line in changes.lines),
    )


def _moved(finding: Finding) -> Finding:
    """A finding about the visit, where the correction's body has it."""
    pointer = finding.pointer.replace("/body/", "/body/changes/", 1)
    return Finding(pointer, finding.code, finding.message, finding.severity)


def _shown(finding: Finding) -> FindingOut:
    return FindingOut(
        pointer=finding.pointer, code=finding.code, message=finding.message, severity=finding.severity.value
    )
