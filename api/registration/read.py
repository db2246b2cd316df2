"""Read what is registered, each read audited in its own statement.

Birth dates are masked unless the caller asks for them and may see them (`shown_to`); the audit says when they were.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from api.kit.problems import Forbidden, NotFound, field_error
from api.registration import store
from api.registration.problems import RegistrationInvalid
from api.registration.records import (
    BillingProviderRecord,
    CoverageRecord,
    PatientRecord,
    open_billing_provider,
    open_coverage,
    open_last_name,
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
from tenants.context import Call, Work
from tenants.session import Row

IDENTITY = "registration:identity"
NOTHING: frozenset[str] = frozenset()
SHOWN = 50
SCANNED = 500
"""Patients that share a name token and are opened for one search."""


def shown_to(call: Call, asked: Iterable[str]) -> frozenset[str]:
    """The masked fields that a read shows. Raises Forbidden when it asks for one and lacks the scope."""
    fields = frozenset(asked)
    if fields and IDENTITY not in call.caller.scopes:
        raise Forbidden(
            f"Showing masked fields needs the scope {IDENTITY}",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{IDENTITY}"'},
        )
    return fields


async def get_patient(work: Work, patient_id: UUID, shown: frozenset[str] = NOTHING) -> PatientRecord:
    """A patient; `shown` goes into the audit. Raises NotFound."""
    audit = work.read_audit("patient.read", "patient", patient_id, **_noted(shown))
    row = await store.read_patient(work.tx, audit, patient_id)
    if row is None:
        raise NotFound
    return open_patient(work.keys, row)


async def search_patients(work: Work, query: PatientSearch, shown: frozenset[str] = NOTHING) -> PatientMatches:
    """Patients by external id, member id, or the beginning of a last name with the birth year.

    Names are compared by their letters. With fewer than three letters only a whole name of those letters matches:
    the index holds no shorter beginnings. Raises RegistrationInvalid unless the query looks in exactly one way.
    """
    ways = [query.external_id is not None, query.member_id is not None, query.last_name is not None]
    if sum(ways) != 1 or (query.last_name is None) != (query.birth_year is None):
        message = "Search by external_id, or member_id, or last_name with birth_year"
        raise RegistrationInvalid(errors=[field_error("/body", "search", message)])
    audit = work.read_audit("patient.search", "patient", **_noted(shown))
    if query.last_name is not None and query.birth_year is not None:
        return await _by_name(work, audit, query.last_name, query.birth_year, shown)
    if query.external_id is not None:
        key = work.keys.index("patient.external_id", query.external_id)
        rows = await store.patients_by_external_id(work.tx, audit, key)
    else:
        key = work.keys.index("coverage.member_id", query.member_id or "")
        rows = await store.patients_by_member_id(work.tx, audit, key, SHOWN + 1)
    return _matches(work, rows, shown, cut=False)


async def _by_name(
    work: Work, audit: dict[str, Any], last_name: str, birth_year: int, shown: frozenset[str]
) -> PatientMatches:
    token = work.keys.index("patient.name_token", name_token(last_name, birth_year))
    rows = await store.patients_by_token(work.tx, audit, token, SCANNED)
    wanted = folded_letters(last_name)
    found = [row for row in rows if folded_letters(open_last_name(work.keys, row)).startswith(wanted)]
    return _matches(work, found, shown, cut=len(rows) == SCANNED)


async def get_coverage(work: Work, coverage_id: UUID, shown: frozenset[str] = NOTHING) -> CoverageRecord:
    """A coverage; `shown` goes into the audit. Raises NotFound."""
    audit = work.read_audit("coverage.read", "coverage", coverage_id, **_noted(shown))
    row = await store.read_coverage(work.tx, audit, coverage_id)
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


def _matches(work: Work, found: list[Row], shown: frozenset[str], *, cut: bool) -> PatientMatches:
    items = [PatientOut.of_record(open_patient(work.keys, row), shown) for row in found[:SHOWN]]
    return PatientMatches(items=items, more=cut or len(found) > SHOWN)


def _noted(shown: frozenset[str]) -> dict[str, Any]:
    return {"shown": sorted(shown)} if shown else {}
