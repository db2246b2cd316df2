"""Compose what a claim says from its visit and its parties as they are registered now."""

from typing import cast

from api.claims.snapshot import Line, Payer, Snapshot
from api.coding import Content
from api.coding import Line as Charge
from api.reference import enrolled
from api.registration import BillingProviderRecord, CoverageRecord, PatientRecord
from tenants.context import Work
from tenants.session import Row

SELF = "18"


async def compose(
    work: Work, content: Content, patient: PatientRecord, coverage: CoverageRecord, billing: BillingProviderRecord
) -> Snapshot:
    """The claim's content, its lines numbered from 1, without control numbers; an original (frequency 1)."""
    is_subscriber = billed_as_self(coverage)
    return Snapshot(
        payer_sequence=coverage.sequence,
        relationship=SELF if is_subscriber else coverage.relationship,
        member_id=coverage.member_id,
        group_number=coverage.group_number,
        billing_provider=billing.provider,
        payer=await payer_of(work, coverage),
        subscriber=patient.person if is_subscriber or coverage.subscriber is None else coverage.subscriber,
        patient=patient.person,
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


def visit_of(snapshot: Snapshot) -> Content:
    """The visit that a claim says."""
    return Content(
        service_date=snapshot.service_from,
        place_of_service=snapshot.place_of_service,
        diagnoses=snapshot.diagnoses,
        rendering_provider=snapshot.rendering_provider,
        note=snapshot.note,
        lines=tuple(
            Charge(
                procedure=line.procedure,
                modifiers=line.modifiers,
                charge_cents=line.charge_cents,
                units=line.units,
                pointers=line.pointers,
            )
            for line in snapshot.lines
        ),
    )


def billed_as_self(coverage: CoverageRecord) -> bool:
    """Whether SBR02 is 18: the patient holds the membership, or has a member id of his own."""
    return coverage.relationship == SELF or coverage.id_is_patient_unique


async def payer_of(work: Work, coverage: CoverageRecord) -> Payer:
    """The coverage's payer as the practice is enrolled with it now."""
    # The coverage's foreign key says that there is one.
    row = cast("Row", await enrolled(work.tx, work.owner_id, coverage.payer_id))
    return Payer(**{name: row[name] for name in ("identifier", "name", "filing_indicator")})
