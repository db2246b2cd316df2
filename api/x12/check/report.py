"""Collects the findings of one ST, each with its place; bounded, so that a hostile file cannot grow it."""

from bisect import bisect_right
from typing import Final

from api.x12.check.rule import Profile, Rule, rule
from api.x12.codes import CodeSets
from api.x12.findings import BalanceLevel, Finding, mask
from api.x12.lexer import Batch, Delimiters

MAX_FINDINGS: Final = 1_000
MAX_FILE_FINDINGS: Final = 10_000
LIMIT: Final = rule(
    "check.limit",
    "more is wrong than is listed: findings stop after a thousand",
    "limit of this package",
    severity="warning",
    is_general_knowledge=True,
)
FILE_LIMIT: Final = rule(
    "check.file_limit",
    "more is wrong than is listed: past ten thousand findings a file, an ST is listed with the first that blocks it",
    "limit of this package",
    severity="warning",
    is_general_knowledge=True,
)


class Report:
    """The findings of one ST under a profile.

    `add` names a segment by its position, 1 = ST. What blocks is counted apart from what warns, so warnings never
    crowd out a finding that blocks.
    """

    __slots__ = ("_batch", "_offsets", "_places", "_room", "codes", "delimiters", "findings", "loop", "profile")

    def __init__(self, delimiters: Delimiters, profile: Profile, codes: CodeSets) -> None:
        self.delimiters = delimiters
        self.profile: Profile = profile
        self.codes = codes
        self.findings: list[Finding] = []
        self.loop = ""  # of the segment a hook is taking: what a finding is noted for that names no loop
        self._room = {True: MAX_FINDINGS, False: MAX_FINDINGS}
        self._places: list[tuple[int, Batch]] = []
        self._batch: Batch | None = None
        self._offsets: list[int] = []

    def open_batch(self, batch: Batch) -> None:
        """Note where the segments of a batch stand. The two batches before it are kept for late findings."""
        self._places.append((batch.position, batch))
        del self._places[:-3]

    def add(  # noqa: PLR0913 - the fields of a finding
        self,
        which: Rule,
        position: int,
        message: str = "",
        *,
        segment: str = "",
        element: str = "",
        loop: str = "",
        value: str = "",
        expected: str = "",
        level: BalanceLevel | None = None,
        difference_cents: int | None = None,
        byte_offset: int | None = None,
    ) -> None:
        """Note that a rule does not hold at the segment of this position."""
        blocking = which.blocks(self.profile)
        room = self._room[blocking] = self._room[blocking] - 1
        if room < 0:
            if room == -1:
                which, message = LIMIT, ""
            else:
                return
        self.findings.append(
            Finding(
                rule=which.id,
                severity=which.severity,
                blocking=blocking,
                message=message or which.meaning,
                segment=segment or element.partition("-")[0][:-2],
                position=position,
                byte_offset=self._offset(position) if byte_offset is None else byte_offset,
                loop=loop or self.loop,
                element=element,
                value_masked=mask(value),
                expected=expected,
                source=which.source,
                level=level,
                difference_cents=difference_cents,
            )
        )

    def _offset(self, position: int) -> int:
        """The byte offset of a segment; -1 when it lies too far back."""
        at = bisect_right(self._places, position, key=lambda place: place[0]) - 1
        if at < 0:
            return -1
        first, batch = self._places[at]
        if batch is not self._batch:
            self._batch, self._offsets = batch, batch.offsets()
        return self._offsets[position - first] if position - first < len(self._offsets) else -1
