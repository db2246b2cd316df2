"""Which way a payer takes a correction, row by row of the table."""

from datetime import date
from typing import Any

import pytest

from api.claims import ClaimState
from api.contracts import Terms
from api.corrections.rules import CorrectionCause, CorrectionMethod, Standing, choose, last_day, refusal
from api.denials import Told
from api.kit.ids import NIL

SERVICE, DECISION = date(2026, 1, 15), date(2026, 2, 10)


def standing(**changes: Any) -> Standing:
    """A claim that a commercial payer denied."""
    agreed = changes.pop("agreed", None)
    indicator = changes.pop("filing_indicator", "CI")
    facts: dict[str, Any] = {
        "state": ClaimState.DENIED,
        "frequency": "1",
        "is_unprocessable": False,
        "adjudicated_on": DECISION,
        "service_from": SERVICE,
        "terms": Terms(NIL, indicator, None, correction_method=agreed),
        "told": Told({}, ""),
    }
    return Standing(**facts | changes)


@pytest.mark.parametrize(
    ("changes", "cause", "method"),
    [
        ({"state": ClaimState.READY}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.NEW_CLAIM),
        ({"state": ClaimState.REJECTED}, CorrectionCause.PAYER_ERRED, CorrectionMethod.NEW_CLAIM),
        ({"is_unprocessable": True}, CorrectionCause.PAYER_ERRED, CorrectionMethod.NEW_CLAIM),
        ({"is_unprocessable": True, "filing_indicator": "MB"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.NEW_CLAIM),
        ({"frequency": "8"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.NEW_CLAIM),
        ({}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.REPLACE),
        ({}, CorrectionCause.BILLED_IN_ERROR, CorrectionMethod.VOID),
        ({}, CorrectionCause.PAYER_ERRED, CorrectionMethod.APPEAL),
        ({"filing_indicator": "MA"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.REPLACE),
        ({"filing_indicator": "MB"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.REOPENING),
        ({"filing_indicator": "MB"}, CorrectionCause.BILLED_IN_ERROR, CorrectionMethod.REOPENING),
        ({"filing_indicator": "MB"}, CorrectionCause.PAYER_ERRED, CorrectionMethod.APPEAL),
        ({"agreed": "new_claim_1"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.NEW_CLAIM),
        ({"agreed": "reopening"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.REOPENING),
        ({"agreed": "new_claim_1"}, CorrectionCause.BILLED_IN_ERROR, CorrectionMethod.VOID),
        ({"agreed": "replace_7", "filing_indicator": "MB"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.REOPENING),
        ({"agreed": "appeal", "filing_indicator": "MB"}, CorrectionCause.CLAIM_WRONG, CorrectionMethod.APPEAL),
    ],
)
def test_the_method_follows_from_the_claim_the_payer_and_the_cause(
    changes: dict[str, Any], cause: CorrectionCause, method: CorrectionMethod
) -> None:
    choice = choose(standing(**changes), cause)
    assert choice.method is method
    assert len(choice.because) > 10


@pytest.mark.parametrize("method", [CorrectionMethod.REPLACE, CorrectionMethod.VOID])
@pytest.mark.parametrize(
    "changes",
    [
        {"filing_indicator": "MB"},
        {"frequency": "8"},
        {"state": ClaimState.REJECTED},
        {"is_unprocessable": True},
    ],
)
def test_whoever_asks_a_7_or_8_is_not_sent_to_a_payer_that_takes_none(
    changes: dict[str, Any], method: CorrectionMethod
) -> None:
    assert refusal(standing(**changes), method) is not None
    assert refusal(standing(**changes), CorrectionMethod.NEW_CLAIM) is None
    assert refusal(standing(), method) is None


def test_the_last_day_counts_from_the_decision_or_from_the_service() -> None:
    # 2026-02-10 + 180 days; 2026-01-15 + 365 days: an unprocessable claim does not count as filed
    assert last_day(standing(), CorrectionMethod.REPLACE) == date(2026, 8, 9)
    assert last_day(standing(is_unprocessable=True), CorrectionMethod.NEW_CLAIM) == date(2027, 1, 15)
    assert last_day(standing(adjudicated_on=None), CorrectionMethod.REPLACE) == date(2027, 1, 15)
    assert last_day(standing(), CorrectionMethod.VOID) is None
    assert last_day(standing(frequency="8"), CorrectionMethod.NEW_CLAIM) == date(2027, 1, 15)


def test_what_an_open_denial_has_told_stands() -> None:
    told = Told({"replace_7": date(2026, 3, 1)}, "N211: the payer says that this decision can't be appealed")
    assert last_day(standing(told=told), CorrectionMethod.REPLACE) == date(2026, 3, 1)
    assert last_day(standing(told=told), CorrectionMethod.REOPENING) == date(2026, 8, 9)
    assert choose(standing(told=told), CorrectionCause.PAYER_ERRED).method is CorrectionMethod.REPLACE
