"""The first check of every scenario, in cents."""

import pytest

from tests.sandbox.office import MEDICARE, Office, check, kinds, money, payment, rows, sent, statuses


@pytest.mark.parametrize(
    ("scenario", "indicator", "status", "group", "carc", "remarks"),
    [
        ("05A", "CI", "1", "CO", "16", ("N290",)),
        ("05B", MEDICARE, "1", "CO", "16", ("N290",)),
        ("06A", "CI", "4", "PR", "31", ("N382",)),
        ("06B", "CI", "1", "CO", "27", ()),
        ("06C", MEDICARE, "1", "CO", "22", ("MA04",)),
        ("06C", "CI", "1", "CO", "22", ("N598",)),
        ("06D", MEDICARE, "1", "CO", "24", ()),
        ("06E", "CI", "1", "CO", "109", ("N418",)),
        ("07A", "CI", "1", "CO", "197", ()),
        ("07B", "CI", "1", "CO", "29", ()),
        ("07B", MEDICARE, "1", "CO", "29", ("N211",)),
    ],
)
def test_a_denial_takes_the_whole_charge_under_its_codes(
    scenario: str, indicator: str, status: str, group: str, carc: str, remarks: tuple[str, ...]
) -> None:
    answers = Office().send(sent(1, f"SBX {scenario}"), indicator=indicator)
    found = payment(answers)
    assert statuses(answers) == [("A2", "20", "", "WQ")]
    assert (found.status, found.paid_cents, rows(found)) == (status, 0, [(group, carc, 15_000)])
    assert found.patient_responsibility_cents == (15_000 if group == "PR" else 0)
    assert found.services[0].remark_codes == remarks
    assert found.remark_codes == (("MA130",) if scenario == "05B" else ())
    assert money(check(answers)) == ("H", "NON", 0)


def test_medicare_takes_half_then_deductible_coinsurance_and_sequestration() -> None:
    """10000 allowed - 5000 - 20 % of 5000 = 4000; less 2 % of it: 3920."""
    found = payment(Office().send(sent(1, charges=(20_000,)), indicator=MEDICARE))
    assert rows(found) == [("CO", "45", 10_000), ("CO", "253", 80), ("PR", "1", 5_000), ("PR", "2", 1_000)]
    assert (found.paid_cents, found.services[0].allowed_cents) == (3_920, 10_000)


def test_a_claim_has_one_deductible() -> None:
    """3000 and 2000 of it; then 5500 - 1100 = 4400, less 2 %: 88."""
    found = payment(Office().send(sent(1, charges=(6_000, 15_000)), indicator=MEDICARE))
    assert [service.paid_cents for service in found.services] == [0, 4_312]
    assert rows(found)[2:] == [("CO", "45", 7_500), ("CO", "253", 88), ("PR", "1", 2_000), ("PR", "2", 1_100)]


def test_08_denies_in_part_68500_is_45500_and_23000_paid() -> None:
    found = payment(Office().send(sent(1, "SBX 08A", (15_000, 1_500, 12_000, 40_000, 0))))
    assert [[(a.group, a.carc, a.cents) for a in service.adjustments] for service in found.services] == [
        [("CO", "45", 4_500), ("PR", "3", 2_500)],
        [("CO", "97", 1_500)],
        [("CO", "50", 12_000)],
        [("CO", "45", 10_000), ("CO", "151", 15_000)],
        [("CO", "246", 0)],
    ]
    assert [service.remark_codes for service in found.services] == [(), ("M15",), ("N115",), ("N362",), ("N620",)]
    assert [service.paid_cents for service in found.services] == [8_000, 0, 0, 15_000, 0]
    assert (found.charge_cents, sum(cents for _, _, cents in rows(found)), found.paid_cents) == (68_500, 45_500, 23_000)


def test_01c_is_paid_in_full() -> None:
    found = payment(Office().send(sent(1, "SBX 01C", (9_000,))))
    assert (found.paid_cents, rows(found), found.services[0].allowed_cents) == (9_000, [], 9_000)


@pytest.mark.parametrize(("note", "frequency", "indicator"), [("SBX 04F", "1", "CI"), ("", "7", MEDICARE)])
def test_04f_medicare_takes_no_replacement(note: str, frequency: str, indicator: str) -> None:
    answers = Office().send(sent(1, note, frequency=frequency), indicator=indicator)
    assert (kinds(answers), statuses(answers)) == (["999", "277ca"], [("A7", "535", "", "U")])


def test_03_crosses_over_and_another_payer_pays_the_patients_part() -> None:
    """20000: CO-45 10000, PR-1 5000, PR-2 1000, CO-253 80, paid 3920; then OA-23 14000, paid 6000."""
    office = Office()
    first = check(office.send(sent(1, "SBX 03A", (20_000,)), indicator=MEDICARE))
    (medicare,) = first.claims
    assert (medicare.status, medicare.paid_cents, medicare.remark_codes) == ("19", 3_920, ("MA01", "MA18"))
    carrier = medicare.name("TT")
    assert carrier is not None
    assert office.wait(13) == []
    second = check(office.wait(1))
    (supplement,) = second.claims
    assert (supplement.claim_id, supplement.status, supplement.paid_cents) == ("CLM0001", "2", 6_000)
    assert (rows(supplement), supplement.patient_responsibility_cents) == ([("OA", "23", 14_000)], 0)
    assert second.header.payer.name == carrier.last_name
    assert second.header.payment.payer_id != first.header.payment.payer_id
    assert supplement.payer_claim_id != medicare.payer_claim_id
    assert office.wait(100) == []


def test_03b_the_next_payer_never_answers() -> None:
    office = Office()
    assert payment(office.send(sent(1, "SBX 03B"), indicator=MEDICARE)).status == "19"
    assert office.wait(400) == []


def test_the_allowed_amount_of_01b_is_2000_below_the_contract() -> None:
    found = payment(Office().send(sent(1, "SBX 01B")))
    assert (rows(found), found.services[0].allowed_cents) == ([("CO", "45", 6_500), ("PR", "3", 2_500)], 8_500)


def test_a_check_is_not_dated_before_the_service() -> None:
    office = Office()
    office.today = office.today.replace(year=2025)
    found = check(office.send(sent(1)))
    assert found.header.payment.date == found.claims[0].services[0].service_date
