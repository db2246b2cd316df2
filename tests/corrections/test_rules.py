"""Which way a payer takes a correction, row by row of the table."""

from datetime import date
from typing import Any

import pytest

from api.claims import ClaimState
from api.contracts import Terms
from api.corrections.rules import Cause, Method, Standing, choose, deadline, refusal
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
        "filing_indicator": indicator,
        "terms": Terms(NIL, indicator, None, correction_method=agreed),
    }
    return Standing(**facts | changes)


@pytest.mark.parametrize(
    ("changes", "cause", "method"),
    [
        ({"state": ClaimState.READY}, Cause.CLAIM_WRONG, Method.NEW_CLAIM),
        ({"state": ClaimState.REJECTED}, Cause.PAYER_ERRED, Method.NEW_CLAIM),
        ({"is_unprocessable": True}, Cause.PAYER_ERRED, Method.NEW_CLAIM),
        ({"is_unprocessable": True, "filing_indicator": "MB"}, Cause.CLAIM_WRONG, Method.NEW_CLAIM),
        ({"frequency": "8"}, Cause.CLAIM_WRONG, Method.NEW_CLAIM),
        ({}, Cause.CLAIM_WRONG, Method.REPLACE),
        ({}, Cause.BILLED_IN_ERROR, Method.VOID),
        ({}, Cause.PAYER_ERRED, Method.APPEAL),
        ({"filing_indicator": "MA"}, Cause.CLAIM_WRONG, Method.REPLACE),
        ({"filing_indicator": "MB"}, Cause.CLAIM_WRONG, Method.REOPENING),
        ({"filing_indicator": "MB"}, Cause.BILLED_IN_ERROR, Method.REOPENING),
        ({"filing_indicator": "MB"}, Cause.PAYER_ERRED, Method.APPEAL),
        ({"agreed": "new_claim_1"}, Cause.CLAIM_WRONG, Method.NEW_CLAIM),
        ({"agreed": "reopening"}, Cause.CLAIM_WRONG, Method.REOPENING),
        ({"agreed": "new_claim_1"}, Cause.BILLED_IN_ERROR, Method.VOID),
        ({"agreed": "replace_7", "filing_indicator": "MB"}, Cause.CLAIM_WRONG, Method.REOPENING),
        ({"agreed": "appeal", "filing_indicator": "MB"}, Cause.CLAIM_WRONG, Method.APPEAL),
    ],
)
def test_the_method_follows_from_the_claim_the_payer_and_the_cause(
    changes: dict[str, Any], cause: Cause, method: Method
) -> None:
    choice = choose(standing(**changes), cause)
    assert choice.method is method
    assert len(choice.because) > 10


@pytest.mark.parametrize("method", [Method.REPLACE, Method.VOID])
@pytest.mark.parametrize(
    "changes",
    [
        {"filing_indicator": "MB"},
        {"frequency": "8"},
        {"state": ClaimState.REJECTED},
        {"is_unprocessable": True},
    ],
)
def test_whoever_asks_a_7_or_8_is_not_sent_to_a_payer_that_takes_none(changes: dict[str, Any], method: Method) -> None:
    assert refusal(standing(**changes), method) is not None
    assert refusal(standing(**changes), Method.NEW_CLAIM) is None
    assert refusal(standing(), method) is None


def test_the_last_day_counts_from_the_decision_or_from_the_service() -> None:
    # 2026-02-10 + 180 days; 2026-01-15 + 365 days: an unprocessable claim does not count as filed
    assert deadline(standing(), Method.REPLACE) == date(2026, 8, 9)
    assert deadline(standing(is_unprocessable=True), Method.NEW_CLAIM) == date(2027, 1, 15)
    assert deadline(standing(adjudicated_on=None), Method.REPLACE) == date(2027, 1, 15)
    assert deadline(standing(), Method.VOID) is None
