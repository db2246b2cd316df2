"""What the payer remembers: duplicates, replacements, voids, other payers."""

import datetime as dt

import pytest

from api.x12 import Adjustment, Amount, Claim, DatePeriod, LineAdjudication, OtherPayer, Party, Procedure, Reference
from tests.sandbox.office import (
    MEDICARE,
    Office,
    check,
    checks,
    claims_of,
    correcting,
    kinds,
    money,
    pairs,
    payment,
    rows,
    sent,
    statuses,
)
from tests.x12.builders import line


def test_09_the_same_content_again_is_a_duplicate_under_another_number() -> None:
    office = Office()
    first = payment(office.send(sent(1, member_id="M1")))
    _, again = sent(2)
    second = payment(office.send(("M1", again)))
    assert (second.claim_id, second.status, rows(second)) == ("CLM0002", "1", [("OA", "18", 15_000)])
    assert (second.paid_cents, second.services[0].remarks) == (0, [])
    assert second.payer_claim_id != first.payer_claim_id


def test_the_same_file_again_has_numbers_of_its_own() -> None:
    office = Office()
    numbers = []
    for _ in range(3):
        office.files = 0
        numbers.append(payment(office.send(sent(1))).payer_claim_id)
    assert len(set(numbers)) == 3


def test_a_claim_that_waits_for_its_check_is_on_file_too() -> None:
    office = Office()
    for number in (1, 2):
        assert checks(office.send(sent(number, "SBX 01A DELAY=9", member_id="M1"))) == []
    first, second = check(office.wait(9)).claims
    assert (rows(first)[0][1], rows(second)) == ("45", [("OA", "18", 15_000)])


@pytest.mark.parametrize("scenario", ["04A", "04E", "05B"])
def test_what_was_not_taken_as_a_claim_is_no_original(scenario: str) -> None:
    office = Office()
    first = office.send(sent(1, f"SBX {scenario}", member_id="M1"))
    again = office.send(sent(2, f"SBX {scenario}", member_id="M1"))
    assert (kinds(again), statuses(again)) == (kinds(first), statuses(first))
    assert [rows(each) for found in checks(again) for each in found.claims] == [
        rows(each) for found in checks(first) for each in found.claims
    ]


def test_a_7_of_a_denied_claim_is_paid_as_01a() -> None:
    office = Office()
    denied = payment(office.send(sent(1, member_id="SBX07A000001")))
    found = check(office.send(("SBX07A000001", correcting(2, denied, "7")[1])))
    assert claims_of(found) == [("CLM0001", "22", -15_000, 0), ("CLM0002", "1", 15_000, 8_000)]
    reversal, replacement = found.claims
    assert (reversal.payer_claim_id, rows(reversal)) == (denied.payer_claim_id, [("CO", "197", -15_000)])
    assert (replacement.frequency, replacement.reference("F8")) == ("7", denied.payer_claim_id)
    assert replacement.payer_claim_id != denied.payer_claim_id
    assert money(found) == ("I", "ACH", 8_000)


def test_a_7_may_be_denied_again_by_its_note() -> None:
    office = Office()
    denied = payment(office.send(sent(1, "SBX 07A")))
    found = check(office.send(correcting(2, denied, "7", "SBX 05A")))
    assert rows(found.claims[1]) == [("CO", "16", 15_000)]


def test_a_7_of_a_paid_claim_nets_and_what_it_takes_is_carried_forward() -> None:
    """8000 paid for 15000, 4500 for 10000: 3500 less."""
    office = Office()
    paid = payment(office.send(sent(1)))
    found = check(office.send(correcting(2, paid, "7", charges=(10_000,))))
    assert claims_of(found) == [("CLM0001", "22", -15_000, -8_000), ("CLM0002", "1", 10_000, 4_500)]
    assert [(code, cents) for code, _, cents in pairs(found)] == [("FB", -3_500)]
    assert money(found) == ("H", "NON", 0)


def test_an_8_of_a_paid_claim_gives_a_22_alone_taken_back_like_10d() -> None:
    office = Office()
    paid = payment(office.send(sent(1)))
    reference = f"CLM0001 {paid.payer_claim_id}"
    answers = office.send(correcting(2, paid, "8"))
    assert statuses(answers) == [("A2", "20", "", "WQ")]
    voided = check(answers)
    assert claims_of(voided) == [("CLM0001", "22", -15_000, -8_000)]
    assert (pairs(voided), money(voided)) == ([("FB", reference, -8_000)], ("H", "NON", 0))
    later = check(office.send(sent(3, "SBX 01C", (9_000,))))
    assert (pairs(later), money(later)) == ([("FB", reference, 8_000)], ("I", "ACH", 1_000))


@pytest.mark.parametrize("frequency", ["7", "8"])
def test_an_original_that_is_not_on_file_or_gone_is_rejected(frequency: str) -> None:
    office = Office()
    paid = payment(office.send(sent(1)))
    stranger = sent(2, frequency=frequency, references=[Reference("F8", "UNKNOWN1")])
    assert statuses(office.send(stranger)) == [("A7", "464", "", "U")]
    office.send(correcting(3, paid, frequency))
    assert statuses(office.send(correcting(4, paid, frequency))) == [("A7", "464", "", "U")]


