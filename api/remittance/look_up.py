"""What later stages ask of remittances: what was denied, and what earlier payers have decided on a claim."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.reference import AdjustmentClass
from api.remittance import store
from tenants.context import Work
from tenants.session import Row


@dataclass(frozen=True, slots=True)
class DeniedAmount:
    """Cents (> 0, net) of class denial on a line of a claim payment. `line_no` 0 is the claim itself."""

    claim_payment_id: UUID
    claim_id: UUID
    receivable_claim_id: UUID
    payer_id: UUID
    line_no: int
    group: str
    carc: str
    remark_codes: tuple[str, ...]
    """RARCs of the line, then of the claim."""
    cents: int


@dataclass(frozen=True, slots=True)
class ToldAdjustment:
    """One CAS triplet as it was received."""

    group: str
    carc: str
    cents: int
    quantity: str


@dataclass(slots=True)
class LineDecision:
    """One SVC of a payer. `units` is SVC05, `1` when it was empty."""

    line_no: int
    procedure: str
    modifiers: tuple[str, ...]
    units: str
    charge_cents: int
    paid_cents: int
    adjustments: list[ToldAdjustment] = field(default_factory=list)


@dataclass(slots=True)
class PayerDecision:
    """What one payer has decided on a receivable, as it stands: reversed claim payments are none of it.

    `control_numbers` are its ICNs (several for a split claim), `adjudicated_on` the last payment date.
    """

    payer_id: UUID
    payer_sequence: str
    adjudicated_on: date
    charge_cents: int = 0
    paid_cents: int = 0
    control_numbers: list[str] = field(default_factory=list)
    adjustments: list[ToldAdjustment] = field(default_factory=list)
    lines: list[LineDecision] = field(default_factory=list)


async def denied_amounts(work: Work, claim_payment_ids: Sequence[UUID]) -> list[DeniedAmount]:
    """The denials of claim payments, one a (claim payment, line, group, CARC). One statement whatever their number."""
    rows = await store.denied_amounts(work.tx, work.owner_id, list(claim_payment_ids), AdjustmentClass.DENIAL)
    return [DeniedAmount(**row | {"remark_codes": tuple(row["remark_codes"])}) for row in rows]


async def adjudications_of(work: Work, claim_id: UUID) -> list[PayerDecision]:
    """What payers have decided on the receivable of a claim, first payer first: what a later payer's claim tells.

    `claim_id` is the claim whose lines hold the receivable, or one that payers have answered.
    """
    payments = await store.decisions(work.tx, work.owner_id, claim_id)
    found: dict[str, PayerDecision] = {}
    by_payment: dict[UUID, PayerDecision] = {}
    for row in payments:
        decision = found.setdefault(
            row["payer_sequence"], PayerDecision(row["payer_id"], row["payer_sequence"], row["adjudicated_on"])
        )
        decision.adjudicated_on = max(decision.adjudicated_on, row["adjudicated_on"])
        decision.charge_cents += row["charge_cents"]
        decision.paid_cents += row["paid_cents"]
        decision.control_numbers += [row["control_number"]] if row["control_number"] else []
        by_payment[row["id"]] = decision
    if by_payment:
        await _fill(work, by_payment)
    return [found[sequence] for sequence in "PST" if sequence in found]


async def _fill(work: Work, by_payment: dict[UUID, PayerDecision]) -> None:
    lines: dict[tuple[UUID, int], LineDecision] = {}
    for row in await store.services_of(work.tx, work.owner_id, list(by_payment)):
        payment_id, position = row.pop("claim_payment_id"), row.pop("position")
        line = LineDecision(**row | {"modifiers": tuple(row["modifiers"]), "units": row["units"] or "1"})
        lines[payment_id, position] = line
        by_payment[payment_id].lines.append(line)
    for row in await store.kept_adjustments(work.tx, work.owner_id, list(by_payment)):
        told = _told(row)
        place = (row["claim_payment_id"], row["service_position"])
        (lines[place] if place in lines else by_payment[place[0]]).adjustments.append(told)


def _told(row: Row) -> ToldAdjustment:
    return ToldAdjustment(row["group"], row["carc"], row["cents"], row["quantity"])


async def payments_of_claim(work: Work, claim_id: UUID) -> list[Row]:
    """claim_payment_id, transaction_id (its remittance), status_code, cents and `at`; the caller audits."""
    return await store.payments_of_claim(work.tx, work.owner_id, claim_id)
