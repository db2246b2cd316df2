"""The audit of one owner, read back. That it was read is a row of it."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from api.audit.schemas import AuditPage, AuditRow
from api.kit.ids import first_id
from tenants.audit import page
from tenants.context import Work

ALWAYS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
APART = timedelta(minutes=1)
"""By how much a row's id may be older or newer than the moment it tells."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; None: whatever they say."""

    actor_id: UUID | None
    action: str | None
    subject_kind: str | None
    about: UUID | None
    outcome: str | None
    since: datetime | None
    until: datetime | None

    def filters(self) -> dict[str, Any]:
        """As parameters of the statement; the time bounds the ids too, which the table is ordered by."""
        since, until = self.since or ALWAYS[0], self.until or ALWAYS[1]
        told = asdict(self)
        del told["since"], told["until"]
        first, last = max(since, ALWAYS[0] + APART) - APART, min(until, ALWAYS[1]) + APART
        return told | {"from": since, "to": until, "first": first_id(first), "before": first_id(last)}


async def trail(work: Work, wanted: Wanted, cursor: str | None, limit: int) -> AuditPage:
    """A page of rows, newest first. Raises CursorInvalid."""
    filters = wanted.filters()
    listing = f"audit|{wanted}"
    after = work.position(listing, cursor)
    if after is not None:
        filters["before"] = min(filters["before"], UUID(after[0]))
    rows = await page(work.tx, work.read_audit("audit.read", "audit"), filters | {"limit": limit})
    more = work.cursor(listing, [str(rows[-1]["id"])]) if rows and rows[0]["more"] else None
    for row in rows:
        del row["more"]
    return AuditPage(items=[AuditRow(**row) for row in rows], next_cursor=more)
