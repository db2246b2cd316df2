"""Patients, coverages and billing providers of a practice. The EHR's own ids travel in bodies alone."""

from typing import Annotated

from fastapi import Query, Response

from api.kit.etags import etag
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.registration.problems import PayeeIdentifierTaken, RegistrationInvalid
from api.registration.read import (
    get_billing_provider,
    get_coverage,
    get_patient,
    list_billing_providers,
    search_patients,
    shown_to,
)
from api.registration.schemas import (
    BillingProviderOut,
    BillingProviderPage,
    BillingProviderUpsert,
    CoverageOut,
    CoverageUpsert,
    Include,
    PatientMatches,
    PatientOut,
    PatientSearch,
    PatientUpsert,
)
from api.registration.upsert_billing_provider import upsert_billing_provider
from api.registration.upsert_coverage import upsert_coverage
from api.registration.upsert_patient import upsert_patient
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("registration")
READ, WRITE = "registration:read", "registration:write"
KNOWN = 200

_ADDRESS = {"line1": "12 Elm St", "city": "Springfield", "state": "IL", "zip": "627010000"}
_PERSON = {
    "last_name": "Doe",
    "first_name": "Jane",
    "birth_date": "1980-02-03",
    "sex": "F",
    "address": _ADDRESS,
}


@router.operation(
    "POST",
    "/patients",
    scope=WRITE,
    kind="write",
    status=201,
    again=KNOWN,
    summary="Create or change a patient",
    model=PatientOut,
    problems=[RegistrationInvalid],
    example={"external_id": "MRN-1"} | _PERSON,
)
async def post_patient(call: CurrentCall, order: PatientUpsert, response: Response) -> PatientOut:
    """`external_id` names the patient; sending the same content again changes nothing."""
    record, is_new = await upsert_patient(call, order)
    _tag(response, record.version, is_new=is_new)
    return PatientOut.of_record(record)


@router.operation("GET", "/patients/{patient_id}", scope=READ, kind="read", summary="Get a patient", model=PatientOut)
async def get_patient_by_id(call: CurrentCall, patient_id: PathId, response: Response, include: Include) -> PatientOut:
    """With its version as ETag."""
    shown = shown_to(call, include)
    record = await get_patient(call, patient_id, shown)
    _tag(response, record.version)
    return PatientOut.of_record(record, shown)


@router.operation(
    "POST",
    "/patients/search",
    scope=READ,
    kind="query",
    summary="Search patients",
    model=PatientMatches,
    problems=[RegistrationInvalid],
    example={"last_name": "Doe", "birth_year": 1980},
)
async def post_patient_search(call: CurrentCall, query: PatientSearch, include: Include) -> PatientMatches:
    """By external id, by member id, or by how a last name begins together with the birth year."""
    return await search_patients(call, query, shown_to(call, include))


@router.operation(
    "POST",
    "/coverages",
    scope=WRITE,
    kind="write",
    status=201,
    again=KNOWN,
    summary="Create or change a coverage",
    model=CoverageOut,
    problems=[RegistrationInvalid],
    example={
        "external_id": "COV-1",
        "patient_external_id": "MRN-1",
        "payer_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "member_id": "SBX01A000123",
        "relationship": "18",
    },
)
async def post_coverage(call: CurrentCall, order: CoverageUpsert, response: Response) -> CoverageOut:
    """`external_id` names the coverage; sending the same content again changes nothing."""
    record, is_new = await upsert_coverage(call, order)
    _tag(response, record.version, is_new=is_new)
    return CoverageOut.of_record(record)


@router.operation(
    "GET", "/coverages/{coverage_id}", scope=READ, kind="read", summary="Get a coverage", model=CoverageOut
)
async def get_coverage_by_id(
    call: CurrentCall, coverage_id: PathId, response: Response, include: Include
) -> CoverageOut:
    """With its version as ETag."""
    shown = shown_to(call, include)
    record = await get_coverage(call, coverage_id, shown)
    _tag(response, record.version)
    return CoverageOut.of_record(record, shown)


@router.operation(
    "POST",
    "/billing-providers",
    scope=WRITE,
    kind="write",
    status=201,
    again=KNOWN,
    summary="Create or change a billing provider",
    model=BillingProviderOut,
    problems=[RegistrationInvalid, PayeeIdentifierTaken],
    example={
        "external_id": "BP-1",
        "name": "Elm Street Family Medicine",
        "npi": "1234567893",
        "tin": "123456789",
        "taxonomy": "207Q00000X",
        "address": _ADDRESS,
        "contact_name": "Billing Office",
        "contact_phone": "2175550100",
    },
)
async def post_billing_provider(
    call: CurrentCall, order: BillingProviderUpsert, response: Response
) -> BillingProviderOut:
    """Remittances to its NPI and ERA payee ids find their way to this practice from then on."""
    record, is_new = await upsert_billing_provider(call, order)
    _tag(response, record.version, is_new=is_new)
    return BillingProviderOut.of_record(record)


@router.operation(
    "GET",
    "/billing-providers",
    scope=READ,
    kind="read",
    summary="List billing providers",
    model=BillingProviderPage,
)
async def get_billing_providers(
    call: CurrentCall,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> BillingProviderPage:
    """Oldest first."""
    return await list_billing_providers(call, cursor, limit)


@router.operation(
    "GET",
    "/billing-providers/{billing_provider_id}",
    scope=READ,
    kind="read",
    summary="Get a billing provider",
    model=BillingProviderOut,
)
async def get_billing_provider_by_id(
    call: CurrentCall, billing_provider_id: PathId, response: Response
) -> BillingProviderOut:
    """With its version as ETag."""
    record = await get_billing_provider(call, billing_provider_id)
    _tag(response, record.version)
    return BillingProviderOut.of_record(record)


def _tag(response: Response, version: int, *, is_new: bool = True) -> None:
    response.headers["ETag"] = etag(version)
    if not is_new:
        response.status_code = KNOWN
