"""Order a release, and read what became of it."""

from typing import Any
from uuid import UUID

from api.kit.clock import month_of, now
from api.kit.ids import new_id
from api.kit.jobs import defer
from api.kit.problems import NotFound, field_error
from api.portal import store
from api.portal.models import ReleaseOrder
from api.portal.problems import ReleaseInvalid
from api.portal.rules import MAX_MONTHS, months_between
from api.portal.schemas import ReleaseCreate, ReleaseOut, ReleasePage
from tenants.context import Work
from tenants.session import Row

LISTING = "releases"


async def order_release(work: Work, order: ReleaseCreate) -> ReleaseOut:
    """Record the order; a job computes the release under the order's id. Raises ReleaseInvalid."""
    await _check(work, order)
    row = ReleaseOrder(organization_id=work.owner_id, id=new_id(), **order.model_dump())
    await work.tx.insert(row)
    await defer(
        work.tx.connection,
        "portal.release",
        # One at a time: each looks at what was shown before, so that no two together show what neither may.
        lock=f"portal.release|{work.owner_id}",
        organization_id=work.owner_id,
        release_id=row.id,
    )
    await work.audit("release.order", "release", row.id, partner=str(order.partner_id))
    nothing_yet = dict.fromkeys(("as_of", "definition_version", "cell_count", "suppressed_count"))
    return _told(row.model_dump(exclude={"organization_id"}) | nothing_yet)


async def read_release(work: Work, release_id: UUID) -> ReleaseOut:
    """One release. Raises NotFound."""
    row = await store.release(work.tx, work.owner_id, release_id)
    await work.audit("release.read", "release", release_id)
    if row is None:
        raise NotFound
    return _told(row)


async def list_releases(work: Work, cursor: str | None, limit: int) -> ReleasePage:
    """Releases, oldest first. Raises CursorInvalid."""
    position = work.position(LISTING, cursor)
    rows = await store.releases_page(work.tx, work.owner_id, position[0] if position else None, limit + 1)
    await work.audit("release.list", "release", None, count=min(len(rows), limit))
    more = work.more(LISTING, rows, limit)
    return ReleasePage(items=[_told(row) for row in rows[:limit]], next_cursor=more)


async def _check(work: Work, order: ReleaseCreate) -> None:
    errors: list[dict[str, Any]] = []
    if not await store.partner_exists(work.tx, work.owner_id, order.partner_id):
        errors.append(field_error("/body/partner_id", "unknown_id", "No partner of this organization"))
    if not 0 < months_between(order.month_from, order.month_to) <= MAX_MONTHS:
        errors.append(field_error("/body/month_to", "month_range", f"Ask for 1 to {MAX_MONTHS} months, in order"))
    if order.month_to > month_of(now().date()):
        errors.append(field_error("/body/month_to", "future_month", "This month has not begun"))
    if errors:
        raise ReleaseInvalid(errors=errors)


def _told(row: Row) -> ReleaseOut:
    version = row.pop("definition_version")
    return ReleaseOut(
        month_from=f"{row.pop('month_from'):%Y-%m}",
        month_to=f"{row.pop('month_to'):%Y-%m}",
        state="released" if row["as_of"] else "computing",
        definition_versions=version.split() if version else [],
        **row,
    )
