"""What a 270 and a 271 share in reading: the levels, and who a person is, where he lives, what part he plays."""

from abc import abstractmethod
from typing import Any, Final, Generic, TypeGuard, TypeVar

from api.x12.eligibility_270_271.records import (
    InformationReceiver,
    InformationSource,
    InsuredStatus,
    PersonFacts,
    ProviderRole,
    Trace,
)
from api.x12.envelope import Transaction
from api.x12.hierarchy import HierarchyReader
from api.x12.parts import Diagnosis, Party, RawSegment
from api.x12.reading import get, read_city, read_contact, read_party, read_period, read_reference, read_street

# HL03 -> HL03 above: information source, information receiver, subscriber, dependent.
LEVELS: Final = {"20": "", "21": "20", "22": "21", "23": "22"}
_TRN_ELEMENTS: Final = 4
_DMG_ELEMENTS: Final = 3
_COMPOSITE_PARTS: Final = 2


Subscriber = TypeVar("Subscriber", bound=PersonFacts)


class PersonReader(HierarchyReader, Generic[Subscriber]):
    """Opens the levels; fills the person and the party at hand."""

    _above = LEVELS

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._sources: list[InformationSource[Subscriber]] = []
        self._source: InformationSource[Subscriber] | None = None
        self._receiver: InformationReceiver[Subscriber] | None = None
        self._subscriber: Subscriber | None = None
        self._person: PersonFacts | None = None
        self._party: Party | None = None  # takes NM1, N3, N4, REF, PER and DTP
        self._is_named = False  # NM1 has come in the level at hand
        self._handlers |= {
            "TRN": self._trn,
            "NM1": self._nm1,
            "N3": self._n3,
            "N4": self._n4,
            "PER": self._per,
            "REF": self._ref,
            "DTP": self._dtp,
            "PRV": self._prv,
            "DMG": self._dmg,
            "INS": self._ins,
            "HI": self._hi,
        }

    @abstractmethod
    def _new_subscriber(self) -> Subscriber:
        """A subscriber of this set."""

    @abstractmethod
    def _new_dependent(self, subscriber: Subscriber) -> PersonFacts:
        """A dependent of this set, put under his subscriber."""

    def _open(self, level: str) -> bool:
        self._party, self._is_named, self._person = None, False, None
        if level == "20":
            self._source = InformationSource(party=Party(entity_code="PR"))
            self._sources.append(self._source)
            self._receiver = self._subscriber = None
        elif level == "21" and self._source is not None:
            self._receiver = InformationReceiver(party=Party(entity_code="1P"))
            self._source.receivers.append(self._receiver)
            self._subscriber = None
        elif level == "22" and self._receiver is not None:
            self._person = self._subscriber = self._new_subscriber()
            self._receiver.subscribers.append(self._subscriber)
        elif level == "23" and self._subscriber is not None:
            self._person = self._new_dependent(self._subscriber)
        else:
            return False
        opened = self._level
        self._party = opened.party if opened else None
        return True

    @property
    def _level(self) -> PersonFacts | InformationReceiver[Any] | InformationSource[Any] | None:
        return self._person or self._receiver or self._source

    @property
    def _is_in_person(self) -> bool:
        """Whether the segment at hand speaks of the person himself, before any 2110."""
        return self._person is not None

    def _extra(self) -> list[RawSegment]:
        level = self._level
        return self._root_extra() if level is None else level.extra

    def _role(self, role: ProviderRole) -> bool:
        """Give the level at hand its PRV; False when none may stand here."""
        level = self._level
        if level is None or isinstance(level, InformationSource) or level.provider:
            return False
        level.provider = role
        return True

    def _trn(self, elements: list[str]) -> None:
        if self._person is None or len(elements) > _TRN_ELEMENTS + 1:
            self._unknown(elements)
        else:
            self._person.traces.append(Trace(*(get(elements, n) for n in range(1, _TRN_ELEMENTS + 1))))

    def _nm1(self, elements: list[str]) -> None:
        if self._party is None or self._is_named:
            self._unknown(elements)
        else:
            read_party(elements, into=self._party)
            self._is_named = True

    def _n3(self, elements: list[str]) -> None:
        if self._party is None:
            self._unknown(elements)
        else:
            self._party.address = read_street(elements)

    def _n4(self, elements: list[str]) -> None:
        if self._party is None:
            self._unknown(elements)
        else:
            self._party.address = read_city(elements, self._party.address)

    def _per(self, elements: list[str]) -> None:
        if self._party is None:
            self._unknown(elements)
        else:
            self._party.contacts.append(read_contact(elements))

    def _ref(self, elements: list[str]) -> None:
        if self._party is None:
            self._unknown(elements)
        else:
            self._party.references.append(read_reference(elements, self._notes.component))

    def _dtp(self, elements: list[str]) -> None:
        if self._party is None or not self._is_in_person:
            self._unknown(elements)
        else:
            self._party.dates.append(read_period(elements, self._notes, "2100"))

    def _prv(self, elements: list[str]) -> None:
        if not self._role(ProviderRole(get(elements, 1), get(elements, 2), get(elements, 3))):
            self._unknown(elements)

    def _dmg(self, elements: list[str]) -> None:
        person = self._person
        if person is None or not self._is_in_person or person.birth_date or person.birth_date_text or person.sex:
            self._unknown(elements)
            return
        person.demographics = self._notes.keep_rest(elements[_DMG_ELEMENTS + 1 :])
        text, person.sex = get(elements, 2), get(elements, 3)
        person.birth_date = self._notes.day(text, "DMG02", "2100")
        person.birth_date_text = "" if person.birth_date else text

    def _ins(self, elements: list[str]) -> None:
        if self._person is None or not self._is_in_person or self._person.insured:
            self._unknown(elements)
        else:
            rest = self._notes.keep_rest(elements[3:])
            self._person.insured = InsuredStatus(get(elements, 1), get(elements, 2), rest)

    def _hi(self, elements: list[str]) -> None:
        if self._person is None or not self._is_in_person:
            self._unknown(elements)
            return
        kept = self._notes.keep(elements)
        codes = [Diagnosis(*composite) for composite in kept[1:] if _is_code(composite)]
        if len(codes) == len(kept) - 1:
            self._person.diagnoses += codes
        else:
            self._person.extra.append(kept)


def _is_code(composite: object) -> TypeGuard[tuple[str, str]]:
    """Whether an element of an HI is a qualifier and a code."""
    if not isinstance(composite, tuple) or len(composite) != _COMPOSITE_PARTS:
        return False
    return all(isinstance(part, str) for part in composite)


def split_repeats(text: str, separator: str) -> tuple[str, ...]:
    """The values of an element that repeats, or of a composite, without empty ones at the end."""
    values = text.split(separator) if separator else [text]
    while values and not values[-1]:
        values.pop()
    return tuple(values)
