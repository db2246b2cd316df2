"""Sealed values: bound to their place, refused in the clear, gone with their owner's secret."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.registration.models import Patient
from tenants.columns import Sealed
from tenants.keys import FileKeyService, KeyDestroyedError, Keyring, KeyServiceError, SealBrokenError, Vault
from tenants.owner import Owner
from tenants.session import PlainValueError
from tests.builders.registration import CANARY, billing_provider, coverage, patient
from tests.harness.database import Database
from tests.harness.world import World


async def keyring(world: World, owner: Owner) -> Keyring:
    async with world.services.database.owned(owner) as tx:
        return await world.services.vault.keyring(tx)


async def test_a_value_opens_in_its_own_place_alone(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    mine, theirs = await keyring(world, Owner.practice(elm.id)), await keyring(world, Owner.practice(oak.id))
    row = uuid4()
    sealed = mine.seal_text("patient", "last_name", row, "Doe")
    assert mine.open_text("patient", "last_name", row, sealed) == "Doe"
    assert sealed != mine.seal_text("patient", "last_name", row, "Doe"), "a nonce of its own each time"
    for keys, table, column, at in (
        (mine, "patient", "first_name", row),
        (mine, "coverage", "last_name", row),
        (mine, "patient", "last_name", uuid4()),
        (theirs, "patient", "last_name", row),
    ):
        with pytest.raises(SealBrokenError):
            keys.open_text(table, column, at, sealed)
    for position in (0, 1, 4, 5, 17, len(sealed) - 1):
        changed = Sealed(sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :])
        with pytest.raises(SealBrokenError):
            mine.open_text("patient", "last_name", row, changed)


async def test_ciphertexts_exchanged_in_the_database_are_never_shown(world: World, database: Database) -> None:
    practice, neighbor = await world.practice("Elm"), await world.practice("Oak")
    ids = []
    for owner, number in ((practice, 1), (practice, 2), (neighbor, 3)):
        order = patient(external_id=f"MRN-{number}", last_name=f"{CANARY}{'abc'[number - 1]}")
        ids.append((await owner.ehr.post(owner.path("/patients"), order)).json()["id"])
    for source in (ids[1], ids[2]):
        database.as_superuser(
            "update patient p set last_name = o.last_name from patient o where p.id = %s and o.id = %s",
            [ids[0], source],
        )
        answer = await practice.ehr.get(practice.path(f"/patients/{ids[0]}"))
        assert answer.status_code == 500
        assert CANARY not in answer.text


async def test_a_value_in_the_clear_is_refused_before_it_is_written(world: World) -> None:
    practice = await world.practice()
    owner = Owner.practice(practice.id)
    keys = await keyring(world, owner)
    row = uuid4()
    values: dict[str, Any] = {
        name: keys.seal_text("patient", name, row, "x")
        for name in ("external_id", "last_name", "first_name", "birth_date", "address")
    }
    values |= {"last_name": b"Doe", "external_id_index": b"", "name_token": b"", "sex": "U"}
    clear = Patient(tenant_id=practice.id, id=row, **values)
    with pytest.raises(PlainValueError, match=r"Patient\.last_name"):
        async with world.services.database.owned(owner) as tx:
            await tx.insert(clear)


async def test_no_identity_is_in_the_database_in_the_clear(world: World, database: Database) -> None:
    practice = await world.practice()
    registered = patient(last_name=CANARY, first_name=CANARY, external_id=CANARY)
    member = coverage(world.payers["SBXCO"], patient_external_id=CANARY, external_id=CANARY, member_id=CANARY)
    for path, order in (("/patients", registered), ("/coverages", member), ("/billing-providers", billing_provider())):
        (await practice.ehr.post(practice.path(path), order)).raise_for_status()
    found = []
    for schema, table in database.as_superuser(
        "select schemaname, tablename from pg_tables where schemaname in ('public', 'jobs')"
    ):
        found += database.as_superuser(
            f"select '{table}' from {schema}.{table} t where t::text ilike %s or t::text ilike %s",
            [f"%{CANARY}%", f"%{CANARY.encode().hex()}%"],
        )
    assert found == []


async def test_an_index_tells_equal_values_of_one_practice_and_column_and_nothing_else(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    mine, theirs = await keyring(world, Owner.practice(elm.id)), await keyring(world, Owner.practice(oak.id))
    assert mine.index("patient.external_id", "MRN-1") == mine.index("patient.external_id", " mrn-1 ")
    assert mine.index("patient.external_id", "MRN-1") != mine.index("coverage.external_id", "MRN-1")
    assert mine.index("patient.external_id", "MRN-1") != theirs.index("patient.external_id", "MRN-1")
    assert b"MRN" not in mine.index("patient.external_id", "MRN-1")


async def test_with_its_secret_an_owners_values_are_gone_and_the_others_stay(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    shredded, kept = Owner.practice(elm.id), Owner.practice(oak.id)
    FileKeyService(world.settings.key_directory).destroy(str(shredded))
    restarted = Vault(FileKeyService(world.settings.key_directory))
    async with world.services.database.owned(shredded) as tx:
        with pytest.raises(KeyDestroyedError):
            await restarted.keyring(tx)
    async with world.services.database.owned(kept) as tx:
        assert (await restarted.keyring(tx)).owner == kept


def test_a_wrapped_key_opens_for_its_owner_and_purpose_alone(tmp_path: Path) -> None:
    service = FileKeyService(tmp_path / "keys")
    for owner in ("tenant:a", "tenant:b"):
        service.create(owner)
    wrapped = service.wrap("tenant:a", "data", b"k" * 32)
    assert service.unwrap("tenant:a", "data", wrapped) == b"k" * 32
    for owner, purpose in (("tenant:b", "data"), ("tenant:a", "index"), ("tenant:c", "data")):
        with pytest.raises(KeyServiceError):
            service.unwrap(owner, purpose, wrapped)


def test_secrets_are_files_of_the_services_user_alone(tmp_path: Path) -> None:
    service = FileKeyService(tmp_path / "keys")
    service.create("tenant:a")
    before = (tmp_path / "keys" / "tenant-a.secret").read_bytes()
    service.create("tenant:a")
    assert (tmp_path / "keys" / "tenant-a.secret").read_bytes() == before, "a secret is made once"
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()] == [0o600]
