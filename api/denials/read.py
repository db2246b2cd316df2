"""Read denials: of a practice, or of all practices that the caller may enter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.denials import store
from api.denials.rules import why_no_appeal
from api.denials.schemas import AppealOut, DenialDetail, DenialOut, DenialPage, WriteOffOut
from api.denials.worklist import KIND
from api.kit.problems import NotFound
from api.worklists import open_item
from tenants.context import Call, Work
from tenants.session import Row


@dataclass(frozen=True, slots=True)
class Filter:
    """Which denials; None takes all."""

    state: str | None
    scenario: str | None
    payer_id: UUID | None
    due_before: date | None
    claim_id: UUID | None = None

    def params(self) -> dict[str, Any]:
        """As the statements take it."""
        return {
            "state": self.state,
            "scenario": self.scenario,
            "payer_id": self.payer_id,
            "due_before": self.due_before,
            "claim_id": self.claim_id,
        }

    def listing(self) -> str:
        """What binds a cursor to this list."""
        return f"denials|{self.state}|{self.scenario}|{self.payer_id}|{self.due_before}|{self.claim_id}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a payer's open denials of a claim have told whoever works on it."""

    last_days: Mapping[str, date]
    """The last good day by advised method, the first of several."""
    why_no_appeal: str
    """Empty unless none of them takes an appeal."""


async def list_denials(work: Work, wanted: Filter, cursor: str | None, limit: int) -> DenialPage:
    """A page of a practice's denials. Raises CursorInvalid."""
    position = work.position(wanted.listing(), cursor)
    audit = work.read_audit("denial.list", "denial")
    rows = await store.denials_page(work.tx, audit | wanted.params() | store.after(position) | {"limit": limit + 1})
    return _page(work, wanted.listing(), rows, limit)


async def list_denials_across(call: Call, wanted: Filter, cursor: str | None, limit: int) -> DenialPage:
    """A page of the denials of every practice the caller may enter now. Raises CursorInvalid."""
    listing = f"across|{wanted.listing()}"
    params = wanted.params() | store.after(call.position(listing, cursor)) | {"limit": limit + 1}
    rows = await store.denials_page_across(call.tx, list(call.practice_ids), params)
    return _page(call, listing, rows, limit)


async def get_denial(work: Work, denial_id: UUID) -> DenialDetail:
    """A denial with its appeals and write-offs. Raises NotFound."""
    row = await store.read_denial(work.tx, work.read_audit("denial.read", "denial", denial_id), denial_id)
    if row is None:
        raise NotFound
    appeals = await store.appeals_of(work.tx, work.owner_id, denial_id)
    write_offs = await store.write_offs_of(work.tx, work.owner_id, denial_id)
    return DenialDetail(
        **_shown(row),
        work_item_id=await open_item(work, KIND, row["claim_id"]),
        appeals=[AppealOut(**each) for each in appeals],
        write_offs=[WriteOffOut(**each) for each in write_offs],
    )


def _page(work: Work, listing: str, rows: list[Row], limit: int) -> DenialPage:
    more = work.more(listing, rows, limit, "due_on", "id")
    return DenialPage(items=[DenialOut(**_shown(row)) for row in rows[:limit]], next_cursor=more)


def _shown(row: Row) -> Row:
    if why_no_appeal(row["remark_codes"], is_unprocessable=row["is_unprocessable"]):
        row["appeal_until"] = None
    return row


async def denials_of_claim(work: Work, claim_id: UUID) -> list[Row]:
    """Of a claim, each with `at`, the moment it was opened; the caller audits."""
    return await store.denials_of_claim(work.tx, work.owner_id, claim_id)


async def told_of(work: Work, claim_id: UUID, payer_id: UUID) -> Told:
    """Of a claim that is about to be corrected; the caller audits."""
    rows = await store.open_advice(work.tx, work.owner_id, claim_id, payer_id)
    reasons = [why_no_appeal(row["remark_codes"], is_unprocessable=row["is_unprocessable"]) for row in rows]
    return Told(
        last_days={row["correction_method"]: row["due_on"] for row in reversed(rows)},
        why_no_appeal=reasons[0] if reasons and all(reasons) else "",
    )
