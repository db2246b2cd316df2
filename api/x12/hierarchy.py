"""Read a set that is a tree of HL levels (270, 271, 276, 277), segment by segment into the loop at hand."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Final

from api.x12.envelope import Transaction
from api.x12.findings import segment_id
from api.x12.parts import RawSegment
from api.x12.reading import Notes, get

_ENVELOPE: Final = frozenset({"ST", "SE", ""})


class HierarchyReader(ABC):
    """Hands each segment to the handler of its id; a set adds its handlers and says what a level opens.

    A level belongs to the last one above it, as the guides order them; HL02 only confirms it. A level nothing can
    hold is kept with all its segments in the extra of the transaction, so that writing gives them back.
    """

    _guide: ClassVar[str]  # the source of its findings
    _above: ClassVar[dict[str, str]]  # HL03 -> HL03 of its parent, empty at the top

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._notes = Notes(transaction)
        self._levels: dict[str, str] = {}
        self._is_lost = False
        self._handlers: dict[str, Callable[[list[str]], None]] = {"HL": self._hl}

    def run(self) -> None:
        """Read every segment of the ST."""
        notes, element = self._notes, self._transaction.delimiters.element
        for batch in self._transaction.batches():
            notes.batch = batch
            notes.check_lengths(batch)
            for notes.index, piece in enumerate(batch.pieces):
                elements = piece.split(element)
                notes.look_over(elements)
                tag = elements[0]
                if tag in _ENVELOPE:
                    continue
                if self._is_lost and tag != "HL":
                    self._root_extra().append(notes.keep(elements))
                else:
                    self._handlers.get(tag, self._unknown)(elements)

    @abstractmethod
    def _open(self, level: str) -> bool:
        """Open a level (HL03); False when none above it is open."""

    @abstractmethod
    def _extra(self) -> list[RawSegment]:
        """Where the loop at hand keeps what nothing models."""

    @abstractmethod
    def _root_extra(self) -> list[RawSegment]:
        """Where the transaction keeps what stands in no loop."""

    def _unknown(self, elements: list[str]) -> None:
        known = elements[0] in self._handlers
        self._error(
            "segment.place" if known else "segment.unknown",
            "a segment stands where nothing takes it" if known else "a segment is not of this set",
            segment=segment_id(elements[0]),
        )
        self._extra().append(self._notes.keep(elements))

    def _keep(self, elements: list[str]) -> None:
        """A segment of the guide that no record models."""
        self._extra().append(self._notes.keep(elements))

    def _error(self, rule: str, message: str, *, segment: str = "", element: str = "", value: str = "") -> None:
        self._notes.add(rule, message, is_error=True, segment=segment, element=element, value=value, source=self._guide)

    def _hl(self, elements: list[str]) -> None:
        number, parent, level = get(elements, 1), get(elements, 2), get(elements, 3)
        if number != str(len(self._levels) + 1):
            self._error("hl.sequence", "HL01 does not count from 1", element="HL01", value=number)
        above = self._above.get(level)
        self._levels[number] = level
        self._is_lost = above is None or not self._open(level)
        if self._is_lost:
            self._error("hl.level", "HL03 names no level that can stand here", element="HL03", value=level)
            self._root_extra().append(self._notes.keep(elements))
        elif (self._levels.get(parent) if parent else "") != above:
            self._error("hl.parent", "HL02 names no valid parent", element="HL02", value=parent)
