"""What the docstrings of the sets teach runs as it stands."""

import doctest
from pathlib import Path

import pytest

import api.x12.eligibility_270_271
import api.x12.status_276_277
from api.x12 import write_271s, write_277s
from tests.x12.builders import facts
from tests.x12.eligibility import builders as eligibility
from tests.x12.status import builders as status


@pytest.mark.parametrize("name", ["eligibility", "status"])
def test_the_docstring_runs(name: str, tmp_path: Path) -> None:
    module, payload = {
        "eligibility": (api.x12.eligibility_270_271, write_271s([eligibility.response()], facts())),
        "status": (api.x12.status_276_277, write_277s([status.response()], facts())),
    }[name]
    path = tmp_path / "answers.x12"
    path.write_bytes(payload)
    results = doctest.testmod(module, extraglobs={"path": path})
    assert (results.failed, results.attempted > 0) == (0, True)
