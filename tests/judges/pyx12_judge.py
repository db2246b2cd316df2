"""An independent judge of 837, 835, 277CA and 999 files: pyx12.

Only its verdict counts; the errors it lists help to find the reason. A crash inside it is a rejection.
"""

import io
import json
import logging
from typing import NamedTuple

from pyx12 import x12n_document  # type: ignore[import-untyped]  # pyx12 ships no types
from pyx12.params import params as make_parameters  # type: ignore[import-untyped]  # as above

# It reports every defect to the log as well, values included.
logging.getLogger("pyx12").setLevel(logging.CRITICAL + 1)


class Verdict(NamedTuple):
    """Accepted or not, and what the judge said."""

    is_accepted: bool
    errors: list[str]


def judge(payload: bytes) -> Verdict:
    """The verdict on one file."""
    report = io.StringIO()
    text = io.StringIO(payload.decode("latin-1"), newline="")
    try:
        is_accepted = x12n_document.x12n_document(make_parameters(), text, None, None, fd_json=report)
    except Exception as crash:  # noqa: BLE001 - whatever breaks the judge is a rejection
        return Verdict(is_accepted=False, errors=[f"crash: {crash!r}"])
    return Verdict(is_accepted=bool(is_accepted), errors=list(_errors(json.loads(report.getvalue() or "{}"))))


def _errors(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [str(error) for error in node.get("errors") or []]
        return own + [text for key, child in node.items() if key != "errors" for text in _errors(child)]
    if isinstance(node, list):
        return [text for child in node for text in _errors(child)]
    return []
