"""The 837P and the 837I: claims by billing provider, with lines, what other payers decided, and totals."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from api.cli.x12.labels import FREQUENCIES, SEQUENCES, in_words
from api.cli.x12.view import Facts, Phi, Row, View, counted, days, organization, person, procedure
from api.x12 import (
    Claim,
    ClaimReader,
    InstitutionalClaim,
    InstitutionalClaimReader,
    InstitutionalLine,
    LineAdjudication,
    OtherPayer,
    ServiceLine,
    Transaction,
)
from api.x12.money import format_quantity

_COLUMNS: Final = ("charge", "paid")


def view_professional_claims(transaction: Transaction) -> View:
    """An 837P, claim by claim."""
    return _view("837P professional claims", ClaimReader(transaction), transaction)


def view_institutional_claims(transaction: Transaction) -> View:
    """An 837I, claim by claim."""
    return _view("837I institutional claims", InstitutionalClaimReader(transaction), transaction)


def _view(title: str, reader: ClaimReader | InstitutionalClaimReader, transaction: Transaction) -> View:
    contexts: Iterator[Any] = iter(reader.claims())
    first = next(contexts, None)  # what stands before the first claim is read then
    batch = reader.batch
    return View(
        title=f"{title} {transaction.control_number}, {transaction.version}",
        facts={
            "batch": batch.reference,
            "created": batch.created.isoformat(" ", "minutes") if batch.reference else "",
            "submitter": organization(batch.submitter),
            "receiver": organization(batch.receiver),
        },
        columns=_COLUMNS,
        rows=_rows(chain([] if first is None else [first], contexts)),
        findings=lambda: reader.findings,
    )


def _rows(contexts: Iterator[Any]) -> Iterator[Row]:
    claims = charge_cents = 0
    billing: Any = None
    for context in contexts:
        if context.billing is not billing:
            billing = context.billing
            yield Row(kind="billing provider", name=organization(billing.party), facts={"npi": billing.party.id})
        claims += 1
        charge_cents += context.claim.charge_cents
        yield _claim(context)
    yield Row(kind="total", words=counted(claims, "claim"), cents={"charge": charge_cents})


def _claim(context: Any) -> Row:
    claim: Claim | InstitutionalClaim = context.claim
    subscriber = context.subscriber
    return Row(
        kind="claim",
        name=claim.claim_id,
        words=in_words(claim.frequency, FREQUENCIES),
        facts={
            "patient": person((context.patient or subscriber).party),
            "born": Phi((context.patient or subscriber).birth_date or ""),
            "member id": Phi(subscriber.party.id),
            "payer": organization(subscriber.payer),
            "as": in_words(subscriber.sequence, SEQUENCES),
            "replaces": claim.reference("F8"),
            "authorization": claim.reference("G1"),
            **_setting(claim),
        },
        cents={"charge": claim.charge_cents},
        rows=[*map(_other_payer, claim.other_payers), *map(_line, claim.lines)],
    )


def _setting(claim: Claim | InstitutionalClaim) -> Facts:
    """Where it was, and why."""
    if isinstance(claim, InstitutionalClaim):
        coded = [claim.principal_diagnosis, claim.admitting_diagnosis, *claim.other_diagnoses]
        diagnoses = " ".join(diagnosis.code for diagnosis in coded if diagnosis)
        statement = claim.statement
        return {
            "type of bill": claim.type_of_bill,
            "statement": days(statement.start, statement.end) if statement else "",
            "diagnoses": Phi(diagnoses),
        }
    diagnoses = " ".join(diagnosis.code for diagnosis in claim.diagnoses)
    return {"place of service": claim.place_of_service, "diagnoses": Phi(diagnoses)}


def _other_payer(payer: OtherPayer) -> Row:
    return Row(
        kind="other payer",
        name=organization(payer.payer),
        words=in_words(payer.sequence, SEQUENCES),
        facts={"member id": Phi(payer.subscriber.id)},
        cents={"paid": payer.paid_cents},
    )


def _line(line: ServiceLine | InstitutionalLine) -> Row:
    facts: Facts = {"service": days(line.service_start, line.service_end), "line number": line.line_reference}
    if isinstance(line, InstitutionalLine):
        facts = {"revenue code": line.revenue_code, **facts}
    else:
        facts = {**facts, "for diagnoses": " ".join(map(str, line.pointers))}
    return Row(
        kind="line",
        name=procedure(line.procedure),
        words=f"{format_quantity(line.units)} {line.unit}",
        facts=facts,
        cents={"charge": line.charge_cents},
        rows=[_adjudication(decided) for decided in line.adjudications],
    )


def _adjudication(decided: LineAdjudication) -> Row:
    return Row(
        kind="decided by",
        name=decided.payer_id,
        words=procedure(decided.procedure),
        facts={"on": decided.paid_on},
        cents={"paid": decided.paid_cents},
    )
