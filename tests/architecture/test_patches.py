"""Eight mistakes, kept as patches: each turns its own check red, and no other."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.kit.postgres.roles import ensure_roles_and_database
from tests.architecture.checks import PROJECT
from tests.harness.database import Database
from tests.harness.run import ROLE_SECRET

FOLDER = Path(__file__).parent / "patches"
COPIED = ("api", "tenants", "migrations", "tests")
RED = {
    "import-backwards": "imports",
    "insert-from-unnest-alone": "citus",
    "key-without-tenant": "keys",
    "phi-in-log": "phi-in-logs",
    "route-without-scope": "routes",
    "sql-outside-store": "sql-in-store",
    "statement-without-tenant": "tenant-named",
    "table-without-policy": "row-security",
}
GIT = shutil.which("git") or "git"
MIGRATE = "import sys; from api.kit.postgres.migrate import upgrade; upgrade(sys.argv[1])"


def in_tree(tree: Path, *arguments: str) -> str:
    """What Python, started in a checkout and importing from it alone, prints."""
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_each_kept_patch_is_tried() -> None:
    assert {patch.stem for patch in FOLDER.glob("*.patch")} == set(RED)


@pytest.mark.parametrize("name", RED)
def test_a_mistake_turns_its_own_check_red_and_no_other(database: Database, tmp_path: Path, name: str) -> None:
    patch = FOLDER / f"{name}.patch"
    for folder in COPIED:
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    subprocess.run([GIT, "apply", "-C1", str(patch)], cwd=tmp_path, check=True)
    other = None
    if "+++ b/migrations/" in patch.read_text():
        other = Database(database.server, f"patched_{secrets.token_hex(4)}")
        ensure_roles_and_database(database.server.migration_url(), ROLE_SECRET, other.name)
        in_tree(tmp_path, "-c", MIGRATE, other.url("migrator"))
    found = json.loads(in_tree(tmp_path, "-m", "tests.architecture.checks", (other or database).superuser_url))
    if other is not None:
        other.drop()
    assert {check: findings for check, findings in found.items() if findings}.keys() == {RED[name]}, found
