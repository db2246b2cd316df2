from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from api.kit.postgres.roles import ROLES, role_password
from api.kit.settings import Settings, settings_table

SECRET = SecretStr("s" * 32)


def test_every_setting_has_a_description_and_a_row() -> None:
    table = settings_table()
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"| `{name.upper()}` |" in table


def test_values_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("DATA_DIR", "/srv/firstpass")
    settings = Settings()
    assert settings.port == 9000
    assert settings.key_directory == Path("/srv/firstpass/keys")


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("PORT", "")
    assert Settings().embedded_server is not None
    assert Settings().port == 8000


def test_a_database_url_gets_each_roles_login() -> None:
    settings = Settings(database_url="postgres://db.internal:5433/billing?sslmode=require", database_role_secret=SECRET)
    assert settings.embedded_server is None
    assert settings.database == "billing"
    for role in ROLES:
        password = role_password("s" * 32, role)
        assert settings.role_url(role) == (f"postgresql://{role}:{password}@db.internal:5433/billing?sslmode=require")


def test_roles_have_different_passwords() -> None:
    assert len({role_password("s" * 32, role) for role in ROLES}) == len(ROLES) == 7


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://postgres:secret@db/billing", "must name no user"),
        ("postgresql://postgres@db/billing", "must name no user"),
        ("mysql://db/billing", "must start with postgresql://"),
        ("postgresql://db", "must name a database"),
    ],
)
def test_a_database_url_that_would_bypass_the_roles_is_refused(url: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Settings(database_url=url, database_role_secret=SECRET)


def test_a_database_url_needs_a_secret_for_the_roles() -> None:
    with pytest.raises(ValidationError, match="DATABASE_ROLE_SECRET"):
        Settings(database_url="postgresql://db/billing", database_role_secret=SecretStr("short"))


def test_a_token_lives_five_minutes_at_most() -> None:
    with pytest.raises(ValidationError, match="token_seconds"):
        Settings(token_seconds=301)


def test_the_made_role_secret_stays_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = Settings(data_dir=tmp_path).role_secret
    assert Settings(data_dir=tmp_path).role_secret == first
    assert (tmp_path / "database-role-secret").stat().st_mode & 0o777 == 0o600


def test_secrets_do_not_show_in_a_printed_configuration() -> None:
    settings = Settings(
        migration_database_url=SecretStr("postgresql://admin:hunter2@db/postgres"),
        database_role_secret=SECRET,
    )
    assert "hunter2" not in repr(settings)
    assert "s" * 32 not in repr(settings)
