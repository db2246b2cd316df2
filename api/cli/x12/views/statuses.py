"""The 276 and the 277: which claims are asked about, and where the payer says they stand."""

from collections.abc import Iterable, Iterator
from typing import Any

from api.cli.x12.view import Facts, Phi, Row, View, days, organization, person, procedure
from api.cli.x12.views.claim_acknowledgements import code_in_words, code_name
from api.x12 import (
    ClaimInquiry,
    ClaimStatusReport,
    LineInquiry,
    LineStatusReport,
    StatusAnswer,
    StatusDetail,
    StatusRequest,
    StatusResponse,
    Transaction,
    read_276,
    read_277,
    status_answers,
)


def view_276(transaction: Transaction) -> View:
    """A 276: the claims asked about."""
    request = read_276(transaction)
    return View(
        title=f"276 claim status request {transaction.control_number}, {transaction.version}",
        facts=_header(request),
        columns=("charge",),
        rows=_asked(request),
        findings=lambda: request.findings,
    )


def view_277(transaction: Transaction) -> View:
    """A 277: the answers."""
    response = read_277(transaction)
    return View(
        title=f"277 claim status response {transaction.control_number}, {transaction.version}",
        facts=_header(response),
        columns=("charge", "paid"),
        rows=map(_answer, status_answers(response)),
        findings=lambda: response.findings,
    )


def _header(transaction: StatusRequest | StatusResponse) -> Facts:
    return {
        "reference": transaction.reference,
        "payer": ", ".join(organization(payer.party) for payer in transaction.payers),
    }


def _asked(request: StatusRequest) -> Iterator[Row]:
    for payer in request.payers:
        for receiver in payer.receivers:
            for provider in receiver.providers:
                for subscriber in provider.subscribers:
                    patients: tuple[Any, ...] = (subscriber, *subscriber.dependents)
                    for patient in patients:
                        yield from (_inquiry(patient, subscriber.party.id, claim) for claim in patient.claims)


def _inquiry(patient: Any, member_id: str, claim: ClaimInquiry) -> Row:
    return Row(
        kind="claim",
        name=claim.match_keys.claim_id or claim.trace_number,
        facts={
            "patient": person(patient.party),
            "born": Phi(patient.birth_date or ""),
            "member id": Phi(member_id),
            **_keys(claim),
        },
        cents={"charge": claim.charge_cents},
        rows=[_line(line, []) for line in claim.lines],
    )


def _answer(answer: StatusAnswer) -> Row:
    claim = answer.claim
    if claim is None:
        who = "provider" if answer.provider else "request"
        return Row(kind=who, name=answer.match_keys.trace_number, rows=list(_details(answer.statuses)))
    patient = answer.dependent or answer.subscriber
    return Row(
        kind="claim",
        name=claim.match_keys.claim_id or claim.trace_number,
        words=answer.status_class.replace("_", " "),
        facts={
            "patient": person(patient.party if patient else None),
            "member id": Phi(answer.subscriber.party.id if answer.subscriber else ""),
            **_keys(claim),
        },
        rows=[
            *_details(claim.statuses),
            *(_line(line, line.statuses) for line in claim.lines),
        ],
    )


def _keys(claim: ClaimInquiry | ClaimStatusReport) -> Facts:
    keys = claim.match_keys
    period = next((period for period in claim.dates if period.qualifier == "472"), None)
    return {
        "trace": keys.trace_number if keys.claim_id else "",
        "payer's number": keys.payer_claim_id,
        "service": days(period.start, period.end) if period else "",
    }


def _line(line: LineInquiry | LineStatusReport, statuses: Iterable[StatusDetail]) -> Row:
    paid = {"paid": line.paid_cents} if isinstance(line, LineStatusReport) else {}
    return Row(
        kind="line",
        name=procedure(line.procedure) or line.revenue_code,
        facts={"line number": line.line_reference},
        cents={"charge": line.charge_cents, **paid},
        rows=list(_details(statuses)),
    )


def _details(statuses: Iterable[StatusDetail]) -> Iterator[Row]:
    for status in statuses:
        for number, code in enumerate(status.codes):
            facts: Facts = {"as of": status.date, "paid on": status.paid_on, "check": status.check_number}
            yield Row(
                kind="status",
                name=code_name(code),
                words=code_in_words(code),
                facts=facts if number == 0 else {},
                cents={"charge": status.charge_cents, "paid": status.paid_cents} if number == 0 else {},
            )
        if status.message:
            yield Row(kind="message", words=Phi(status.message))
