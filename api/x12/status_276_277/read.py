"""Read a 276 or a 277: HL 20 > 21 > 19 > 22 > 23, each with its NM1, claims by TRN, lines by SVC."""

from abc import abstractmethod
from typing import Any, ClassVar, Final, Generic

from api.x12.dates import UNKNOWN_MOMENT
from api.x12.envelope import Transaction
from api.x12.hierarchy import HierarchyReader
from api.x12.parts import Amount, Party, RawSegment, StatusCode
from api.x12.reading import (
    get,
    read_contact,
    read_party,
    read_period,
    read_procedure,
    read_reference,
)
from api.x12.status_276_277.records import (
    AnyClaim,
    ClaimInquiry,
    ClaimStatusReport,
    LineFacts,
    LineInquiry,
    LineStatusReport,
    StatusDependent,
    StatusDetail,
    StatusPayer,
    StatusProvider,
    StatusReceiver,
    StatusRequest,
    StatusResponse,
    StatusSubscriber,
    StatusTransaction,
)
from api.x12.versions import CLAIM_STATUS_277, STATUS_REQUEST_276

_STC_ELEMENTS: Final = 12
_MAX_PROVIDER_NAMES: Final = 2


def read_276(transaction: Transaction) -> StatusRequest:
    """One ST of a 276, whole, with its findings."""
    reader = _RequestReader(transaction)
    reader.run()
    return reader.record


def read_277(transaction: Transaction) -> StatusResponse:
    """One ST of a 277 (005010X212), whole, with its findings. The 277CA is another guide: `read_277ca`."""
    reader = _ResponseReader(transaction)
    reader.run()
    return reader.record


class _StatusReader(HierarchyReader, Generic[AnyClaim]):
    """The levels, the claim and the line at hand."""

    _above: ClassVar[dict[str, str]] = {"20": "", "21": "20", "19": "21", "22": "19", "23": "22"}

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self.record: StatusTransaction[AnyClaim] = StatusTransaction(
            control_number=transaction.control_number,
            reference="",
            created=UNKNOWN_MOMENT,
            findings=self._notes.findings,
        )
        self._payer: StatusPayer[AnyClaim] | None = None
        self._receiver: StatusReceiver[AnyClaim] | None = None
        self._provider: StatusProvider[AnyClaim] | None = None
        self._subscriber: StatusSubscriber[AnyClaim] | None = None
        self._patient: StatusSubscriber[AnyClaim] | StatusDependent[AnyClaim] | None = None
        self._claim: AnyClaim | None = None
        self._line: LineFacts | None = None
        self._is_named = False
        self._handlers |= {
            "BHT": self._bht,
            "NM1": self._nm1,
            "TRN": self._trn,
            "REF": self._ref,
            "DTP": self._dtp,
            "SVC": self._svc,
        }

    @abstractmethod
    def _new_claim(self, trace_number: str) -> AnyClaim:
        """A claim of this set."""

    @abstractmethod
    def _add_line(self, claim: AnyClaim, elements: list[str]) -> LineFacts:
        """A line of this set, from its SVC, put under its claim."""

    def _open(self, level: str) -> bool:
        self._patient = self._claim = self._line = None
        self._is_named = False
        if level == "20":
            self._payer = StatusPayer(party=Party(entity_code="PR"))
            self.record.payers.append(self._payer)
            self._receiver = self._provider = self._subscriber = None
        elif level == "21" and self._payer is not None:
            self._receiver = StatusReceiver(party=Party(entity_code="41"))
            self._payer.receivers.append(self._receiver)
            self._provider = self._subscriber = None
        elif level == "19" and self._receiver is not None:
            self._provider = StatusProvider(parties=[])
            self._receiver.providers.append(self._provider)
            self._subscriber = None
        elif level == "22" and self._provider is not None:
            self._patient = self._subscriber = StatusSubscriber(party=Party(entity_code="IL", entity_type="1"))
            self._provider.subscribers.append(self._subscriber)
        elif level == "23" and self._subscriber is not None:
            self._patient = StatusDependent(party=Party(entity_code="QC", entity_type="1"))
            self._subscriber.dependents.append(self._patient)
        else:
            return False
        return True

    @property
    def _level(
        self,
    ) -> (
        StatusSubscriber[Any]
        | StatusDependent[Any]
        | StatusProvider[Any]
        | StatusReceiver[Any]
        | StatusPayer[Any]
        | None
    ):
        return self._patient or self._provider or self._receiver or self._payer

    def _extra(self) -> list[RawSegment]:
        holder = self._line or self._claim or self._level
        return self._root_extra() if holder is None else holder.extra

    def _root_extra(self) -> list[RawSegment]:
        return self.record.extra

    def _bht(self, elements: list[str]) -> None:
        self.record.reference = get(elements, 3)
        self.record.created = self._notes.moment(get(elements, 4), get(elements, 5), "BHT04")

    def _nm1(self, elements: list[str]) -> None:
        level = self._level
        if isinstance(level, StatusProvider) and len(level.parties) < _MAX_PROVIDER_NAMES:
            level.parties.append(read_party(elements))
        elif level is None or isinstance(level, StatusProvider) or self._is_named:
            self._unknown(elements)
        else:
            read_party(elements, into=level.party)
            self._is_named = True

    def _trn(self, elements: list[str]) -> None:
        if self._patient is None:
            self._unknown(elements)
            return
        self._claim = self._new_claim(get(elements, 2))
        self._claim.position = self._notes.position
        self._patient.claims.append(self._claim)
        self._line = None

    def _ref(self, elements: list[str]) -> None:
        holder = self._line or self._claim
        if holder is None:
            self._unknown(elements)
        else:
            holder.references.append(read_reference(elements, self._notes.component))

    def _dtp(self, elements: list[str]) -> None:
        holder = self._line or self._claim
        if holder is None:
            self._unknown(elements)
        else:
            holder.dates.append(read_period(elements, self._notes, "2200" if self._line is None else "2220"))

    def _svc(self, elements: list[str]) -> None:
        if self._claim is None:
            self._unknown(elements)
        else:
            self._line = self._add_line(self._claim, elements)


