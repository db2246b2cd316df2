"""Add signed heads of all chains to the folder outside of the database."""

from asyncio import to_thread

import structlog

from api.audit.chains import chains_of, owners, reading
from tenants.audit import Exported, head, owner_name
from tenants.context import Services
from tenants.owner import Owner

log = structlog.get_logger("audit")


async def export_heads(services: Services) -> int:
    """One line for each chain that has moved since its last; how many.

    A chain that ends before its last exported head was cut: that is logged as an error, and its line stays.
    """
    return sum([await _export(services, owner) for owner in await owners(services)])


async def _export(services: Services, owner: Owner | None) -> int:
    name = owner_name(owner)
    lines = []
    async with reading(services, owner) as tx:
        for chain in chains_of(owner):
            newest = await head(tx, chain)
            last = await to_thread(services.heads.newest, name, chain.name)
            if last is not None and (newest is None or newest.sequence < last.sequence):
                log.error("chain cut", owner=name, chain=chain.name, exported=last.sequence)
            elif newest is not None and (last is None or newest.sequence > last.sequence):
                lines.append(Exported(name, chain.name, newest.sequence, newest.mac, newest.sealed_at))
    await to_thread(services.heads.append, lines)
    return len(lines)
