"""Take accepted claims into adjudication: what each comes to, given what is on file, and the days of its checks."""

import datetime as dt
import hashlib
from typing import Final

import msgspec

from api.sandbox import scenarios
from api.sandbox.adjudicate import adjudicate, forward, reverse
from api.sandbox.book import Book
from api.sandbox.choose import CORRECTIONS, Choice
from api.sandbox.identity import digits, icn, payer_tax_id
from api.sandbox.inbox import ReceivedBatch, ReceivedClaim
from api.sandbox.memory import Account, Correspondent, Due, FiledClaim
from api.sandbox.parties import payee_of, payer_of
from api.sandbox.scenarios import INTEREST_CENTS, Scenario, Takeback
from api.x12 import Amount, ClaimPayment, Party

_VOID: Final = "8"
_LONGEST_REFERENCE: Final = 50  # PLB03-2


def take_in(book: Book, batch: ReceivedBatch, correspondent: Correspondent) -> ReceivedBatch:
    """File the claims of an accepted ST. The batch with what each of its claims has come to."""
    claims = tuple(_take_in(book, claim, correspondent) for claim in batch.claims)
    return msgspec.structs.replace(batch, claims=claims)


def _take_in(book: Book, received: ReceivedClaim, correspondent: Correspondent) -> ReceivedClaim:
    content, visit = _content(received), _visit(received)
    scenario = _decide(book, received, content, visit)
    while book.by_number(icn(received)) is not None:  # the same file once more: other numbers
        received = msgspec.structs.replace(received, key=(*received.key, "again"))
    received = msgspec.structs.replace(received, choice=Choice(scenario, received.choice.switches))
    if scenario.rejection is not None:
        return received
    account = _account(book, received, correspondent)
    reversed_payments: list[ClaimPayment] = []
    if received.context.claim.frequency in CORRECTIONS:
        original = book.by_number(received.context.claim.reference("F8"))
        if original is not None:
            reversed_payments = [reverse(payment) for payment in book.retire(original)]
    is_void = received.context.claim.frequency == _VOID
    payments = [] if is_void or scenario.is_silent else adjudicate(received)
    denial = scenario.denial
    book.file(
        FiledClaim(
            claim_id=received.context.claim.claim_id,
            account=account,
            numbers=tuple(payment.payer_claim_id for payment in payments) or (icn(received),),
            content=content,
            visit=visit,
            member_id=received.context.subscriber.party.id,
            received_on=received.received_on,
            is_silent=scenario.is_silent,
            is_denied=denial is not None,
            is_repeatable=scenario.is_silent or is_void or bool(denial and "MA130" in denial.claim_remarks),
            is_crossed_over=scenario.crossover == "pays",
        )
    )
    book.dues += _void(received, account, reversed_payments) if is_void else []
    book.dues += _schedule(book, received, account, payments, reversed_payments) if payments else []
    return received


def _decide(book: Book, received: ReceivedClaim, content: str, visit: str) -> Scenario:
    """The row that holds: what the claim asks for, unless what is on file says otherwise."""
    asked, claim = received.scenario, received.context.claim
    if asked.rejection is not None:
        return asked
    if claim.frequency in CORRECTIONS:
        return _decide_correction(book, received)
    if not asked.is_silent and book.has_content(content):
        return scenarios.DUPLICATE
    if asked.is_silent or received.is_first_payer:
        return asked
    if book.has_crossed_over(visit):
        return scenarios.CROSSED_OVER
    return asked if any(other.paid_cents is not None for other in claim.other_payers) else scenarios.OTHER_PAYER_FIRST


def _decide_correction(book: Book, received: ReceivedClaim) -> Scenario:
    if received.is_medicare:
        return scenarios.REPLACEMENT_REFUSED
    is_known = book.by_number(received.context.claim.reference("F8")) is not None
    return received.scenario if is_known else scenarios.ORIGINAL_UNKNOWN


def _schedule(
    book: Book,
    received: ReceivedClaim,
    account: str,
    payments: list[ClaimPayment],
    reversed_payments: list[ClaimPayment],
) -> list[Due]:
    """The checks a claim leads to: its payments, the payer it crosses over to, its takeback."""
    scenario, switches = received.scenario, received.choice.switches
    first_on = received.received_on + dt.timedelta(days=switches.delay_days)
    key = payments[0].payer_claim_id
    later = adjudicate(received, corrected=True) if scenario.takeback else []
    takes_interest_later = scenario.takeback is not None and scenario.takeback.route != "letter"
    dues = []
    for at, payment in enumerate(payments):
        on = first_on + dt.timedelta(days=at * scenarios.SECOND_CHECK_DAYS)
        interest = INTEREST_CENTS if switches.has_interest and at == 0 else 0
        due = Due(
            on=on,
            account=account,
            claim=key,
            payments=(*(reversed_payments if at == 0 else ()), payment),
            reference=_reference(payment),
            apart=key if scenario.is_alone else "",
            trace_number=scenario.trace_number,
            style=switches.style,
        )
        dues.append(due if takes_interest_later else _with_interest(due, interest))
        if scenario.crossover == "pays":
            dues.append(_crossover(book, received, account, due))
        if scenario.takeback is not None:
            taken = _takeback(due, scenario.takeback, payment, later[at])
            dues.append(_with_interest(taken, interest) if takes_interest_later else taken)
    return dues


