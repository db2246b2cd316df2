"""The 835s of an interchange: one check for each payee and payer, and one for each claim that stands
alone.
"""

from collections.abc import Iterator
from typing import Final

from api.sandbox.adjudicate import adjudicate
from api.sandbox.identity import digits, payer_tax_id
from api.sandbox.inbox import ReceivedClaim, ReceivedInterchange, provider_number
from api.sandbox.names import clean_name
from api.x12 import (
    Address,
    ClaimPayment,
    Contact,
    HeaderNumber,
    Party,
    Payment,
    Reference,
    Remittance,
    RemittanceHeader,
    RemittanceParty,
)

_HEADER: Final = HeaderNumber("1")
# BPR05 to BPR15: an EFT between two accounts that do not exist.
_BANKING: Final = ("CCP", "01", "999999992", "DA", "1000001", "", "", "01", "999988880", "DA", "2000002")
_ADDRESS: Final = Address(line1="1 SANDBOX WAY", city="ALBANY", state="NY", zip="122070001")
_CONTACT: Final = Contact(function="BL", name="SANDBOX PAYER", numbers=(("TE", "8005550100"),))


def remit(received: ReceivedInterchange) -> list[Remittance]:
    """Every check the accepted claims lead to, in the order their first claims arrived."""
    checks: dict[tuple[str, ...], list[ReceivedClaim]] = {}
    for claim in _adjudicated(received):
        checks.setdefault(_check(claim), []).append(claim)
    return [_remittance(key, claims, number) for number, (key, claims) in enumerate(checks.items(), 1)]


def _adjudicated(received: ReceivedInterchange) -> Iterator[ReceivedClaim]:
    for batch in received.batches:
        if batch.is_accepted:
            for claim in batch.claims:
                if claim.scenario.rejection is None and not claim.scenario.is_silent:
                    yield claim


def _check(claim: ReceivedClaim) -> tuple[str, ...]:
    """What claims share when one check pays them."""
    context = claim.context
    own = claim.key if claim.scenario.is_alone else claim.key[:2]
    return (*provider_number(context.billing), context.subscriber.payer.id, *own)


def _remittance(key: tuple[str, ...], claims: list[ReceivedClaim], number: int) -> Remittance:
    payments = [adjudicate(claim, claim.scenario, _HEADER) for claim in claims]
    first = claims[0]
    context = first.context
    return Remittance(
        header=RemittanceHeader(
            control_number=f"{number:04d}",
            payment=_payment(key, payments, first),
            payer=_payer(context.subscriber.payer),
            payee=_payee(first),
            production_date=first.received_on,
        ),
        claims=payments,
    )


def _payment(key: tuple[str, ...], payments: list[ClaimPayment], first: ReceivedClaim) -> Payment:
    cents = sum(payment.paid_cents for payment in payments)
    trace = first.scenario.trace_number or f"{first.received_on:%y%m%d}" + digits(
        "trace", *key, *(payment.claim_id for payment in payments)
    )
    return Payment(
        handling="I" if cents else "H",
        cents=cents,
        method="ACH" if cents else "NON",
        banking=_BANKING if cents else (),
        date=first.received_on,
        trace_number=trace,
        payer_id=payer_tax_id(first.context.subscriber.payer.id),
    )


def _payer(payer: Party) -> RemittanceParty:
    return RemittanceParty(
        name=clean_name(payer.last_name) or "SANDBOX PAYER",
        address=_ADDRESS,
        references=[Reference("2U", payer.id)],
        contacts=[_CONTACT],
    )


def _payee(first: ReceivedClaim) -> RemittanceParty:
    party = first.context.billing.party
    qualifier, number = provider_number(first.context.billing)
    tax_id = clean_name(party.reference("EI") or party.reference("SY"))
    return RemittanceParty(
        name=clean_name(" ".join(filter(None, (party.last_name, party.first_name)))) or "UNKNOWN",
        id_qualifier=qualifier,
        id=number,
        references=[Reference("TJ", tax_id)] if tax_id and qualifier == "XX" else [],
    )
