"""Read a 271: HL 20 > 21 > 22 > 23, with the benefits of each person and the rejections of every level."""

from collections.abc import Callable
from typing import ClassVar, Final

from api.x12.dates import UNKNOWN_MOMENT
from api.x12.eligibility_270_271.read_person import PersonReader, split_repeats
from api.x12.eligibility_270_271.records import (
    AdditionalInformation,
    Benefit,
    Delivery,
    EligibilityResponse,
    InformationReceiver,
    InformationSource,
    PersonCoverage,
    ProviderRole,
    Rejection,
    RelatedEntity,
    SubscriberCoverage,
)
from api.x12.envelope import Transaction
from api.x12.money import parse_cents
from api.x12.parts import Party, RawSegment
from api.x12.reading import get, read_party, read_period, read_procedure, read_reference
from api.x12.versions import ELIGIBILITY_271

_WHOLE_BPS: Final = 10_000
_EB_ELEMENTS: Final = 14
_NM110: Final = 10


def read_271(transaction: Transaction) -> EligibilityResponse:
    """One ST of a 271, whole, with its findings."""
    reader = _ResponseReader(transaction)
    reader.run()
    return reader.response


class _ResponseReader(PersonReader[SubscriberCoverage]):
    _guide: ClassVar[str] = ELIGIBILITY_271.version

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._benefit: Benefit | None = None
        self._entity: RelatedEntity | None = None
        self.response = EligibilityResponse(
            control_number=transaction.control_number,
            reference="",
            created=UNKNOWN_MOMENT,
            sources=self._sources,
            findings=self._notes.findings,
        )
        of_benefit: dict[str, Callable[[Benefit, list[str]], None]] = {
            "HSD": self._hsd,
            "MSG": self._msg,
            "III": self._iii,
            "LS": self._bound,
            "LE": self._bound,
        }
        self._handlers |= {
            "BHT": self._bht,
            "AAA": self._aaa,
            "EB": self._eb,
            "MPI": self._mpi,
            **{tag: self._of_benefit(handler) for tag, handler in of_benefit.items()},
        }

    def _of_benefit(self, handler: Callable[[Benefit, list[str]], None]) -> Callable[[list[str]], None]:
        def handle(elements: list[str]) -> None:
            if self._benefit is None:
                self._unknown(elements)
            else:
                handler(self._benefit, elements)

        return handle

    def _new_subscriber(self) -> SubscriberCoverage:
        return SubscriberCoverage(party=Party(entity_code="IL", entity_type="1"), position=self._notes.position)

    def _new_dependent(self, subscriber: SubscriberCoverage) -> PersonCoverage:
        dependent = PersonCoverage(party=Party(entity_code="03", entity_type="1"), position=self._notes.position)
        subscriber.dependents.append(dependent)
        return dependent

    def _open(self, level: str) -> bool:
        self._benefit = self._entity = None
        return super()._open(level)

    @property
    def _is_in_person(self) -> bool:
        return self._benefit is None and super()._is_in_person

    def _extra(self) -> list[RawSegment]:
        holder = self._entity or self._benefit
        return super()._extra() if holder is None else holder.extra

    def _root_extra(self) -> list[RawSegment]:
        return self.response.extra

    def _bht(self, elements: list[str]) -> None:
        response = self.response
        response.purpose, response.reference, response.kind = get(elements, 2), get(elements, 3), get(elements, 6)
        response.created = self._notes.moment(get(elements, 4), get(elements, 5), "BHT04")

    def _nm1(self, elements: list[str]) -> None:
        if self._benefit is None:
            super()._nm1(elements)
            if get(elements, _NM110):
                self._notes.drop("NM110")
            return
        self._party = read_party(elements)
        self._entity = RelatedEntity(party=self._party, relationship=get(elements, _NM110))
        self._benefit.entities.append(self._entity)

    def _role(self, role: ProviderRole) -> bool:
        entity = self._entity
        if entity is None:
            return self._benefit is None and super()._role(role)
        if entity.provider is not None:
            return False
        entity.provider = role
        return True

    def _mpi(self, elements: list[str]) -> None:
        if self._is_in_person:
            self._keep(elements)
        else:
            self._unknown(elements)

    def _aaa(self, elements: list[str]) -> None:
        rejections, loop = self._rejected()
        if rejections is None:
            self._unknown(elements)
            return
        rejections.append(
            Rejection(
                loop=loop,
                reason=get(elements, 3),
                follow_up=get(elements, 4),
                is_valid_request=get(elements, 1),
                agency=get(elements, 2),
            )
        )

    def _rejected(self) -> tuple[list[Rejection] | None, str]:
        """Where the AAA at hand belongs, and the loop that is."""
        level = self._level
        letter = "C" if self._person is self._subscriber else "D"
        if self._benefit is not None:
            return self._benefit.rejections, f"2110{letter}"
        if isinstance(level, PersonCoverage):
            return level.rejections, f"2100{letter}"
        if isinstance(level, InformationReceiver):
            return level.rejections, "2100B"
        if isinstance(level, InformationSource):
            return level.rejections, "2100A" if self._is_named else "2000A"
        return None, ""

    def _eb(self, elements: list[str]) -> None:
        if not isinstance(self._person, PersonCoverage):
            self._unknown(elements)
            return
        notes = self._notes
        full = elements + [""] * _EB_ELEMENTS
        self._benefit = Benefit(
            information=full[1],
            coverage_level=full[2],
            service_types=split_repeats(full[3], notes.repetition),
            insurance_type=full[4],
            plan=full[5],
            period=full[6],
            quantity_qualifier=full[9],
            quantity=notes.quantity(full[10], "EB10"),
            authorization=full[11],
            network=full[12],
            procedure=read_procedure(full[13], notes.component) if full[13] else None,
            diagnosis_pointers=split_repeats(full[14], notes.component),
            position=notes.position,
        )
        self._amount(self._benefit, full[7])
        self._percent(self._benefit, full[8])
        self._person.benefits.append(self._benefit)
        self._party = self._entity = None

    def _amount(self, benefit: Benefit, text: str) -> None:
        if text:
            cents = self._notes.cents(text, "EB07", "2110")
            benefit.cents = cents if parse_cents(text) is not None else None

    def _percent(self, benefit: Benefit, text: str) -> None:
        value = self._notes.quantity(text, "EB08")
        bps = None if value is None else value * _WHOLE_BPS
        if bps is not None and bps == int(bps):
            benefit.percent_bps = int(bps)
        else:
            # What basis points cannot hold, a third of a percent or no number at all, stays as it stood.
            benefit.percent_text = text

    def _hsd(self, benefit: Benefit, elements: list[str]) -> None:
        notes = self._notes
        full = elements + [""] * 9
        benefit.deliveries.append(
            Delivery(
                quantity_qualifier=full[1],
                quantity=notes.quantity(full[2], "HSD02"),
                per=full[3],
                every=notes.quantity(full[4], "HSD04"),
                period=full[5],
                period_count=notes.quantity(full[6], "HSD06"),
                pattern=full[7],
                pattern_time=full[8],
            )
        )

    def _msg(self, benefit: Benefit, elements: list[str]) -> None:
        benefit.messages.append(get(elements, 1))

    def _iii(self, benefit: Benefit, elements: list[str]) -> None:
        benefit.places.append(AdditionalInformation(*(get(elements, n) for n in range(1, 5))))

    def _bound(self, _benefit: Benefit, _elements: list[str]) -> None:
        """LS and LE bound the entities of a benefit; the writer sets them."""
        self._party = self._entity = None

    def _ref(self, elements: list[str]) -> None:
        if self._benefit is None or self._entity is not None:
            super()._ref(elements)
        else:
            self._benefit.references.append(read_reference(elements, self._notes.component))

    def _dtp(self, elements: list[str]) -> None:
        if self._benefit is None:
            super()._dtp(elements)
        else:
            self._benefit.dates.append(read_period(elements, self._notes, "2110"))
