# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""Index the envelope of a file in one pass: where each ISA, GS and ST stands, and whether its trailer agrees.

Only the envelope's segments are looked at; the rest is counted. ISA13 = IEA02, IEA01 = GS count; GS06 = GE02,
GE01 = ST count; ST02 = SE02, SE01 = segments from ST to SE; ST02 unique in its GS; ST03 = GS08 except
in an 835 [P].
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from api.x12.control_characters import control_characters
from api.x12.envelope import Group, Interchange, Transaction, X12File
from api.x12.find_isa import find_isa
from api.x12.findings import Finding, mask
from api.x12.lexer import (
    CHUNK_BYTES,
    ENCODING,
    ISA_BYTES,
    MAX_SEGMENT_BYTES,
    NotX12,
    Readable,
    Segment,
    Source,
    open_source,
    read_isa,
)
from api.x12.limits import Tally
from api.x12.versions import FUNCTIONAL_IDS, refusal

_MAX_FINDINGS: Final = 200
_SOURCE: Final = "X12.5 interchange control structures; 005010 guides, appendix C"


def read_file(readable: Readable, *, is_limited: bool = False) -> X12File:
    """Read the envelope of bytes, a path or a binary stream. Raises NotX12 when no ISA can be found.

    `is_limited`: raises TooManyTransactions at the first ISA past MAX_INTERCHANGES, and at the first GS, ST or TA1 past
    MAX_TRANSACTIONS, so that a hostile file costs no more than a large one.
    """
    source = open_source(readable)
    tally = Tally(is_limited=is_limited)
    found: list[Finding] = []
    interchanges: list[Interchange] = []
    offset = 0
    while True:
        start, junk = find_isa(source, offset)
        if junk is not None:
            found.append(
                Finding(
                    rule="interchange.outside",
                    severity="error",
                    blocking=False,
                    byte_offset=junk,
                    message="there are bytes outside an interchange",
                    source=_SOURCE,
                )
            )
        if start is None:
            break
        tally.count("ISA")
        indexer = _Indexer(source, start, tally)
        offset = indexer.run()
        interchanges.append(indexer.interchange)
    if not interchanges:
        raise NotX12("no ISA segment was found")
    return X12File(interchanges, found)


@lru_cache(maxsize=64)
def _pattern(terminator: str, element: str) -> re.Pattern[bytes]:
    """Finds, after a terminator: blanks (group 1), then an envelope segment's id (group 2) or another terminator."""
    end, sep = re.escape(terminator.encode(ENCODING)), re.escape(element.encode(ENCODING))

    def one_of(characters: bytes) -> bytes:
        return b"[" + characters.replace(terminator.encode(ENCODING), b"") + b"]"

    # The look at one character lets nearly every data segment fail at once.
    return re.compile(
        end + one_of(b"\r\n") + b"*+(?=" + one_of(b"IGST \t") + b"|" + end + b")"
        b"(" + one_of(b" \t") + one_of(b" \t\r\n") + b"*+)?+"
        b"(?:(ISA|IEA|GS|GE|ST|SE|TA1)(?=" + sep + b")|(?=" + end + b")|(?(1)|(?!)))"
    )


