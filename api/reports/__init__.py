"""Rates, each drillable to its claims: first-pass facts written where they become true, and their sums.

`first_pass_cells` is what a release to a partner is made of.
"""

from api.kit.schemas import Month
from api.reports.definitions import RELEASED, ReleasedMetric
from api.reports.facts import claims_acknowledged, claims_adjudicated, claims_submitted, claims_withdrawn
from api.reports.store import cells as first_pass_cells

__all__ = [
    "RELEASED",
    "Month",
    "ReleasedMetric",
    "claims_acknowledged",
    "claims_adjudicated",
    "claims_submitted",
    "claims_withdrawn",
    "first_pass_cells",
]
