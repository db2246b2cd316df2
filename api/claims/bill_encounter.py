"""Bill an encounter: code it, then make its claim, its balances and its number, all in one transaction."""

from api.claims import store
from api.claims.compose import compose
from api.claims.make_claim import ClaimDraft, make_claim
from api.claims.schemas import BilledEncounter
from api.coding import (
    CodedEncounter,
    EditsFailed,
    EncounterIn,
    Finding,
    FindingOut,
    Validation,
    code_encounter,
)
from tenants.context import Call, Work


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
    content = await compose(work, coded.content, coded.patient, coded.coverage, coded.billing_provider)
    rebilled = {
        "tenant_id": work.owner_id,
        "patient_id": coded.patient.id,
        "payer_id": coded.coverage.payer_id,
        "payer_sequence": content.payer_sequence,
        "billing_provider_id": coded.billing_provider.id,
        "service_from": content.service_from,
        "service_to": content.service_to,
        "procedures": sorted({line.procedure for line in content.lines}),
    }
    draft = ClaimDraft(
        content=content,
        encounter_id=coded.id,
        patient_id=coded.patient.id,
        coverage_id=coded.coverage.id,
        payer_id=coded.coverage.payer_id,
        billing_provider_id=coded.billing_provider.id,
        # The same services billed anew under another visit are no new family: a rate would count them twice.
        family_id=await store.rebilled_family(work.tx, rebilled),
    )
    await make_claim(work, draft)


def _shown(findings: list[Finding]) -> list[FindingOut]:
    return [
        FindingOut(pointer=each.pointer, code=each.code, message=each.message, severity=each.severity.value)
        for each in findings
    ]
