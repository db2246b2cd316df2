# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""The 999 (005010X231A1): syntax accepted or rejected, never a word on the claims themselves.

A 999 is never acknowledged. Counts: AK902 what GE01 claimed, AK903 what was received, AK904 what was
accepted.
"""

from collections.abc import Iterable, Iterator

import msgspec

from api.x12.envelope import Transaction
from api.x12.findings import Finding, segment_id
from api.x12.lexer import Delimiters
from api.x12.parts import RawSegment
from api.x12.reading import Notes, get, keep
from api.x12.versions import ACKNOWLEDGEMENT_999
from api.x12.writer import InterchangeFacts, Loop, OutSegment, OutTransaction, write_interchange


class ElementError(msgspec.Struct, frozen=True, kw_only=True):
    """2110 IK4: element position, component and repetition (IK401), data element (IK402), code (IK403),
    value.
    """

    position: int
    component: int | None = None
    repetition: int | None = None
    data_element: str = ""
    code: str  # IK403
    value: str = ""  # IK404: the bad value as it stood; may be PHI
    contexts: tuple[RawSegment, ...] = ()  # CTX


class SegmentError(msgspec.Struct, frozen=True, kw_only=True):
    """2100 IK3: which segment, where from ST = 1, in which loop, what."""

    segment: str  # IK301
    position: int  # IK302
    loop: str = ""  # IK303
    code: str = ""  # IK304
    contexts: tuple[RawSegment, ...] = ()  # CTX
    elements: tuple[ElementError, ...] = ()


class TransactionResponse(msgspec.Struct, frozen=True, kw_only=True):
    """2000 AK2 to IK5: the answer to one ST."""

    set_id: str  # AK201
    control_number: str  # AK202
    version: str = ""  # AK203
    status: str  # IK501: A E M R W X
    codes: tuple[str, ...] = ()  # IK502-06
    errors: tuple[SegmentError, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """A or E: the set goes on to the payer's next step."""
        return self.status in {"A", "E"}


class ImplementationAcknowledgement(msgspec.Struct, kw_only=True):
    """One ST of a 999: the answer to one GS."""

    control_number: str  # ST02
    functional_id: str  # AK101
    group_control: str  # AK102
    version: str = ""  # AK103
    responses: list[TransactionResponse] = []
    status: str  # AK901: A E M P R W X
    included: int  # AK902
    received: int  # AK903
    accepted: int  # AK904
    codes: tuple[str, ...] = ()  # AK905-09
    findings: list[Finding] = []


def read_999(transaction: Transaction) -> ImplementationAcknowledgement:
    """One ST of a 999 with its findings. A group without AK9 is rejected, never taken for accepted."""
    reader = _Reader(transaction)
    for segment in transaction.segments():
        reader.take(list(segment.elements))
    return reader.acknowledgement


