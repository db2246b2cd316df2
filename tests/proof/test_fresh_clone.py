"""The short form of the proof: the rest of it is in `make proof`, and a killed demo in `tests/demo`."""

import shutil

import pytest

from tests.harness.processes import PROJECT
from tests.proof.fresh_clone import cloned, once


@pytest.mark.skipif(not (PROJECT / ".git").exists(), reason="not a clone itself")
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_fresh_clone_demonstrates_itself_and_leaves_nothing() -> None:
    with cloned() as clone:
        assert once(clone)["stages"][-1] == "first_pass"