def test_a_replaced_claim_is_not_taken_back_later_and_its_replacement_may_be_replaced() -> None:
    office = Office()
    paid = payment(office.send(sent(1, "SBX 10D")))
    replaced = check(office.send(correcting(2, paid, "7", "SBX 01B"))).claims[1]
    assert office.wait(400) == []
    found = check(office.send(correcting(3, replaced, "7")))
    assert claims_of(found) == [("CLM0002", "22", -15_000, -6_000), ("CLM0003", "1", 15_000, 8_000)]


def test_a_7_of_a_claim_that_still_waits_takes_its_place() -> None:
    office = Office()
    office.send(sent(1, "SBX 01A DELAY=10", member_id="M1"))
    number = next(iter(office.memory.claims))
    replacement = sent(2, frequency="7", references=[Reference("F8", number)])
    assert claims_of(check(office.send(replacement))) == [("CLM0002", "1", 15_000, 8_000)]
    assert office.wait(400) == []


def test_a_void_after_a_letter_gives_back_what_the_letter_took() -> None:
    """8000 paid, 4000 taken by letter; the void takes 8000, and WO -4000 returns the letter's."""
    office = Office()
    first = check(office.send(sent(1, "SBX 10C"), sent(2, "SBX 01C DELAY=30", (9_000,))))
    (paid,) = first.claims
    reference = f"CLM0001 {paid.payer_claim_id}"
    assert pairs(check(office.wait(30))) == [("WO", reference, 4_000)]
    voided = check(office.send(correcting(3, paid, "8")))
    assert pairs(voided) == [("WO", reference, -4_000), ("FB", reference, -8_000)]
    assert money(voided) == ("I", "ACH", 4_000)


def _after_medicare(number: int, note: str = "") -> tuple[str, Claim]:
    """A claim that Medicare has decided: 10000 = CO-45 2000, PR-2 1600, CO-253 128, 6272 paid."""
    paid_on = dt.date(2026, 1, 20)
    payer = Party(entity_code="PR", last_name="MEDICARE", id_qualifier="PI", id="MCR01")
    payer.dates = [DatePeriod("573", paid_on, paid_on)]
    other = OtherPayer(
        sequence="P",
        relationship="18",
        filing_indicator=MEDICARE,
        amounts=[Amount("D", 6_272)],
        subscriber=Party(entity_code="IL", entity_type="1", last_name="DOE", id_qualifier="MI", id="1EG4TE5MK73"),
        payer=payer,
    )
    decision = LineAdjudication(
        payer_id="MCR01",
        paid_cents=6_272,
        procedure=Procedure("HC", "99213", ("25",)),
        adjustments=[Adjustment("CO", "45", 2_000), Adjustment("CO", "253", 128), Adjustment("PR", "2", 1_600)],
    )
    lines = [line(10_000, adjudications=[decision])]
    return sent(number, note, (10_000,), other_payers=[other], lines=lines)


def test_a_second_payer_pays_what_the_first_left_to_the_patient() -> None:
    """10000: OA-23 8400, paid 1600."""
    found = payment(Office().send(_after_medicare(1), sequence="S"))
    assert (found.status, found.paid_cents, rows(found)) == ("2", 1_600, [("OA", "23", 8_400)])


def test_medicaid_as_second_payer_allows_less_and_pays_nothing() -> None:
    """10000: OA-23 6272, CO-45 3728."""
    found = payment(Office().send(_after_medicare(1), sequence="S", indicator="MC"))
    assert (found.paid_cents, rows(found)) == (0, [("CO", "45", 3_728), ("OA", "23", 6_272)])


def test_a_second_payer_may_refuse_the_patients_part() -> None:
    found = payment(Office().send(_after_medicare(1, "SBX 07A"), sequence="S"))
    assert rows(found) == [("CO", "197", 1_600), ("OA", "23", 8_400)]


def test_a_secondary_claim_without_the_first_payers_decision_is_denied() -> None:
    found = payment(Office().send(sent(1), sequence="S"))
    assert (found.status, rows(found), found.services[0].remark_codes) == ("2", [("CO", "22", 15_000)], ("N598",))


@pytest.mark.parametrize(
    ("scenario", "adjustments", "remarks"),
    [("03A", [("OA", "18", 10_000)], ("N522",)), ("03B", [("OA", "23", 8_400)], ())],
)
def test_a_secondary_claim_for_what_has_crossed_over_is_a_duplicate(
    scenario: str, adjustments: list[tuple[str, str, int]], remarks: tuple[str, ...]
) -> None:
    office = Office()
    office.send(sent(1, f"SBX {scenario}", (10_000,)), indicator=MEDICARE)
    second = Party(entity_code="PR", last_name="MEDIGAP", id_qualifier="PI", id="MGAP1")
    found = payment(office.send(_after_medicare(2), sequence="S", payer=second))
    assert (rows(found), found.services[0].remark_codes) == (adjustments, remarks)