class _RequestReader(_StatusReader[ClaimInquiry]):
    _guide: ClassVar[str] = STATUS_REQUEST_276.version

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._handlers |= {"DMG": self._dmg, "AMT": self._amt}

    def _new_claim(self, trace_number: str) -> ClaimInquiry:
        return ClaimInquiry(trace_number=trace_number)

    def _add_line(self, claim: ClaimInquiry, elements: list[str]) -> LineInquiry:
        notes = self._notes
        line = LineInquiry(
            procedure=read_procedure(get(elements, 1), notes.component),
            charge_cents=notes.cents(get(elements, 2), "SVC02", "2210"),
            revenue_code=get(elements, 4),
            units=notes.quantity(get(elements, 7), "SVC07"),
        )
        claim.lines.append(line)
        return line

    def _dmg(self, elements: list[str]) -> None:
        if self._patient is None or self._claim is not None:
            self._unknown(elements)
            return
        self._patient.birth_date = self._notes.day(get(elements, 2), "DMG02", "2000")
        self._patient.sex = get(elements, 3)

    def _amt(self, elements: list[str]) -> None:
        if self._claim is None or self._line is not None:
            self._unknown(elements)
        else:
            cents = self._notes.cents(get(elements, 2), "AMT02", "2200")
            self._claim.amounts.append(Amount(get(elements, 1), cents))


class _ResponseReader(_StatusReader[ClaimStatusReport]):
    _guide: ClassVar[str] = CLAIM_STATUS_277.version

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._handlers |= {"PER": self._per, "STC": self._stc}

    def _new_claim(self, trace_number: str) -> ClaimStatusReport:
        return ClaimStatusReport(trace_number=trace_number)

    def _add_line(self, claim: ClaimStatusReport, elements: list[str]) -> LineStatusReport:
        notes = self._notes
        line = LineStatusReport(
            procedure=read_procedure(get(elements, 1), notes.component),
            charge_cents=notes.cents(get(elements, 2), "SVC02", "2220"),
            paid_cents=self._cents(get(elements, 3), "SVC03"),
            revenue_code=get(elements, 4),
            units=notes.quantity(get(elements, 7), "SVC07"),
        )
        claim.lines.append(line)
        return line

    def _cents(self, text: str, element: str) -> int | None:
        return self._notes.cents(text, element, "2200") if text else None

    def _per(self, elements: list[str]) -> None:
        level = self._level
        if isinstance(level, StatusPayer):
            level.party.contacts.append(read_contact(elements))
        else:
            self._unknown(elements)

    def _trn(self, elements: list[str]) -> None:
        level = self._level
        if isinstance(level, StatusProvider | StatusReceiver):
            level.trace_number = get(elements, 2)
        else:
            super()._trn(elements)

    def _stc(self, elements: list[str]) -> None:
        level = self._level
        holder = self._line or self._claim or level
        if not isinstance(holder, LineStatusReport | ClaimStatusReport | StatusProvider | StatusReceiver):
            self._unknown(elements)
            return
        notes = self._notes
        full = elements + [""] * _STC_ELEMENTS
        holder.statuses.append(
            StatusDetail(
                codes=tuple(self._code(text) for text in (full[1], full[10], full[11]) if text),
                date=notes.day(full[2], "STC02"),
                action=full[3],
                charge_cents=self._cents(full[4], "STC04"),
                paid_cents=self._cents(full[5], "STC05"),
                adjudicated_on=notes.day(full[6], "STC06"),
                method=full[7],
                paid_on=notes.day(full[8], "STC08"),
                check_number=full[9],
                message=full[12],
            )
        )

    def _code(self, text: str) -> StatusCode:
        component = self._notes.component
        parts = [*text.rstrip(component).split(component), "", ""]
        return StatusCode(parts[0], parts[1], parts[2], tuple(parts[3:-2]))
