"""Write an 837P from its records: HL and LX numbers, counts and the order of the guide are computed.

Extra segments are put where the guide has them, so a record may carry them in any order.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from api.x12.claim_837p.records import BillingProvider, ClaimBatch, Patient, Subscriber
from api.x12.claim_837p.write_claim import claim_segments, party_segments
from api.x12.lexer import Delimiters
from api.x12.parts import Party
from api.x12.versions import CLAIM_837P
from api.x12.writer import CannotWrite, InterchangeFacts, Loop, OutSegment, OutTransaction, write_interchange
from api.x12.writing import clock_text, contact_segment, day_text, reference_segments

_MAX_CLAIMS: Final = 100  # CLM per 2000B or 2000C [P]


def write_claims(batches: Iterable[ClaimBatch], facts: InterchangeFacts, delimiters: Delimiters | None = None) -> bytes:
    """One interchange with an ST for each batch. Raises CannotWrite; findings are not looked at."""
    transactions = (OutTransaction(batch.control_number, batch_segments(batch)) for batch in batches)
    return write_interchange(facts, CLAIM_837P, transactions, delimiters)


def batch_segments(batch: ClaimBatch) -> Iterator[OutSegment | Loop]:
    """The segments between ST and SE."""
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
    numbers = _HierarchicalNumbers()
    for billing in batch.billing_providers:
        yield from _billing_segments(billing, numbers)


class _HierarchicalNumbers:
    """HL01: counts the levels of one ST from 1."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        """The next HL01."""
        self._last += 1
        return str(self._last)


def _billing_segments(billing: BillingProvider, numbers: _HierarchicalNumbers) -> Iterator[OutSegment | Loop]:
    number = numbers.next()
    party = billing.party
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
        yield from _subscriber_segments(subscriber, number, numbers)


def _subscriber_segments(
    subscriber: Subscriber, parent: str, numbers: _HierarchicalNumbers
) -> Iterator[OutSegment | Loop]:
    number = numbers.next()
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
    yield from _claims(subscriber)
    for patient in subscriber.patients:
        yield Loop("2000C")
        yield ("HL", numbers.next(), number, "23", "0")
        further = next((segment[2:] for segment in patient.extra if segment[0] == "PAT"), ())
        yield ("PAT", patient.relationship, *further)
        yield Loop("2010CA")
        yield from _person_segments(patient.party, patient)
        yield from _claims(patient)


def _person_segments(party: Party, person: Subscriber | Patient) -> Iterator[OutSegment]:
    """NM1, address, DMG, REF and PER of a subscriber or patient: DMG stands before REF."""
    segments = list(party_segments(party))
    tail = len(party.references) + len(party.contacts)
    head = len(segments) - tail
    yield from segments[:head]
    if person.birth_date is not None:
        yield ("DMG", "D8", day_text(person.birth_date), person.sex)
    yield from reference_segments(party.references)
    yield from map(contact_segment, party.contacts)


def _claims(holder: Subscriber | Patient) -> Iterator[OutSegment | Loop]:
    if len(holder.claims) > _MAX_CLAIMS:
        raise CannotWrite("2300", "CLM", f"more than {_MAX_CLAIMS} claims of one patient in one loop")
    for claim in holder.claims:
        yield from claim_segments(claim)
