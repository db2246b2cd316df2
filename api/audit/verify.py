"""Recompute the chains of owners and compare them with their exported heads."""

from asyncio import to_thread
from dataclasses import asdict, dataclass

import orjson

from api.audit.chains import chains_of, owners, reading
from tenants.audit import KINDS, ChainReport, Finding, check_chain, owner_name
from tenants.context import Services
from tenants.owner import Owner


class OwnerUnknown(LookupError):
    """No practice and no organization has this id."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every chain that was looked at. It holds when none has a finding."""

    chains: list[ChainReport]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not any(chain.findings for chain in self.chains)

    def as_json(self) -> str:
        """All of it, for a machine."""
        told = {"holds": self.holds, "chains": [asdict(chain) for chain in self.chains]}
        return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()

    def as_text(self) -> str:
        """Each finding in words, then one line that sums up."""
        lines = [
            f"{chain.owner} {chain.chain}: {finding.kind} at {finding.sequence or finding.record_id or 'its heads'}"
            f" ({KINDS[finding.kind]})"
            for chain in self.chains
            for finding in chain.findings
        ]
        links, heads = sum(chain.links for chain in self.chains), sum(chain.heads for chain in self.chains)
        unsealed = sum(chain.unsealed for chain in self.chains)
        lines.append(
            f"{len(self.chains)} chains, {links} links, {unsealed} rows not yet sealed, {heads} exported heads:"
            f" {'as the service wrote them' if self.holds else f'{len(lines)} findings'}"
        )
        return "\n".join(lines) + "\n"


async def verify(services: Services, wanted: str | None = None) -> Verdict:
    """Verify the chains of every owner, or of the one named (`platform`, an id, or as heads name it).

    Raises OwnerUnknown.
    """
    there = await owners(services)
    gone = await to_thread(services.heads.owners) - {owner_name(owner) for owner in there}
    chosen = [owner for owner in there if wanted is None or _is(owner, wanted)]
    lost = [name for name in sorted(gone) if wanted is None or wanted in {name, name.partition(":")[2]}]
    if not chosen and not lost:
        raise OwnerUnknown(wanted)
    reports = [report for owner in chosen for report in await _reports(services, owner)]
    return Verdict(reports + [_lost(name) for name in lost])


async def _reports(services: Services, owner: Owner | None) -> list[ChainReport]:
    name, key = owner_name(owner), services.vault.audit_key(owner)
    heads, forged = await to_thread(services.heads.read, name)
    async with reading(services, owner) as tx:
        reports = [await check_chain(tx, chain, key, name, heads) for chain in chains_of(owner)]
    reports[0].findings.extend([Finding("head_forged")] * forged)
    return reports


def _lost(name: str) -> ChainReport:
    return ChainReport(name, "audit", 0, 0, 0, [Finding("owner_missing")])


def _is(owner: Owner | None, wanted: str) -> bool:
    return wanted in {owner_name(owner), str(owner.id) if owner else owner_name(None)}
