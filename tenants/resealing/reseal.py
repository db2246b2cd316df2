"""Seal everything of an owner under its newest key, in batches, beside whatever else goes on.

Each batch is a transaction of role `retention`, which may read keys and sealed columns and write sealed columns alone.
What is sealed under the newest version already is not looked at: so it goes on where it was stopped, and a second run
changes nothing. A value that does not open is left as it is, and told of by its ids.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from tenants.audit import SYSTEM
from tenants.columns import Sealed
from tenants.context import Services
from tenants.keys import Keyring, SealBrokenError, header
from tenants.owner import Owner
from tenants.resealing import store
from tenants.resealing.columns import SealedTable, sealed_tables
from tenants.services import work_for
from tenants.session import Row

log = structlog.get_logger("keys")
ROWS, BULKY_ROWS = 500, 32


@dataclass(slots=True)
class Resealed:
    """What a pass did: rows sealed anew under `version`, rows with a value that does not open, rows left over."""

    version: int
    rows: int = 0
    broken: int = 0
    left: int = 0


async def reseal(services: Services, owner: Owner, cause: str, actor_id: UUID = SYSTEM) -> Resealed:
    """One pass over everything of an owner. Raises KeysMissingError, KeyServiceError, KeyDestroyedError."""
    async with services.database.owned(owner) as tx:
        keys = await services.vault.keyring(tx)
    done = Resealed(keys.newest)
    for table in sealed_tables(owner.level):
        await _reseal_table(services, keys, table, done)
        async with services.database.expiring(owner) as tx:
            done.left += await store.count_stale(tx, table, header(done.version))
    done.left -= done.broken
    if done.rows or done.broken:
        async with work_for(services, owner, cause, actor_id) as work:
            found = {"version": done.version, "broken": done.broken}
            await work.audit("keys.reseal", "data_key", owner.id, count=done.rows, **found)
    return done


async def _reseal_table(services: Services, keys: Keyring, table: SealedTable, done: Resealed) -> None:
    limit = BULKY_ROWS if table.is_bulky else ROWS
    after: Row | None = None
    while True:
        async with services.database.expiring(keys.owner) as tx:
            rows = await store.lock_stale(tx, table, header(done.version), after, limit)
            fresh = [each for each in (_sealed_anew(keys, table, row, done) for row in rows) if each is not None]
            if fresh:
                done.rows += await store.replace(tx, table, fresh)
        if len(rows) < limit:
            return
        after = rows[-1]


def _sealed_anew(keys: Keyring, table: SealedTable, row: Row, done: Resealed) -> dict[str, Any] | None:
    row_id = table.row_id(row)
    values: dict[str, Sealed | None] = {}
    try:
        for column in table.columns:
            if row[column] is None:
                values[column] = None
                continue
            plain = keys.open(table.name, column, row_id, bytes(row[column]))
            values[column] = keys.seal(table.name, column, row_id, plain)
    except SealBrokenError as broken:
        done.broken += 1
        place = {"owner": str(keys.owner), "table": table.name, "column": broken.column, "row": row_id}
        log.error("seal broken", **place)  # noqa: TRY400 - a traceback prints values
        return None
    return {name: row[name] for name in table.key} | values
