"""Scenario 10: what check 2 and check 3 say, for each route; the columns of the published table.

Check 1 pays 8000; the correction pays 4000. B9000 is another claim of 9000, paid in full (01C) in the same check.
"""

import pytest

from tests.sandbox.office import Office, check, checks, claims_of, money, pairs, payment, rows, sent

_TAKEN = [("CLM0001", "22", -15_000, -8_000), ("CLM0001", "1", 15_000, 4_000)]
_B9000 = ("CLM0002", "1", 9_000, 9_000)


def _office(scenario: str, other_after: int | None, note: str = "") -> tuple[Office, str]:
    """A claim of the scenario, and B9000 so many days later; check 1 is out. With what PLB calls the claim."""
    office = Office()
    other = [] if other_after is None else [sent(2, f"SBX 01C DELAY={other_after}", (9_000,))]
    first = payment(office.send(sent(1, f"SBX {scenario}{note}"), *other))
    assert (first.paid_cents, first.amount_cents("I")) == (8_000, None)
    return office, f"CLM0001 {first.payer_claim_id}"


def test_the_22_negates_every_amount_and_both_keep_the_icn() -> None:
    office, reference = _office("10A", None)
    reversal, correction = check(office.wait(30)).claims
    assert (reversal.status, reversal.patient_responsibility_cents) == ("22", None)
    assert rows(reversal) == [("CO", "45", -4_500), ("PR", "3", -2_500)]
    assert (correction.status, correction.patient_responsibility_cents) == ("1", 2_500)
    assert rows(correction) == [("CO", "45", 8_500), ("PR", "3", 2_500)]
    assert {reversal.payer_claim_id, correction.payer_claim_id} == {reference.split()[1]}
    assert {service.line_reference for each in (reversal, correction) for service in each.services} == {"LINE1"}


def test_10a_netted_minus_8000_plus_4000_plus_9000_is_5000() -> None:
    office, _ = _office("10A", 30)
    second = check(office.wait(30))
    assert sorted(claims_of(second)) == sorted([*_TAKEN, _B9000])
    assert (pairs(second), money(second)) == ([], ("I", "ACH", 5_000))
    assert office.wait(400) == []


def test_10a_without_another_claim_is_carried_forward() -> None:
    office, reference = _office("10A", 60)
    second = check(office.wait(30))
    assert (claims_of(second), pairs(second), money(second)) == (
        _TAKEN,
        [("FB", reference, -4_000)],
        ("H", "NON", 0),
    )
    third = check(office.wait(30))
    assert (claims_of(third), pairs(third), money(third)) == (
        [_B9000],
        [("FB", reference, 4_000)],
        ("I", "ACH", 5_000),
    )


def test_10a_beside_a_smaller_claim_carries_the_rest_forward() -> None:
    """-4000 + 3000 leaves 1000."""
    office = Office()
    first = payment(office.send(sent(1, "SBX 10A"), sent(2, "SBX 01C DELAY=30", (3_000,))))
    second = check(office.wait(30))
    assert (pairs(second), money(second)) == (
        [("FB", f"CLM0001 {first.payer_claim_id}", -1_000)],
        ("H", "NON", 0),
    )


@pytest.mark.parametrize(("scenario", "code"), [("10B", "WO"), ("10D", "FB")])
def test_10b_and_10d_put_4000_off_and_keep_it_back_in_check_3(scenario: str, code: str) -> None:
    office, reference = _office(scenario, 60)
    second = check(office.wait(30))
    assert (claims_of(second), pairs(second), money(second)) == (
        _TAKEN,
        [(code, reference, -4_000)],
        ("H", "NON", 0),
    )
    third = check(office.wait(30))
    assert (claims_of(third), pairs(third), money(third)) == (
        [_B9000],
        [(code, reference, 4_000)],
        ("I", "ACH", 5_000),
    )
    assert office.wait(400) == []


def test_10b_waits_for_its_day_and_10d_for_the_next_check() -> None:
    """A claim of 2500 after 40 days: 10D keeps it back whole, 10B not yet; the rest comes later."""
    kept = {}
    for scenario in ("10B", "10D"):
        office = Office()
        office.send(
            sent(1, f"SBX {scenario}"),
            sent(2, "SBX 01C DELAY=40", (2_500,)),
            sent(3, "SBX 01C DELAY=70", (9_000,)),
        )
        kept[scenario] = [[cents for _, _, cents in pairs(each)] for each in checks(office.wait(400))]
    assert kept == {"10B": [[-4_000], [], [4_000]], "10D": [[-4_000], [2_500], [1_500]]}


@pytest.mark.parametrize("scenario", ["10C", "10E"])
def test_10c_and_10e_take_4000_by_letter(scenario: str) -> None:
    office, reference = _office(scenario, 30)
    named = reference if scenario == "10C" else "PREGOLIVE0001"
    second = check(office.wait(30))
    assert (claims_of(second), pairs(second), money(second)) == (
        [_B9000],
        [("WO", named, 4_000)],
        ("I", "ACH", 5_000),
    )
    assert office.wait(400) == []


def test_a_letter_waits_for_a_check_that_can_bear_it() -> None:
    office, reference = _office("10C", 50)
    assert office.wait(49) == []
    assert pairs(check(office.wait(1))) == [("WO", reference, 4_000)]


@pytest.mark.parametrize(
    ("scenario", "other_after", "expected"),
    [
        ("10A", 30, ("I", "ACH", 5_150)),
        ("10B", 60, ("I", "ACH", 150)),
        ("10D", 60, ("I", "ACH", 150)),
    ],
)
def test_interest_raises_the_check_that_carries_the_correction_by_150(
    scenario: str, other_after: int, expected: tuple[str, str, int]
) -> None:
    office, reference = _office(scenario, other_after, " INTEREST")
    second = check(office.wait(30))
    assert money(second) == expected
    assert ("L6", reference, -150) in pairs(second)
    assert [each.amount_cents("I") for each in second.claims if each.claim_id == "CLM0001"] == [None, 150]


def test_a_takeback_scales_with_the_charge() -> None:
    """4/15 of 6000 is 1600: 1700 paid, 100 after it."""
    office = Office()
    assert payment(office.send(sent(1, "SBX 10D", (6_000,)))).paid_cents == 1_700
    assert [each.paid_cents for each in check(office.wait(30)).claims] == [-1_700, 100]


def test_nothing_is_taken_back_where_nothing_was_paid() -> None:
    """2000 allowed 1400 is all copay, before and after."""
    office = Office()
    assert payment(office.send(sent(1, "SBX 10D", (2_000,)))).paid_cents == 0
    assert pairs(check(office.wait(30))) == []
