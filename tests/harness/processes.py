import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start other Python code on this checkout, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_python(code: str, *arguments: object) -> str:
    """Its output; an exit code other than 0 is an error that carries what it said."""
    process = start_python(code, *arguments)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output.strip()


def processes_naming(text: str) -> list[str]:
    """The command lines of this machine's living processes that contain a text."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it ended while we looked
            continue
        if text in command:
            found.append(command)
    return found
