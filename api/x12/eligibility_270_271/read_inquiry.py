"""Read a 270: HL 20 > 21 > 22 > 23, with what is asked about each person."""

from typing import ClassVar

from api.x12.dates import UNKNOWN_MOMENT
from api.x12.eligibility_270_271.read_person import PersonReader, split_repeats
from api.x12.eligibility_270_271.records import (
    AdditionalInformation,
    EligibilityInquiry,
    PersonInquiry,
    ProviderRole,
    ServiceInquiry,
    SubscriberInquiry,
)
from api.x12.envelope import Transaction
from api.x12.parts import Amount, Party, RawSegment
from api.x12.reading import get, read_period, read_procedure, read_reference
from api.x12.versions import INQUIRY_270


def read_270(transaction: Transaction) -> EligibilityInquiry:
    """One ST of a 270, whole, with its findings."""
    reader = _InquiryReader(transaction)
    reader.run()
    return reader.inquiry


class _InquiryReader(PersonReader[SubscriberInquiry]):
    _guide: ClassVar[str] = INQUIRY_270.version

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._asked: ServiceInquiry | None = None
        self.inquiry = EligibilityInquiry(
            control_number=transaction.control_number,
            reference="",
            created=UNKNOWN_MOMENT,
            sources=self._sources,
            findings=self._notes.findings,
        )
        self._handlers |= {"BHT": self._bht, "EQ": self._eq, "AMT": self._amt, "III": self._iii}

    def _new_subscriber(self) -> SubscriberInquiry:
        return SubscriberInquiry(party=Party(entity_code="IL", entity_type="1"), position=self._notes.position)

    def _new_dependent(self, subscriber: SubscriberInquiry) -> PersonInquiry:
        dependent = PersonInquiry(party=Party(entity_code="03", entity_type="1"), position=self._notes.position)
        subscriber.dependents.append(dependent)
        return dependent

    def _open(self, level: str) -> bool:
        self._asked = None
        return super()._open(level)

    @property
    def _is_in_person(self) -> bool:
        return self._asked is None and super()._is_in_person

    def _role(self, role: ProviderRole) -> bool:
        return self._asked is None and super()._role(role)

    def _extra(self) -> list[RawSegment]:
        return super()._extra() if self._asked is None else self._asked.extra

    def _root_extra(self) -> list[RawSegment]:
        return self.inquiry.extra

    def _bht(self, elements: list[str]) -> None:
        inquiry = self.inquiry
        inquiry.purpose, inquiry.reference, inquiry.kind = get(elements, 2), get(elements, 3), get(elements, 6)
        inquiry.created = self._notes.moment(get(elements, 4), get(elements, 5), "BHT04")

    def _eq(self, elements: list[str]) -> None:
        if not isinstance(self._person, PersonInquiry):
            self._unknown(elements)
            return
        component, procedure, pointers = self._notes.component, get(elements, 2), get(elements, 5)
        self._asked = ServiceInquiry(
            service_types=split_repeats(get(elements, 1), self._notes.repetition),
            procedure=read_procedure(procedure, component) if procedure else None,
            coverage_level=get(elements, 3),
            insurance_type=get(elements, 4),
            diagnosis_pointers=split_repeats(pointers, component),
        )
        self._person.inquiries.append(self._asked)
        self._party = None

    def _amt(self, elements: list[str]) -> None:
        if self._asked is None:
            self._unknown(elements)
        else:
            self._asked.amounts.append(Amount(get(elements, 1), self._notes.cents(get(elements, 2), "AMT02", "2110")))

    def _iii(self, elements: list[str]) -> None:
        if self._asked is None:
            self._unknown(elements)
        else:
            self._asked.places.append(AdditionalInformation(*(get(elements, n) for n in range(1, 5))))

    def _ref(self, elements: list[str]) -> None:
        if self._asked is None:
            super()._ref(elements)
        else:
            self._asked.references.append(read_reference(elements, self._notes.component))

    def _dtp(self, elements: list[str]) -> None:
        if self._asked is None:
            super()._dtp(elements)
        else:
            self._asked.dates.append(read_period(elements, self._notes, "2110"))
