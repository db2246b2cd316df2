"""Does an 835 add up: at the line, at the claim, at the check.

L1: SVC02 - sum(2110 CAS) = SVC03. L2: CLP03 - sum(2100 and 2110 CAS) = CLP04 and, with SVC, sum(SVC02) =
CLP03. L3: BPR02 = sum(CLP04) - sum(PLB). Per ST. Quantities, AMT, QTY and LQ never take part [G][R 2601].
"""

from collections.abc import Iterable
from typing import Final

from api.x12.findings import BalanceLevel, Finding
from api.x12.remittance_835.records import ClaimPayment, ProviderAdjustment, Remittance

_SOURCE: Final = "005010X221A1 section 1.10.2.1; RFI 2601"
_MAX_FINDINGS: Final = 1_000


class Balance:
    """Adds up claim by claim, so a file of any length balances in the memory of one claim."""

    __slots__ = ("_payment_cents", "_running_cents", "_unbalanced")

    def __init__(self, payment_cents: int) -> None:
        self._payment_cents = payment_cents
        self._running_cents = 0
        self._unbalanced = 0

    def add(self, claim: ClaimPayment, findings: list[Finding]) -> None:
        """Check one claim payment at levels 1 and 2 and count it for level 3."""
        rest = claim.charge_cents - claim.paid_cents
        for adjustment in claim.adjustments:
            rest -= adjustment.cents
        if claim.services:
            charges = 0
            for service in claim.services:
                charge = service.charge_cents
                charges += charge
                adjusted = 0
                for adjustment in service.adjustments:
                    adjusted += adjustment.cents
                rest -= adjusted
                off = charge - service.paid_cents - adjusted
                if off:
                    self._note(findings, "line", off, service.position, "SVC03", "2110")
            if charges != claim.charge_cents:
                self._note(findings, "claim", claim.charge_cents - charges, claim.position, "CLP03", "2100")
        if rest:
            self._note(findings, "claim", rest, claim.position, "CLP04", "2100")
        self._running_cents += claim.paid_cents

    def add_balanced(self, paid_cents: int) -> None:
        """Count a claim payment that is known to balance for level 3."""
        self._running_cents += paid_cents

    def finish(self, provider_adjustments: Iterable[ProviderAdjustment], findings: list[Finding]) -> None:
        """Check level 3: the claims less the provider adjustments against BPR02."""
        expected = self._running_cents - sum(pair.cents for pair in provider_adjustments)
        if expected != self._payment_cents:
            self._note(findings, "check", expected - self._payment_cents, 0, "BPR02", "header")

    def _note(
        self, findings: list[Finding], level: BalanceLevel, off: int, position: int, element: str, loop: str
    ) -> None:
        self._unbalanced += 1
        if self._unbalanced > _MAX_FINDINGS:
            return
        findings.append(
            Finding(
                rule=f"balance.{level}",
                severity="error",
                blocking=True,
                level=level,
                difference_cents=off,
                message=f"the {level} does not balance at {element}: {off} cents remain",
                segment=element[:3],
                element=element,
                loop=loop,
                position=position,
                source=_SOURCE,
            )
        )


def balance(remittance: Remittance) -> list[Finding]:
    """Every place where the remittance does not add up, with the difference in cents; empty when it
    balances.
    """
    findings: list[Finding] = []
    totals = Balance(remittance.header.payment.cents)
    for claim in remittance.claims:
        totals.add(claim, findings)
    totals.finish(remittance.provider_adjustments, findings)
    return findings
