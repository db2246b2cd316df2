"""DenialScenario, advice, deadline and the lines of a write-off: rules without a database."""

from datetime import date
from uuid import UUID

import pytest

from api.contracts import CorrectionMethod, Terms
from api.denials.rules import advise_correction, deadline, is_possible, write_off_shares
from api.denials.scenarios import DenialScenario, scenario_of

PAYER = UUID(int=7)


def terms(indicator: str = "CI", method: CorrectionMethod | None = None) -> Terms:
    return Terms(PAYER, indicator, None, 365, 180, 120 if indicator == "MB" else 180, method)


@pytest.mark.parametrize(
    ("carc", "remarks", "scenario"),
    [
        ("16", ["N290"], DenialScenario.DATA_MISSING_OR_INVALID),
        ("16", ["M127"], DenialScenario.DOCUMENTATION_MISSING),
        ("252", ["N706"], DenialScenario.DOCUMENTATION_MISSING),
        ("31", ["N382"], DenialScenario.DATA_MISSING_OR_INVALID),
        ("22", ["N598"], DenialScenario.NOT_COVERED_BY_PLAN),
        ("22", ["MA04"], DenialScenario.DOCUMENTATION_MISSING),
        ("27", [], DenialScenario.NOT_COVERED_BY_PLAN),
        ("29", [], DenialScenario.NOT_COVERED_BY_PLAN),
        ("50", ["N115"], DenialScenario.NOT_COVERED_BY_PLAN),
        ("96", ["N130"], DenialScenario.NOT_COVERED_BY_PLAN),
        ("197", [], DenialScenario.NOT_COVERED_BY_PLAN),
        ("97", ["M15"], DenialScenario.NOT_SEPARATELY_PAYABLE),
        ("236", [], DenialScenario.NOT_SEPARATELY_PAYABLE),
        ("A1", ["N370"], DenialScenario.OTHER),
        ("299", [], DenialScenario.OTHER),
    ],
)
def test_the_scenario_is_told_by_reason_and_remark(carc: str, remarks: list[str], scenario: DenialScenario) -> None:
    assert scenario_of(carc, remarks) is scenario


@pytest.mark.parametrize(
    ("indicator", "carc", "remarks", "method"),
    [
        ("CI", "16", ["N290"], "replace_7"),
        ("CI", "27", [], "replace_7"),
        ("CI", "197", [], "replace_7"),
        ("CI", "50", ["N115"], "appeal"),
        ("CI", "29", [], "appeal"),
        ("CI", "29", ["N211"], "replace_7"),
        ("CI", "16", ["N290", "MA130"], "new_claim_1"),
        ("MC", "16", [], "replace_7"),
        ("MA", "16", ["N290"], "replace_7"),
        ("MA", "50", [], "appeal"),
        ("MB", "16", ["N290"], "reopening"),
        ("MB", "252", ["N706"], "reopening"),
        ("MB", "50", [], "appeal"),
        ("MB", "29", ["N211"], "reopening"),
        ("MB", "16", ["N290", "MA130"], "new_claim_1"),
    ],
)
def test_the_method_follows_payer_and_reason(indicator: str, carc: str, remarks: list[str], method: str) -> None:
    advice = advise_correction(terms(indicator), carc=carc, remark_codes=remarks)
    assert advice.method == method
    assert advice.why


def test_medicare_part_b_is_never_told_to_replace() -> None:
    numbers = [str(number) for number in range(1, 306)] + ["A1", "B7", "P14"]
    methods = {advise_correction(terms("MB"), carc=carc).method for carc in numbers}
    assert methods == {"reopening", "appeal"}


def test_a_contract_decides_but_not_for_what_was_unprocessable_nor_against_n211() -> None:
    agreed = terms("CI", "appeal")
    assert advise_correction(agreed, carc="16").method == "appeal"
    assert advise_correction(agreed, carc="16", is_unprocessable=True).method == "new_claim_1"
    assert advise_correction(agreed, carc="29", remark_codes=["N211"]).method == "replace_7"


def test_why_there_is_no_appeal_is_told() -> None:
    assert "MA130" in advise_correction(terms(), carc="16", is_unprocessable=True).why_no_appeal
    assert "N211" in advise_correction(terms("MB"), carc="29", remark_codes=["N211"]).why_no_appeal
    assert advise_correction(terms("MB"), carc="50").why_no_appeal == ""


@pytest.mark.parametrize(
    ("indicator", "carc", "remarks", "last_day"),
    [
        ("CI", "16", [], date(2026, 9, 8)),  # replace_7: adjudicated 2026-03-12 + 180
        ("MB", "50", [], date(2026, 7, 10)),  # appeal: + 120
        ("MB", "16", [], date(2026, 9, 8)),  # reopening: + 180
        ("MB", "16", ["MA130"], date(2027, 1, 15)),  # not filed: service 2026-01-15 + 365
    ],
)
def test_the_deadline_follows_the_method(indicator: str, carc: str, remarks: list[str], last_day: date) -> None:
    advice = advise_correction(terms(indicator), carc=carc, remark_codes=remarks)
    found = deadline(
        terms(indicator),
        advice.deadline_kind,
        adjudicated_on=date(2026, 3, 12),
        service_from=date(2026, 1, 15),
    )
    assert found == last_day


def test_a_day_lies_between_what_it_answers_and_today_but_for_a_test_practice() -> None:
    first, today = date(2026, 3, 12), date(2026, 4, 1)
    days = [date(2026, 3, 11), first, today, date(2026, 4, 2)]
    live = [is_possible(day, earliest=first, today=today, is_test=False) for day in days]
    assert live == [False, True, True, False]
    assert is_possible(date(2026, 9, 1), earliest=first, today=today, is_test=True)
    assert not is_possible(date(2026, 3, 11), earliest=first, today=today, is_test=True)


@pytest.mark.parametrize(
    ("line_no", "cents", "open_cents", "shares"),
    [
        (2, 12000, {0: 0, 1: 500, 2: 12000}, [(2, 12000)]),
        (2, 12000, {0: 0, 1: 500, 2: 9000}, [(2, 9000)]),
        (2, 12000, {0: 0, 1: 500, 2: -100}, []),
        (0, 12000, {0: 0, 1: 5000, 2: 9000}, [(1, 5000), (2, 7000)]),
        (0, 12000, {0: 700, 1: 5000}, [(1, 5000), (0, 700)]),
        (0, 12000, {0: -700, 1: 0}, []),
    ],
)
def test_a_write_off_takes_what_is_open_and_no_more(
    line_no: int, cents: int, open_cents: dict[int, int], shares: list[tuple[int, int]]
) -> None:
    assert write_off_shares(line_no, cents, open_cents) == shares
