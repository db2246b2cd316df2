"""Heads outside of the database: signed, added to, and never written over."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from structlog.testing import capture_logs

from api.audit.export_heads import export_heads
from api.audit.jobs import export
from api.audit.verify import verify
from tenants.audit import Exported, HeadLog
from tests.audit.chains import TAMPERINGS, filled, sealed, tamper
from tests.harness.database import Database
from tests.harness.world import World

SECRET = bytes(range(32))
MOMENT = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def head(sequence: int, chain: str = "audit") -> Exported:
    return Exported("platform", chain, sequence, bytes([sequence]) * 32, MOMENT)


@pytest.fixture
def heads(tmp_path: Path) -> HeadLog:
    return HeadLog(tmp_path / "heads", SECRET)


def test_lines_are_read_back_in_order_and_the_folder_is_the_services_alone(heads: HeadLog, tmp_path: Path) -> None:
    heads.append([head(1)])
    heads.append([head(2), head(3, "event")])
    assert heads.read("platform") == ([head(1), head(2), head(3, "event")], 0)
    assert heads.newest("platform", "audit") == head(2)
    assert heads.owners() == {"platform"}
    folder = tmp_path / "heads"
    assert (folder.stat().st_mode & 0o777, (folder / "platform.jsonl").stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_line_says_what_it_is_and_anybody_with_the_public_key_can_check_it(heads: HeadLog, tmp_path: Path) -> None:
    heads.append([head(1)])
    told = json.loads((tmp_path / "heads" / "platform.jsonl").read_text())
    assert list(told) == ["owner", "chain", "sequence", "mac", "sealed_at", "signature"]
    assert (told["owner"], told["sequence"], told["mac"]) == ("platform", 1, "01" * 32)
    key = load_pem_public_key(heads.public_key.encode())
    assert isinstance(key, Ed25519PublicKey)


@pytest.mark.parametrize(
    ("old", "new"), [('"sequence":1', '"sequence":9'), ('"audit"', '"event"'), ("{", "["), ('"signature"', '"sign"')]
)
def test_a_line_that_was_changed_is_not_the_services(heads: HeadLog, tmp_path: Path, old: str, new: str) -> None:
    heads.append([head(1), head(2)])
    file = tmp_path / "heads" / "platform.jsonl"
    file.write_text(file.read_text().replace(old, new, 1))
    assert heads.read("platform") == ([head(2)], 1)


def test_a_line_of_another_installation_or_owner_is_not_the_services(heads: HeadLog, tmp_path: Path) -> None:
    heads.append([head(1)])
    other = HeadLog(tmp_path / "heads", bytes(32))
    other.append([head(2)])
    assert heads.read("platform") == ([head(1)], 1)
    folder = tmp_path / "heads"
    (folder / "platform.jsonl").rename(folder / "tenant_01a20fc6-a497-7000-9dc3-af1c5326a671.jsonl")
    assert heads.read("tenant:01a20fc6-a497-7000-9dc3-af1c5326a671") == ([], 2)


def test_a_line_that_a_power_cut_tore_is_dropped_and_the_next_one_is_whole(heads: HeadLog, tmp_path: Path) -> None:
    heads.append([head(1)])
    file = tmp_path / "heads" / "platform.jsonl"
    file.write_text(file.read_text() + '{"owner":"platform","chain"')
    assert heads.read("platform") == ([head(1)], 0)
    heads.append([head(2)])
    assert heads.read("platform") == ([head(1), head(2)], 0)


async def test_a_chain_that_has_not_moved_gets_no_second_line(world: World) -> None:
    await filled(world, await world.practice())
    assert await export_heads(world.services) == 0
    await world.staff.get(world.path("/payers"))
    await sealed(world)
    assert await export_heads(world.services) == 1
    lines, forged = world.services.heads.read(f"organization:{world.organization_id}")
    assert (len(lines), forged) == (2, 0)
    assert (await verify(world.services)).holds


async def test_a_chain_that_was_cut_is_reported_at_the_next_export_and_its_line_stays(
    world: World, database: Database
) -> None:
    practice = await world.practice()
    await filled(world, practice)
    there = {"tenant": practice.id, "organization": world.organization_id, "platform": None}
    tamper(database, TAMPERINGS["cut"][0], there)
    with capture_logs() as logs:
        await export(world.services)
    told = [(entry["owner"], entry["chain"]) for entry in logs if entry["event"] == "chain cut"]
    assert sorted(told) == sorted(
        [
            (f"tenant:{practice.id}", "audit"),
            (f"tenant:{practice.id}", "event"),
            (f"organization:{world.organization_id}", "audit"),
            ("platform", "audit"),
        ]
    )
    assert len(world.services.heads.read("platform")[0]) == 1


async def test_a_forged_line_is_a_finding(world: World) -> None:
    await filled(world, await world.practice())
    folder = world.settings.audit_head_directory
    file = folder / "platform.jsonl"
    file.write_text(file.read_text().replace('"sequence":', '"sequence":1', 1))
    verdict = await verify(world.services, "platform")
    assert [finding.kind for finding in verdict.chains[0].findings] == ["head_forged"]
