"""Practices are kept apart: the walk over every operation and every place of an id in it."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from tests.harness.database import Database
from tests.isolation.exercisers import EXERCISERS
from tests.isolation.places import OPERATIONS
from tests.isolation.walking import TOLD_APART, Walked, filled_ground, walk, walk_settings
from tests.proof.registry import proof
from tests.proof.worlds import server


@proof("isolation.walk")
def walk_everything() -> dict[str, Any]:
    """`isolation.operations` and `isolation.positions`: walked of all there are; `told_apart` must be none."""
    with server() as on:
        database = Database.clone(on, "walk")
        walked = asyncio.run(_walk(database))
    exercised = {exerciser.operation for exerciser in EXERCISERS} & set(OPERATIONS)
    operations = walked.operations & exercised
    return {
        "isolation.operations": {"walked": len(operations), "total": len(OPERATIONS)},
        "isolation.positions": {"walked": len(walked.places & walked.expected), "total": len(walked.expected)},
        "pairs_of_requests": walked.pairs,
        "told_apart": walked.findings,
        "not_walked": sorted(set(OPERATIONS) - exercised) + walked.unwalked,
        "meant": sorted(f"{operation} {place.name}: {why}" for (operation, place), why in TOLD_APART.items()),
        "ok": not walked.findings and not walked.unwalked and operations == set(OPERATIONS),
    }


async def _walk(database: Database) -> Walked:
    with tempfile.TemporaryDirectory(prefix="firstpass-walk-") as folder:
        async with filled_ground(walk_settings(database, Path(folder))) as ground:
            return await walk(ground)
