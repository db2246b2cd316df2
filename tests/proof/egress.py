"""The guard of outbound URLs against a trap on loopback."""

import asyncio
from typing import Any

from tests.kit.egress_ground import PUBLIC, spring, trap
from tests.proof.registry import proof


@proof("egress.connections")
def connections() -> dict[str, Any]:
    """`made` of the `of` URLs that were asked for reached the trap, or an address that nobody may name."""
    return asyncio.run(_spring())


async def _spring() -> dict[str, Any]:
    async with trap() as made:
        sprung = await spring(made)
        elsewhere = [address for address in sprung.addresses if address != PUBLIC]
        count = made.connections + len(elsewhere)
    return {"made": count, "of": sprung.tried, "ok": count == 0 and not sprung.answered}
