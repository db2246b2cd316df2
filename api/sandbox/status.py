"""276 to 277: where a claim stands. Pending (P1) until its 835, then paid (F1) or denied (F2); else not found (A4)."""

import datetime as dt
from typing import Final

from api.sandbox.book import Book
from api.sandbox.memory import FiledClaim
from api.sandbox.names import clean_name
from api.x12 import (
    ClaimInquiry,
    ClaimStatusReport,
    Contact,
    Party,
    Reference,
    StatusCode,
    StatusDependent,
    StatusDetail,
    StatusPayer,
    StatusProvider,
    StatusReceiver,
    StatusRequest,
    StatusResponse,
    StatusSubscriber,
)

_NOT_FOUND: Final = StatusCode("A4", "35")
_PENDING: Final = StatusCode("P1", "20")
_PAID: Final = StatusCode("F1", "65")
_NOTHING_PAID: Final = StatusCode("F1", "1")
_DENIED: Final = StatusCode("F2", "585")
_CONTACT: Final = Contact(function="IC", name="SANDBOX PAYER", numbers=(("TE", "8005550100"),))


def answer_request(book: Book, request: StatusRequest, control_number: str, at: dt.datetime) -> StatusResponse:
    """One ST of a 277: every claim asked about, in the order of the question."""
    return StatusResponse(
        control_number=control_number,
        reference=request.reference,
        created=at,
        payers=[
            StatusPayer(
                party=_renamed(payer.party, _CONTACT),
                receivers=[
                    StatusReceiver(
                        party=_renamed(receiver.party),
                        providers=[_provider(book, provider, at.date()) for provider in receiver.providers],
                    )
                    for receiver in payer.receivers
                ],
            )
            for payer in request.payers
        ],
    )


def _provider(book: Book, asked: StatusProvider[ClaimInquiry], today: dt.date) -> StatusProvider[ClaimStatusReport]:
    return StatusProvider(
        parties=[_renamed(party) for party in asked.parties],
        subscribers=[
            StatusSubscriber(
                party=_renamed(subscriber.party),
                claims=[_report(book, claim, today) for claim in subscriber.claims],
                dependents=[
                    StatusDependent(
                        party=_renamed(dependent.party),
                        claims=[_report(book, claim, today) for claim in dependent.claims],
                    )
                    for dependent in subscriber.dependents
                ],
            )
            for subscriber in asked.subscribers
        ],
    )


def _report(book: Book, asked: ClaimInquiry, today: dt.date) -> ClaimStatusReport:
    keys = asked.match_keys
    claim = book.by_number(keys.payer_claim_id) or book.by_claim_id(keys.claim_id)
    known = [Reference("1K", claim.numbers[0])] if claim and not claim.is_silent else []
    named = [Reference("EJ", keys.claim_id)] if keys.claim_id else []
    return ClaimStatusReport(
        trace_number=asked.trace_number,
        statuses=[_status(claim, asked, today)],
        references=[*known, *named],
        dates=asked.dates,
    )


def _status(claim: FiledClaim | None, asked: ClaimInquiry, today: dt.date) -> StatusDetail:
    if claim is None:
        return StatusDetail(codes=(_NOT_FOUND,), date=today, charge_cents=asked.charge_cents)
    if len(claim.payments) < len(claim.numbers):
        return StatusDetail(codes=(_PENDING,), date=today, charge_cents=asked.charge_cents)
    payments = claim.standing
    paid_cents = sum(payment.paid_cents for payment in payments)
    code = _DENIED if claim.is_denied else (_PAID if paid_cents else _NOTHING_PAID)
    return StatusDetail(
        codes=(code,),
        date=today,
        charge_cents=sum(payment.charge_cents for payment in payments),
        paid_cents=paid_cents,
        adjudicated_on=claim.decided_on,
        paid_on=claim.decided_on if paid_cents else None,
        check_number=claim.check_number,
    )


def _renamed(party: Party, *contacts: Contact) -> Party:
    return Party(
        entity_code=party.entity_code,
        entity_type=party.entity_type,
        last_name=clean_name(party.last_name),
        first_name=clean_name(party.first_name),
        middle_name=clean_name(party.middle_name),
        id_qualifier=party.id_qualifier,
        id=party.id,
        contacts=list(contacts),
    )
