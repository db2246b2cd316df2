"""The log can't lie: each tampering, in each kind of chain, as the database's superuser; and what verifying finds."""

import asyncio
from typing import Any

from api.audit.verify import verify
from api.kit.postgres.server import EmbeddedServer
from tests.audit.chains import CHAINS, CLUMSY, TAMPERINGS, filled, kinds, tamper
from tests.audit.columns import edited
from tests.proof.registry import proof
from tests.proof.worlds import server, stage


@proof("audit.tampering")
def tampering() -> dict[str, Any]:
    """`tried`: the five tamperings and five clumsier ones, each in four kinds of chain, and an edit of each column.
    `false_alarms`: chains that were found wanting before anybody touched them.
    """
    missed: list[str] = []
    tried = false_alarms = 0
    with server() as on:
        for name, (statements, kind) in {**TAMPERINGS, **CLUMSY}.items():
            found, alarms = asyncio.run(_try(on, statements, kind))
            tried += len(CHAINS)
            false_alarms += alarms
            missed += [f"{name}: {' '.join(chain)}" for chain in CHAINS.keys() - found]
        columns = asyncio.run(_edit_columns(on))
        tried += len(columns)
        missed += [f"edit of {place}" for place, is_found in columns.items() if not is_found]
    return {
        "found": tried - len(missed),
        "tried": tried,
        "columns": len(columns),
        "missed": missed,
        "false_alarms": false_alarms,
        "ok": not missed and not false_alarms,
    }


async def _edit_columns(on: EmbeddedServer) -> dict[str, bool]:
    async with stage(on) as opened:
        world = opened.world
        practice = await world.practice()
        await filled(world, practice)
        owners = {"tenant": practice.id, "organization": world.organization_id, "platform": None}
        return await edited(world, opened.database, owners)


async def _try(on: EmbeddedServer, statements: list[str], kind: str) -> tuple[set[tuple[str, str]], int]:
    """The chains in which a tampering is found, and those in which something was found before."""
    async with stage(on) as opened:
        world = opened.world
        practice = await world.practice()
        before = kinds(await filled(world, practice))
        tamper(
            opened.database,
            statements,
            {"tenant": practice.id, "organization": world.organization_id, "platform": None},
        )
        after = kinds(await verify(world.services))
    return {chain for chain in CHAINS if kind in after[chain]}, sum(1 for found in before.values() if found)
