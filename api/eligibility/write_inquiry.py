"""Write a check's 270 and keep its bytes, then hand it to the payer's channel. Both may be run again."""

from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from api.eligibility import store
from api.eligibility.rules import TRANSACTION_CONTROL, Question, inquiry
from api.files import (
    draw_control_number,
    enqueue_routing,
    exchange,
    finish_transaction,
    keep_transaction,
    read_transaction,
    register_submission_route,
    sender_number,
)
from api.kit.clock import now
from api.kit.jobs import defer
from api.reference import enrolled
from api.registration import (
    BillingProviderRecord,
    CoverageRecord,
    PatientRecord,
    find_billing_provider,
    find_coverage,
    find_patient,
)
from api.x12 import InterchangeFacts, write_270s
from tenants.context import Services, Work
from tenants.owner import Owner
from tenants.practices import Profile, profile_of
from tenants.services import work_for
from tenants.session import Row

CAUSE = "job:eligibility.write"
SEND_CAUSE = "job:eligibility.send"
TRANSACTION_SET = "270"
VERSION = "005010X279A1"


async def write_inquiry(services: Services, practice_id: UUID, check_id: UUID) -> None:
    """Draw a control number, then build and keep the file. A check that is written, or unknown, is left alone."""
    practice = Owner.practice(practice_id)
    async with work_for(services, practice, CAUSE) as work:
        profile = await profile_of(work.tx)
        row = await store.check(work.tx, practice_id, check_id)
    if row is None or row["state"] != "queued":
        return
    async with work_for(services, Owner.organization(profile.organization_id), CAUSE) as work:
        control_number = await draw_control_number(work, row["channel"])
        await register_submission_route(
            work,
            channel=row["channel"],
            control_number=control_number,
            practice_id=practice_id,
            batch_id=check_id,
        )
    async with work_for(services, practice, CAUSE) as work:
        locked = await store.lock(work.tx, practice_id, check_id, "queued")
        if locked is not None:
            await _write(work, profile, locked, control_number)


async def send_inquiry(services: Services, practice_id: UUID, check_id: UUID) -> None:
    """Send a check that is written; one in another state is left alone. Raises what the channel raises."""
    practice = Owner.practice(practice_id)
    async with work_for(services, practice, SEND_CAUSE) as work:
        profile = await profile_of(work.tx)
        row = await store.check(work.tx, practice_id, check_id)
        file = await read_transaction(work, row["inquiry_file_id"]) if row and row["state"] == "written" else None
    if row is None or file is None:
        return
    name = f"{file.interchange_control}.270"
    interchange_ids = await exchange(services, profile, row["channel"], file.content, name, cause=SEND_CAUSE)
    async with work_for(services, practice, SEND_CAUSE) as work:
        await store.mark_sent(work.tx, practice_id, check_id, now())
        await finish_transaction(work, file.id, "processed", [])
        await work.audit("eligibility.send", "eligibility_check", check_id)
        for interchange_id in interchange_ids:
            await enqueue_routing(work, profile.organization_id, interchange_id)


async def _write(work: Work, profile: Profile, row: Row, control_number: int) -> None:
    facts = InterchangeFacts(
        sender=sender_number(profile.organization_id),
        receiver=row["channel"].upper(),
        created=now().astimezone(ZoneInfo(profile.time_zone)),
        control_number=f"{control_number:09d}",
        group_control=str(control_number),
        usage="T" if profile.is_test else "P",
    )
    content = write_270s([inquiry(await _question(work, row), facts)], facts)
    file_id, _ = await keep_transaction(
        work,
        content=content,
        transaction_set=TRANSACTION_SET,
        version=VERSION,
        control_number=TRANSACTION_CONTROL,
        interchange_control=facts.control_number,
        usage=facts.usage,
        direction="outbound",
        channel=row["channel"],
        interchange_id=row["id"],
        position=0,
    )
    await store.mark_written(work.tx, work.owner_id, row["id"], control_number, file_id)
    await defer(work.tx.connection, "eligibility.send", practice_id=work.owner_id, check_id=row["id"])
    await work.audit("eligibility.write", "eligibility_check", row["id"])


async def _question(work: Work, row: Row) -> Question:
    # Foreign keys say that each is there.
    coverage = cast("CoverageRecord", await find_coverage(work, row["coverage_id"]))
    patient = cast("PatientRecord", await find_patient(work, coverage.patient_id))
    provider = await find_billing_provider(work, row["billing_provider_id"])
    payer = cast("Row", await enrolled(work.tx, work.owner_id, row["payer_id"]))
    return Question(
        check_id=row["id"],
        payer_name=payer["name"],
        payer_identifier=payer["identifier"],
        provider=cast("BillingProviderRecord", provider).provider,
        coverage=coverage,
        patient=patient.person,
        service_date=row["service_date"],
        service_types=tuple(row["service_types"]),
    )
