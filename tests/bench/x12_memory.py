"""Read or check one file, alone in a process; the last line printed is the peak of its memory above imports, in MiB."""

import contextlib
import io
import sys
from pathlib import Path

import api.x12.convert  # noqa: F401 - imported late by the command, and here before the memory is taken
from api.cli import app
from api.x12 import RemittanceReader, check_file, read_file

_KIB = 1024


def _memory_mib(name: str) -> float:
    """VmRSS is the memory now, VmHWM the highest it ever was."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / _KIB


def read(path: str) -> None:
    """Every claim payment, one by one."""
    for transaction in read_file(path).transactions():
        reader = RemittanceReader(transaction)
        assert sum(1 for _ in reader.claims())
        assert not reader.findings


def check(path: str) -> None:
    """All rules."""
    assert not check_file(path).is_blocked


def command(path: str) -> None:
    """`firstpass x12 check`."""
    with contextlib.redirect_stdout(io.StringIO()):
        app(["x12", "check", "--json", path], standalone_mode=False)


if __name__ == "__main__":
    before = _memory_mib("VmRSS")
    with contextlib.suppress(SystemExit):
        {"read": read, "check": check, "command": command}[sys.argv[1]](sys.argv[2])
    sys.stdout.write(f"{_memory_mib('VmHWM') - before:.1f}\n")
