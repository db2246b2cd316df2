"""The terms of a contract on a day, and what stands in for a contract that nobody has entered. Pure.

| days | without a contract | Medicare (SBR09 MA, MB) |
|---|---|---|
| timely filing, from the date of service | 365 | 365: one calendar year, 42 CFR 424.44 |
| correction, from the adjudication | 180 | 180 (a reopening for a clerical error may be asked for within a year) |
| appeal, from the adjudication | 180: ERISA plans, 29 CFR 2560.503-1 (h) | 120: redetermination, 42 CFR 405.942 |
| crossover, from the adjudication | 30 | 30 |

They stand on the safe side of what is usual; a payer's own manual says what is so, and belongs into a contract.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

CorrectionMethod = Literal["replace_7", "new_claim_1", "reopening", "appeal"]

MEDICARE: Final = frozenset({"MA", "MB"})
TIMELY_FILING_DAYS: Final = 365
CORRECTION_DAYS: Final = 180
APPEAL_DAYS: Final = 180
MEDICARE_APPEAL_DAYS: Final = 120
CROSSOVER_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds with a payer from `starts_on`; None: nobody has entered a contract, and the defaults hold.

    `correction_method` is None where the claim type decides.
    """

    payer_id: UUID
    filing_indicator: str
    starts_on: date | None
    timely_filing_days: int = TIMELY_FILING_DAYS
    correction_days: int = CORRECTION_DAYS
    appeal_days: int = APPEAL_DAYS
    correction_method: CorrectionMethod | None = None
    is_capitated: bool = False
    crossover_days: int = CROSSOVER_DAYS

    @property
    def is_medicare(self) -> bool:
        """Whether SBR09 names Medicare Part A or B."""
        return self.filing_indicator in MEDICARE


def default_terms(payer_id: UUID, filing_indicator: str) -> Terms:
    """What stands in for a contract."""
    appeal_days = MEDICARE_APPEAL_DAYS if filing_indicator in MEDICARE else APPEAL_DAYS
    return Terms(payer_id, filing_indicator, None, appeal_days=appeal_days)


def terms_on(history: Sequence[Terms], day: date) -> Terms:
    """What holds on a day, of a payer's terms as `terms_of` gives them: the defaults first, then oldest first."""
    return [each for each in history if each.starts_on is None or each.starts_on <= day][-1]
