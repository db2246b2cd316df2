"""Create a coverage, or change the one that the EHR's id names."""

from typing import Any
from uuid import UUID

import msgspec

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.problems import field_error
from api.reference import enrolled
from api.registration import store
from api.registration.models import Coverage
from api.registration.problems import RegistrationInvalid
from api.registration.records import CoverageRecord, open_coverage, seal_coverage
from api.registration.schemas import CoverageUpsert
from tenants.context import Work
from tenants.practices import profile_of

SELF = "18"
VERSIONED = frozenset({"version", "created_at", "updated_at"})


async def upsert_coverage(work: Work, order: CoverageUpsert) -> tuple[CoverageRecord, bool]:
    """The coverage, and whether it is new. The same content again changes nothing.

    Raises RegistrationInvalid: a patient or payer the practice does not have (another practice's is no different),
    a subscriber that is missing or not wanted, a birth date to come.
    """
    patient_id = await _check(work, order)
    index = work.keys.index("coverage.external_id", order.external_id)
    await store.take_turn(work.tx, work.owner_id, "coverage", index)
    row = await store.coverage_by_external_id(work.tx, work.owner_id, index)
    if row is None:
        return await _create(work, order, patient_id), True
    known = open_coverage(work.keys, row)
    wanted = msgspec.structs.replace(known, **_content(order, patient_id))
    if wanted == known:
        return known, False
    changed = await store.update_coverage(work.tx, work.owner_id, known.id, seal_coverage(work.keys, wanted))
    await work.audit("coverage.update", "coverage", known.id)
    await record(work, [NewEvent("coverage.updated", "coverage", known.id, {"patient_id": str(patient_id)})])
    return msgspec.structs.replace(wanted, **changed), False


async def _create(work: Work, order: CoverageUpsert, patient_id: UUID) -> CoverageRecord:
    at = now()
    wanted = CoverageRecord(
        id=new_id(),
        external_id=order.external_id,
        version=1,
        created_at=at,
        updated_at=at,
        **_content(order, patient_id),
    )
    columns = seal_coverage(work.keys, wanted)
    row = Coverage(tenant_id=work.owner_id, id=wanted.id, created_at=at, updated_at=at, **columns)
    await work.tx.insert(row)
    await work.audit("coverage.create", "coverage", wanted.id)
    await record(work, [NewEvent("coverage.created", "coverage", wanted.id, {"patient_id": str(patient_id)})])
    return wanted


def _content(order: CoverageUpsert, patient_id: UUID) -> dict[str, Any]:
    return {
        "patient_id": patient_id,
        "payer_id": order.payer_id,
        "member_id": order.member_id,
        "group_number": order.group_number or "",
        "relationship": order.relationship,
        "id_is_patient_unique": order.id_is_patient_unique,
        "sequence": order.sequence,
        "subscriber": order.subscriber.person() if order.subscriber else None,
    }


async def _check(work: Work, order: CoverageUpsert) -> UUID:
    """The patient's id. Raises RegistrationInvalid with everything that is wrong."""
    errors = []
    patient_id = await _patient_id(work, order)
    if patient_id is None:
        field = "patient_id" if order.patient_id else "patient_external_id"
        errors.append(field_error(f"/body/{field}", "unknown", "Name one patient of the practice, by one of its ids"))
    if await enrolled(work.tx, work.owner_id, order.payer_id) is None:
        errors.append(field_error("/body/payer_id", "unknown", "Not a payer the practice is enrolled with"))
    is_own = order.relationship == SELF or order.id_is_patient_unique
    if is_own and order.subscriber is not None:
        errors.append(field_error("/body/subscriber", "not_wanted", "The patient is the subscriber: leave it out"))
    if not is_own and order.subscriber is None:
        errors.append(
            field_error("/body/subscriber", "missing", "Who holds the membership is not the patient: say who")
        )
    profile = await profile_of(work.tx)
    if order.subscriber is not None and order.subscriber.birth_date > profile.business_date(now()):
        errors.append(field_error("/body/subscriber/birth_date", "date_in_future", "Lies in the future"))
    if errors or patient_id is None:
        raise RegistrationInvalid(errors=errors)
    return patient_id


async def _patient_id(work: Work, order: CoverageUpsert) -> UUID | None:
    if (order.patient_id is None) == (order.patient_external_id is None):
        return None
    if order.patient_id is not None:
        row = await store.patient(work.tx, work.owner_id, order.patient_id)
    else:
        index = work.keys.index("patient.external_id", str(order.patient_external_id))
        row = await store.patient_by_external_id(work.tx, work.owner_id, index)
    return row["id"] if row else None
