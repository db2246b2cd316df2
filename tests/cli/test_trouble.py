"""What keeps a command from starting is told in one line, at once."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.kit.postgres.migrate import move
from api.kit.postgres.server import EmbeddedServer
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET

NEEDING_A_DATABASE = (["serve"], ["worker"], ["organization", "create", "Harbor"], ["keys", "status", "--all"])
OTHER_SECRET = "another secret than the roles were made with"


def told(arguments: list[str], **environment: str) -> tuple[int, str]:
    """Exit code and the one line; nothing goes to standard output."""
    done = CliRunner().invoke(app, arguments, env=environment)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    [line] = done.stderr.splitlines()
    return done.exit_code, line


@pytest.mark.parametrize("command", NEEDING_A_DATABASE, ids=" ".join)
def test_another_secret_than_the_database_was_made_with(database: Database, command: list[str]) -> None:
    code, line = told(command, DATABASE_URL=database.base_url, DATABASE_ROLE_SECRET=OTHER_SECRET)
    assert code == 1
    assert "password authentication failed" in line
    assert "firstpass migrate" in line
    assert OTHER_SECRET not in line


@pytest.mark.parametrize("command", NEEDING_A_DATABASE, ids=" ".join)
def test_a_database_that_is_not_migrated(fresh_database: Database, command: list[str]) -> None:
    move(fresh_database.url("migrator"), "base")
    code, line = told(command, DATABASE_URL=fresh_database.base_url, DATABASE_ROLE_SECRET=ROLE_SECRET)
    assert code == 1
    assert "tables are missing" in line
    assert "firstpass migrate" in line


def test_a_database_that_is_not_there(database: Database) -> None:
    url = database.base_url.replace(database.name, "nowhere")
    code, line = told(["worker"], DATABASE_URL=url, DATABASE_ROLE_SECRET=ROLE_SECRET)
    assert (code, "nowhere" in line) == (1, True)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_none(command: str) -> None:
    code, line = told([command, "--port", "80000"])
    assert (code, "0 to 65535" in line) == (2, True)


@pytest.mark.parametrize("command", NEEDING_A_DATABASE, ids=" ".join)
def test_a_setting_that_can_not_be_used_is_named_without_its_value(command: list[str]) -> None:
    code, line = told(command, PORT="80000")
    assert (code, line.startswith("PORT: ")) == (2, True)
    code, line = told(command, DATABASE_URL="postgresql://db/x", DATABASE_ROLE_SECRET="too short")
    assert (code, "32 characters" in line, "too short" in line) == (2, True, False)


@pytest.mark.parametrize("name", ["", "   ", "a bell\x07", "n" * 201])
def test_an_organization_without_a_name(name: str) -> None:
    code, line = told(["organization", "create", name])
    assert (code, "name" in line) == (2, True)


def test_throw_away_data_in_a_folder_to_keep(tmp_path: Path) -> None:
    code, line = told(["demo", "--once", "--data-dir", str(tmp_path / "data")])
    assert (code, "--data-dir" in line) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_there_is_no_server_of_ours_to_stop(database: Database) -> None:
    code, line = told(["stop"], DATABASE_URL=database.base_url, DATABASE_ROLE_SECRET=ROLE_SECRET)
    assert (code, "DATABASE_URL" in line) == (1, True)


def test_a_server_started_in_vain_is_stopped(tmp_path: Path) -> None:
    code, line = told(["worker"], DATA_DIR=str(tmp_path / "data"))
    assert (code, "firstpass migrate" in line) == (1, True)
    assert not EmbeddedServer(tmp_path / "data").is_alive()
