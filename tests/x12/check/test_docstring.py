"""The example in the docstring of `check` is run."""

import doctest
from pathlib import Path

from api.x12 import check, write_remittances
from tests.x12 import builders


def test_the_docstring_example(tmp_path: Path) -> None:
    path = tmp_path / "remittance.835"
    path.write_bytes(write_remittances([builders.remittance()], builders.facts()))
    results = doctest.testmod(check, extraglobs={"path": path})
    assert results.attempted >= 3
    assert results.failed == 0
