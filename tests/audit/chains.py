"""Chains of every kind with something in them, and what somebody with the database's highest login does to them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

import psycopg

from api.audit.export_heads import export_heads
from api.audit.verify import Verdict, verify
from api.events.jobs import seal
from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

LINKS = 6
"""At least so many in each chain, so that something comes before and after whatever is done."""


@dataclass(frozen=True, slots=True)
class Tables:
    """A chain's two tables, and how they name owner and record."""

    record: str
    seal: str
    owner: str | None
    fk: str

    def mine(self, owner_id: UUID | None) -> str:
        return "true" if self.owner is None else f"{self.owner} = '{owner_id}'"


CHAINS: Mapping[tuple[str, str], Tables] = MappingProxyType(
    {
        ("tenant", "audit"): Tables("audit_record", "audit_seal", "tenant_id", "record_id"),
        ("tenant", "event"): Tables("event", "event_seal", "tenant_id", "event_id"),
        ("organization", "audit"): Tables(
            "organization_audit_record", "organization_audit_seal", "organization_id", "record_id"
        ),
        ("platform", "audit"): Tables("platform_audit_record", "platform_audit_seal", None, "record_id"),
    }
)
"""By what heads call the owner's level, and the chain."""

_LAST = "(select max(sequence) from {seal} where {mine})"


def _row(at: str = "2") -> str:
    return f"{{mine}} and id = (select {{fk}} from {{seal}} where {{mine}} and sequence = {at})"


def _link(at: str = "2") -> str:
    return f"{{mine}} and sequence = {at}"


def _shift(by: str) -> list[str]:
    return [
        f"update {{seal}} set sequence = -(sequence {by}) where {{mine}} and sequence > 2",
        "update {seal} set sequence = -sequence where {mine} and sequence < 0",
    ]


_COPY = (
    'insert into {record} select (jsonb_populate_record(t, \'{{"id": "{new}"}}\')).* from {record} t where ' + _row()
)
_COPY_LINK = (
    'insert into {seal} select (jsonb_populate_record(t, \'{{"{fk}": "{new}", "sequence": 3}}\')).*'
    " from {seal} t where " + _link()
)
_CUT_ONE = [f"delete from {{record}} where {_row(_LAST)}", f"delete from {{seal}} where {_link(_LAST)}"]

TAMPERINGS: Mapping[str, tuple[list[str], str]] = MappingProxyType(
    {
        "edit": ([f"update {{record}} set actor_id = gen_random_uuid() where {_row()}"], "row_changed"),
        "delete": (
            [f"delete from {{record}} where {_row()}", f"delete from {{seal}} where {_link()}", *_shift("- 1")],
            "link_broken",
        ),
        "insert": ([*_shift("+ 1"), _COPY, _COPY_LINK], "link_broken"),
        "reorder": (
            [
                f"update {{seal}} set sequence = {new} where {{mine}} and sequence = {old}"
                for new, old in ((-2, 2), (2, 3), (3, -2))
            ],
            "link_broken",
        ),
        "cut": (_CUT_ONE * 2, "head_beyond"),
    }
)
"""Statements, and the kind of finding that must come of them. Whoever runs them covers the tracks as well as can be."""

CLUMSY: Mapping[str, tuple[list[str], str]] = MappingProxyType(
    {
        "a row deleted, its link kept": ([f"delete from {{record}} where {_row()}"], "row_missing"),
        "a link deleted, its row kept": ([f"delete from {{seal}} where {_link()}"], "links_missing"),
        "a row put in without a link": ([_COPY], "row_foreign"),
        "a transaction id changed": ([f"update {{record}} set xid = '7' where {_row()}"], "link_broken"),
        "everything gone": (["delete from {seal} where {mine}", "delete from {record} where {mine}"], "head_beyond"),
    }
)


async def filled(world: World, practice: PracticeWorld) -> Verdict:
    """Something in every chain, sealed, and the heads exported; what verifying says of it."""
    for number in range(LINKS):
        answer = await practice.ehr.post(practice.path("/patients"), patient(external_id=f"MRN-{number}"))
        answer.raise_for_status()
        await world.staff.get(world.path("/payers"))
        await world.http.get(practice.path("/events"), headers={"Authorization": "Bearer nobody's"})
    verdict = await sealed(world)
    await export_heads(world.services)
    return verdict


async def sealed(world: World) -> Verdict:
    """Seal until every row has its link. The horizon is the whole server's: a test beside this one may hold it back."""
    for _ in range(3000):
        await seal(world.services)
        verdict = await verify(world.services)
        if not sum(chain.unsealed for chain in verdict.chains):
            return verdict
        await asyncio.sleep(0.01)
    raise AssertionError("rows stay unsealed")


def tamper(database: Database, statements: Sequence[str], owners: Mapping[str, UUID | None]) -> None:
    """As superuser, past foreign keys, in every chain of the owners given by level."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("set local session_replication_role = replica")
        for (level, _), tables in CHAINS.items():
            new = connection.execute("select gen_random_uuid()").fetchone()
            assert new is not None
            told = {"record": tables.record, "seal": tables.seal, "fk": tables.fk, "mine": tables.mine(owners[level])}
            for statement in statements:
                changed = connection.execute(statement.format(**told, new=new[0]).encode()).rowcount
                assert changed > 0, statement


def kinds(verdict: Verdict) -> dict[tuple[str, str], set[str]]:
    """The findings of each chain, by the owner's level and the chain's name."""
    found: dict[tuple[str, str], set[str]] = {}
    for chain in verdict.chains:
        found.setdefault((chain.owner.partition(":")[0], chain.chain), set()).update(
            finding.kind for finding in chain.findings
        )
    return found
