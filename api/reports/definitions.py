"""The published definitions as SQL over first-pass facts (`f`): which part of a rate a family is in, and what it adds.

| metric | adds to the numerator | to the denominator |
|---|---|---|
| fprr | 1 when favorable and not broken | 1 |
| fprr_strict | the same and insurance paid > 0 | 1 |
| fprr_any_payment | 1 when not broken and paid > 0, or all unpaid is the patient's or contractual | 1 |
| fprr_by_line | lines charged and not denied, none of a broken claim | lines charged |
| idr_full | 1 when denied cents > 0 and insurance paid 0 | 1 |
| idr_any_line | 1 when denied cents > 0 | 1 |
| idr_money | denied cents | charge of the rows (CLP03) |
| fpar | 1 when accepted with no reject before | 1 |

All but fpar have one denominator: families with a complete first adjudication. By submission cohort, a family that
was rejected and not sent again, or that is silent for more than 120 days, is in it too, as failed.
"""

from dataclasses import dataclass
from typing import Literal

Metric = Literal[
    "fprr", "fprr_strict", "fprr_any_payment", "fprr_by_line", "fpar", "idr_full", "idr_any_line", "idr_money"
]
ReleasedMetric = Literal["fprr", "fpar"]
Cohort = Literal["first_adjudication", "first_submission"]
SILENT_DAYS = 120

_EXCLUDED = "f.charge_cents = 0 or f.capitated or (f.voided and f.adjudicated_on is null)"
_OVERDUE = f"(f.rejected_unresolved or f.submitted_on < %(today)s::date - {SILENT_DAYS})"
_PENDING: dict[Cohort, str] = {
    "first_adjudication": "f.adjudicated_on is null",
    "first_submission": f"f.adjudicated_on is null and not {_OVERDUE}",
}
_UNBROKEN = "f.broken_by is null and f.adjudicated_on is not null"
_ADJUDICATED_REASON = (
    "case when f.charge_cents = 0 then 'zero_charge'"
    " when f.capitated then 'capitated'"
    " when f.voided and f.adjudicated_on is null then 'voided'"
    " when f.adjudicated_on is null and f.rejected_unresolved then 'rejected_unresolved'"
    " when f.adjudicated_on is null then 'not_adjudicated'"
    " when f.broken_by is not null then f.broken_by"
    " when f.favorable then null when f.denied_cents > 0 then 'denied' else 'not_processed' end"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """One rate. `numerator` and `denominator` are what a counted family adds, as integers."""

    version: str
    numerator: str
    denominator: str = "1"
    cohorts: tuple[Cohort, ...] = ("first_adjudication", "first_submission")

    @property
    def is_acceptance(self) -> bool:
        """fpar/1 looks at acknowledgements; all others at adjudications."""
        return self.version == "fpar/1"

    def part(self, cohort: Cohort) -> str:
        """`counted`, `pending` or `excluded`."""
        if self.is_acceptance:
            return "case when f.acceptance is null then 'pending' else 'counted' end"
        return f"case when {_EXCLUDED} then 'excluded' when {_PENDING[cohort]} then 'pending' else 'counted' end"

    def outcome(self, cohort: Cohort) -> str:
        """The part, with `counted` told apart: `numerator` when the family adds all that it could, else `broken`."""
        return (
            f"case ({self.part(cohort)}) when 'counted' then"
            f" case when ({self.numerator}) {self._whole} then 'numerator' else 'broken' end"
            f" else ({self.part(cohort)}) end"
        )

    @property
    def _whole(self) -> str:
        # A denial counts from its first cent; a claim by line is clean only with all of its lines.
        return "> 0" if self.version == "idr/1" else f">= ({self.denominator})"

    @property
    def reason(self) -> str:
        """Why a family is not in the numerator: what came first; null when it is."""
        if self.is_acceptance:
            return "case f.acceptance when 'accepted' then null when 'rejected' then 'rejected' else 'undecided' end"
        return _ADJUDICATED_REASON

    def day(self, cohort: Cohort) -> str:
        """The day that puts a family in a month. A family without an adjudication counts where it was first sent."""
        if cohort == "first_submission":
            return "f.submitted_on"
        return "coalesce(f.adjudicated_on, f.submitted_on)"


def _flag(condition: str) -> str:
    return f"coalesce(({condition})::int, 0)"


DEFINITIONS: dict[Metric, Definition] = {
    "fprr": Definition("fprr/1", _flag(f"{_UNBROKEN} and f.favorable")),
    "fprr_strict": Definition("fprr/1", _flag(f"{_UNBROKEN} and f.favorable and f.paid_cents > 0")),
    "fprr_any_payment": Definition("fprr/1", _flag(f"{_UNBROKEN} and f.any_payment")),
    "fprr_by_line": Definition(
        "fprr/1", f"case when {_UNBROKEN} then coalesce(f.lines_clean, 0) else 0 end", "f.lines_charged"
    ),
    "fpar": Definition("fpar/1", _flag("f.acceptance = 'accepted'"), cohorts=("first_submission",)),
    "idr_full": Definition("idr/1", _flag("f.denied_cents > 0 and f.paid_cents = 0")),
    "idr_any_line": Definition("idr/1", _flag("f.denied_cents > 0")),
    "idr_money": Definition("idr/1", "coalesce(f.denied_cents, 0)", "coalesce(f.row_charge_cents, f.charge_cents)"),
}
RELEASED: dict[ReleasedMetric, str] = {"fprr": "fprr/1", "fpar": "fpar/1"}
"""What a partner is told."""
