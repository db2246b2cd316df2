"""Create a patient, or change the one that the EHR's id names."""

import msgspec

from api.events import NewEvent, record
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.problems import field_error
from api.registration import store
from api.registration.models import Patient
from api.registration.problems import RegistrationInvalid
from api.registration.records import PatientRecord, open_patient, seal_patient
from api.registration.schemas import PatientUpsert
from tenants.context import Work
from tenants.practices import profile_of


async def upsert_patient(work: Work, order: PatientUpsert) -> tuple[PatientRecord, bool]:
    """The patient, and whether it is new. The same content again changes nothing.

    Raises RegistrationInvalid (a birth date to come).
    """
    person = order.person()
    profile = await profile_of(work.tx)
    if person.birth_date > profile.business_date(now()):
        raise RegistrationInvalid(errors=[field_error("/body/birth_date", "date_in_future", "Lies in the future")])
    index = work.keys.index("patient.external_id", order.external_id)
    await store.take_turn(work.tx, work.owner_id, "patient", index)
    row = await store.patient_by_external_id(work.tx, work.owner_id, index)
    if row is None:
        return await _create(work, order.external_id, order), True
    known = open_patient(work.keys, row)
    if known.person == person:
        return known, False
    columns = seal_patient(work.keys, known.id, known.external_id, person)
    changed = await store.update_patient(work.tx, work.owner_id, known.id, columns)
    await work.audit("patient.update", "patient", known.id)
    await record(work, [NewEvent("patient.updated", "patient", known.id)])
    return msgspec.structs.replace(known, person=person, **changed), False


async def _create(work: Work, external_id: str, order: PatientUpsert) -> PatientRecord:
    patient_id = new_id()
    columns = seal_patient(work.keys, patient_id, external_id, order.person())
    row = Patient(tenant_id=work.owner_id, id=patient_id, **columns)
    await work.tx.insert(row)
    await work.audit("patient.create", "patient", patient_id)
    await record(work, [NewEvent("patient.created", "patient", patient_id)])
    return open_patient(work.keys, row.model_dump())
