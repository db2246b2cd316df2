"""Reversals that found nothing to take back: they wait in unapplied cash, and somebody has to look. Pure."""

from collections.abc import Iterable

from api.worklists import NewItem
from tenants.session import Row

REVERSALS = frozenset({"reversal_without_original", "reversal_differs"})


def waiting_items(payments: Iterable[Row]) -> list[NewItem]:
    """One item a waiting reversal, of the rows of a batch."""
    return [
        NewItem(
            "reversal_waiting",
            "claim_payment",
            row["id"],
            cents=abs(row["paid"]),
            data={"reason": row["match_reason"]},
        )
        for row in payments
        if row["match_state"] == "unmatched" and row["match_reason"] in REVERSALS
    ]
