"""Files, AWS KMS and Vault keep secrets alike: the same tests for each, the last two against simulators on loopback."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from api.kit.clock import now
from api.kit.settings import Settings
from tenants.keys import FileKeyService, KeyDestroyedError, KeyService, KeyServiceError, key_service
from tenants.keys.aws import AwsKeyService
from tenants.keys.hashicorp import HashicorpKeyService
from tests.builders.registration import patient
from tests.harness.world import open_world
from tests.retention.leaving import STEPS, take
from tests.simulators.http import serving
from tests.simulators.kms import Kms
from tests.simulators.vault import TransitVault

KEY = b"k" * 32
MINE, THEIRS = "tenant:a", "tenant:b"


@dataclass
class Case:
    """A key service, another process's view of the same one, and a way to make it unreachable."""

    service: KeyService
    other: KeyService
    break_it: Callable[[], object]
    settings: dict[str, Any]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where botocore looks: nothing of the machine's own."""
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", "/nonexistent"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ):
        monkeypatch.setenv(name, value)


@pytest.fixture(params=["file", "aws-kms", "vault"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    if request.param == "file":
        folder = tmp_path / "keys"
        made = [FileKeyService(folder) for _ in range(2)]
        yield Case(made[0], made[1], lambda: folder.rename(tmp_path / "elsewhere"), {"key_directory": folder})
    elif request.param == "aws-kms":
        kms = Kms()
        with serving(kms) as address:
            settings: dict[str, Any] = {"key_service": "aws-kms", "aws_kms_endpoint": address}
            with closing(AwsKeyService("fp", address)) as one, closing(AwsKeyService("fp", address)) as two:
                yield Case(one, two, lambda: setattr(kms, "down", True), settings)
    else:
        vault = TransitVault("t")
        with serving(vault) as address:
            settings = {"key_service": "vault", "vault_addr": address, "vault_token": SecretStr("t")}
            with closing(transit(address)) as one, closing(transit(address)) as two:
                yield Case(one, two, vault.tokens.clear, settings)


def transit(address: str) -> HashicorpKeyService:
    return HashicorpKeyService(address, "transit", "fp", token="t")


def test_a_wrapped_key_opens_in_every_process_for_its_owner_and_purpose_alone(case: Case) -> None:
    for owner in (MINE, THEIRS):
        case.service.create(owner)
    wrapped = case.service.wrap(MINE, "data", KEY)
    assert case.other.unwrap(MINE, "data", wrapped) == KEY
    assert KEY not in wrapped
    for owner, purpose, given in (
        (THEIRS, "data", wrapped),
        (MINE, "index", wrapped),
        ("tenant:nobody", "data", wrapped),
        (MINE, "data", wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
    ):
        with pytest.raises(KeyServiceError):
            case.service.unwrap(owner, purpose, given)


def test_a_secret_is_made_once(case: Case) -> None:
    case.service.create(MINE)
    wrapped = case.service.wrap(MINE, "data", KEY)
    case.other.create(MINE)
    assert case.other.unwrap(MINE, "data", wrapped) == KEY


def test_a_rotated_secret_opens_what_it_wrapped_before_and_derives_the_same(case: Case) -> None:
    case.service.create(MINE)
    old, derived = case.service.wrap(MINE, "data", KEY), case.service.derive(MINE, "audit")
    fingerprint = case.service.fingerprint(MINE)
    for _ in range(2):
        case.service.rotate(MINE)
    new = case.service.wrap(MINE, "data", KEY)
    assert [case.other.unwrap(MINE, "data", each) for each in (old, new)] == [KEY, KEY]
    assert case.other.derive(MINE, "audit") == derived != case.other.derive(MINE, "cursor")
    assert case.other.fingerprint(MINE) == fingerprint


def test_a_destroyed_secret_opens_nothing_and_is_not_made_again_by_accident(case: Case) -> None:
    for owner in (MINE, THEIRS):
        case.service.create(owner)
    wrapped, kept = case.service.wrap(MINE, "data", KEY), case.service.wrap(THEIRS, "data", KEY)
    final_at = case.service.destroy(MINE)
    assert final_at <= now() or case.service.name == "aws-kms"
    assert case.service.destroy(MINE).date() == final_at.date(), "again changes nothing"
    gone = KeyServiceError if case.service.name == "vault" else KeyDestroyedError
    for use in (
        lambda: case.other.unwrap(MINE, "data", wrapped),
        lambda: case.other.wrap(MINE, "data", KEY),
        lambda: case.other.rotate(MINE),
    ):
        with pytest.raises(gone):
            use()
    if case.service.name != "vault":  # Vault keeps no trace; the end is noted beside the keys (`Vault.end`)
        with pytest.raises(KeyDestroyedError):
            case.service.create(MINE)
    assert case.other.unwrap(THEIRS, "data", kept) == KEY


def test_what_is_out_of_reach_is_not_called_destroyed(case: Case) -> None:
    case.service.create(MINE)
    wrapped = case.service.wrap(MINE, "data", KEY)
    case.break_it()
    with pytest.raises(KeyServiceError) as trouble:
        case.service.unwrap(MINE, "data", wrapped)
    assert not isinstance(trouble.value, KeyDestroyedError)
    assert KEY.decode() not in str(trouble.value)


async def test_the_product_runs_on_it_from_onboarding_to_shredding(
    case: Case, settings: Settings, clean_database: Any
) -> None:
    del clean_database
    chosen = settings.model_copy(update=case.settings)
    assert type(key_service(chosen)) is type(case.service)
    async with open_world(chosen) as world:
        practice = await world.practice()
        made = (await practice.ehr.post(practice.path("/patients"), patient())).json()
        read = await practice.ehr.get(practice.path(f"/patients/{made['id']}"))
        assert read.json()["last_name"] == "Doe"
        left = await take(world, practice, *STEPS)
        certificate = left["steps"][-1]["detail"]["certificate"]
        assert certificate["key_service"] == case.service.name
        assert certificate["irrecoverable_from"] >= certificate["destroyed_at"][:10]
        assert (await practice.ehr.get(practice.path(f"/patients/{made['id']}"))).status_code == 410


async def test_without_its_key_service_a_request_is_told_to_retry(
    case: Case, settings: Settings, clean_database: Any
) -> None:
    del clean_database
    async with open_world(settings.model_copy(update=case.settings)) as world:
        practice = await world.practice()
        for owner in list(world.services.vault._keyrings):
            world.services.vault.forget(owner)
        case.break_it()
        answer = await practice.ehr.get(practice.path("/claims"))
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "keys-unavailable")
        assert answer.headers["retry-after"] == "5"


def test_vaults_token_is_read_again_when_it_is_refused(tmp_path: Path) -> None:
    file, vault = tmp_path / "token", TransitVault("first")
    file.write_text("first\n")
    with serving(vault) as address, closing(HashicorpKeyService(address, "transit", "fp", token_file=file)) as service:
        service.create(MINE)
        vault.tokens = {"second"}
        with pytest.raises(KeyServiceError):
            service.wrap(MINE, "data", KEY)
        file.write_text("second\n")
        assert service.unwrap(MINE, "data", service.wrap(MINE, "data", KEY)) == KEY


def test_of_two_processes_that_make_a_kms_key_at_once_one_wins_and_the_other_key_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kms = Kms()
    with (
        serving(kms) as address,
        closing(AwsKeyService("fp", address)) as first,
        closing(AwsKeyService("fp", address)) as second,
    ):
        describe = second._client.describe_key
        monkeypatch.setattr(second, "_find", lambda _: None)  # it has looked before the first made it
        first.create(MINE)
        second.create(MINE)
        assert describe(KeyId="alias/fp/tenant/a")["KeyMetadata"]["KeyState"] == "Enabled"
        assert sorted(key.state for key in kms.keys.values()) == ["Enabled", "PendingDeletion"]
        assert first.unwrap(MINE, "data", second.wrap(MINE, "data", KEY)) == KEY


def test_without_botocore_kms_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.session", None)
    with pytest.raises(KeyServiceError, match=r"requirements-optional\.lock"):
        AwsKeyService("fp")


def test_secrets_rotated_at_once_lose_no_version(tmp_path: Path) -> None:
    services = [FileKeyService(tmp_path) for _ in range(2)]
    services[0].create(MINE)
    wrapped = []
    for turn in range(6):
        services[turn % 2].rotate(MINE)
        wrapped.append(services[turn % 2].wrap(MINE, "data", KEY))
    assert [services[0].unwrap(MINE, "data", each) for each in wrapped] == [KEY] * 6
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
