"""An office that sends claims to the sandbox payer and lets days pass; every answer is checked as it comes."""

import datetime as dt
from dataclasses import dataclass, field

import msgspec

from api.sandbox import Answer, Memory, advance, answer, decode
from api.x12 import (
    Claim,
    ClaimPayment,
    Note,
    Reference,
    Remittance,
    check_file,
    read_277ca,
    read_file,
    read_remittance,
    write_claims,
)
from tests.judges.pyx12_judge import judge
from tests.x12.builders import batch, billing, claim, facts, line, subscriber

TODAY = dt.date(2026, 1, 6)
MEDICARE = "MB"


def sent(
    number: int, note: str = "", charges: tuple[int, ...] = (15_000,), *, member_id: str = "", **changes: object
) -> tuple[str, Claim]:
    """A claim of a patient of its own; the member id asks for nothing unless it is given."""
    lines = [line(cents, at) for at, cents in enumerate(charges, 1)]
    made = claim(f"CLM{number:04d}", lines, notes=[Note("ADD", note)] if note else [])
    made = msgspec.structs.replace(made, **changes)
    return member_id or f"M{number:06d}", made


def correcting(
    number: int, original: ClaimPayment, frequency: str, note: str = "", charges: tuple[int, ...] = (15_000,)
) -> tuple[str, Claim]:
    """A replacement (7) or void (8) of what a claim payment paid."""
    return sent(number, note, charges, frequency=frequency, references=[Reference("F8", original.payer_claim_id)])


@dataclass
class Office:
    """Its payer's memory goes through bytes between two files."""

    memory: Memory = field(default_factory=Memory)
    today: dt.date = TODAY
    files: int = 0

    def send(
        self, *claims: tuple[str, Claim], indicator: str = "CI", sequence: str = "P", **changes: object
    ) -> list[Answer]:
        """One file; what comes back at once."""
        self.files += 1
        subscribers = [
            subscriber(member_id, [made], filing_indicator=indicator, sequence=sequence, **changes)
            for member_id, made in claims
        ]
        payload = write_claims([batch([billing(subscribers)])], facts(f"{self.files:09d}"))
        self.memory, answers = answer(decode(self.memory.encode()), payload, self.today)
        return _checked(answers)

    def wait(self, days: int) -> list[Answer]:
        """What comes as days pass."""
        self.today += dt.timedelta(days=days)
        self.memory, answers = advance(decode(self.memory.encode()), self.today)
        return _checked(answers)


def _checked(answers: list[Answer]) -> list[Answer]:
    for found in answers:
        checked = check_file(found.payload, "outbound")
        assert [*checked.findings, *(each for part in checked.transactions for each in part.findings)] == []
        if found.kind in {"999", "277ca", "835"}:
            verdict = judge(found.payload)
            assert verdict.is_accepted, verdict.errors
    return answers


def kinds(answers: list[Answer]) -> list[str]:
    """What came, in order."""
    return [found.kind for found in answers]


def checks(answers: list[Answer]) -> list[Remittance]:
    """Every ST of the 835s among them, in order."""
    return [
        read_remittance(transaction)
        for found in answers
        if found.kind == "835"
        for transaction in read_file(found.payload).transactions()
    ]


def check(answers: list[Answer]) -> Remittance:
    """The only one."""
    (found,) = checks(answers)
    return found


def payment(answers: list[Answer]) -> ClaimPayment:
    """The only claim payment."""
    (found,) = check(answers).claims
    return found


def rows(found: ClaimPayment) -> list[tuple[str, str, int]]:
    """Its adjustments, line by line."""
    return [(each.group, each.carc, each.cents) for service in found.services for each in service.adjustments]


def claims_of(found: Remittance) -> list[tuple[str, str, int, int]]:
    """CLP01, CLP02, CLP03 and CLP04 of each claim payment."""
    return [(each.claim_id, each.status, each.charge_cents, each.paid_cents) for each in found.claims]


def pairs(found: Remittance) -> list[tuple[str, str, int]]:
    """PLB: code, reference, cents."""
    return [(each.code, each.reference, each.cents) for each in found.provider_adjustments]


def money(found: Remittance) -> tuple[str, str, int]:
    """BPR01, BPR04, BPR02."""
    paid = found.header.payment
    return paid.handling, paid.method, paid.cents


def statuses(answers: list[Answer]) -> list[tuple[str, str, str, str]]:
    """277CA: category, status, entity and action of each claim."""
    return [
        (code.category, code.status, code.entity, status.action)
        for found in answers
        if found.kind == "277ca"
        for transaction in read_file(found.payload).transactions()
        for receiver in read_277ca(transaction).receivers
        for provider in receiver.providers
        for one in provider.claims
        for status in one.statuses
        for code in status.codes
    ]
