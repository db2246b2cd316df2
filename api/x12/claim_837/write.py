"""Write the loops around the claims of an 837: HL numbers, counts and the order of the guide are computed."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Generic

from api.x12.claim_837.records import AnyClaim, BillingProvider, ClaimBatch, Patient, Subscriber
from api.x12.claim_837.write_claim import party_segments
from api.x12.lexer import Delimiters
from api.x12.parts import Party
from api.x12.versions import Guide
from api.x12.writer import CannotWrite, InterchangeFacts, Loop, OutSegment, OutTransaction, write_interchange
from api.x12.writing import clock_text, contact_segment, day_text, reference_segments

_MAX_CLAIMS: Final = 100  # CLM per 2000B or 2000C [P]


Segments = Iterator[OutSegment | Loop]


def write_batches(
    guide: Guide,
    batches: Iterable[ClaimBatch[AnyClaim]],
    claim_segments: Callable[[AnyClaim], Segments],
    facts: InterchangeFacts,
    delimiters: Delimiters | None,
) -> bytes:
    """One interchange with an ST for each batch. Raises CannotWrite; findings are not looked at."""
    transactions = (OutTransaction(batch.control_number, _batch_segments(batch, claim_segments)) for batch in batches)
    return write_interchange(facts, guide, transactions, delimiters)


def _batch_segments(batch: ClaimBatch[AnyClaim], claim_segments: Callable[[AnyClaim], Segments]) -> Segments:
    yield Loop("header")
    yield (
        "BHT",
        "0019",
        batch.purpose,
        batch.reference,
        batch.created.strftime("%Y%m%d"),
        clock_text(batch.created),
        batch.kind,
    )
    yield Loop("1000A")
    yield from party_segments(batch.submitter)
    yield Loop("1000B")
    yield from party_segments(batch.receiver)
    tree = _Tree(claim_segments)
    for billing in batch.billing_providers:
        yield from tree.billing(billing)


class _Tree(Generic[AnyClaim]):
    """The levels of one ST; HL01 counts them from 1."""

    def __init__(self, claim_segments: Callable[[AnyClaim], Segments]) -> None:
        self._claim_segments = claim_segments
        self._last = 0

    def _number(self) -> str:
        self._last += 1
        return str(self._last)

    def billing(self, billing: BillingProvider[AnyClaim]) -> Segments:
        """2000A and all below."""
        number, party = self._number(), billing.party
        yield Loop("2000A")
        if not billing.subscribers:
            raise CannotWrite("2000A", "HL04", "a billing provider without a subscriber cannot be written")
        yield ("HL", number, "", "20", "1")
        if party.taxonomy:
            yield ("PRV", "BI", "PXC", party.taxonomy)
        yield from billing.extra
        yield Loop("2010AA")
        yield from party_segments(party, with_taxonomy=False)
        for loop, other in (("2010AB", billing.pay_to), ("2010AC", billing.pay_to_plan)):
            if other is not None:
                yield Loop(loop)
                yield from party_segments(other)
        for subscriber in billing.subscribers:
            yield from self._subscriber(subscriber, number)

    def _subscriber(self, subscriber: Subscriber[AnyClaim], parent: str) -> Segments:
        number = self._number()
        yield Loop("2000B")
        yield ("HL", number, parent, "22", "1" if subscriber.patients else "0")
        yield (
            "SBR",
            subscriber.sequence,
            subscriber.relationship,
            subscriber.group_number,
            subscriber.group_name,
            subscriber.insurance_type,
            "",
            "",
            "",
            subscriber.filing_indicator,
        )
        yield from subscriber.extra
        yield Loop("2010BA")
        yield from _person_segments(subscriber.party, subscriber)
        yield Loop("2010BB")
        yield from party_segments(subscriber.payer)
        yield from self._claims(subscriber.claims)
        for patient in subscriber.patients:
            yield Loop("2000C")
            yield ("HL", self._number(), number, "23", "0")
            further = next((segment[2:] for segment in patient.extra if segment[0] == "PAT"), ())
            yield ("PAT", patient.relationship, *further)
            yield Loop("2010CA")
            yield from _person_segments(patient.party, patient)
            yield from self._claims(patient.claims)

    def _claims(self, claims: list[AnyClaim]) -> Segments:
        if len(claims) > _MAX_CLAIMS:
            raise CannotWrite("2300", "CLM", f"more than {_MAX_CLAIMS} claims of one patient in one loop")
        for claim in claims:
            yield from self._claim_segments(claim)


def _person_segments(party: Party, person: Subscriber[AnyClaim] | Patient[AnyClaim]) -> Iterator[OutSegment]:
    """NM1, address, DMG, REF and PER of a subscriber or patient: DMG stands before REF."""
    segments = list(party_segments(party))
    tail = len(party.references) + len(party.contacts)
    head = len(segments) - tail
    yield from segments[:head]
    if person.birth_date is not None or person.sex:
        yield ("DMG", "D8" if person.birth_date else "", day_text(person.birth_date), person.sex)
    yield from reference_segments(party.references)
    yield from map(contact_segment, party.contacts)
