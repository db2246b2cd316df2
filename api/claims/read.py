"""Read claims, each read audited in its own statement.

The bodies are written straight from the rows: these are the operations called most, and a model built for each row
costs as much as the query. The tests hold every body against its schema.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from api.claims import store
from api.claims.problems import SearchInvalid
from api.claims.schemas import ClaimSearch
from api.claims.states import ClaimState
from api.coding import find_encounter
from api.kit.ids import NIL
from api.kit.problems import NotFound, field_error
from tenants.context import Work
from tenants.session import Row

LATEST: tuple[str, UUID] = ("infinity", UUID(int=2**128 - 1))
"""The position before the newest claim."""
FOUND = 50


async def get_claim(work: Work, claim_id: UUID) -> tuple[bytes, int]:
    """The body of a claim with its lines and balances, and its version. Raises NotFound."""
    row = await store.read_claim(work.tx, work.read_audit("claim.read", "claim", claim_id), claim_id)
    if row is None:
        raise NotFound
    lines = orjson.Fragment(row.pop("lines"))
    return _json(_summary(row) | {"lines": lines}), row["version"]


async def list_claims(work: Work, state: ClaimState | None, cursor: str | None, limit: int) -> bytes:
    """The body of a page of claims, newest first. Raises CursorInvalid."""
    listing = f"claims|{state}"
    position = work.position(listing, cursor)
    before = (datetime.fromisoformat(position[0]), UUID(position[1])) if position else LATEST
    rows = await store.newest_claims(work.tx, work.read_audit("claim.list", "claim"), state, before, limit)
    next_cursor = None
    if rows and rows[-1]["more"]:
        next_cursor = work.cursor(listing, [rows[-1]["created_at"].isoformat(), str(rows[-1]["id"])])
    for row in rows:
        del row["more"]
    return _json({"items": [_summary(row) for row in rows], "next_cursor": next_cursor})


async def search_claims(work: Work, query: ClaimSearch) -> bytes:
    """The body of what was found by number or encounter. Raises SearchInvalid."""
    ways = (query.number, query.encounter_id, query.encounter_external_id)
    if sum(way is not None for way in ways) != 1:
        message = "Search by number, or encounter_id, or encounter_external_id"
        raise SearchInvalid(errors=[field_error("/body", "search", message)])
    encounter_id = query.encounter_id
    if query.encounter_external_id is not None:
        encounter_id = await find_encounter(work, query.encounter_external_id) or NIL
    audit = work.read_audit("claim.search", "claim")
    number = query.number.upper() if query.number else None
    rows = await store.find_claims(work.tx, audit, number=number, encounter_id=encounter_id, limit=FOUND)
    return _json({"items": [_summary(row) for row in rows]})


async def get_family(work: Work, claim_id: UUID) -> bytes:
    """The body of a claim's family, itself included, oldest first. Raises NotFound."""
    rows = await store.read_family(work.tx, work.read_audit("claim.family", "claim", claim_id), claim_id)
    if not rows:
        raise NotFound
    return _json({"items": [_summary(row) for row in rows]})


async def read_claim_history(work: Work, claim_id: UUID) -> UUID:
    """The claim whose lines hold its receivable; the read of its history is audited. Raises NotFound."""
    found = await store.touch(work.tx, work.read_audit("claim.timeline", "claim", claim_id), claim_id)
    if found is None:
        raise NotFound
    return found


def _summary(row: Row) -> dict[str, Any]:
    row["payer"] = {"id": row.pop("payer_id"), "name": row.pop("payer_name")}
    return row


def _json(body: dict[str, Any]) -> bytes:
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)
