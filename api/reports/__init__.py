"""Rates, each drillable to its claims: first-pass facts written where they become true, and their sums.

`first_pass_cells` is what a release to a partner is made of.
"""

from api.reports.facts import claims_acknowledged, claims_adjudicated, claims_submitted
from api.reports.first_pass import DEFINITIONS
from api.reports.schemas import Metric, Month
from api.reports.store import cells as first_pass_cells

__all__ = [
    "DEFINITIONS",
    "Metric",
    "Month",
    "claims_acknowledged",
    "claims_adjudicated",
    "claims_submitted",
    "first_pass_cells",
]
