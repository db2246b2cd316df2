"""Which service line of a claim an SVC answers. Pure.

REF*6R is the line's own control number. Without it: procedure, modifiers, date and charge, and only when exactly one
line has them (the submitted procedure of SVC06 where the payer adjudicated another). Else line 0, the claim itself.
"""

from api.claims import Candidate, CandidateLine
from api.x12 import ClaimPayment, ServicePayment

CLAIM_LINE = 0


def line_numbers(payment: ClaimPayment, claim: Candidate) -> list[int]:
    """A line number for each service payment, in their order."""
    by_reference = {line.control_number: line.line_no for line in claim.lines}
    return [_line_number(service, claim.lines, by_reference) for service in payment.services]


def claim_level_line(payment: ClaimPayment, claim: Candidate) -> int:
    """Where claim-level money goes: line 0, or the only line when the payment has no service lines of its own."""
    if not payment.services and len(claim.lines) == 1:
        return claim.lines[0].line_no
    return CLAIM_LINE


def _line_number(service: ServicePayment, lines: list[CandidateLine], by_reference: dict[str, int]) -> int:
    named = by_reference.get(service.line_reference)
    if named is not None:
        return named
    alike = [line.line_no for line in lines if _is_alike(service, line)]
    return alike[0] if len(alike) == 1 else CLAIM_LINE


def _is_alike(service: ServicePayment, line: CandidateLine) -> bool:
    procedure = service.submitted or service.procedure
    return (
        procedure.code == line.procedure
        and procedure.modifiers == line.modifiers
        and service.charge_cents == line.charge_cents
        and service.service_date in {None, line.service_date}
    )
