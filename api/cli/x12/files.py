"""The files of a command line: opened one by one, watched while they are read; what became of them is the exit code."""

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, BinaryIO, Final, NoReturn

import typer

CLEAN: Final = 0
BLOCKED: Final = 1
NOT_X12: Final = 2
_STANDARD_INPUT: Final = "-"
_WATCHED_BYTES: Final = 4_000_000
_BUFFER_BYTES: Final = 1 << 18

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="X12 files; `-` is standard input, read into memory.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output, one object a file, each on a line.")]


class Refused(Exception):
    """A file has no result, for the reason given."""


class InputFile:
    """One file that was named, or standard input."""

    def __init__(self, name: str) -> None:
        self.name = name

    @contextmanager
    def open(self, doing: str = "", *, passes: int = 2) -> Iterator[BinaryIO]:
        """Its bytes. A big one is watched on the error stream, if that is a terminal, while it is read `passes` times:
        once for the envelope, once for what is in it.
        """
        if self.name == _STANDARD_INPUT:
            yield sys.stdin.buffer
            return
        size = os.stat(self.name).st_size  # noqa: PTH116 - the name as it was given, not made a path of
        if not doing or size < _WATCHED_BYTES or not sys.stderr.isatty():
            with open(self.name, "rb") as stream:  # noqa: PTH123 - as above
                yield stream
            return
        with _progress(f"{doing} {self.name}", size * passes) as advance, _Watched(self.name, advance) as raw:
            yield io.BufferedReader(raw, _BUFFER_BYTES)


class _Watched(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, name: str, advance: Callable[[int], None]) -> None:
        super().__init__(name)
        self._advance = advance

    def readinto(self, buffer: memoryview, /) -> int | None:  # type: ignore[override]  # typeshed wants any buffer
        """Read, and tell."""
        count = super().readinto(buffer)
        self._advance(count or 0)
        return count


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda count: progress.advance(task, count)


def over(names: Sequence[str], work: Callable[[InputFile], bool]) -> NoReturn:
    """Do `work` on each file; it says whether something blocks. Exits 0 clean, 1 blocked, 2 not X12 or not readable.

    A bad file keeps no other from its turn.
    """
    from api.x12 import NotX12

    worst = CLEAN
    for name in names:
        try:
            worst = max(worst, BLOCKED if work(InputFile(name)) else CLEAN)
        except NotX12 as error:
            worst = _fail(name, f"not X12: {error}")
        except Refused as error:
            worst = _fail(name, str(error))
        except BrokenPipeError:
            raise  # nobody reads any more: the program ends, without a word about the file
        except OSError as error:
            worst = _fail(name, error.strerror or "cannot be read")
    raise typer.Exit(worst)


def _fail(name: str, why: str) -> int:
    """Say on the error stream why a file has no result; the exit code for that."""
    typer.echo(f"{name}: {why}", err=True)
    return NOT_X12
