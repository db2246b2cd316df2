"""Bill an encounter: code it, then make its claim, its balances and its number, all in one transaction."""

from typing import cast

from api.claims import store
from api.claims.make_claim import ClaimDraft, make_claim
from api.claims.schemas import BilledEncounter
from api.claims.snapshot import Line, Payer, Snapshot
from api.coding import (
    CodedEncounter,
    EditsFailed,
    EncounterIn,
    Finding,
    FindingOut,
    Validation,
    code_encounter,
)
from api.reference import enrolled
from tenants.context import Call, Work
from tenants.session import Row

SELF = "18"


async def bill_encounter(work: Work, order: EncounterIn) -> tuple[BilledEncounter, bool]:
    """The encounter's claim, and whether it is new. The same encounter again is the same claim, whatever its state.

    Raises EditsFailed with every error, EncounterDiffers.
    """
    coded, warnings = await code_encounter(work, order)
    if coded.is_new:
        await _create(work, coded)
    audit = work.read_audit("claim.read", "claim")
    row = await store.claim_of_encounter(work.tx, audit, coded.id)
    return BilledEncounter(encounter_id=coded.id, findings=_shown(warnings), **row), coded.is_new


async def validate_encounter(call: Call, order: EncounterIn) -> Validation:
    """What billing it would say: the same code, and everything it wrote is undone. Raises EncounterDiffers."""
    call.undo = True
    try:
        billed, _ = await bill_encounter(call, order)
    except EditsFailed as failed:
        return Validation(valid=False, findings=_shown(failed.findings))
    return Validation(valid=True, findings=billed.findings)


async def _create(work: Work, coded: CodedEncounter) -> None:
    draft = ClaimDraft(
        content=await _snapshot(work, coded),
        encounter_id=coded.id,
        patient_id=coded.patient.id,
        coverage_id=coded.coverage.id,
        payer_id=coded.coverage.payer_id,
        billing_provider_id=coded.billing_provider.id,
    )
    await make_claim(work, draft)


async def _snapshot(work: Work, coded: CodedEncounter) -> Snapshot:
    content, coverage = coded.content, coded.coverage
    is_subscriber = coverage.relationship == SELF or coverage.id_is_patient_unique
    patient = coded.patient.person
    # The coverage's foreign key says that there is one.
    payer = cast("Row", await enrolled(work.tx, work.owner_id, coverage.payer_id))
    return Snapshot(
        payer_sequence=coverage.sequence,
        relationship=SELF if is_subscriber else coverage.relationship,
        member_id=coverage.member_id,
        group_number=coverage.group_number,
        billing_provider=coded.billing_provider.provider,
        payer=Payer(**{name: payer[name] for name in ("identifier", "name", "filing_indicator")}),
        subscriber=patient if is_subscriber or coverage.subscriber is None else coverage.subscriber,
        patient=patient,
        place_of_service=content.place_of_service,
        diagnoses=content.diagnoses,
        note=content.note,
        rendering_provider=content.rendering_provider,
        lines=tuple(
            Line(
                line_no=line_no,
                service_date=content.service_date,
                procedure=line.procedure,
                modifiers=line.modifiers,
                units=line.units,
                charge_cents=line.charge_cents,
                pointers=line.pointers,
            )
            for line_no, line in enumerate(content.lines, start=1)
        ),
    )


def _shown(findings: list[Finding]) -> list[FindingOut]:
    return [
        FindingOut(pointer=each.pointer, code=each.code, message=each.message, severity=each.severity.value)
        for each in findings
    ]
