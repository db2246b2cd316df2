"""Read checks back; what coding asks about a visit."""

from datetime import date
from uuid import UUID

from api.eligibility import store
from api.eligibility.records import open_told
from api.eligibility.rules import is_verified_before
from api.eligibility.schemas import CheckOut, CheckPage
from api.kit.problems import NotFound
from tenants.context import Work
from tenants.practices import profile_of
from tenants.session import Row


async def eligibility_check(work: Work, check_id: UUID) -> CheckOut:
    """One check. Raises NotFound."""
    row = await store.read_check(work.tx, work.read_audit("eligibility.read", "eligibility_check", check_id))
    if row is None:
        raise NotFound
    return _shown(work, row)


async def eligibility_checks(work: Work, coverage_id: UUID | None, cursor: str | None, limit: int) -> CheckPage:
    """A page of checks. Raises CursorInvalid."""
    listing = f"eligibility-checks|{coverage_id}"
    after = work.position(listing, cursor)
    audit = work.read_audit("eligibility.list", "eligibility_check")
    rows = await store.checks_page(work.tx, audit, coverage_id, after, limit + 1)
    more = work.more(listing, rows, limit, "created_at", "id")
    return CheckPage(items=[_shown(work, row) for row in rows[:limit]], next_cursor=more)


async def verified_for(work: Work, coverage_id: UUID, service_date: date) -> UUID | None:
    """The check that verified a visit before it took place: the last answer until then, when it says active."""
    profile = await profile_of(work.tx)
    for row in await store.newest_answers(work.tx, work.owner_id, coverage_id, service_date):
        if is_verified_before(profile.business_date(row["answered_at"]), row["service_date"], service_date):
            found: UUID = row["id"]
            return found if row["outcome"] == "active" else None
    return None


def _shown(work: Work, row: Row) -> CheckOut:
    told = open_told(work, row)
    return CheckOut.model_validate(
        {
            "id": row["id"],
            "coverage_id": row["coverage_id"],
            "payer_id": row["payer_id"],
            "service_date": row["service_date"],
            "service_types": row["service_types"],
            "state": row["state"],
            "outcome": row["outcome"],
            "benefits": told.benefits,
            "rejections": told.rejections,
            "inquiry_transaction_id": row["inquiry_file_id"],
            "response_transaction_id": row["response_file_id"],
            "created_at": row["created_at"],
            "sent_at": row["sent_at"],
            "answered_at": row["answered_at"],
        }
    )
