"""Read patients' accounts, each read audited in its own statement."""

from typing import Any
from uuid import UUID

from api.claims import ClaimState
from api.kit.problems import NotFound
from api.patient_accounts import store
from api.patient_accounts.rules import SENTENCES, share_reason, waiting_for
from api.patient_accounts.schemas import (
    PatientBalance,
    PaymentOut,
    PaymentPage,
    PaymentSummary,
    RefundOut,
    RefundPage,
    RefundSummary,
)
from tenants.context import Work
from tenants.session import Row

SHOWN_CLAIMS = 200


async def get_payment(work: Work, payment_id: UUID) -> PaymentOut:
    """A payment with its allocations and refunds. Raises NotFound."""
    audit = work.read_audit("patient_payment.read", "patient_payment", payment_id)
    row = await store.read_payment(work.tx, audit, payment_id)
    if row is None:
        raise NotFound
    if row["reference"] is not None:
        row["reference"] = work.keys.open_text("patient_payment", "reference", payment_id, bytes(row["reference"]))
    return PaymentOut(**row)


async def list_payments(
    work: Work, patient_id: UUID | None, cursor: str | None, limit: int, *, unapplied: bool
) -> PaymentPage:
    """A page, newest first. Raises CursorInvalid."""
    listing = f"patient_payments|{patient_id}|{unapplied}"
    audit = work.read_audit("patient_payment.list", "patient_payment", patient_id)
    asked = {"patient_id": patient_id, "unapplied": unapplied}
    rows = await store.payments_page(work.tx, audit | asked | _place(work, listing, cursor, limit))
    return PaymentPage(
        items=[PaymentSummary(**row) for row in rows[:limit]], next_cursor=work.more(listing, rows, limit)
    )


async def get_refund(work: Work, refund_id: UUID) -> RefundOut:
    """A refund with what it takes. Raises NotFound."""
    audit = work.read_audit("patient_refund.read", "patient_refund", refund_id)
    row = await store.read_refund(work.tx, audit, refund_id)
    if row is None:
        raise NotFound
    return RefundOut(**row)


async def list_refunds(
    work: Work, patient_id: UUID | None, state: str | None, cursor: str | None, limit: int
) -> RefundPage:
    """A page, newest first. Raises CursorInvalid."""
    listing = f"patient_refunds|{patient_id}|{state}"
    audit = work.read_audit("patient_refund.list", "patient_refund", patient_id)
    asked = {"patient_id": patient_id, "state": state}
    rows = await store.refunds_page(work.tx, audit | asked | _place(work, listing, cursor, limit))
    return RefundPage(items=[RefundSummary(**row) for row in rows[:limit]], next_cursor=work.more(listing, rows, limit))


async def get_balance(work: Work, patient_id: UUID) -> PatientBalance:
    """What a patient owes, by claim, line and reason. Raises NotFound."""
    audit = work.read_audit("patient_balance.read", "patient", patient_id)
    row = await store.balance(work.tx, audit, patient_id, SHOWN_CLAIMS)
    if row is None:
        raise NotFound
    return PatientBalance.model_validate(itemized(row, SHOWN_CLAIMS))


def itemized(row: Row, limit: int) -> dict[str, Any]:
    """The body of a balance, from its rows: shares to their lines, lines to their claims."""
    shares: dict[tuple[str, int], list[Row]] = {}
    for share in row["shares"]:
        reason = share_reason(share["group_code"], share["reason_code"])
        shares.setdefault((share.pop("claim_id"), share.pop("line_no")), []).append(share | {"reason": reason})
    lines: dict[str, list[Row]] = {}
    for line in row["lines"]:
        claim_id = line.pop("claim_id")
        shown = _line(line, shares.get((claim_id, line["line_no"]), []))
        if line["line_no"] > 0 or any(shown[name] for name in _PARTS) or shown["shares"]:
            lines.setdefault(claim_id, []).append(shown)
    sums = row["sums"]
    return {
        "patient_id": row["patient_id"],
        "balance_cents": sums["owed"] - sums["credit"],
        "owed_cents": sums["owed"],
        "credit_cents": sums["credit"],
        "paid_cents": sums["paid"],
        "unapplied_cents": sum(each["unapplied_cents"] for each in row["unapplied"]),
        "refund_due_cents": sum(each["cents"] for each in row["refunds_due"]),
        "insurance_pending_cents": sums["insurance"],
        "claims": [_claim(claim, lines.get(claim["id"], [])) for claim in row["claims"][:limit]],
        "more_claims": len(row["claims"]) > limit,
        "unapplied": row["unapplied"],
        "refunds_due": row["refunds_due"],
    }


_PARTS = ("paid_cents", "owed_cents", "credit_cents", "insurance_pending_cents")


def _line(line: Row, shares: list[Row]) -> dict[str, Any]:
    return {
        "line_no": line["line_no"],
        "service_date": line["service_date"],
        "procedure": line["procedure"],
        "shares": shares,
        "paid_cents": line["paid_cents"],
        "owed_cents": max(line["patient_cents"], 0),
        "credit_cents": max(-line["patient_cents"], 0),
        "insurance_pending_cents": line["insurance_cents"],
    }


def _claim(claim: Row, lines: list[dict[str, Any]]) -> dict[str, Any]:
    waiting = waiting_for(ClaimState(claim["state"]), is_superseded=claim["is_superseded"])
    return {
        "claim_id": claim["id"],
        "number": claim["number"],
        "service_from": claim["service_from"],
        "state": claim["state"],
        "payer_name": claim["payer_name"],
        "waiting_for": waiting,
        "explanation": SENTENCES[waiting] if waiting else None,
        "share_cents": sum(share["cents"] for line in lines for share in line["shares"]),
        **{name: sum(line[name] for line in lines) for name in _PARTS},
        "lines": lines,
    }


def _place(work: Work, listing: str, cursor: str | None, limit: int) -> dict[str, Any]:
    position = work.position(listing, cursor)
    return {"after": position[0] if position else None, "limit": limit + 1}
