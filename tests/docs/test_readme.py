"""The README says what is so: its settings, its scopes, its tree, its commands."""

import re
from pathlib import Path

from api.kit.settings import settings_table
from tenants.scopes import ORGANIZATION_SCOPES, PARTNER_SCOPES, PRACTICE_SCOPES
from tests.harness.processes import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_is_the_code_s() -> None:
    shown = re.search(r"<!-- settings: .*? -->\n(.*?)<!-- /settings -->", README, re.DOTALL)
    assert shown is not None
    assert shown[1] == settings_table()


def test_the_scopes_are_those_that_each_client_may_hold() -> None:
    shown = re.search(r"\| a client of \| may hold \|\n\|---\|---\|\n((?:\|.*\n)+)", README)
    assert shown is not None
    practice, partner, organization = (_scopes(row) for row in shown[1].splitlines())
    assert (practice, partner) == (set(PRACTICE_SCOPES), set(PARTNER_SCOPES))
    assert organization == ORGANIZATION_SCOPES - PRACTICE_SCOPES


def _scopes(row: str) -> set[str]:
    named = re.findall(r"`(\w+)` \(([\w, ]+)\)", row)
    return {f"{resource}:{action}" for resource, actions in named for action in actions.split(", ")}


def test_every_place_in_the_tree_exists_and_every_top_folder_is_shown() -> None:
    block = re.search(r"## Where things live\n\n```\n(.*?)```", README, re.DOTALL)
    assert block is not None
    top, shown = Path(), []
    for line in block[1].splitlines():
        name = line.split()[0]
        top = top if line.startswith(" ") else Path(name)
        shown.append(top / name if line.startswith(" ") else top)
    assert [str(place) for place in shown if not (PROJECT / place).exists()] == []
    stages = {f"api/{folder.name}" for folder in (PROJECT / "api").iterdir() if (folder / "routes.py").exists()}
    assert stages <= {str(place) for place in shown}


def test_every_make_target_it_names_is_one() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"demo", "test", "serve", "worker"} <= named <= set(targets)


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (PROJECT / target).exists(), target
