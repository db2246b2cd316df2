"""The 277CA: accepted or rejected before adjudication, from the receiver down to the claim and its lines."""

from collections.abc import Iterable, Iterator

from api.cli.x12.labels import ACTIONS, ENTITIES, STATUSES, in_words
from api.cli.x12.view import Phi, Row, View, organization, person, procedure
from api.x12 import (
    CATEGORY_MEANINGS,
    ClaimAcknowledgement,
    ClaimStatus,
    LineStatus,
    ProviderStatus,
    ReceiverStatus,
    StatusCode,
    StatusInformation,
    Transaction,
    read_277ca,
)
from api.x12.parts import find_reference


def view_277ca(transaction: Transaction) -> View:
    """A 277CA, level by level."""
    acknowledgement = read_277ca(transaction)
    return View(
        title=f"277CA claim acknowledgement {transaction.control_number}, {transaction.version}",
        facts={
            "from": organization(acknowledgement.source),
            "reference": acknowledgement.reference,
            "received": acknowledgement.received_on,
            "processed": acknowledgement.processed_on,
        },
        columns=("charge", "accepted", "rejected"),
        rows=_receivers(acknowledgement),
        findings=lambda: acknowledgement.findings,
    )


def _receivers(acknowledgement: ClaimAcknowledgement) -> Iterator[Row]:
    for receiver in acknowledgement.receivers:
        rows = [*_reasons(receiver.statuses), *map(_provider, receiver.providers)]
        yield _level("receiver", organization(receiver.receiver), receiver, rows)


def _provider(provider: ProviderStatus) -> Row:
    rows = [*_reasons(provider.statuses), *map(_claim, provider.claims)]
    return _level("provider", organization(provider.provider), provider, rows)


def _level(kind: str, name: str, level: ReceiverStatus | ProviderStatus, rows: list[Row]) -> Row:
    counts = (("accepted", level.accepted_count), ("rejected", level.rejected_count))
    told = ", ".join(f"{count} {what}" for what, count in counts if count is not None)
    return Row(
        kind=kind,
        name=name,
        words=told,
        facts={"answers": level.trace_number},
        cents={"accepted": level.accepted_cents, "rejected": level.rejected_cents},
        rows=rows,
    )


def _claim(claim: ClaimStatus) -> Row:
    return Row(
        kind="claim",
        name=claim.claim_id,
        facts={
            "patient": person(claim.patient),
            "member id": Phi(claim.patient.id),
            "payer's number": find_reference(claim.references, "1K"),
        },
        rows=[*_reasons(claim.statuses), *map(_line, claim.lines)],
    )


def _line(line: LineStatus) -> Row:
    return Row(
        kind="line",
        name=procedure(line.procedure) or line.revenue_code,
        facts={"line number": find_reference(line.references, "FJ")},
        cents={"charge": line.charge_cents},
        rows=list(_reasons(line.statuses)),
    )


def _reasons(statuses: Iterable[StatusInformation]) -> Iterator[Row]:
    for status in statuses:
        for number, code in enumerate(status.codes):
            yield Row(
                kind="status",
                name=code_name(code),
                words=code_in_words(code),
                facts={"action": in_words(status.action, ACTIONS), "as of": status.date} if number == 0 else {},
                cents={"charge": status.cents} if number == 0 else {},
            )
        if status.message:
            yield Row(kind="message", words=Phi(status.message))


def code_name(code: StatusCode) -> str:
    """`A7:562:85`"""
    return ":".join(filter(None, (code.category, code.status, code.entity)))


def code_in_words(code: StatusCode) -> str:
    """`rejected, information is invalid: NPI (billing provider)`"""
    category = CATEGORY_MEANINGS.get(code.category, code.category)
    entity = f" ({in_words(code.entity, ENTITIES)})" if code.entity else ""
    return f"{category}: {STATUSES.get(code.status, f'status {code.status}')}{entity}"
