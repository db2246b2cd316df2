"""Read a 277CA: HL 20 > 21 > 19 > PT, each with its NM1, TRN, STC and counts."""

from collections.abc import Callable

from api.x12.acknowledgement_277ca.records import (
    ClaimAcknowledgement,
    ClaimStatus,
    LineStatus,
    ProviderStatus,
    ReceiverStatus,
    StatusInformation,
)
from api.x12.dates import UNKNOWN_MOMENT
from api.x12.envelope import Transaction
from api.x12.findings import segment_id
from api.x12.parts import EntityName, Party, StatusCode
from api.x12.reading import Notes, get, keep, read_name, read_period, read_procedure, read_reference

_SOURCE = "005010X214"
_Level = ClaimAcknowledgement | ReceiverStatus | ProviderStatus | ClaimStatus | LineStatus
# Which field a QTY or AMT qualifier fills.
_COUNTS = {"90": "accepted_count", "AA": "rejected_count", "QA": "accepted_count", "QC": "rejected_count"}
_AMOUNTS = {"YU": "accepted_cents", "YY": "rejected_cents"}


def read_277ca(transaction: Transaction) -> ClaimAcknowledgement:
    """One ST of a 277CA, whole, with its findings."""
    reader = _Reader(transaction)
    element = transaction.delimiters.element
    for batch in transaction.batches():
        reader.notes.batch = batch
        reader.notes.check_lengths(batch)
        for reader.notes.index, piece in enumerate(batch.pieces):
            reader.take(piece.split(element))
    return reader.acknowledgement


