"""What payers said they would take and have not taken: older than their usual lag it is work for a person."""

from datetime import timedelta
from typing import Final

from api.kit.clock import now
from api.remittance.offsets import balance_id, overdue_balances
from api.worklists import NewItem, open_items
from tenants.context import Work
from tenants.practices import profile_of

USUAL_LAG_DAYS: Final = 60
"""Two months of checks: past that a balance is stuck, as a rule under another reference."""


async def late_balances(work: Work) -> None:
    """One open `due_to_payer_late` item a payer and reference; the check that takes the rest closes it."""
    profile = await profile_of(work.tx)
    before = profile.business_date(now()) - timedelta(days=USUAL_LAG_DAYS)
    rows = await overdue_balances(work.tx, work.owner_id, before)
    await open_items(
        work,
        [
            NewItem(
                "due_to_payer_late",
                "payer_balance",
                balance_id(work.owner_id, row["payer_identifier"], row["reference"]),
                cents=abs(row["cents"]),
                data={"since": row["since"].isoformat()},
            )
            for row in rows
        ],
    )