class _Indexer:
    """Walks one interchange. The handlers are named for the segment they take."""

    def __init__(self, source: Source, start: int, tally: Tally) -> None:
        isa = read_isa(source.read(start, 2 * ISA_BYTES))
        if isa is None:
            raise NotX12("no ISA segment was found")
        self.interchange = Interchange(isa, start)
        self._source = source
        self._tally = tally
        self._marks = isa.delimiters
        self._forbidden = control_characters(isa.delimiters)
        self._suspect_end = 0  # where the last chunk that holds a control character ends
        self._start = start
        self._end = start
        self._at = start  # where the envelope segment at hand starts
        self._group: Group | None = None
        self._transaction: Transaction | None = None
        self._controls: set[str] = set()
        self._ordinal = 1  # of the segment at hand, empty ones not counted; ISA is 1
        self._st_ordinal = 0
        self._expected_ordinal = 2  # of the next envelope segment while no ST is open
        self._is_unterminated = False
        self._resume: int | None = None
        self._handlers: dict[bytes, Callable[[Segment, int], None]] = {
            b"GS": self._gs,
            b"GE": self._ge,
            b"ST": self._st,
            b"SE": self._se,
            b"IEA": self._iea,
            b"TA1": self._ta1,
        }

    def run(self) -> int:
        """Index the interchange; returns the offset at which reading goes on."""
        offset = self._start + len(self.interchange.isa.text)
        self._check_isa()
        if self._marks.segment == self._marks.element:
            return offset
        for at, tag, text in self._marked_segments(offset):
            self._take(at, tag, text)
            if self._resume is not None:
                return self._resume
        self._at = self._end
        self._close_all("the file ends")
        return self._end

    def _marked_segments(self, offset: int) -> Iterator[tuple[int, bytes, bytes]]:
        """(offset, id, text) of each envelope segment, and of each empty segment with an empty id.

        The buffer always starts at a terminator, and a terminator's number is the number of the segment after
        it.
        """
        pattern = _pattern(self._marks.segment, self._marks.element)
        terminator = self._marks.segment.encode(ENCODING)
        buffer, base, is_last = b"", offset, False
        while not is_last:
            chunk = self._source.read(base + len(buffer), CHUNK_BYTES)
            is_last = not chunk
            buffer += chunk
            if self._forbidden.are_in(chunk):
                self._suspect_end = base + len(buffer)
            cut = len(buffer) if is_last else buffer.rfind(terminator)
            if not is_last and cut <= 0:
                if len(buffer) <= MAX_SEGMENT_BYTES:
                    continue
                self._interchange_fault("segment_too_long", f"a segment is longer than {MAX_SEGMENT_BYTES} bytes")
                is_last, cut = True, len(buffer)
            counted = 0
            # The last terminator can be seen, so that nothing between it and the one before is seen as well.
            for match in pattern.finditer(buffer, 0, cut + 1):
                self._ordinal += buffer.count(terminator, counted, match.start() + 1)
                counted = match.start() + 1
                blanks, tag = match.groups()
                if blanks is not None and self._transaction is not None:
                    self._transaction.has_blanks = True
                if tag is not None:
                    end = buffer.find(terminator, match.end())
                    self._is_unterminated = end < 0
                    end = end if end >= 0 else len(buffer)
                    yield base + match.start(2), tag, buffer[match.start(2) : end]
                elif buffer.startswith(terminator, match.end()):
                    yield base + match.start() + 1, b"", b""
            self._ordinal += buffer.count(terminator, counted, cut)
            base, buffer = base + cut, buffer[cut:]
        self._end = base + len(buffer)

    def _take(self, at: int, tag: bytes, text: bytes) -> None:
        self._at = at
        if not tag:
            self._ordinal -= 1
            self._add(self._innermost(), "segment.empty", "a segment is empty", at, blocking=False)
            return
        if tag == b"ISA":
            self._close_all("a new ISA comes")
            self._resume = at
            return
        if self._transaction is None and self._ordinal != self._expected_ordinal:
            self._add(
                self._innermost(),
                "segment.outside",
                "segments stand between two transactions",
                at,
                blocking=False,
            )
        elements = tuple(text.decode(ENCODING).rstrip("\r\n ").split(self._marks.element))
        self._expected_ordinal = self._ordinal + 1
        self._handlers[tag](Segment(elements, self._ordinal, at), at + len(text) + (not self._is_unterminated))
        if self._suspect_end > at and tag not in {b"ST", b"SE"}:
            # An ST is looked through as a whole at its SE.
            holder = self._group if self._group is not None and tag == b"GS" else self.interchange
            holder.own_findings += self._forbidden.findings(text, at, self._ordinal)

    def _gs(self, segment: Segment, _end: int) -> None:
        self._close_transaction("a new GS comes before its SE")
        self._close_group("a new GS comes before its GE")
        text = self._marks.element.join(segment.elements)
        self._tally.count("GS")
        self._group = Group(self.interchange, segment.elements, text, segment.byte_offset)
        self._controls = set()
        self.interchange.groups.append(self._group)

    def _st(self, segment: Segment, _end: int) -> None:
        self._close_transaction("a new ST comes before its SE")
        group = self._group
        if group is None:
            # An ST without a GS is kept under an empty one, so that it is seen and blocked.
            group = self._group = Group(self.interchange, ("GS",), "GS", segment.byte_offset)
            self.interchange.groups.append(group)
            self._add(group.own_findings, "envelope.gs_missing", "an ST stands outside a GS", segment.byte_offset)
        self._tally.count("ST")
        transaction = Transaction(self._source, group, segment.elements, segment.byte_offset)
        self._transaction = transaction
        self._st_ordinal = segment.position
        group.transactions.append(transaction)
        self._check_st(group, transaction)

    def _check_st(self, group: Group, transaction: Transaction) -> None:
        found, at = transaction.own_findings, transaction.start
        if transaction.control_number in self._controls:
            self._add(found, "envelope.st02_repeated", "ST02 is used twice in its group", at, element="ST02")
        self._controls.add(transaction.control_number)
        sets = FUNCTIONAL_IDS.get(group.functional_id)
        if sets is None:
            self._add(found, "group.functional_id", "GS01 is not a known group", at, blocking=False, element="GS01")
        elif transaction.set_id not in sets:
            self._add(found, "envelope.functional_id", "ST01 does not belong in its group", at, element="ST01")
        reason = refusal(transaction.set_id, group.version)
        if reason is not None:
            self._add(found, "version.unsupported", reason, at, element="GS08")
        elif transaction.set_id != "835" and transaction.implementation != group.version:
            self._add(
                found,
                "segment.st03",
                "ST03 is missing or differs from GS08",
                at,
                blocking=False,
                element="ST03",
            )

    def _se(self, segment: Segment, end: int) -> None:
        transaction = self._transaction
        if transaction is None:
            self._add(self._innermost(), "segment.outside", "an SE has no ST", segment.byte_offset, blocking=False)
            return
        transaction.end = end
        transaction.segment_count = segment.position - self._st_ordinal + 1
        found, at = transaction.own_findings, segment.byte_offset
        if not _is_number(segment.get(1), transaction.segment_count):
            self._add(
                found,
                "envelope.se01",
                "SE01 is not the number of segments",
                at,
                element="SE01",
                value=segment.get(1),
                expected=str(transaction.segment_count),
            )
        if segment.get(2) != transaction.control_number:
            self._add(found, "envelope.se02", "SE02 differs from ST02", at, element="SE02", value=segment.get(2))
        if self._suspect_end > transaction.start:
            found += self._forbidden.findings(transaction.raw(), transaction.start, self._st_ordinal)
        self._transaction = None

    def _ge(self, segment: Segment, _end: int) -> None:
        self._close_transaction("GE comes before its SE")
        group, at = self._group, segment.byte_offset
        if group is None:
            self._add(self.interchange.own_findings, "segment.outside", "a GE has no GS", at, blocking=False)
            return
        count = len(group.transactions)
        if not _is_number(segment.get(1), count):
            self._add(
                group.own_findings,
                "envelope.ge01",
                "GE01 is not the number of transactions",
                at,
                element="GE01",
                value=segment.get(1),
                expected=str(count),
            )
        if segment.get(2) != group.control_number:
            self._add(group.own_findings, "envelope.ge02", "GE02 differs from GS06", at, element="GE02")
        self._group = None

    def _iea(self, segment: Segment, end: int) -> None:
        self._close_transaction("IEA comes before its SE")
        self._close_group("IEA comes before its GE")
        found, at = self.interchange.own_findings, segment.byte_offset
        count = len(self.interchange.groups)
        if not _is_number(segment.get(1), count):
            self._add(
                found,
                "envelope.iea01",
                "IEA01 is not the number of groups",
                at,
                element="IEA01",
                value=segment.get(1),
                expected=str(count),
            )
        if segment.get(2) != self.interchange.control_number:
            self._add(found, "envelope.iea02", "IEA02 differs from ISA13", at, element="IEA02")
        if self._is_unterminated and self._marks.segment not in "\r\n":
            self._add(found, "envelope.unterminated", "IEA has no terminator: the file may be cut", at)
        self._resume = end

    def _ta1(self, segment: Segment, _end: int) -> None:
        self._tally.count("ST")
        self.interchange.acknowledgements.append(segment)

    def _close_all(self, why: str) -> None:
        self._close_transaction(f"{why} before its SE")
        self._close_group(f"{why} before its GE")
        found = self.interchange.own_findings
        self._add(found, "envelope.iea_missing", f"{why} before its IEA", self._at)

    def _close_transaction(self, why: str) -> None:
        """End an ST whose SE never came where the next envelope segment starts."""
        transaction = self._transaction
        if transaction is None:
            return
        transaction.end = max(self._at, transaction.start)
        transaction.segment_count = max(self._ordinal - self._st_ordinal, 1)
        self._add(transaction.own_findings, "envelope.se_missing", f"SE is missing: {why}", transaction.start)
        self._transaction = None

    def _close_group(self, why: str) -> None:
        if self._group is not None:
            found = self._group.own_findings
            self._add(found, "envelope.ge_missing", f"GE is missing: {why}", self._group.byte_offset)
            self._group = None

    def _check_isa(self) -> None:
        interchange, isa = self.interchange, self.interchange.isa
        if not isa.has_fixed_width:
            self._interchange_fault("isa_width", "the elements of the ISA have lost their fixed widths")
        text = (isa.text + isa.delimiters.segment).encode(ENCODING)
        interchange.own_findings += self._forbidden.findings(text, self._start, 1)
        if not isa.delimiters.are_distinct:
            self._interchange_fault("delimiters", "the delimiters are not four distinct characters")
        if not (len(interchange.control_number) == 9 and interchange.control_number.isdigit()):
            self._add(
                interchange.own_findings,
                "interchange.isa13",
                "ISA13 is not 9 digits",
                self._start,
                blocking=False,
                element="ISA13",
                value=interchange.control_number,
            )

    def _innermost(self) -> list[Finding]:
        holder = self._transaction or self._group or self.interchange
        return holder.own_findings

    def _interchange_fault(self, name: str, message: str) -> None:
        self._add(self.interchange.own_findings, f"envelope.{name}", message, self._start)

    def _add(
        self,
        found: list[Finding],
        rule: str,
        message: str,
        at: int,
        *,
        blocking: bool = True,
        element: str = "",
        value: str = "",
        expected: str = "",
    ) -> None:
        # A hostile file must not grow the list without bound; what blocks is always recorded.
        if len(found) >= _MAX_FINDINGS and not blocking:
            return
        found.append(
            Finding(
                rule=rule,
                severity="error" if blocking else "warning",
                blocking=blocking,
                message=message,
                segment=element[:-2],
                element=element,
                position=self._ordinal,
                byte_offset=at,
                value_masked=mask(value),
                expected=expected,
                source=_SOURCE,
            )
        )


def _is_number(text: str, number: int) -> bool:
    return len(text) <= 10 and text.isascii() and text.isdigit() and int(text) == number
