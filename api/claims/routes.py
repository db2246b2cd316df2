"""Claims of a practice: made from encounters, read with their balances, followed through their states."""

from typing import Annotated, Any

from fastapi import Header, Query, Response

from api.claims.bill_encounter import bill_encounter, validate_encounter
from api.claims.problems import ClaimCorrected, ClaimNotRejected, SearchInvalid
from api.claims.read import get_claim, get_family, list_claims, search_claims
from api.claims.schemas import (
    BilledEncounter,
    ClaimMatches,
    ClaimOut,
    ClaimPage,
    ClaimSearch,
    Family,
    SendAgain,
)
from api.claims.send_again import send_again
from api.claims.states import ClaimState
from api.coding import EditsFailed, EncounterDiffers, EncounterIn, Validation
from api.kit.etags import etag
from api.kit.pages import DEFAULT_LIMIT, MAX_LIMIT
from api.kit.problems import PreconditionFailed, PreconditionRequired
from tenants.practices import PracticeLeaving
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("claims")
READ, BILL = "claims:read", "encounters:write"
KNOWN = 200

_ENCOUNTER: dict[str, Any] = {
    "external_id": "VISIT-1",
    "patient_external_id": "MRN-1",
    "coverage_external_id": "COV-1",
    "billing_provider_external_id": "BP-1",
    "service_date": "2026-01-15",
    "place_of_service": "11",
    "diagnoses": ["J06.9"],
    "lines": [{"procedure": "99213", "charge_cents": 15000, "units": 1, "diagnosis_pointers": [1]}],
}


@router.operation(
    "POST",
    "/encounters",
    scope=BILL,
    kind="write",
    status=201,
    again=KNOWN,
    summary="Send an encounter, which becomes a claim",
    model=BilledEncounter,
    problems=[EditsFailed, EncounterDiffers, PracticeLeaving],
    example=_ENCOUNTER,
)
async def post_encounter(call: CurrentCall, order: EncounterIn, response: Response) -> BilledEncounter:
    """The claim is ready to be submitted. The same encounter again answers with the claim it has become."""
    billed, is_new = await bill_encounter(call, order)
    response.headers["ETag"] = etag(billed.version)
    response.status_code = 201 if is_new else KNOWN
    return billed


@router.operation(
    "POST",
    "/encounters/validate",
    scope=BILL,
    kind="query",
    summary="Say what the edits find, without writing",
    model=Validation,
    problems=[EncounterDiffers, PracticeLeaving],
    example=_ENCOUNTER,
)
async def post_encounter_validation(call: CurrentCall, order: EncounterIn) -> Validation:
    """The same code as sending the encounter; whatever it wrote is undone."""
    return await validate_encounter(call, order)


@router.operation(
    "POST",
    "/claims/search",
    scope=READ,
    kind="query",
    summary="Search claims",
    model=ClaimMatches,
    problems=[SearchInvalid],
    example={"encounter_external_id": "VISIT-1"},
)
async def post_claim_search(call: CurrentCall, query: ClaimSearch) -> Response:
    """By the number that files call it, or by its encounter."""
    return _body(await search_claims(call, query))


@router.operation("GET", "/claims", scope=READ, kind="read", summary="List claims", model=ClaimPage)
async def get_claims(
    call: CurrentCall,
    state: ClaimState | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> Response:
    """Newest first, with balances."""
    return _body(await list_claims(call, state, cursor, limit))


@router.operation("GET", "/claims/{claim_id}", scope=READ, kind="read", summary="Get a claim", model=ClaimOut)
async def get_claim_by_id(call: CurrentCall, claim_id: PathId) -> Response:
    """With its lines, balances, and its version as ETag."""
    body, version = await get_claim(call, claim_id)
    return _body(body, {"ETag": etag(version)})


@router.operation(
    "GET", "/claims/{claim_id}/family", scope=READ, kind="read", summary="List a claim's family", model=Family
)
async def get_claim_family(call: CurrentCall, claim_id: PathId) -> Response:
    """The original with its replacements, voids, new claims in its place and rebills: who corrects whom."""
    return _body(await get_family(call, claim_id))


@router.operation(
    "POST",
    "/claims/{claim_id}/send-again",
    scope="claims:write",
    kind="write",
    summary="Let a rejected claim be sent again",
    model=ClaimOut,
    problems=[ClaimCorrected, ClaimNotRejected, PreconditionFailed, PreconditionRequired],
    example={"reason": "The file was refused, not the claim"},
)
async def post_send_again(
    call: CurrentCall, claim_id: PathId, order: SendAgain, if_match: Annotated[str | None, Header()] = None
) -> Response:
    """Takes `If-Match` with the version you have read. The claim is ready again; the next submission takes it."""
    del if_match  # read from the call; named here so that the contract shows it
    await send_again(call, claim_id, order)
    body, version = await get_claim(call, claim_id)
    return _body(body, {"ETag": etag(version)})


def _body(content: bytes, headers: dict[str, str] | None = None) -> Response:
    return Response(content, media_type="application/json", headers=headers)
