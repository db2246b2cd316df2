"""A practice's contracts with its payers."""

from api.contracts.add_version import add_version
from api.contracts.look_up import list_versions
from api.contracts.problems import ContractExists, MethodNotTaken
from api.contracts.schemas import ContractHistory, ContractOut, ContractVersion
from tenants.routing import CurrentCall, PathId, practice_router

router = practice_router("contracts")


@router.operation(
    "POST",
    "/payers/{payer_id}/contracts",
    scope="contracts:write",
    kind="write",
    status=201,
    summary="Enter a version of a payer's contract",
    model=ContractOut,
    problems=[ContractExists, MethodNotTaken],
    example={"starts_on": "2026-01-01", "timely_filing_days": 180, "appeal_days": 90},
)
async def post_contract(call: CurrentCall, payer_id: PathId, order: ContractVersion) -> ContractOut:
    """Holds from `starts_on` until the next version starts. Versions are added, never changed."""
    return await add_version(call, payer_id, order)


@router.operation(
    "GET",
    "/payers/{payer_id}/contracts",
    scope="contracts:read",
    kind="read",
    summary="List the versions of a payer's contract",
    model=ContractHistory,
)
async def get_contracts(call: CurrentCall, payer_id: PathId) -> ContractHistory:
    """What holds before any contract comes first."""
    return await list_versions(call, payer_id)
