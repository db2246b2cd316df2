"""Read remittances and claim payments back. Each read writes its audit row in its own statement."""

from datetime import datetime
from uuid import UUID

from api.kit.problems import NotFound
from api.remittance import offsets, store
from api.remittance.schemas import (
    ClaimPaymentOut,
    ClaimPaymentPage,
    PayerBalance,
    PayerBalances,
    RemittanceDetail,
    RemittanceOut,
    RemittancePage,
    TakebackOut,
    TakebackPage,
    TakebackState,
)
from tenants.context import Work


async def remittances_page(work: Work, state: str | None, cursor: str | None, limit: int) -> RemittancePage:
    """A page, newest first. Raises CursorInvalid."""
    listing = f"remittances|{state}"
    position = work.position(listing, cursor)
    after_at, after_id = (datetime.fromisoformat(position[0]), position[1]) if position else (None, None)
    rows = await store.remittances_page(
        work.tx,
        work.read_audit("remittance.list", "remittance")
        | {"state": state, "after_at": after_at, "after_id": after_id, "limit": limit + 1},
    )
    more = work.more(listing, rows, limit, "received_at", "id")
    return RemittancePage(items=[RemittanceOut(**row) for row in rows[:limit]], next_cursor=more)


async def read_remittance(work: Work, remittance_id: UUID) -> RemittanceDetail | None:
    """One remittance."""
    params = work.read_audit("remittance.read", "remittance", remittance_id)
    row = await store.remittance(work.tx, params | {"remittance_id": remittance_id})
    return RemittanceDetail(**row) if row else None


async def claim_payments_page(
    work: Work,
    cursor: str | None,
    limit: int,
    *,
    remittance_id: UUID | None = None,
    match_state: str | None = None,
    claim_id: UUID | None = None,
) -> ClaimPaymentPage:
    """A page in the order of posting. Raises CursorInvalid."""
    listing = f"claim_payments|{remittance_id}|{match_state}|{claim_id}"
    position = work.position(listing, cursor)
    rows = await store.claim_payments_page(
        work.tx,
        work.read_audit("claim_payment.list", "claim_payment", remittance_id or claim_id)
        | {
            "remittance_id": remittance_id,
            "match_state": match_state,
            "claim_id": claim_id,
            "after": position[0] if position else None,
            "limit": limit + 1,
        },
    )
    more = work.more(listing, rows, limit)
    return ClaimPaymentPage(items=[ClaimPaymentOut(**row) for row in rows[:limit]], next_cursor=more)


async def takebacks_page(
    work: Work, state: TakebackState | None, claim_id: UUID | None, cursor: str | None, limit: int
) -> TakebackPage:
    """A page, newest first. Raises CursorInvalid."""
    listing = f"takebacks|{state}|{claim_id}"
    position = work.position(listing, cursor)
    params = work.read_audit("takeback.list", "takeback", claim_id)
    params |= {"state": state, "claim_id": claim_id, "before": position[0] if position else None, "limit": limit + 1}
    rows = await offsets.takebacks_page(work.tx, params)
    more = work.more(listing, rows, limit)
    return TakebackPage(items=[TakebackOut(**row) for row in rows[:limit]], next_cursor=more)


async def read_takeback(work: Work, takeback_id: UUID) -> TakebackOut:
    """One takeback. Raises NotFound."""
    audit = work.read_audit("takeback.read", "takeback", takeback_id)
    row = await offsets.takeback(work.tx, audit | {"id": takeback_id})
    if row is None:
        raise NotFound
    return TakebackOut(**row)


async def payer_balances(work: Work) -> PayerBalances:
    """What is due to payers."""
    rows = await offsets.payer_balances(work.tx, work.read_audit("payer_balance.list", "payer_balance"))
    return PayerBalances(items=[PayerBalance(**row) for row in rows])
