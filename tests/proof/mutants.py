"""Every mistake that would let one practice see another, made alone: a test turns red for each."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from api.kit.postgres.server import EmbeddedServer
from tests.architecture.checks import PROJECT, owner_columns
from tests.architecture.source import Source
from tests.architecture.statements import unbound
from tests.harness.database import Database
from tests.isolation import mutants, scope_mutants
from tests.isolation.bare import filled_database
from tests.isolation.mutants import Killed
from tests.isolation.places import OPERATIONS
from tests.isolation.sites import open_ground
from tests.isolation.walking import walk_settings
from tests.proof.registry import proof
from tests.proof.worlds import server


@proof("isolation.mutation")
def kill_all() -> dict[str, Any]:
    """`isolation.mutants`: killed of all. By kind; and of the policies how many also bare statements find."""
    with server() as on:
        policies, by_statements, grants, before = _in_the_database(on)
        scopes = asyncio.run(_scopes(on))
    kinds = {"policies": policies, "grants": grants, "scopes": scopes, "statements": _statements()}
    survived = [name for kind in kinds.values() for name in kind.survived]
    return {
        "isolation.mutants": {
            "killed": sum(kind.killed for kind in kinds.values()),
            "total": sum(kind.total for kind in kinds.values()),
        },
        **{name: {"killed": kind.killed, "total": kind.total, "by": kind.by} for name, kind in kinds.items()},
        "policies_found_by_bare_statements": {
            "killed": by_statements.killed,
            "total": by_statements.total,
            "by": by_statements.by,
            "found_by_the_catalog_alone": by_statements.survived,
        },
        "red_without_a_mistake": before,
        "survived": survived,
        "ok": not survived and not before,
    }


def _in_the_database(on: EmbeddedServer) -> tuple[Killed, Killed, Killed, list[str]]:
    policies, by_statements, grants = Killed(), Killed(), Killed()
    filled = filled_database(on)
    name = filled.database.name
    with psycopg.connect(filled.database.superuser_url) as connection:
        before = mutants.found_before(connection, ["row-security", "grants"])
        changes, widened = mutants.policies(connection), list(mutants.grants(connection))
        connection.rollback()
        for mutant in widened:
            grants.note(mutant.name, mutants.kill_in_the_catalog(connection, mutant, name, ["grants"]))
        for mutant in changes:
            policies.note(mutant.name, mutants.kill_in_the_catalog(connection, mutant, name, ["row-security"]))
    for mutant in changes:
        if mutant.kind == "policy":
            by_statements.note(mutant.name, mutants.kill_with_statements(filled, mutant))
    filled.database.drop()
    return policies, by_statements, grants, before


async def _scopes(on: EmbeddedServer) -> Killed:
    killed = Killed()
    database = Database.clone(on, "scopes")
    with tempfile.TemporaryDirectory(prefix="firstpass-scopes-") as folder:
        async with open_ground(walk_settings(database, Path(folder))) as ground:
            for operation in OPERATIONS:
                killed.note(operation, await scope_mutants.kill(ground, operation))
    return killed


def _statements() -> Killed:
    killed, owner_of = Killed(), owner_columns()
    for name, without in mutants.statements_without_their_owner(Source(PROJECT), owner_of):
        killed.note(name, ["test_the_rule_holds[tenant-named]"] if unbound(without, owner_of) else [])
    return killed
