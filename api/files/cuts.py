"""Cut an interchange into what is routed on its own: each ST, and each TA1, which stands outside of any."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.x12 import Finding, Interchange, Segment, Transaction, X12File

CLAIM_ACKNOWLEDGEMENT = "005010X214"
TA1 = "TA1"
_LONGEST_SET, _LONGEST_VERSION, _LONGEST_CONTROL = 6, 12, 9
_FIRST, _LAST = " ", "~"


@dataclass(frozen=True, slots=True)
class Cut:
    """One ST or TA1. `position` counts the STs of the file from 0, then its TA1s."""

    position: int
    transaction_set: str
    version: str
    control_number: str
    interchange_control: str
    usage: str
    findings: list[Finding]
    source: Transaction | tuple[Interchange, Segment]

    @property
    def is_damaged(self) -> bool:
        """Whether its envelope, or the one around it, blocks it."""
        return any(finding.reason == "envelope" for finding in self.findings)

    @property
    def is_refused(self) -> bool:
        """Whether its version is one that is not read (4010, say)."""
        return any(finding.reason == "unsupported_version" for finding in self.findings)

    def content(self) -> bytes:
        """A complete interchange that holds this alone."""
        if isinstance(self.source, Transaction):
            return self.source.standalone()
        interchange, segment = self.source
        marks = interchange.delimiters
        trailer = marks.element.join(("IEA", "0", interchange.control_number))
        texts = (interchange.isa.text, marks.element.join(segment.elements), trailer, "")
        return marks.segment.join(texts).encode("latin-1")


def cuts(file: X12File) -> list[Cut]:
    """Everything in the file that may be routed, blocked ones included."""
    found = [cut_of(transaction, position) for position, transaction in enumerate(file.transactions())]
    return found + list(_interchange_acknowledgements(file, len(found)))


def cut_of(transaction: Transaction, position: int) -> Cut:
    """One ST, with its own words as columns may hold them."""
    return Cut(
        position=position,
        transaction_set=_set_name(transaction),
        version=printable(transaction.version, _LONGEST_VERSION),
        control_number=printable(transaction.control_number, _LONGEST_CONTROL),
        interchange_control=printable(transaction.interchange.control_number, _LONGEST_CONTROL),
        usage=printable(transaction.interchange.usage, 1),
        findings=transaction.findings,
        source=transaction,
    )


def _interchange_acknowledgements(file: X12File, position: int) -> Iterator[Cut]:
    for interchange in file.interchanges:
        for segment in interchange.acknowledgements:
            yield Cut(
                position=position,
                transaction_set=TA1,
                version="",
                control_number=printable(segment.get(1), _LONGEST_CONTROL),
                interchange_control=printable(interchange.control_number, _LONGEST_CONTROL),
                usage=printable(interchange.usage, 1),
                findings=interchange.findings,
                source=(interchange, segment),
            )
            position += 1


def _set_name(transaction: Transaction) -> str:
    """ST01, except that a 277 which acknowledges claims has a name of its own."""
    if transaction.set_id == "277" and transaction.version.startswith(CLAIM_ACKNOWLEDGEMENT):
        return "277CA"
    return printable(transaction.set_id, _LONGEST_SET)


def printable(text: str, longest: int) -> str:
    """A file's own word as a column may hold it: printable ASCII, cut off."""
    return "".join(character for character in text.strip() if _FIRST <= character <= _LAST)[:longest]
