"""What a partner reads: the newest release to it, nothing else."""

from datetime import date
from uuid import UUID

from api.kit.money import rate_bps
from api.portal import store
from api.portal.schemas import ReleasedRate, ReleasedRates
from tenants.context import Call
from tenants.session import Row


async def released_rates(call: Call, cursor: str | None, limit: int) -> ReleasedRates:
    """A page of the newest release; the cursor stays with the release it began in. Raises CursorInvalid."""
    partner_id, organization_id = call.caller.partner_id, call.owner_id
    listing = f"first-pass-rates|{partner_id}"
    position = call.position(listing, cursor)
    wanted, after = (UUID(position[0]), _position(position)) if position else (None, None)
    release = await store.released_to(call.tx, organization_id, partner_id, wanted)
    if release is None:
        return ReleasedRates(release_id=None, as_of=None, definition_versions=[], items=[])
    rows = await store.cells_page(call.tx, organization_id, partner_id, release["id"], after, limit + 1)
    more = None
    if len(rows) > limit:
        last = rows[limit - 1]
        place = [str(release["id"]), str(last["practice_id"]), last["month"].isoformat(), last["metric"]]
        more = call.cursor(listing, place)
    return ReleasedRates(
        release_id=release["id"],
        as_of=release["as_of"],
        definition_versions=release["definition_version"].split(),
        items=[_told(row) for row in rows[:limit]],
        next_cursor=more,
    )


def _position(position: list[str]) -> Row:
    return {"practice_id": UUID(position[1]), "month": date.fromisoformat(position[2]), "metric": position[3]}


def _told(row: Row) -> ReleasedRate:
    month, denominator = row.pop("month"), row["denominator"]
    rate = rate_bps(row["numerator"], denominator) if denominator is not None else None
    return ReleasedRate(month=f"{month:%Y-%m}", rate_bps=rate, **row)
