"""Recompute a chain from its rows and compare it with the heads that were exported.

What it can't see: rows that were taken away before they were sealed (seconds after they were written), and a tail that
was cut back to the last exported head or further than any head reaches. Both need a login that row security does not
bind, and leave the other tables' rows without their telling.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.audit import store
from tenants.audit.chain import Chain, Finding, Link, follow
from tenants.audit.heads import Exported
from tenants.session import Transaction


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What one chain of one owner holds, and what is wrong with it."""

    owner: str
    chain: str
    links: int
    unsealed: int
    heads: int
    findings: list[Finding]


async def check_chain(tx: Transaction, chain: Chain, key: bytes, owner: str, heads: Sequence[Exported]) -> ChainReport:
    """The report of the transaction owner's chain. `heads` are those exported before the transaction began."""
    findings: list[Finding] = []
    claimed = {head.sequence: head.mac for head in heads if head.chain == chain.name}
    before: Link | None = None
    links = 0
    async for batch in store.stored(tx, chain, key):
        findings += follow(key, before, batch)
        findings += [
            Finding("head_differs", each.link.sequence, each.link.record_id)
            for each in batch
            if claimed.get(each.link.sequence, each.link.mac) != each.link.mac
        ]
        before = batch[-1].link
        links += len(batch)
    reached = before.sequence if before else 0
    if claimed and max(claimed) > reached:
        findings.append(Finding("head_beyond", reached + 1))
    unsealed, foreign = await store.loose(tx, chain, key)
    findings += [Finding("row_foreign", None, record_id) for record_id in foreign]
    return ChainReport(owner, chain.name, links, unsealed, len(claimed), findings)
