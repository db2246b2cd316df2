from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app

RUN = CliRunner()


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A contract of the test's own, as the service has it."""
    path = tmp_path / "openapi" / "openapi.json"
    monkeypatch.setattr(import_module("api.cli.openapi"), "PUBLISHED", path)
    assert RUN.invoke(app, ["openapi"]).exit_code == 0
    return path


def test_the_published_contract_is_what_the_service_does() -> None:
    found = RUN.invoke(app, ["openapi", "--check"])
    assert found.exit_code == 0, found.output


def test_a_difference_is_shown_and_fails(published: Path) -> None:
    assert RUN.invoke(app, ["openapi", "--check"]).exit_code == 0
    published.write_text(published.read_text().replace('"title": "Firstpass"', '"title": "Secondpass"'))
    found = RUN.invoke(app, ["openapi", "--check"])
    assert found.exit_code == 1
    assert '-    "title": "Secondpass"' in found.output
    assert '+    "title": "Firstpass"' in found.output


def test_a_contract_that_is_missing_fails(published: Path) -> None:
    published.unlink()
    assert RUN.invoke(app, ["openapi", "--check"]).exit_code == 1


def test_the_contract_is_sorted_indented_and_ends_in_a_newline(published: Path) -> None:
    text = published.read_text()
    assert text.startswith('{\n  "components": {')
    assert text.endswith("}\n")
