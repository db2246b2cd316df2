"""What an account of disclosures holds, and for how long (45 CFR 164.528).

Counted is what left the practice outside of treatment, payment and operations and was not to the patient, not under the
patient's authorization and not of a limited data set: those kinds have no basis here and can't be recorded. Of what the
product itself gives away, nothing counts: claims and remittances are payment, a partner gets aggregates without an
identity, the export of a leaving practice goes to the practice itself. So accounts are made of what people record.
"""

from calendar import isleap
from datetime import date
from typing import Literal

Basis = Literal[
    "required_by_law",
    "public_health",
    "abuse_or_neglect",
    "health_oversight",
    "judicial",
    "law_enforcement",
    "decedent",
    "organ_donation",
    "research",
    "serious_threat",
    "specialized_government",
    "workers_compensation",
    "unauthorized",
]
"""164.512 (a) to (l); `unauthorized` is what should not have happened, which counts too."""

YEARS = 6


def first_day(asked_on: date) -> date:
    """The first day of the six years before a request."""
    year = asked_on.year - YEARS
    if (asked_on.month, asked_on.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return asked_on.replace(year=year)
