"""Code an encounter: find its parties, run the edits, keep it. The claim is made from what this returns."""

import msgspec

from api.coding import store
from api.coding.content import CodedEncounter, Content, Line, Parties, RenderingProvider
from api.coding.judge import judge
from api.coding.models import Encounter, EncounterLine
from api.coding.problems import EditsFailed, EncounterDiffers
from api.coding.rules import Finding, Severity
from api.coding.schemas import EncounterIn
from api.eligibility import verified_for
from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.registration import find_billing_provider, find_coverage, find_patient
from tenants.context import Work
from tenants.practices import profile_of
from tenants.session import Row


async def code_encounter(work: Work, order: EncounterIn) -> tuple[CodedEncounter, list[Finding]]:
    """The kept encounter and the warnings.

    The same external id with the same content is the encounter that is there, and keeps nothing new. Raises EditsFailed
    with every error, EncounterDiffers when the external id was used for something else, PracticeLeaving.
    """
    index = work.keys.index("encounter.external_id", order.external_id)
    await store.take_turn(work.tx, work.owner_id, index)
    row = await store.encounter_by_external_id(work.tx, work.owner_id, index)
    parties = Parties(
        patient=await find_patient(work, order.reference("patient")),
        coverage=await find_coverage(work, order.reference("coverage")),
        billing_provider=await find_billing_provider(work, order.reference("billing_provider")),
    )
    profile = await profile_of(work.tx)
    if row is None:
        profile.require_taking_claims()
    content, today = order.content(), profile.business_date(now())
    findings = await judge(work, content, parties, order.named(), today, order.total_charge_cents)
    if row is not None and not _is_same(work, row, content, parties):
        raise EncounterDiffers(findings)
    warnings = [finding for finding in findings if finding.severity is Severity.WARNING]
    has_errors = len(warnings) < len(findings)
    patient, coverage, billing_provider = parties.patient, parties.coverage, parties.billing_provider
    # What was billed once stays billed: only a new encounter can fail, say when a birth date was corrected since.
    if patient is None or coverage is None or billing_provider is None or (has_errors and row is None):
        raise EditsFailed(findings)
    coded = CodedEncounter(
        id=row["id"] if row is not None else new_id(),
        is_new=row is None,
        content=content,
        patient=patient,
        coverage=coverage,
        billing_provider=billing_provider,
    )
    if coded.is_new:
        await _keep(work, coded, order.external_id)
    return coded, warnings


async def _keep(work: Work, coded: CodedEncounter, external_id: str) -> None:
    content, tenant_id = coded.content, work.owner_id
    note = work.keys.seal_text("encounter", "note", coded.id, content.note) if content.note else None
    await work.tx.insert(
        Encounter(
            tenant_id=tenant_id,
            id=coded.id,
            external_id=work.keys.seal_text("encounter", "external_id", coded.id, external_id),
            external_id_index=work.keys.index("encounter.external_id", external_id),
            patient_id=coded.patient.id,
            coverage_id=coded.coverage.id,
            billing_provider_id=coded.billing_provider.id,
            service_date=content.service_date,
            place_of_service=content.place_of_service,
            diagnoses=list(content.diagnoses),
            rendering_provider=msgspec.to_builtins(content.rendering_provider),
            note=note,
            eligibility_check_id=await verified_for(work, coded.coverage.id, content.service_date),
        ),
        *(
            EncounterLine(
                tenant_id=tenant_id,
                encounter_id=coded.id,
                line_no=line_no,
                procedure=line.procedure,
                modifiers=list(line.modifiers),
                charge_cents=line.charge_cents,
                units=line.units,
                diagnosis_pointers=list(line.pointers),
            )
            for line_no, line in enumerate(content.lines, start=1)
        ),
    )
    await work.audit("encounter.create", "encounter", coded.id)
    facts = {"patient_id": str(coded.patient.id), "charge_cents": content.charge_cents}
    await record(work, [NewEvent("encounter.coded", "encounter", coded.id, facts)])


def _is_same(work: Work, row: Row, content: Content, found: Parties) -> bool:
    """Whether a kept encounter says the same of the same parties."""
    parties = (found.patient, found.coverage, found.billing_provider)
    ids = [party.id if party else None for party in parties]
    kept = [row["patient_id"], row["coverage_id"], row["billing_provider_id"]]
    return ids == kept and _content(work, row) == content


def _content(work: Work, row: Row) -> Content:
    """What a kept encounter says."""
    rendering = row["rendering_provider"]
    note = row["note"]
    return Content(
        service_date=row["service_date"],
        place_of_service=row["place_of_service"],
        diagnoses=tuple(row["diagnoses"]),
        rendering_provider=msgspec.convert(rendering, RenderingProvider) if rendering else None,
        note=work.keys.open_text("encounter", "note", row["id"], bytes(note)) if note is not None else "",
        lines=tuple(
            Line(
                procedure=line["procedure"],
                modifiers=tuple(line["modifiers"]),
                charge_cents=line["charge_cents"],
                units=line["units"],
                pointers=tuple(line["diagnosis_pointers"]),
            )
            for line in row["lines"]
        ),
    )