class _Reader:
    def __init__(self, transaction: Transaction) -> None:
        self._notes = Notes(transaction)
        self.acknowledgement = ImplementationAcknowledgement(
            control_number=transaction.control_number,
            functional_id="",
            group_control="",
            status="R",
            included=0,
            received=0,
            accepted=0,
            findings=self._notes.findings,
        )
        self._opened: list[str] = []
        self._errors: list[SegmentError] = []

    def take(self, elements: list[str]) -> None:
        """Take one segment."""
        self._notes.look_over(elements)
        acknowledgement = self.acknowledgement
        match elements[0]:
            case "AK1":
                acknowledgement.functional_id, acknowledgement.group_control = (
                    get(elements, 1),
                    get(elements, 2),
                )
                acknowledgement.version = get(elements, 3)
            case "AK2":
                self._opened, self._errors = elements, []
            case "IK3":
                self._errors.append(
                    SegmentError(
                        segment=get(elements, 1),
                        position=self._number(get(elements, 2), "IK302"),
                        loop=get(elements, 3),
                        code=get(elements, 4),
                    )
                )
            case "IK4" if self._errors:
                self._ik4(elements)
            case "CTX" if self._errors:
                self._ctx(keep(elements, self._notes.component))
            case "IK5":
                self._ik5(elements)
            case "AK9":
                self._ak9(elements)
            case "ST" | "SE":
                pass
            case _:
                self._notes.add("segment.unknown", "a segment is not of this set", segment=segment_id(elements[0]))

    def _ik4(self, elements: list[str]) -> None:
        at = [*get(elements, 1).split(self._notes.component), "", ""]
        error = ElementError(
            position=self._number(at[0], "IK401"),
            component=int(at[1]) if at[1].isdecimal() else None,
            repetition=int(at[2]) if at[2].isdecimal() else None,
            data_element=get(elements, 2),
            code=get(elements, 3),
            value=get(elements, 4),
        )
        last = self._errors[-1]
        self._errors[-1] = msgspec.structs.replace(last, elements=(*last.elements, error))

    def _ctx(self, context: RawSegment) -> None:
        last = self._errors[-1]
        if last.elements:
            *before, element = last.elements
            marked = msgspec.structs.replace(element, contexts=(*element.contexts, context))
            self._errors[-1] = msgspec.structs.replace(last, elements=(*before, marked))
        else:
            self._errors[-1] = msgspec.structs.replace(last, contexts=(*last.contexts, context))

    def _ik5(self, elements: list[str]) -> None:
        self.acknowledgement.responses.append(
            TransactionResponse(
                set_id=get(self._opened, 1),
                control_number=get(self._opened, 2),
                version=get(self._opened, 3),
                status=get(elements, 1),
                codes=tuple(code for code in elements[2:7] if code),
                errors=tuple(self._errors),
            )
        )
        self._opened, self._errors = [], []

    def _ak9(self, elements: list[str]) -> None:
        acknowledgement = self.acknowledgement
        acknowledgement.status = get(elements, 1)
        acknowledgement.included = self._number(get(elements, 2), "AK902")
        acknowledgement.received = self._number(get(elements, 3), "AK903")
        acknowledgement.accepted = self._number(get(elements, 4), "AK904")
        acknowledgement.codes = tuple(code for code in elements[5:10] if code)

    def _number(self, text: str, element: str) -> int:
        if text.isascii() and text.isdecimal() and len(text) <= 10:
            return int(text)
        self._notes.add("quantity.unreadable", f"{element} is no number", element=element, value=text)
        return 0


def write_999s(
    acknowledgements: Iterable[ImplementationAcknowledgement],
    facts: InterchangeFacts,
    delimiters: Delimiters | None = None,
) -> bytes:
    """One interchange with an ST for each group that is answered. Raises CannotWrite."""
    transactions = (OutTransaction(a.control_number, _segments(a)) for a in acknowledgements)
    return write_interchange(facts, ACKNOWLEDGEMENT_999, transactions, delimiters)


def _segments(acknowledgement: ImplementationAcknowledgement) -> Iterator[OutSegment | Loop]:
    yield Loop("header")
    yield ("AK1", acknowledgement.functional_id, acknowledgement.group_control, acknowledgement.version)
    for response in acknowledgement.responses:
        yield Loop("2000")
        yield ("AK2", response.set_id, response.control_number, response.version)
        for error in response.errors:
            yield from _error_segments(error)
        yield ("IK5", response.status, *response.codes)
    counts = (acknowledgement.included, acknowledgement.received, acknowledgement.accepted)
    yield ("AK9", acknowledgement.status, *map(str, counts), *acknowledgement.codes)


def _error_segments(error: SegmentError) -> Iterator[OutSegment | Loop]:
    yield Loop("2100")
    yield ("IK3", error.segment, str(error.position), error.loop, error.code)
    yield from error.contexts
    for element in error.elements:
        yield Loop("2110")
        at = tuple(
            "" if number is None else str(number)
            for number in (element.position, element.component, element.repetition)
        )
        yield ("IK4", at, element.data_element, element.code, element.value)
        yield from element.contexts
