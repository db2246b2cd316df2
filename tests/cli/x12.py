"""What the tests of `firstpass x12` share: the command, and a file of each set."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from api.cli import app
from tests.x12.mutations import MUTATION_SETS

SETS = tuple(sorted(MUTATION_SETS))


def x12(*arguments: str, stdin: bytes | None = None) -> Result:
    """Run `firstpass x12`."""
    return CliRunner().invoke(app, ["x12", *arguments], input=stdin)


def base(name: str) -> bytes:
    """A valid file of a set."""
    return MUTATION_SETS[name].base()


def changed(name: str, old: bytes, new: bytes) -> bytes:
    """The file of a set with one thing changed."""
    assert old in base(name)
    return base(name).replace(old, new)


def lines(result: Result) -> list[dict[str, Any]]:
    """The objects on the lines of standard output."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def written(folder: Path, name: str, content: bytes) -> str:
    """A file in a folder; its path."""
    path = folder / name
    path.write_bytes(content)
    return str(path)
