"""How a denial is put right, by when, and how a write-off falls on lines. Pure.

`advise_correction`, the first row that holds:

| payer | reason | method |
|---|---|---|
| any | MA130: unprocessable, nothing was decided | `new_claim_1` |
| contract that names a method | any | that one, unless it is an appeal and N211 says that there is none |
| Medicare Part B | N211: the decision can't be appealed | `reopening` |
| Medicare Part B | data or documents missing | `reopening` |
| Medicare Part B | anything else | `appeal` |
| any other | the payer has decided about what was billed right (29, 50, 151 ...) | `appeal` |
| any other | anything else | `replace_7` (Part A: type of bill xx7) |

`advise_wrong_claim` leaves out the rows of the appeal but for the contract's: somebody knows that the claim was wrong.

Deadlines: a new claim of what was unprocessable by the days for filing, from the date of service, since to the payer
nothing was filed; an appeal by the days for appeals; anything else by the days for corrections, both from the
adjudication.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from api.contracts import CorrectionMethod, Terms
from api.denials.scenarios import DenialScenario, scenario_of

UNPROCESSABLE: Final = "MA130"
NO_APPEAL: Final = "N211"
MEDICARE_PART_B: Final = "MB"
DECISIONS: Final = frozenset(
    {*("29", "39", "40", "50", "54", "55", "56"), *("114", "150", "151", "152", "153", "154", "186", "198")}
)
"""Reasons that no other claim answers: filed late, not necessary, experimental, too often, not authorized."""
MISSING: Final = frozenset({DenialScenario.DATA_MISSING_OR_INVALID, DenialScenario.DOCUMENTATION_MISSING})
UNPROCESSABLE_WITHOUT_APPEAL: Final = "MA130: an unprocessable claim has no appeal and no reopening: send a new claim"
WHOLE_CLAIM: Final = 0

DeadlineKind = Literal["filing", "correction", "appeal"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What puts a denial right, and why. `why_no_appeal` is empty where an appeal may be made."""

    method: CorrectionMethod
    why: str
    why_no_appeal: str = ""
    is_unprocessable: bool = False

    @property
    def deadline_kind(self) -> DeadlineKind:
        """Which of the contract's days count."""
        if self.is_unprocessable:
            return "filing"
        return "appeal" if self.method == "appeal" else "correction"


def advise_correction(
    terms: Terms, *, carc: str, remark_codes: Collection[str] = (), is_unprocessable: bool = False
) -> Advice:
    """The method for one denial, with the terms of its payer on the day of the adjudication."""
    no_appeal = why_no_appeal(remark_codes, is_unprocessable=is_unprocessable)
    if is_unprocessable or UNPROCESSABLE in remark_codes:
        return advise_unprocessable()
    decided = None if no_appeal else _decided(terms, carc, scenario_of(carc, remark_codes))
    return _agreed(terms, no_appeal) or decided or _by_claim_type(terms, no_appeal)


def advise_unprocessable() -> Advice:
    """What puts right what the payer has returned without a decision."""
    why = "MA130: the claim was unprocessable and nothing was decided; a corrected claim goes out as a new one"
    return Advice("new_claim_1", why, UNPROCESSABLE_WITHOUT_APPEAL, is_unprocessable=True)


def advise_wrong_claim(terms: Terms, no_appeal: str = "") -> Advice:
    """The method when somebody knows that a decided claim was wrong, whatever the payer gave as its reason."""
    return _agreed(terms, no_appeal) or _by_claim_type(terms, no_appeal)


def _agreed(terms: Terms, no_appeal: str) -> Advice | None:
    agreed = terms.correction_method
    if agreed is None or (agreed == "appeal" and no_appeal):
        return None
    if agreed == "replace_7" and terms.filing_indicator == MEDICARE_PART_B:  # of a time when the payer was another type
        return None
    return Advice(agreed, "The contract with this payer says so", no_appeal)


def _decided(terms: Terms, carc: str, scenario: DenialScenario) -> Advice | None:
    """An appeal, where another claim would tell the payer nothing that it does not know."""
    if terms.filing_indicator == MEDICARE_PART_B:
        if scenario in MISSING:
            return None
        return Advice("appeal", "Medicare Part B takes no replacement: a decision is appealed (redetermination)")
    if carc in DECISIONS:
        return Advice("appeal", "The payer has decided about what was billed: another claim says nothing new")
    return None


def _by_claim_type(terms: Terms, no_appeal: str) -> Advice:
    if terms.filing_indicator == MEDICARE_PART_B:
        why = "Medicare Part B takes no replacement: what is missing or wrong is a reopening"
        if no_appeal:
            why = f"{no_appeal}; a clerical error can still be reopened"
        return Advice("reopening", why, no_appeal)
    bill = "type of bill xx7" if terms.is_medicare else "frequency 7 with the payer's number in REF*F8"
    return Advice("replace_7", f"A replacement of the claim: {bill}", no_appeal)


def why_no_appeal(remark_codes: Collection[str], *, is_unprocessable: bool) -> str:
    """Why a denial takes no appeal; empty where it does."""
    if is_unprocessable or UNPROCESSABLE in remark_codes:
        return UNPROCESSABLE_WITHOUT_APPEAL
    return "N211: the payer says that this decision can't be appealed" if NO_APPEAL in remark_codes else ""


def deadline(terms: Terms, kind: DeadlineKind, *, adjudicated_on: date, service_from: date) -> date:
    """The last good day."""
    if kind == "filing":
        return service_from + timedelta(days=terms.timely_filing_days)
    return adjudicated_on + timedelta(days=terms.appeal_days if kind == "appeal" else terms.correction_days)


def is_possible(day: date, *, earliest: date, today: date, is_test: bool) -> bool:
    """Whether something can have been sent or decided on a day. The payer of a test practice has a calendar of its
    own, which runs ahead when it is told to.
    """
    return earliest <= day and (is_test or day <= today)


def write_off_shares(line_no: int, cents: int, open_cents: Mapping[int, int]) -> list[tuple[int, int]]:
    """What of `cents` leaves which line: (line, cents > 0). Never more than a line has open.

    A denial of a line takes from that line; one of the whole claim (line 0) from its lines in order, line 0 last.
    """
    lines = sorted(open_cents, key=lambda line: (line == WHOLE_CLAIM, line)) if line_no == WHOLE_CLAIM else [line_no]
    shares: list[tuple[int, int]] = []
    for line in lines:
        share = min(cents, max(0, open_cents.get(line, 0)))
        if share:
            shares.append((line, share))
            cents -= share
    return shares