class _Reader:
    def __init__(self, transaction: Transaction) -> None:
        self.notes = Notes(transaction)
        self.acknowledgement = ClaimAcknowledgement(
            control_number=transaction.control_number,
            reference="",
            created=UNKNOWN_MOMENT,
            source=Party(entity_code="PR"),
            findings=self.notes.findings,
        )
        self._level: _Level = self.acknowledgement
        self._handlers: dict[str, Callable[[list[str]], None]] = {
            "ST": self._nothing,
            "SE": self._nothing,
            "": self._nothing,
            "BHT": self._bht,
            "HL": self._hl,
            "NM1": self._nm1,
            "TRN": self._trn,
            "DTP": self._dtp,
            "STC": self._stc,
            "QTY": self._qty,
            "AMT": self._amt,
            "REF": self._ref,
            "SVC": self._svc,
        }

    def take(self, elements: list[str]) -> None:
        """Take one segment."""
        self.notes.look_over(elements)
        self._handlers.get(elements[0], self._unknown)(elements)

    def _nothing(self, _elements: list[str]) -> None:
        """ST and SE belong to the envelope, which has also noted empty segments."""

    def _unknown(self, elements: list[str]) -> None:
        known = elements[0] in self._handlers
        self.notes.add(
            "segment.place" if known else "segment.unknown",
            "a segment stands where nothing takes it" if known else "a segment is not of this set",
            segment=segment_id(elements[0]),
            source=_SOURCE,
        )
        self._level.extra.append(keep(elements, self.notes.component))

    def _bht(self, elements: list[str]) -> None:
        self.acknowledgement.reference = get(elements, 3)
        self.acknowledgement.created = self.notes.moment(get(elements, 4), get(elements, 5), "BHT04")

    def _hl(self, elements: list[str]) -> None:
        receivers = self.acknowledgement.receivers
        match get(elements, 3):
            case "20":
                self._level = self.acknowledgement
            case "21":
                self._level = ReceiverStatus(receiver=Party(entity_code="41"))
                receivers.append(self._level)
            case "19" if receivers:
                self._level = ProviderStatus(provider=Party(entity_code="85"))
                receivers[-1].providers.append(self._level)
            case "PT" if receivers and receivers[-1].providers:
                self._level = ClaimStatus(patient=EntityName("QC"), claim_id="", position=self.notes.position)
                receivers[-1].providers[-1].claims.append(self._level)
            case _:
                self.notes.add("hl.level", "an HL stands under no valid parent", element="HL03", source=_SOURCE)

    def _nm1(self, elements: list[str]) -> None:
        name = read_name(elements, self.notes.component)
        match self._level:
            case ClaimStatus() as claim:
                claim.patient = name
            case ProviderStatus() as provider:
                provider.provider = _party(name)
            case ReceiverStatus() as receiver:
                receiver.receiver = _party(name)
            case ClaimAcknowledgement() as acknowledgement:
                acknowledgement.source = _party(name)
            case LineStatus():
                self._unknown(elements)

    def _trn(self, elements: list[str]) -> None:
        match self._level:
            case ClaimStatus() as claim:
                claim.claim_id = get(elements, 2)
            case LineStatus():
                self._unknown(elements)
            case level:
                level.trace_number = get(elements, 2)

    def _dtp(self, elements: list[str]) -> None:
        period = read_period(elements, self.notes, "2200")
        match self._level:
            case ClaimStatus() | LineStatus() as level:
                level.dates.append(period)
            case ClaimAcknowledgement() as level if period.qualifier == "050":
                level.received_on = period.start
            case ClaimAcknowledgement() as level if period.qualifier == "009":
                level.processed_on = period.start
            case _:
                self._unknown(elements)

    def _stc(self, elements: list[str]) -> None:
        if isinstance(self._level, ClaimAcknowledgement):
            self._unknown(elements)
            return
        notes = self.notes
        amount = get(elements, 4)
        codes = tuple(self._status(text) for text in (get(elements, 1), get(elements, 10), get(elements, 11)) if text)
        self._level.statuses.append(
            StatusInformation(
                codes=codes,
                date=notes.day(get(elements, 2), "STC02"),
                action=get(elements, 3),
                cents=notes.cents(amount, "STC04") if amount else None,
                message=get(elements, 12),
            )
        )

    def _status(self, text: str) -> StatusCode:
        parts = [*text.split(self.notes.component), "", ""]
        return StatusCode(parts[0], parts[1], parts[2], tuple(parts[3:-2]))

    def _qty(self, elements: list[str]) -> None:
        field, count = _COUNTS.get(get(elements, 1)), get(elements, 2)
        if field is None or not count.isdecimal() or not isinstance(self._level, ReceiverStatus | ProviderStatus):
            self._unknown(elements)
        else:
            setattr(self._level, field, int(count[:10]))

    def _amt(self, elements: list[str]) -> None:
        field = _AMOUNTS.get(get(elements, 1))
        if field is None or not isinstance(self._level, ReceiverStatus | ProviderStatus):
            self._unknown(elements)
        else:
            setattr(self._level, field, self.notes.cents(get(elements, 2), "AMT02"))

    def _ref(self, elements: list[str]) -> None:
        if isinstance(self._level, ClaimAcknowledgement | ReceiverStatus):
            self._unknown(elements)
        else:
            self._level.references.append(read_reference(elements, self.notes.component))

    def _svc(self, elements: list[str]) -> None:
        level = self._level
        claim = self._claim_at_hand() if isinstance(level, LineStatus) else level
        if not isinstance(claim, ClaimStatus):
            self._unknown(elements)
            return
        notes = self.notes
        line = self._level = LineStatus(
            procedure=read_procedure(get(elements, 1), notes.component),
            charge_cents=notes.cents(get(elements, 2), "SVC02"),
            revenue_code=get(elements, 4),
            units=notes.quantity(get(elements, 7), "SVC07"),
        )
        claim.lines.append(line)

    def _claim_at_hand(self) -> ClaimStatus:
        return self.acknowledgement.receivers[-1].providers[-1].claims[-1]


def _party(name: EntityName) -> Party:
    return Party(
        entity_code=name.entity_code,
        entity_type=name.entity_type,
        last_name=name.last_name,
        first_name=name.first_name,
        middle_name=name.middle_name,
        prefix=name.prefix,
        suffix=name.suffix,
        id_qualifier=name.id_qualifier,
        id=name.id,
    )
