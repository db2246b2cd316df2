"""Findings as they are kept and shown: where, which rule, what it means; never the value that stood there."""

from collections.abc import Iterable
from typing import Any

from api.x12 import Finding

MAX_SHOWN = 500
_NAMED = {
    "envelope.iea_missing": "IEA",
    "envelope.ge_missing": "GE",
    "envelope.gs_missing": "GS",
    "envelope.se_missing": "SE",
    "envelope.isa_width": "ISA",
    "envelope.delimiters": "ISA",
}
"""The segment of an envelope rule whose finding names none, because the segment is what is missing."""


def shown_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON without values, those that block first, 500 at most."""
    return shown_together((finding, None) for finding in findings)


def shown_together(findings: Iterable[tuple[Finding, int | None]]) -> list[dict[str, Any]]:
    """The same for findings of several STs, each with the position of its own: 500 at most in all."""
    ordered = sorted(findings, key=lambda each: not each[0].blocking)
    return [_shown(finding) | {"transaction": transaction} for finding, transaction in ordered[:MAX_SHOWN]]


def _shown(finding: Finding) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "blocking": finding.blocking,
        "segment": finding.segment or _NAMED.get(finding.rule, ""),
        "element": finding.element,
        "loop": finding.loop,
        "position": finding.position,
        "byte_offset": finding.byte_offset,
        "message": finding.message,
    }
    if finding.level is not None:
        shown |= {"level": finding.level, "difference_cents": finding.difference_cents}
    return shown
