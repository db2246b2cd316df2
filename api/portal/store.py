"""SQL of releases: orders and releases as the organization, cells as the partner."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.portal.rules import Cell
from tenants.session import Row, Transaction

_RELEASES = (
    "select o.id, o.partner_id, o.month_from, o.month_to, o.created_at, r.as_of, r.definition_version,"
    " c.cell_count, c.suppressed_count from release_order o"
    " left join release r on r.organization_id = o.organization_id and r.partner_id = o.partner_id and r.id = o.id"
    " left join lateral (select count(*) as cell_count, count(c.suppressed_reason) as suppressed_count"
    "  from release_cell c where c.organization_id = r.organization_id and c.partner_id = r.partner_id"
    "  and c.release_id = r.id) c on r.id is not null"
    " where o.organization_id = %(organization_id)s"
)


async def partner_exists(tx: Transaction, organization_id: UUID, partner_id: UUID) -> bool:
    """Whether the organization has this partner."""
    row = await tx.row(
        "select 1 as found from partner where organization_id = %(organization_id)s and id = %(partner_id)s",
        {"organization_id": organization_id, "partner_id": partner_id},
    )
    return row is not None


async def releases_page(tx: Transaction, organization_id: UUID, after: UUID | None, limit: int) -> list[Row]:
    """Releases and orders of an organization, oldest first."""
    return await tx.rows(
        f"{_RELEASES} and (%(after)s::uuid is null or o.id > %(after)s) order by o.id limit %(limit)s",
        {"organization_id": organization_id, "after": after, "limit": limit},
    )


async def release(tx: Transaction, organization_id: UUID, release_id: UUID) -> Row | None:
    """One release, or its order while it is computed."""
    return await tx.row(
        f"{_RELEASES} and o.id = %(release_id)s", {"organization_id": organization_id, "release_id": release_id}
    )


async def partner_practices(tx: Transaction, organization_id: UUID, partner_id: UUID) -> list[UUID]:
    """The practices whose aggregates the partner may be given now."""
    rows = await tx.rows(
        "select practice_id from partner_practice where organization_id = %(organization_id)s"
        " and partner_id = %(partner_id)s and ended_at is null order by practice_id",
        {"organization_id": organization_id, "partner_id": partner_id},
    )
    return [row["practice_id"] for row in rows]


async def told_before(
    tx: Transaction, organization_id: UUID, practice_ids: Sequence[UUID], month_from: date, month_to: date
) -> list[Row]:
    """Every number the organization has shown of these cells, to any partner; last of each cell what was told of it
    last, null where that was suppressed.
    """
    return await tx.rows(
        "select t.practice_id, t.month, t.metric, t.numerator, t.denominator, bool_or(t.back = 1) as is_newest from ("
        "  select c.practice_id, c.month, c.metric, c.numerator, c.denominator, row_number() over ("
        "   partition by c.practice_id, c.month, c.metric order by r.as_of desc, r.id desc) as back"
        "  from release_cell c join release r on r.organization_id = c.organization_id"
        "   and r.partner_id = c.partner_id and r.id = c.release_id"
        "  where c.organization_id = %(organization_id)s and c.practice_id = any(%(practice_ids)s)"
        "   and c.month between %(month_from)s and %(month_to)s) t"
        " where t.denominator is not null or t.back = 1"
        " group by t.practice_id, t.month, t.metric, t.numerator, t.denominator order by is_newest",
        {
            "organization_id": organization_id,
            "practice_ids": list(practice_ids),
            "month_from": month_from,
            "month_to": month_to,
        },
    )


async def insert_cells(
    tx: Transaction, organization_id: UUID, release_id: UUID, cells: Sequence[tuple[Cell, str | None]]
) -> None:
    """The cells of a release that this transaction has inserted; a reason in place of the numbers it suppresses."""
    await tx.execute(
        "insert into release_cell (organization_id, partner_id, release_id, practice_id, month, metric, practice_name,"
        "  numerator, denominator, suppressed_reason)"
        " select r.organization_id, r.partner_id, r.id, u.practice_id, u.month, u.metric, u.practice_name,"
        "  case when u.reason is null then u.numerator end, case when u.reason is null then u.denominator end, u.reason"
        " from release r"
        " cross join unnest(%(practice_ids)b::uuid[], %(months)b::date[], %(metrics)b::text[], %(names)b::text[],"
        "  %(numerators)b::int[], %(denominators)b::int[], %(reasons)b::text[])"
        "  u(practice_id, month, metric, practice_name, numerator, denominator, reason)"
        " where r.organization_id = %(organization_id)s and r.id = %(release_id)s",
        {
            "organization_id": organization_id,
            "release_id": release_id,
            "practice_ids": [cell.practice_id for cell, _ in cells],
            "months": [cell.month for cell, _ in cells],
            "metrics": [cell.metric for cell, _ in cells],
            "names": [cell.practice_name for cell, _ in cells],
            "numerators": [cell.numerator for cell, _ in cells],
            "denominators": [cell.denominator for cell, _ in cells],
            "reasons": [reason for _, reason in cells],
        },
    )


async def released_to(
    tx: Transaction, organization_id: UUID, partner_id: UUID | None, release_id: UUID | None
) -> Row | None:
    """A release as its partner sees it; the newest without an id. No partner, no release."""
    return await tx.row(
        "select id, as_of, definition_version from release where organization_id = %(organization_id)s"
        " and partner_id = %(partner_id)s and (%(release_id)s::uuid is null or id = %(release_id)s)"
        " order by as_of desc, id desc limit 1",
        {"organization_id": organization_id, "partner_id": partner_id, "release_id": release_id},
    )


async def cells_page(
    tx: Transaction, organization_id: UUID, partner_id: UUID | None, release_id: UUID, after: Row | None, limit: int
) -> list[Row]:
    """Cells of a release by practice, month and metric."""
    return await tx.rows(
        "select practice_id, practice_name, month, metric, numerator, denominator, suppressed_reason"
        " from release_cell where organization_id = %(organization_id)s and partner_id = %(partner_id)s"
        " and release_id = %(release_id)s and (%(practice_id)s::uuid is null"
        "  or (practice_id, month, metric) > (%(practice_id)s::uuid, %(month)s::date, %(metric)s::text))"
        " order by practice_id, month, metric limit %(limit)s",
        {"organization_id": organization_id, "partner_id": partner_id, "release_id": release_id, "limit": limit}
        | (after or {"practice_id": None, "month": None, "metric": None}),
    )