def _takeback(first: Due, takeback: Takeback, payment: ClaimPayment, corrected: ClaimPayment) -> Due:
    """Check 2 of scenario 10: 22 and correction, or a letter."""
    due = msgspec.structs.replace(
        first, on=first.on + dt.timedelta(days=scenarios.SECOND_CHECK_DAYS), payments=(reverse(payment), corrected)
    )
    if takeback.route != "letter":
        return msgspec.structs.replace(due, route=takeback.route)
    return msgspec.structs.replace(
        due,
        payments=(),
        reference=scenarios.UNKNOWN_ICN if takeback.names_unknown_claim else due.reference,
        letter_cents=payment.paid_cents - corrected.paid_cents,
        letter_of="" if takeback.names_unknown_claim else payment.payer_claim_id,
    )


def _crossover(book: Book, received: ReceivedClaim, account: str, first: Due) -> Due:
    """The next payer's check: an account of its own."""
    carrier = received.carrier
    key = f"{account}|{carrier.id}"
    book.accounts[key] = msgspec.structs.replace(
        book.accounts[account],
        payer=payer_of(Party(entity_code="PR", last_name=carrier.name, id=carrier.id)),
        payer_id=payer_tax_id(carrier.id),
    )
    payment = first.payments[-1]
    number = f"{first.on:%y%j}" + digits("icn", payment.payer_claim_id, carrier.id)
    return msgspec.structs.replace(
        first,
        on=first.on + dt.timedelta(days=scenarios.CROSSOVER_DAYS),
        account=key,
        payments=(forward(payment, carrier, number),),
        reference="",
    )


def _void(received: ReceivedClaim, account: str, reversed_payments: list[ClaimPayment]) -> list[Due]:
    """An 8: the payments that stood, taken back as in 10D."""
    if not reversed_payments:
        return []
    switches = received.choice.switches
    return [
        Due(
            on=received.received_on + dt.timedelta(days=switches.delay_days),
            account=account,
            claim=icn(received),
            payments=tuple(reversed_payments),
            route="forward",
            reference=_reference(reversed_payments[0]),
            style=switches.style,
        )
    ]


def _with_interest(due: Due, cents: int) -> Due:
    """AMT*I on the last of its payments, backed by PLB L6."""
    if not cents:
        return due
    *others, last = due.payments
    bearing = msgspec.structs.replace(last, amounts=[*last.amounts, Amount("I", cents)])
    return msgspec.structs.replace(due, payments=(*others, bearing), interest_cents=cents)


def _reference(payment: ClaimPayment) -> str:
    """PLB03-2: CLP01, blank, ICN; the ICN alone when that would be too long."""
    both = f"{payment.claim_id} {payment.payer_claim_id}"
    return both if len(both) <= _LONGEST_REFERENCE else payment.payer_claim_id


def _account(book: Book, received: ReceivedClaim, correspondent: Correspondent) -> str:
    payer, payee = received.context.subscriber.payer, payee_of(received.context.billing)
    key = f"{payee.id_qualifier}|{payee.id}|{payer.id}"
    book.accounts[key] = Account(payer_of(payer), payer_tax_id(payer.id), payee, correspondent)
    return key


def _content(received: ReceivedClaim) -> str:
    """A hash of all that is billed to whom, without the numbers that a second sending changes."""
    context = received.context
    claim = context.claim
    lines = [
        msgspec.structs.replace(
            line, references=[each for each in line.references if each.qualifier != "6R"], position=0
        )
        for line in claim.lines
    ]
    billed = msgspec.structs.replace(
        claim,
        claim_id="",
        references=[each for each in claim.references if each.qualifier not in {"D9", "F8"}],
        lines=lines,
        position=0,
    )
    subscriber = (context.subscriber.sequence, context.subscriber.payer.id, context.subscriber.party.id)
    return _hash(subscriber, _who(received), billed)


def _visit(received: ReceivedClaim) -> str:
    """A hash of who was treated, by whom, with what and when, whoever is asked to pay."""
    lines = [
        (line.service_start, line.procedure.code, line.procedure.modifiers, line.charge_cents)
        for line in received.context.claim.lines
    ]
    return _hash(_who(received), lines)


def _who(received: ReceivedClaim) -> tuple[object, ...]:
    context, patient = received.context, received.patient
    born = context.patient.birth_date if context.patient else context.subscriber.birth_date
    return (context.billing.party.id, patient.last_name, patient.first_name, born)


def _hash(*parts: object) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()[:32]
