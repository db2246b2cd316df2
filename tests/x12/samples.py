"""Public sample files, which are not part of the tree: tests that need them skip where they are absent."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


def sample_folder() -> Path | None:
    """The folder of samples: `X12_SAMPLES`, or a folder `shared/x12-samples` beside the checkout."""
    folder = Path(os.environ.get("X12_SAMPLES") or _ROOT.parent / "shared" / "x12-samples")
    return folder if folder.is_dir() else None


needs_samples = pytest.mark.skipif(
    sample_folder() is None, reason="no sample files: set X12_SAMPLES or put them beside the checkout"
)


def samples(pattern: str = "*") -> list[Path]:
    """Every sample file whose name fits, in a fixed order."""
    folder = sample_folder()
    return sorted(path for path in folder.rglob(pattern) if path.is_file()) if folder else []


def sample(ending: str) -> Path:
    """The one sample whose path ends so."""
    (path,) = [path for path in samples() if path.as_posix().endswith(ending)]
    return path
