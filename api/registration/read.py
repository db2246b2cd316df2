"""Read what is registered, each read audited in its own statement."""

from uuid import UUID

from api.kit.problems import NotFound, field_error
from api.registration import store
from api.registration.problems import RegistrationInvalid
from api.registration.records import (
    BillingProviderRecord,
    CoverageRecord,
    PatientRecord,
    open_billing_provider,
    open_coverage,
    open_patient,
)
from api.registration.rules import folded_letters, name_token
from api.registration.schemas import (
    BillingProviderOut,
    BillingProviderPage,
    PatientMatches,
    PatientOut,
    PatientSearch,
)
from tenants.context import Work

SHOWN = 50
SCANNED = 500
"""Patients that share a name token and are opened for one search."""


async def get_patient(work: Work, patient_id: UUID) -> PatientRecord:
    """A patient. Raises NotFound."""
    row = await store.read_patient(work.tx, work.read_audit("patient.read", "patient", patient_id), patient_id)
    if row is None:
        raise NotFound
    return open_patient(work.keys, row)


async def search_patients(work: Work, query: PatientSearch) -> PatientMatches:
    """Patients by external id, member id, or the beginning of a last name with the birth year.

    Names are compared by their letters. With fewer than three letters only a whole name of those letters matches:
    the index holds no shorter beginnings. Raises RegistrationInvalid unless the query looks in exactly one way.
    """
    ways = [query.external_id is not None, query.member_id is not None, query.last_name is not None]
    if sum(ways) != 1 or (query.last_name is None) != (query.birth_year is None):
        message = "Search by external_id, or member_id, or last_name with birth_year"
        raise RegistrationInvalid(errors=[field_error("/body", "search", message)])
    audit = work.read_audit("patient.search", "patient")
    if query.last_name is None or query.birth_year is None:
        keys = {"external_id": query.external_id, "member_id": query.member_id}
        tables = {"external_id": "patient", "member_id": "coverage"}
        index = {name: work.keys.index(f"{tables[name]}.{name}", value) for name, value in keys.items() if value}
        rows = await store.find_patients(work.tx, audit, **index, limit=SHOWN + 1)
        return _matches([open_patient(work.keys, row) for row in rows], cut=False)
    token = work.keys.index("patient.name_token", name_token(query.last_name, query.birth_year))
    rows = await store.find_patients(work.tx, audit, token=token, limit=SCANNED)
    wanted = folded_letters(query.last_name)
    opened = (open_patient(work.keys, row) for row in rows)
    found = [each for each in opened if folded_letters(each.person.last_name).startswith(wanted)]
    return _matches(found, cut=len(rows) == SCANNED)


async def get_coverage(work: Work, coverage_id: UUID) -> CoverageRecord:
    """A coverage. Raises NotFound."""
    row = await store.read_coverage(work.tx, work.read_audit("coverage.read", "coverage", coverage_id), coverage_id)
    if row is None:
        raise NotFound
    return open_coverage(work.keys, row)


async def get_billing_provider(work: Work, provider_id: UUID) -> BillingProviderRecord:
    """A billing provider. Raises NotFound."""
    audit = work.read_audit("billing_provider.read", "billing_provider", provider_id)
    row = await store.read_billing_provider(work.tx, audit, provider_id)
    if row is None:
        raise NotFound
    return open_billing_provider(row)


async def list_billing_providers(work: Work, cursor: str | None, limit: int) -> BillingProviderPage:
    """A page, oldest first. Raises CursorInvalid."""
    position = work.position("billing_providers", cursor)
    after = UUID(position[0]) if position else None
    audit = work.read_audit("billing_provider.list", "billing_provider")
    rows = await store.list_billing_providers(work.tx, audit, after, limit)
    more = bool(rows) and rows[-1]["more"]
    return BillingProviderPage(
        items=[BillingProviderOut.of_record(open_billing_provider(row)) for row in rows],
        next_cursor=work.cursor("billing_providers", [str(rows[-1]["id"])]) if more else None,
    )


def _matches(found: list[PatientRecord], *, cut: bool) -> PatientMatches:
    shown = [PatientOut.of_record(each) for each in found[:SHOWN]]
    return PatientMatches(items=shown, more=cut or len(found) > SHOWN)
