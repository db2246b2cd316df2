# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""ISA, GS and ST of a file, each with its facts, its findings and its bytes.

`read_file` indexes the envelope first and reads no transaction: a GE or IEA fault blocks the STs before it,
so it must be known before one of them is handed out. A transaction then reads its own bytes when asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from api.x12.findings import Finding, is_blocked
from api.x12.lexer import ENCODING, Batch, Delimiters, IsaHeader, Segment, Source, batches

_READ_ALL = 1 << 26


@dataclass(slots=True)
class Interchange:
    """One ISA to its IEA."""

    isa: IsaHeader
    byte_offset: int
    groups: list["Group"] = field(default_factory=list)
    acknowledgements: list[Segment] = field(default_factory=list)  # TA1
    own_findings: list[Finding] = field(default_factory=list)

    @property
    def delimiters(self) -> Delimiters:
        """The four delimiters of this interchange."""
        return self.isa.delimiters

    @property
    def sender_qualifier(self) -> str:
        """ISA05."""
        return self.isa.elements[5].strip(" ")

    @property
    def sender(self) -> str:
        """ISA06 without its padding."""
        return self.isa.elements[6].strip(" ")

    @property
    def receiver_qualifier(self) -> str:
        """ISA07."""
        return self.isa.elements[7].strip(" ")

    @property
    def receiver(self) -> str:
        """ISA08 without its padding."""
        return self.isa.elements[8].strip(" ")

    @property
    def date(self) -> str:
        """ISA09, YYMMDD as it stood."""
        return self.isa.elements[9]

    @property
    def time(self) -> str:
        """ISA10, HHMM as it stood."""
        return self.isa.elements[10]

    @property
    def control_number(self) -> str:
        """ISA13."""
        return self.isa.elements[13].strip(" ")

    @property
    def acknowledgement_requested(self) -> bool:
        """ISA14 is 1: the sender asks for a TA1."""
        return self.isa.elements[14].strip(" ") == "1"

    @property
    def usage(self) -> str:
        """ISA15: P production, T test. T never posts money in a live practice."""
        return self.isa.elements[15].strip(" ")

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the ISA, its IEA and what stands outside a group."""
        return self.own_findings


@dataclass(slots=True)
class Group:
    """One GS to its GE."""

    interchange: Interchange
    elements: tuple[str, ...]
    text: str
    byte_offset: int
    transactions: list["Transaction"] = field(default_factory=list)
    own_findings: list[Finding] = field(default_factory=list)

    def get(self, number: int) -> str:
        """Element `number` of the GS, or an empty string."""
        return self.elements[number] if number < len(self.elements) else ""

    @property
    def functional_id(self) -> str:
        """GS01."""
        return self.get(1)

    @property
    def sender(self) -> str:
        """GS02."""
        return self.get(2)

    @property
    def receiver(self) -> str:
        """GS03."""
        return self.get(3)

    @property
    def control_number(self) -> str:
        """GS06."""
        return self.get(6)

    @property
    def version(self) -> str:
        """GS08."""
        return self.get(8)


@dataclass(slots=True)
class Transaction:
    """One ST to its SE. The bytes stay in the source until `segments`, `raw` or `standalone` asks for
    them.
    """

    source: Source
    group: Group
    elements: tuple[str, ...]
    start: int
    end: int = 0
    segment_count: int = 0  # counted, ST to SE
    has_blanks: bool = False  # before some of its segments
    own_findings: list[Finding] = field(default_factory=list)

    @property
    def interchange(self) -> Interchange:
        """The ISA it came in."""
        return self.group.interchange

    @property
    def set_id(self) -> str:
        """ST01: 835, 837, 999, 277."""
        return self.elements[1] if len(self.elements) > 1 else ""

    @property
    def control_number(self) -> str:
        """ST02."""
        return self.elements[2] if len(self.elements) > 2 else ""

    @property
    def implementation(self) -> str:
        """ST03, which the 835 does not have."""
        return self.elements[3] if len(self.elements) > 3 else ""

    @property
    def version(self) -> str:
        """GS08 of its group."""
        return self.group.version

    @property
    def delimiters(self) -> Delimiters:
        """The delimiters of its interchange."""
        return self.interchange.delimiters

    @property
    def findings(self) -> list[Finding]:
        """Its own findings and those of its GS/GE and ISA/IEA, which cover every ST inside."""
        return [*self.interchange.own_findings, *self.group.own_findings, *self.own_findings]

    @property
    def is_blocked(self) -> bool:
        """Whether a finding of the envelope or the version blocks this ST."""
        return is_blocked(self.findings)

    def batches(self) -> Iterator[Batch]:
        """Its segments in batches, ST and SE included: the fast way in."""
        return batches(self.source, self.start, self.end, self.delimiters.segment, has_blanks=self.has_blanks)

    def segments(self) -> Iterator[Segment]:
        """Its segments one by one, ST and SE included; empty ones are left out."""
        element = self.delimiters.element
        for batch in self.batches():
            for index, piece in enumerate(batch.pieces):
                if piece:
                    yield Segment(tuple(piece.split(element)), batch.position + index, batch.offset_of(index))

    def raw(self) -> bytes:
        """Its bytes as they stood, from ST to the terminator of SE."""
        return b"".join(
            self.source.read(at, min(_READ_ALL, self.end - at)) for at in range(self.start, self.end, _READ_ALL)
        )

    def standalone(self) -> bytes:
        """This ST alone as a complete interchange: its ISA and GS, the ST untouched, GE and IEA with counts
        of one.

        Read again it shows the faults of the ST itself; those of the GE or IEA it came under are gone, so
        take `findings` when the file arrives.
        """
        marks = self.delimiters
        interchange = self.interchange
        head = marks.segment.join((interchange.isa.text, self.group.text, ""))
        raw = self.raw()
        terminator = marks.segment.encode(ENCODING)
        if not raw.rstrip(b"\r\n").endswith(terminator.strip(b"\r\n") or terminator):
            raw += terminator
        tail = (
            marks.element.join(("GE", "1", self.group.control_number)),
            marks.element.join(("IEA", "1", interchange.control_number)),
            "",
        )
        return head.encode(ENCODING) + raw + marks.segment.join(tail).encode(ENCODING)


@dataclass(slots=True)
class X12File:
    """A file: its interchanges, and what stands outside all of them."""

    interchanges: list[Interchange]
    own_findings: list[Finding]

    def transactions(self) -> Iterator[Transaction]:
        """Every ST of the file in order, the blocked ones included."""
        for interchange in self.interchanges:
            for group in interchange.groups:
                yield from group.transactions

    @property
    def findings(self) -> list[Finding]:
        """All findings of the envelope, each once, in the order of the file."""
        found = list(self.own_findings)
        for interchange in self.interchanges:
            found += interchange.own_findings
            for group in interchange.groups:
                found += group.own_findings
                for transaction in group.transactions:
                    found += transaction.own_findings
        return found
