"""The rules of HL: numbered from 1, each under an open parent, and what HL04 says about children is so."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from api.x12.check.common import get
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.findings import mask

_SOURCE: Final = "implementation guides, HL segment [P]"
SEQUENCE: Final = rule("hl.sequence", "HL01 counts from 1 without a gap", _SOURCE)
PARENT: Final = rule("hl.parent", "HL02 is the HL01 of the level above", _SOURCE)
CHILDREN_DENIED: Final = rule("hl.children_denied", "HL04 is 0, and yet levels stand below", _SOURCE)
CHILDREN_MISSING: Final = rule("hl.children_missing", "HL04 is 1, and yet no level stands below", _SOURCE)


class _Level(NamedTuple):
    number: str
    code: str
    has_children: str  # HL04
    position: int
    ordinal: int  # what HL01 should be
    loop: str = ""

    @property
    def told(self) -> str:
        """HL01 where it counts; what else stands there is a value of the file and is masked."""
        return self.number if self.number == str(self.ordinal) else mask(self.number)


class Hierarchy:
    """Follows the HL segments of one ST. `parents` says under which level code each one stands, "" for none.

    Levels come parent first, so only the open ones are kept, however long the file is.
    """

    def __init__(self, report: Report, parents: Mapping[str, str]) -> None:
        self._report = report
        self._parents = parents
        self._count = 0
        self._open: list[_Level] = []
        self._last: _Level | None = None

    def take_hl(self, elements: list[str], position: int) -> None:
        """HL."""
        self._count += 1
        number, parent, code = get(elements, 1), get(elements, 2), get(elements, 3)
        add = self._report.add
        if number != str(self._count):
            add(SEQUENCE, position, element="HL01", value=number, expected=str(self._count))
        above = self._parents.get(code)
        if above is None:
            self._last = None
            return
        while self._open and self._open[-1].code != above:
            self._close()
        if parent != (self._open[-1].number if self._open else ""):
            expected = self._open[-1].told if self._open else "empty"
            add(PARENT, position, element="HL02", value=parent, expected=expected)
        if self._open and self._open[-1].has_children == "0":
            add(CHILDREN_DENIED, position, element="HL04", expected="1 at the level above")
        self._last = _Level(number, code, get(elements, 4), position, self._count, self._report.loop)
        self._open.append(self._last)

    def expects(self, code: str) -> tuple[int, str] | None:
        """The number and the parent of the next level if it is a `code` one; None when it would be wrong there."""
        above = next((level for level in reversed(self._open) if level.code == self._parents[code]), None)
        return None if above is None or above.has_children == "0" else (self._count + 1, above.number)

    def take_whole(self, codes: tuple[str, ...], count: int, position: int) -> None:
        """So many levels, numbered and nested as they should be; the last of them, at `position`, have these codes."""
        while self._open and self._open[-1].code != self._parents[codes[0]]:
            self._close()
        self._count += count
        for below in range(len(codes) - 1, -1, -1):
            ordinal = self._count - below
            self._last = _Level(str(ordinal), codes[-1 - below], "1" if below else "0", position, ordinal)
            self._open.append(self._last)

    def finish(self) -> None:
        """The ST is through."""
        while self._open:
            self._close()

    def _close(self) -> None:
        level = self._open.pop()
        if level is self._last and level.has_children == "1":
            self._report.add(CHILDREN_MISSING, level.position, element="HL04", loop=level.loop, value="1", expected="0")
