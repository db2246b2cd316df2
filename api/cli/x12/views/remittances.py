"""The 835: the check, its claims with their adjustments, what is adjusted beside them, and how all of it balances."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from api.cli.x12.labels import (
    CARCS,
    CLAIM_PAYMENT_STATUSES,
    GROUPS,
    PAYMENT_METHODS,
    PROVIDER_ADJUSTMENTS,
    RARCS,
    in_words,
)
from api.cli.x12.screen import money
from api.cli.x12.view import Row, View, counted, days, person, procedure
from api.x12 import (
    Adjustment,
    ClaimPayment,
    Finding,
    ProviderAdjustment,
    RemittanceHeader,
    RemittanceReader,
    ServicePayment,
    Transaction,
)

_REVERSED: Final = "reversal"


def view_remittance(transaction: Transaction) -> View:
    """An 835, claim by claim."""
    reader = RemittanceReader(transaction)
    header = reader.header
    payment = header.payment
    return View(
        title=f"835 remittance {transaction.control_number}, {transaction.version}",
        facts={
            "check or EFT": payment.trace_number,
            "amount": money(payment.cents),
            "paid by": in_words(payment.method, PAYMENT_METHODS),
            "date": payment.date or payment.date_text,
            "payer": header.payer.name,
            "payer id": payment.payer_id,
            "payee": header.payee.name,
            "payee id": header.payee.id,
            "produced": header.production_date,
        },
        columns=("charge", "adjusted", "paid", "patient"),
        rows=_rows(reader, header),
        findings=lambda: reader.findings,
    )


def _rows(reader: RemittanceReader, header: RemittanceHeader) -> Iterator[Row]:
    claims = paid_cents = 0
    for claim in reader.claims():
        claims += 1
        paid_cents += claim.paid_cents
        yield _claim(claim)
    yield from map(_provider_adjustment, reader.provider_adjustments)
    adjusted_cents = sum(pair.cents for pair in reader.provider_adjustments)
    yield _balance(header, claims, paid_cents, adjusted_cents, reader.findings)


def _claim(claim: ClaimPayment) -> Row:
    adjusted = [*claim.adjustments, *(each for service in claim.services for each in service.adjustments)]
    return Row(
        kind=_REVERSED if claim.is_reversal else "claim",
        name=claim.claim_id,
        words=in_words(claim.status, CLAIM_PAYMENT_STATUSES),
        facts={
            "patient": person(claim.patient),
            "payer's number": claim.payer_claim_id,
            "service": days(*_span(claim)),
        },
        cents={
            "charge": claim.charge_cents,
            "adjusted": sum(adjustment.cents for adjustment in adjusted),
            "paid": claim.paid_cents,
            "patient": claim.patient_responsibility_cents,
        },
        rows=[
            *map(_adjustment, claim.adjustments),
            *_remarks(claim.remark_codes),
            *map(_service, claim.services),
        ],
    )


def _span(claim: ClaimPayment) -> tuple[dt.date | None, dt.date | None]:
    """DTM*232 and 233, the first and the last day of the claim."""
    first, last = (next((date.date for date in claim.dates if date.qualifier == code), None) for code in ("232", "233"))
    return first, last


def _service(service: ServicePayment) -> Row:
    return Row(
        kind="line",
        name=procedure(service.procedure) or service.revenue_code,
        facts={
            "service": service.service_date,
            "submitted as": procedure(service.submitted),
            "line number": service.line_reference,
        },
        cents={
            "charge": service.charge_cents,
            "adjusted": sum(adjustment.cents for adjustment in service.adjustments),
            "paid": service.paid_cents,
        },
        rows=[*map(_adjustment, service.adjustments), *_remarks(service.remark_codes)],
    )


def _adjustment(adjustment: Adjustment) -> Row:
    group = in_words(adjustment.group, GROUPS)
    label = CARCS.get(adjustment.carc)
    return Row(
        kind="adjustment",
        name=f"{adjustment.group}-{adjustment.carc}",
        words=f"{group}: {label}" if label else group,
        cents={"adjusted": adjustment.cents},
    )


def _remarks(codes: Iterable[str]) -> Iterator[Row]:
    return (Row(kind="remark", name=code, words=RARCS.get(code, "")) for code in codes)


def _provider_adjustment(pair: ProviderAdjustment) -> Row:
    """A positive PLB takes from the check, a negative one adds to it."""
    effect = "takes from the check" if pair.cents > 0 else "adds to the check"
    return Row(
        kind="provider adjustment",
        name=pair.code,
        words=", ".join(filter(None, (PROVIDER_ADJUSTMENTS.get(pair.code), effect))),
        facts={"reference": pair.reference},
        cents={"paid": -pair.cents},
    )


def _balance(
    header: RemittanceHeader, claims: int, paid_cents: int, adjusted_cents: int, findings: list[Finding]
) -> Row:
    off = dict.fromkeys(("line", "claim", "check"), 0)
    for finding in findings:
        if finding.level:
            off[finding.level] += 1
    places = ", ".join(f"{count} at the {level}" for level, count in off.items() if count)
    check_cents = header.payment.cents
    rest_cents = paid_cents - adjusted_cents - check_cents
    return Row(
        kind="balance",
        words=f"does not balance: {places}" if places else "balances at line, claim and check",
        rows=[
            Row(kind="claims paid", words=counted(claims, "claim"), cents={"paid": paid_cents}),
            Row(kind="provider adjustments", cents={"paid": -adjusted_cents}),
            Row(kind="check", name=header.payment.trace_number, cents={"paid": check_cents}),
            Row(kind="difference", cents={"paid": rest_cents}),
        ],
    )
