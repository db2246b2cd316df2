"""Compute a release: read across the partner's practices, suppress, keep."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from api.kit.clock import now
from api.portal import store
from api.portal.models import Release
from api.portal.rules import Cell, suppression
from api.reports import RELEASED, first_pass_cells
from tenants.context import Services
from tenants.owner import Owner
from tenants.services import work_for
from tenants.session import Row

CAUSE = "job:portal.release"


async def compute_release(services: Services, organization_id: UUID, release_id: UUID) -> None:
    """Make the release that was ordered under this id; an id that is released, or was never ordered, stays as it is.

    Three transactions, since no role may see both levels: the organization says which practices, and audits the read;
    `org_reader` counts; the organization keeps the result.
    """
    owner = Owner.organization(organization_id)
    async with work_for(services, owner, CAUSE) as work:
        order = await store.release(work.tx, organization_id, release_id)
        if order is None or order["as_of"] is not None:
            return
        practice_ids = await store.partner_practices(work.tx, organization_id, order["partner_id"])
        listed = [str(practice_id) for practice_id in practice_ids]
        await work.audit("release.compute", "release", release_id, practices=listed)
    as_of = now()
    cells = await _count(services, practice_ids, order["month_from"], order["month_to"])
    async with work_for(services, owner, CAUSE) as work:
        told = await store.told_before(work.tx, organization_id, practice_ids, order["month_from"], order["month_to"])
        await work.tx.insert(
            Release(
                organization_id=organization_id,
                partner_id=order["partner_id"],
                id=release_id,
                as_of=as_of,
                definition_version=" ".join(RELEASED.values()),
            )
        )
        judged = _judge(cells, told)
        await store.insert_cells(work.tx, organization_id, release_id, judged)
        suppressed = sum(reason is not None for _, reason in judged)
        await work.audit("release.publish", "release", release_id, count=len(judged), suppressed=suppressed)


async def _count(services: Services, practice_ids: list[UUID], month_from: date, month_to: date) -> list[Cell]:
    async with services.database.across(practice_ids) as tx:
        return [
            Cell(metric=metric, **row)
            for metric in RELEASED
            for row in await first_pass_cells(tx, practice_ids, metric, month_from, month_to)
        ]


def _judge(cells: list[Cell], told: list[Row]) -> list[tuple[Cell, str | None]]:
    earlier: dict[tuple[UUID, date, str], list[tuple[int, int] | None]] = defaultdict(list)
    for row in told:
        is_shown = row["denominator"] is not None
        count = (row["numerator"], row["denominator"]) if is_shown else None
        earlier[row["practice_id"], row["month"], row["metric"]].append(count)
    return [(cell, suppression(cell.numerator, cell.denominator, earlier[cell.key])) for cell in cells]
