"""The rows of a batch of claim payments, gathered one by one and inserted as sets."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.reference import CLASS_VERSION
from api.remittance import store
from api.remittance.match import Matched
from api.remittance.standing import Classified
from api.x12 import ClaimPayment
from tenants.context import Work
from tenants.session import Row


@dataclass(slots=True)
class Rows:
    """What a batch writes of the 835 itself, with the claims it was matched to."""

    payments: list[Row] = field(default_factory=list)
    matches: list[Row] = field(default_factory=list)
    reversals: dict[UUID, UUID] = field(default_factory=dict)
    services: list[Row] = field(default_factory=list)
    adjustments: list[Row] = field(default_factory=list)

    async def insert(self, work: Work, remittance_id: UUID) -> None:
        """Everything, a statement a table."""
        tx, tenant_id = work.tx, work.owner_id
        await store.insert_claim_payments(tx, tenant_id, remittance_id, self.payments)
        await self.insert_matches(work)
        if self.services:
            await store.insert_services(tx, tenant_id, self.services)
        if self.adjustments:
            await store.insert_adjustments(tx, tenant_id, CLASS_VERSION, self.adjustments)

    async def insert_matches(self, work: Work) -> None:
        """Of rows that are there: which claims they are about, and what they take back."""
        if self.matches:
            await store.insert_matches(work.tx, work.owner_id, self.matches)
        if self.reversals:
            await store.insert_reversals(work.tx, work.owner_id, self.reversals)

    def matched(self, payment_id: UUID, match: Matched, payer_id: UUID) -> None:
        """Which claim it is about, and whose answer it is."""
        self.matches.append(
            {
                "id": payment_id,
                "claim_id": match.claim.id,
                "receivable_claim_id": match.book.claim.id,
                "payer_id": payer_id,
                "sequence": match.sequence,
                "matched_by": match.by,
            }
        )

    def keep(
        self,
        payment: ClaimPayment,
        payment_id: UUID,
        place: tuple[int, bytes],
        lines: list[int],
        adjustments: list[Classified],
        match: tuple[str, str],
    ) -> None:
        """One CLP; `place` is its position and identity, `match` its state and how or why."""
        position, identity = place
        match_state, reason = match
        self.payments.append(
            {
                "id": payment_id,
                "position": position,
                "identity": identity,
                "claim_number": payment.claim_id,
                "control_number": payment.payer_claim_id,
                "status": payment.status,
                "charge": payment.charge_cents,
                "paid": payment.paid_cents,
                "share": payment.patient_responsibility_cents or 0,
                "match_state": match_state,
                "match_reason": reason,
                "remarks": " ".join(payment.remark_codes),
            }
        )
        self.services += _services(payment, payment_id, lines)
        self.adjustments += _adjustments(payment_id, adjustments)


def _services(payment: ClaimPayment, payment_id: UUID, lines: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "id": payment_id,
            "position": position,
            "line_no": line_no,
            "procedure": service.procedure.code,
            "modifiers": " ".join(service.procedure.modifiers),
            "charge": service.charge_cents,
            "paid": service.paid_cents,
            "allowed": service.allowed_cents,
            "units": "" if service.units is None else format(service.units, "f"),
            "remarks": " ".join(service.remark_codes),
        }
        for position, (service, line_no) in enumerate(zip(payment.services, lines, strict=True))
    ]


def _adjustments(payment_id: UUID, adjustments: list[Classified]) -> list[dict[str, Any]]:
    return [
        {
            "id": payment_id,
            "position": position,
            "service_position": each.service_position,
            "line_no": each.line_no,
            "group": each.group,
            "carc": each.carc,
            "cents": each.cents,
            "quantity": each.quantity,
            "class": each.kind.value,
        }
        for position, each in enumerate(adjustments)
    ]
