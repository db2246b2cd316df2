"""The package's docstring teaches by an example; it must run."""

import doctest
from pathlib import Path

import api.x12
from api.x12 import write_remittances
from tests.x12.builders import facts, remittance


def test_the_example_in_the_docstring_runs(tmp_path: Path) -> None:
    path = tmp_path / "check.835"
    path.write_bytes(write_remittances([remittance()], facts()))
    example = doctest.DocTestParser().get_doctest(api.x12.__doc__ or "", {"path": path}, "api.x12", None, None)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0
