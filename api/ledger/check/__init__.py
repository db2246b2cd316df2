"""The ledger's invariants as a check that runs in tests and in production: balances equal their entries."""

from dataclasses import dataclass
from uuid import UUID

from api.ledger.check import store
from tenants.session import Transaction


@dataclass(frozen=True, slots=True)
class WrongBalance:
    """A line whose balance is not the sum of its entries; line -1: a claim whose balance is not that of its lines."""

    claim_id: UUID
    line_no: int


async def check(tx: Transaction) -> list[WrongBalance]:
    """Every wrong balance of the transaction's practice; empty is right."""
    rows = await store.wrong_balances(tx, tx.owned_by.id)
    return [WrongBalance(row["claim_id"], row["line_no"]) for row in rows]
