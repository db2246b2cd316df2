"""The segments of one claim: 2300 and the loops under it, as far as both sets have them."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Final, Generic

from api.x12.claim_837.records import (
    AnyClaim,
    Attachment,
    Drug,
    Line,
    LineAdjudication,
    Note,
    OtherPayer,
)
from api.x12.findings import segment_id
from api.x12.parts import Amount, Party, RawSegment, RemarkSet
from api.x12.reading import Notes, get, read_adjustments, read_period, read_procedure

_MIA_REMARKS: Final = (5, 20, 21, 22, 23)
_MOA_REMARKS: Final = (3, 4, 5, 6, 7)
_CLM_LENGTH: Final = 21
_CLM_USUAL: Final = 11  # up to CLM10, its id included
_CLM_PAD: Final = [""] * _CLM_LENGTH


class ClaimSegments(ABC, Generic[AnyClaim, Line]):
    """Fills the claim at hand; the innermost open loop takes what may stand in several.

    A set adds the handlers of its own segments, and says how its claims and lines begin.
    """

    _guide: ClassVar[str]  # the source of its findings
    _kept: ClassVar[tuple[str, ...]]  # segments that are kept as they stood

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._claim: AnyClaim | None = None
        self._other: OtherPayer | None = None
        self._line: Line | None = None
        self._drug: Drug | None = None
        self._adjudication: LineAdjudication | None = None
        self._party: Party | None = None
        self._handlers: dict[str, Callable[[list[str]], None]] = {
            "ST": self._nothing,
            "SE": self._nothing,
            "": self._nothing,
            "PWK": self._pwk,
            "AMT": self._amt,
            "NTE": self._nte,
            "CAS": self._cas,
            "OI": self._oi,
            "MIA": self._mia,
            "MOA": self._moa,
            "LX": self._lx,
            "LIN": self._lin,
            "CTP": self._ctp,
            "SVD": self._svd,
            **dict.fromkeys(self._kept, self._keep),
        }

    @abstractmethod
    def _new_claim(self, claim_id: str, charge_cents: int, location: list[str]) -> AnyClaim:
        """A claim of this set; `location` holds the three components of CLM05."""

    @abstractmethod
    def _new_line(self) -> Line:
        """A line of this set, before its SV1 or SV2."""

    def _close_claim(self) -> None:
        self._claim = self._other = self._line = self._drug = self._adjudication = self._party = None

    def _error(
        self,
        rule: str,
        message: str,
        *,
        segment: str = "",
        element: str = "",
        loop: str = "",
        value: str = "",
    ) -> None:
        self._notes.add(
            rule,
            message,
            is_error=True,
            segment=segment,
            element=element,
            loop=loop,
            value=value,
            source=self._guide,
        )

    def _nothing(self, _elements: list[str]) -> None:
        """ST and SE belong to the envelope, which has also noted empty segments."""

    def _unknown(self, elements: list[str]) -> None:
        tag = elements[0]
        known = tag in self._handlers
        self._error(
            "segment.place" if known else "segment.unknown",
            "a segment stands where nothing takes it" if known else "a segment is not of this set",
            segment=segment_id(tag),
        )
        extra = self._innermost_extra()
        if extra is not None:
            extra.append(self._notes.keep(elements))

    def _keep(self, elements: list[str]) -> None:
        extra = self._innermost_extra()
        if extra is None:
            self._unknown(elements)
        else:
            extra.append(self._notes.keep(elements))

    def _innermost_extra(self) -> list[RawSegment] | None:
        holder = self._adjudication or self._drug or self._line or self._other or self._claim
        return None if holder is None else holder.extra

    def _clm(self, elements: list[str]) -> None:
        notes = self._notes
        full = (elements + _CLM_PAD)[:_CLM_LENGTH]
        if not full[1]:
            self._error("claim.clm01", "CLM01 is missing", element="CLM01", loop="2300")
        location = [*full[5].split(notes.component), "", ""][:3]
        claim = self._claim = self._new_claim(full[1], notes.cents(full[2], "CLM02", "2300"), location)
        claim.provider_signature, claim.assignment, claim.benefits_assigned = full[6:9]
        claim.release_of_information, claim.patient_signature_source = full[9:11]
        if len(elements) > _CLM_USUAL:
            claim.related_causes = tuple(full[11].rstrip(notes.component).split(notes.component)) if full[11] else ()
            claim.special_program, claim.delay_reason = full[12], full[20]
        claim.position = notes.position

    def _claim_party(self, code: str) -> Party | None:
        """The record an NM1 inside a claim fills."""
        claim, other, line = self._claim, self._other, self._line
        if claim is None:
            return None
        if line is None and other is not None and code in {"IL", "PR"}:
            return other.subscriber if code == "IL" else other.payer
        party = Party(entity_code=code)
        (line or other or claim).providers.append(party)
        return party

    def _open_other_payer(self, elements: list[str]) -> None:
        self._party = self._line = self._drug = self._adjudication = None
        if self._claim is None:
            return
        self._other = OtherPayer(
            sequence=get(elements, 1),
            relationship=get(elements, 2),
            group_number=get(elements, 3),
            group_name=get(elements, 4),
            insurance_type=get(elements, 5),
            filing_indicator=get(elements, 9),
            subscriber=Party(entity_code="IL"),
            payer=Party(entity_code="PR"),
        )
        self._claim.other_payers.append(self._other)

    def _oi(self, elements: list[str]) -> None:
        if self._other is None or self._line is not None:
            self._unknown(elements)
            return
        self._other.benefits_assigned = get(elements, 3)
        self._other.patient_signature_source = get(elements, 4)
        self._other.release_of_information = get(elements, 6)

    def _mia(self, elements: list[str]) -> None:
        if self._other is None or self._line is not None:
            self._unknown(elements)
        else:
            self._other.inpatient = _read_remarks(elements, _MIA_REMARKS)

    def _moa(self, elements: list[str]) -> None:
        if self._other is None or self._line is not None:
            self._unknown(elements)
        else:
            self._other.outpatient = _read_remarks(elements, _MOA_REMARKS)

    def _cas(self, elements: list[str]) -> None:
        holder = self._adjudication or (self._other if self._line is None else None)
        if holder is None:
            self._unknown(elements)
            return
        read_adjustments(elements, holder.adjustments, self._notes, "2430" if self._adjudication else "2320")

    def _amt(self, elements: list[str]) -> None:
        holder = self._adjudication or self._line or self._other or self._claim
        if holder is None:
            self._unknown(elements)
            return
        holder.amounts.append(Amount(get(elements, 1), self._notes.cents(get(elements, 2), "AMT02")))

    def _pwk(self, elements: list[str]) -> None:
        holder = self._line or self._claim
        if holder is None:
            self._unknown(elements)
            return
        holder.attachments.append(
            Attachment(report_type=get(elements, 1), transmission=get(elements, 2), control_number=get(elements, 6))
        )

    def _nte(self, elements: list[str]) -> None:
        holder = self._line or self._claim
        if holder is None:
            self._unknown(elements)
        else:
            holder.notes.append(Note(get(elements, 1), get(elements, 2)))

    def _lx(self, elements: list[str]) -> None:
        self._party = self._drug = self._adjudication = None
        if self._claim is None:
            self._unknown(elements)
            return
        lines = self._claim.lines
        if get(elements, 1) != str(len(lines) + 1):
            self._error("line.sequence", "LX01 does not count from 1", element="LX01", loop="2400")
        line = self._line = self._new_line()
        line.position = self._notes.position
        lines.append(line)

    def _lin(self, elements: list[str]) -> None:
        if self._line is None:
            self._unknown(elements)
            return
        self._party = None
        self._drug = self._line.drug = Drug(qualifier=get(elements, 2), code=get(elements, 3))

    def _ctp(self, elements: list[str]) -> None:
        if self._drug is None:
            self._unknown(elements)
            return
        self._drug.quantity = self._notes.quantity(get(elements, 4), "CTP04")
        self._drug.unit = get(elements, 5)

    def _svd(self, elements: list[str]) -> None:
        if self._line is None:
            self._unknown(elements)
            return
        self._party = self._drug = None
        notes, procedure = self._notes, get(elements, 3)
        self._adjudication = LineAdjudication(
            payer_id=get(elements, 1),
            paid_cents=notes.cents(get(elements, 2), "SVD02", "2430"),
            procedure=read_procedure(procedure, notes.component) if procedure else None,
            revenue_code=get(elements, 4),
            units=notes.quantity(get(elements, 5), "SVD05"),
            bundled_line=get(elements, 6),
        )
        self._line.adjudications.append(self._adjudication)

    def _dtp(self, elements: list[str]) -> None:
        period = read_period(elements, self._notes, "2400" if self._line else "2300")
        if self._adjudication is not None and period.qualifier == "573":
            self._adjudication.paid_on = period.start
            return
        holder = self._line or self._claim
        if holder is None:
            self._unknown(elements)
        else:
            holder.dates.append(period)


def _read_remarks(elements: list[str], at: tuple[int, ...]) -> RemarkSet:
    while not elements[-1]:
        elements.pop()
    return RemarkSet(tuple(elements[1:]), tuple(elements[n] for n in at if n < len(elements) and elements[n]))
