"""A second opinion: the practice's money and rates worked out anew, from the stored bytes and the database's rows.

Nothing here knows the product: no import of it. Rows come by SQL as the role `backup`; bytes come through the API,
since the database holds them sealed, and pyx12 reads them. What is worked out is compared with what the API says.

| worked out | from | compared with |
|---|---|---|
| accounts, balances of claims | ledger entries | `/ledger`, `/claims` |
| what insurers paid on each claim, what it still holds and its patient owes | 837, 835, the class table | `/claims` |
| funds, due to payers, unapplied cash | BPR02, CLP04, PLB; patients' payments | `/ledger` |
| each month's base, fee, and cash | ledger entries, the agreement's rules | `/fees/preview`, `/fees/entries` |
| the rates | 837, 277CA, 835 and when they came | `/reports/first-pass` |
"""

from tests.second_opinion.evidence import Evidence, Fetch, gather
from tests.second_opinion.fees import judge_fees
from tests.second_opinion.money import judge_money
from tests.second_opinion.rates import judge_rates
from tests.second_opinion.verdict import Verdict

__all__ = ["Evidence", "Fetch", "Verdict", "second_opinion"]


async def second_opinion(fetch: Fetch, database_url: str, practice_id: str) -> Verdict:
    """Every comparison for one practice. `database_url` names the role `backup`; `fetch` GETs a path of the API."""
    evidence = await gather(fetch, database_url, practice_id)
    verdict = Verdict(practice_id)
    judge_money(evidence, verdict)
    judge_fees(evidence, verdict)
    judge_rates(evidence, verdict)
    return verdict
