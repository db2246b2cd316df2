"""Runs inside the environment of `tests.judges.linuxforhealth`, where nothing of ours is: judge files, answer in JSON.

Reads a JSON list of texts from its input, writes a JSON list of {"ok", "models", "errors"} in the same order.
"""

import json
import sys

from linuxforhealth.x12.io import X12ModelReader  # type: ignore[import-not-found]  # only in that environment


def judge(text: str) -> dict[str, object]:
    """One file: how many transactions it modelled, or why not. A crash is a rejection."""
    try:
        with X12ModelReader(text) as reader:
            models = sum(1 for _ in reader.models())
    except Exception as crash:  # noqa: BLE001 - whatever breaks the judge is a rejection
        return {"ok": False, "models": 0, "errors": [f"{type(crash).__name__}: {crash}"]}
    return {"ok": models > 0, "models": models, "errors": []}


json.dump([judge(text) for text in json.load(sys.stdin)], sys.stdout)
