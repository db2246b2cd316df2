"""From snapshots to an 837P: pure, the same bytes for the same claims, facts and moment.

One ST. Each claim stands in a 2000B of its own, under the 2000A of its billing provider; with a 2000C when the
patient is a dependent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from api.claims import Snapshot
from api.files import sender_number
from api.registration import BillingProvider as Billed
from api.submission.other_payers import line_adjudications, other_payers
from api.submission.parties import person_party, postal_address, x12_name
from api.x12 import (
    BillingProvider,
    Claim,
    ClaimBatch,
    Contact,
    DatePeriod,
    Diagnosis,
    Finding,
    InterchangeFacts,
    Note,
    Party,
    Patient,
    Procedure,
    Reference,
    ServiceLine,
    Subscriber,
    check_file,
    write_claims,
)

TRANSACTION_SET = "837"
VERSION = "005010X222A1"
TRANSACTION_CONTROL = "0001"
SELF = "18"


class BatchNotCleanError(RuntimeError):
    """What was written does not read back clean: a claim passed the edits that should not have. Names rules only."""

    def __init__(self, findings: list[Finding]) -> None:
        self.rules = sorted({f"{finding.rule} {finding.loop}".strip() for finding in findings})
        super().__init__(", ".join(self.rules))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends (loop 1000A): the organization's number, the practice's name."""

    organization_id: UUID
    name: str

    @property
    def number(self) -> str:
        """ISA06 and NM109: the organization's own, the same for all its practices."""
        return sender_number(self.organization_id)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the caller decides about the file. `created` is the practice's local time; ISA13 and GS06 are one number."""

    channel: str
    control_number: int
    created: datetime
    is_test: bool

    @property
    def receiver(self) -> str:
        """ISA08 and NM109 of loop 1000B: a channel has one receiver."""
        return self.channel.upper()


def build(sender: Sender, envelope: Envelope, claims: list[Snapshot]) -> bytes:
    """The 837P of a batch. Raises CannotWrite, BatchNotCleanError."""
    control = f"{envelope.control_number:09d}"
    contact = claims[0].billing_provider
    batch = ClaimBatch(
        control_number=TRANSACTION_CONTROL,
        reference=control,
        created=envelope.created,
        submitter=Party(
            entity_code="41",
            last_name=x12_name(sender.name),
            id_qualifier="46",
            id=sender.number,
            contacts=[Contact(function="IC", name=contact.contact_name, numbers=(("TE", contact.contact_phone),))],
        ),
        receiver=Party(entity_code="40", last_name=envelope.receiver, id_qualifier="46", id=envelope.receiver),
        billing_providers=list(_billing_providers(claims)),
    )
    facts = InterchangeFacts(
        sender=sender.number,
        receiver=envelope.receiver,
        created=envelope.created,
        control_number=control,
        group_control=str(envelope.control_number),
        usage="T" if envelope.is_test else "P",
        acknowledgement_requested=True,
    )
    content = write_claims([batch], facts)
    findings = findings_of(content)
    if findings:
        raise BatchNotCleanError(findings)
    return content


def findings_of(content: bytes) -> list[Finding]:
    """What the outbound profile blocks: grammar, sums, and that other payers' decisions balance to the cent."""
    checked = check_file(content, "outbound")
    found = [*checked.findings, *(finding for each in checked.transactions for finding in each.findings)]
    return [finding for finding in found if finding.blocking]


def _billing_providers(claims: Iterable[Snapshot]) -> Iterable[BillingProvider]:
    grouped: dict[Billed, list[Snapshot]] = {}
    for claim in claims:
        grouped.setdefault(claim.billing_provider, []).append(claim)
    for billed, mine in grouped.items():
        pay_to = billed.pay_to_address
        yield BillingProvider(
            party=Party(
                entity_code="85",
                last_name=billed.name,
                id_qualifier="XX",
                id=billed.npi,
                taxonomy=billed.taxonomy,
                address=postal_address(billed.address),
                references=[Reference("EI", billed.tin)],
            ),
            pay_to=Party(entity_code="87", address=postal_address(pay_to)) if pay_to else None,
            subscribers=[_subscriber(claim) for claim in mine],
        )


def _subscriber(claim: Snapshot) -> Subscriber:
    is_patient = claim.relationship == SELF
    person = claim.subscriber
    party = person_party("IL", person)
    party.id_qualifier, party.id = "MI", claim.member_id
    if not is_patient:
        # 2010BA: the address and DMG are the patient's, so a dependent's claim has them in 2010CA.
        party.address = None
    return Subscriber(
        sequence=claim.payer_sequence,
        relationship=SELF if is_patient else "",
        group_number=claim.group_number,
        filing_indicator=claim.payer.filing_indicator,
        party=party,
        birth_date=person.birth_date if is_patient else None,
        sex=person.sex if is_patient else "",
        payer=Party(
            entity_code="PR", last_name=x12_name(claim.payer.name), id_qualifier="PI", id=claim.payer.identifier
        ),
        claims=[_claim(claim)] if is_patient else [],
        patients=[] if is_patient else [_dependent(claim)],
    )


def _dependent(claim: Snapshot) -> Patient:
    return Patient(
        relationship=claim.relationship,
        party=person_party("QC", claim.patient),
        birth_date=claim.patient.birth_date,
        sex=claim.patient.sex,
        claims=[_claim(claim)],
    )


def _claim(claim: Snapshot) -> Claim:
    rendering = claim.rendering_provider
    return Claim(
        claim_id=claim.number,
        charge_cents=claim.charge_cents,
        place_of_service=claim.place_of_service,
        frequency=claim.frequency,
        delay_reason=claim.delay_reason,
        references=_references(claim),
        notes=[Note("ADD", claim.note)] if claim.note else [],
        diagnoses=[Diagnosis("ABF" if at else "ABK", code) for at, code in enumerate(claim.diagnoses)],
        providers=[
            Party(
                entity_code="82",
                entity_type="1",
                last_name=rendering.last_name,
                first_name=rendering.first_name,
                id_qualifier="XX",
                id=rendering.npi,
                taxonomy=rendering.taxonomy,
            )
        ]
        if rendering
        else [],
        other_payers=other_payers(claim),
        lines=[
            ServiceLine(
                procedure=Procedure("HC", line.procedure, tuple(line.modifiers)),
                charge_cents=line.charge_cents,
                units=Decimal(line.units),
                pointers=tuple(line.pointers),
                dates=[DatePeriod("472", line.service_date, line.service_date)],
                references=[Reference("6R", line.control_number)],
                adjudications=line_adjudications(claim, line.line_no),
            )
            for line in claim.lines
        ],
    )


def _references(claim: Snapshot) -> list[Reference]:
    """2300 REF: the prior authorization, and the payer's number of the claim that a 7 or 8 is about."""
    numbers = (("G1", claim.authorization_number), ("F8", claim.original_control_number))
    return [Reference(qualifier, number) for qualifier, number in numbers if number]
