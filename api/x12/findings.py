"""What is wrong inside a file, said as data: a finding never stops the reading.

`reason` maps a rule to the inbound profile: the four things the codec itself can see that block posting. The
other three inbound reasons (`payee_unknown`, `same_check_different_content`, `test_file`) need knowledge a
file has not, so they are decided by the caller.
"""

import re
from typing import Final, Literal

import msgspec

Severity = Literal["error", "warning"]
BalanceLevel = Literal["line", "claim", "check"]
BlockingReason = Literal["envelope", "unbalanced", "money_unreadable", "unsupported_version"]

_REASONS: Final[dict[str, BlockingReason]] = {
    "envelope": "envelope",
    "balance": "unbalanced",
    "money": "money_unreadable",
    "version": "unsupported_version",
}
BLOCKING_FAMILIES: Final = frozenset(_REASONS)
_SEGMENT_ID: Final = re.compile(r"[A-Z][A-Z0-9]{1,2}", re.ASCII)
NO_SEGMENT_ID: Final = "?"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, where it stands and who says so.

    `rule` is `family.name`; inbound, the families envelope, balance, money and version may block, the others
    only warn. `position` counts the segments of the ST from 1 (ST itself); in the envelope it counts from the ISA.
    `segment` is its id, or `?` where something else stands in the place of one.
    `value_masked` keeps the shape of the value and hides its letters and digits: findings may be logged.
    """

    rule: str
    severity: Severity
    blocking: bool
    message: str
    segment: str = ""
    position: int = 0
    byte_offset: int = -1
    loop: str = ""
    element: str = ""
    value_masked: str = ""
    expected: str = ""
    source: str = ""
    level: BalanceLevel | None = None
    difference_cents: int | None = None

    @property
    def reason(self) -> BlockingReason | None:
        """The inbound reason a blocking finding stands for; None when it only warns."""
        return _REASONS.get(self.rule.partition(".")[0]) if self.blocking else None


def mask(value: str) -> str:
    """Show the shape of a value: letters become `A`, digits `9`, the rest stays; 24 characters at most."""
    shape = "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in value[:24])
    return shape + "..." if len(value) > len(shape) else shape


def segment_id(tag: str) -> str:
    """A segment id as it stood, or `?` for what has not the form of one: data behind a stray terminator, say."""
    return tag if _SEGMENT_ID.fullmatch(tag) else NO_SEGMENT_ID


def is_blocked(findings: "list[Finding] | tuple[Finding, ...]") -> bool:
    """Whether any of the findings blocks posting under the inbound profile."""
    return any(finding.blocking for finding in findings)
