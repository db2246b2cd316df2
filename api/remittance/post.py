"""Post a balanced remittance: match, entries, claim states, events and first-pass facts, in batches of one transaction.

Steps, for each batch of claim payments:
1. candidates by claim number and ICN; what earlier claim payments of split claims have done;
2. each claim payment in the order of the file: matched (`match`) and planned (`plan`), or unmatched to unapplied cash:
   (undeposited_funds, unapplied_cash, CLP04);
3. set-based: rows, ledger entries, claim moves (each with its event, to which the first-pass facts react).
Then the PLB pairs (`provider_adjustments`). Guarantees: undeposited_funds has changed by exactly BPR02; a claim payment
has one identity (check, CLP01, CLP07, CLP02, content, occurrence), unique in the practice; all of it or nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from api.claims import ClaimState, Move, candidates, move
from api.kit.ids import new_id
from api.ledger import Entry, OpenBatch, movement
from api.reference import CLASS_VERSION, PATIENT, AdjustmentClass
from api.remittance import store
from api.remittance.match import Candidates, Matched, Unmatched, has_claim_number
from api.remittance.models import ProviderAdjustment as ProviderAdjustmentRow
from api.remittance.plan import Classified, Plan, Settlement, classified, denied_cents, plan
from api.remittance.provider_adjustments import provider_entries
from api.x12 import ClaimPayment, ProviderAdjustment, content_hash
from tenants.context import Work

BATCH = 1_000
"""Claim payments posted at a time: what bounds the memory of a posting."""


@dataclass(slots=True)
class Posting:
    """A remittance while it is posted."""

    work: Work
    remittance_id: UUID
    check_digest: str
    adjudicated_on: str
    """The payment date, ISO: the date of first adjudication."""
    ledger: OpenBatch
    seen: Counter[str] = field(default_factory=Counter)
    position: int = 0
    matched: int = 0
    unmatched_cents: int = 0

    async def claims(self, payments: Iterable[ClaimPayment]) -> None:
        """Post claim payments, a batch at a time."""
        remaining = iter(payments)
        while batch := tuple(islice(remaining, BATCH)):
            await _Batch(self).post(batch)

    async def provider_adjustments(
        self, adjustments: list[ProviderAdjustment], payer_identifier: str, payment_cents: int
    ) -> None:
        """Post the PLB pairs of the check."""
        references = [each.reference for each in adjustments]
        due = await store.outstanding(self.work.tx, self.work.owner_id, payer_identifier, references)
        await self.ledger.add(provider_entries(adjustments, due, payment_cents))
        await self.work.tx.insert(
            *(
                ProviderAdjustmentRow(
                    tenant_id=self.work.owner_id,
                    remittance_id=self.remittance_id,
                    position=position,
                    provider_identifier=each.provider_id,
                    reason_code=each.code,
                    reference=each.reference,
                    cents=each.cents,
                )
                for position, each in enumerate(adjustments)
            )
        )

    def identity(self, payment: ClaimPayment) -> bytes:
        """What makes a claim payment this one and no other."""
        key = "|".join(
            (
                self.check_digest,
                payment.claim_id,
                payment.payer_claim_id,
                payment.status,
                content_hash(payment),
            )
        )
        self.seen[key] += 1
        return hashlib.sha256(f"{key}|{self.seen[key]}".encode()).digest()


class _Batch:
    """The rows and movements of some claim payments."""

    def __init__(self, posting: Posting) -> None:
        self.posting = posting
        self.entries: list[Entry] = []
        self.moves: list[Move] = []
        self.payments: list[dict[str, Any]] = []
        self.matches: list[dict[str, Any]] = []
        self.services: list[dict[str, Any]] = []
        self.adjustments: list[dict[str, Any]] = []

    async def post(self, payments: tuple[ClaimPayment, ...]) -> None:
        work, posting = self.posting.work, self.posting
        found = await candidates(
            work,
            [payment.claim_id for payment in payments if has_claim_number(payment)],
            [payment.payer_claim_id for payment in payments if payment.payer_claim_id],
        )
        split = [claim.id for claim in found if claim.state is ClaimState.PARTIALLY_ADJUDICATED]
        settlements = await _settlements(work, split)
        choices = Candidates(found)
        for payment in payments:
            self._take(payment, choices, settlements)
        await store.insert_claim_payments(work.tx, work.owner_id, posting.remittance_id, self.payments)
        if self.matches:
            await store.insert_matches(work.tx, work.owner_id, self.matches)
        if self.services:
            await store.insert_services(work.tx, work.owner_id, self.services)
        if self.adjustments:
            await store.insert_adjustments(work.tx, work.owner_id, CLASS_VERSION, self.adjustments)
        await posting.ledger.add(self.entries)
        await move(work, self.moves)

    def _take(self, payment: ClaimPayment, choices: Candidates, settlements: dict[UUID, Settlement]) -> None:
        payment_id = new_id()
        match = choices.match(payment)
        if isinstance(match, Unmatched):
            lines = [0] * len(payment.services)
            self._keep(payment, payment_id, lines, classified(payment, lines, 0), "unmatched", match.reason)
            self.entries += movement("undeposited_funds", "unapplied_cash", payment.paid_cents)
            self.posting.unmatched_cents += payment.paid_cents
            return
        settlement = settlements.setdefault(match.claim.id, Settlement())
        effect = plan(payment, match.claim, settlement)
        self._keep(payment, payment_id, effect.lines, effect.adjustments, "matched", match.by)
        self.matches.append({"id": payment_id, "claim_id": match.claim.id, "matched_by": match.by})
        self.entries += effect.entries
        self.posting.matched += 1
        if effect.state is not None:
            choices.decide(match.claim, effect.state)
            self.moves.append(self._move(payment, payment_id, match, effect, effect.state))

    def _move(self, payment: ClaimPayment, payment_id: UUID, match: Matched, effect: Plan, state: ClaimState) -> Move:
        facts = effect.facts | {
            "claim_payment_id": str(payment_id),
            "remittance_id": str(self.posting.remittance_id),
            "adjudicated_on": self.posting.adjudicated_on,
            "payer_id": str(match.claim.payer_id),
            "payer_sequence": match.claim.payer_sequence,
        }
        return Move(
            match.claim.id,
            state,
            "claim.adjudicated",
            facts,
            payer_claim_control_number=payment.payer_claim_id or None,
        )

    def _keep(
        self,
        payment: ClaimPayment,
        payment_id: UUID,
        lines: list[int],
        adjustments: list[Classified],
        match_state: str,
        reason: str,
    ) -> None:
        self.payments.append(
            {
                "id": payment_id,
                "position": self.posting.position,
                "identity": self.posting.identity(payment),
                "claim_number": payment.claim_id,
                "control_number": payment.payer_claim_id,
                "status": payment.status,
                "charge": payment.charge_cents,
                "paid": payment.paid_cents,
                "share": payment.patient_responsibility_cents or 0,
                "match_state": match_state,
                "match_reason": reason,
            }
        )
        self.posting.position += 1
        self.services += [
            {
                "id": payment_id,
                "position": position,
                "line_no": line_no,
                "procedure": service.procedure.code,
                "modifiers": " ".join(service.procedure.modifiers),
                "charge": service.charge_cents,
                "paid": service.paid_cents,
                "allowed": service.allowed_cents,
                "remarks": " ".join(service.remark_codes),
            }
            for position, (service, line_no) in enumerate(zip(payment.services, lines, strict=True))
        ]
        self.adjustments += [
            {
                "id": payment_id,
                "position": position,
                "service_position": each.service_position,
                "line_no": each.line_no,
                "group": each.group,
                "carc": each.carc,
                "cents": each.cents,
                "class": each.kind.value,
            }
            for position, each in enumerate(adjustments)
        ]


async def _settlements(work: Work, claim_ids: list[UUID]) -> dict[UUID, Settlement]:
    """What earlier claim payments have done to split claims. Their patient shares were held, so all of them wait."""
    if not claim_ids:
        return {}
    found: dict[UUID, Settlement] = {}
    for row in await store.prior_payments(work.tx, work.owner_id, claim_ids):
        found[row["claim_id"]] = Settlement(charge_cents=row["charge_cents"], paid_cents=row["paid_cents"])
    adjustments: dict[UUID, list[Classified]] = {}
    for row in await store.prior_adjustments(work.tx, work.owner_id, claim_ids):
        adjustments.setdefault(row["claim_id"], []).append(
            Classified(
                row["service_position"],
                row["line_no"],
                row["group_code"],
                row["reason_code"],
                row["cents"],
                AdjustmentClass(row["adjustment_class"]),
            )
        )
    for claim_id, kept in adjustments.items():
        settlement = found[claim_id]
        settlement.denied_cents = denied_cents(kept)
        settlement.held_shares = [each for each in kept if each.kind in PATIENT]
    return found
