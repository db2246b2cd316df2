from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from tenants.scopes import SCOPES
from tests.harness.world import World

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


DOCUMENT = create_app().openapi()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_what_it_does_what_it_needs_and_what_can_go_wrong(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    assert [each["name"] for each in operation.get("parameters", []) if not each.get("description")] == []
    if operation.get("x-firstpass", {}).get("public"):
        return
    assert operation["security"][0]["oauth2"] == [operation["x-firstpass"]["scope"]]
    assert operation["x-firstpass"]["scope"] in SCOPES
    problems = {"401", "403", "429"} | ({"404"} if "{" in name else set())
    assert problems <= set(operation["responses"])
    if "requestBody" in operation:
        [content] = operation["requestBody"]["content"].values()
        assert "example" in content or content["schema"].get("format") == "binary"


def test_operations_and_schemas_have_names_of_their_own() -> None:
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(ids) == len(set(ids))
    # FastAPI puts the module before the names of classes that are called alike.
    assert [name for name in DOCUMENT["components"]["schemas"] if "__" in name] == []


async def test_each_group_of_operations_leads_to_a_place_of_the_guide(world: World) -> None:
    for tag in DOCUMENT["tags"]:
        address, _, anchor = tag["externalDocs"]["url"].partition("#")
        page = await world.http.get(address)
        assert page.status_code == 200, address
        assert not anchor or f'id="{anchor}"' in page.text, tag["externalDocs"]["url"]
