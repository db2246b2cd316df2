"""Claim payments that fit nothing: they wait in unapplied cash, and somebody has to look. Pure."""

from collections.abc import Iterable

from api.worklists import NewItem
from tenants.session import Row

REVERSALS = frozenset({"reversal_without_original", "reversal_differs"})
PARTNERLESS = REVERSALS | {"earlier_payer_missing", "claim_not_sent"}
"""Reasons that a claim payment of a later check may cure."""
ESTIMATE = "predetermination"
KINDS = ("reversal_waiting", "unmatched_payment")
"""A 22 with nothing to take back; any other."""


def waiting_items(payments: Iterable[Row]) -> list[NewItem]:
    """One item a waiting claim payment, of the rows of a batch; an estimate waits for nothing."""
    return [
        NewItem(
            KINDS[row["match_reason"] not in REVERSALS],
            "claim_payment",
            row["id"],
            cents=abs(row["paid"]),
            data={"reason": row["match_reason"]},
        )
        for row in payments
        if row["match_state"] == "unmatched" and row["match_reason"] != ESTIMATE
    ]
