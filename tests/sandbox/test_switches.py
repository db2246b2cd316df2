"""What a note may add to any scenario, and how files leave."""

import datetime as dt

import pytest

from api.x12 import content_hash, read_file
from tests.sandbox.office import Office, check, checks, claims_of, kinds, money, pairs, payment, rows, sent

_TWO = (15_000, 10_000)


def test_delay_brings_the_835_days_after_the_277ca() -> None:
    office = Office()
    assert kinds(office.send(sent(1, "SBX 01A DELAY=3"))) == ["999", "277ca"]
    assert office.wait(2) == []
    (found,) = office.wait(1)
    assert found.due_on == office.today
    assert check([found]).header.payment.date == dt.date(2026, 1, 9)


def test_days_that_pass_at_once_come_in_their_order_each_on_its_day() -> None:
    office = Office()
    office.send(sent(1, "SBX 01A DELAY=9"), sent(2, "SBX 01B DELAY=3"))
    found = office.wait(30)
    assert [(each.due_on.day, check([each]).claims[0].claim_id) for each in found] == [(9, "CLM0002"), (15, "CLM0001")]


def test_the_next_file_brings_what_has_become_due_meanwhile() -> None:
    office = Office()
    office.send(sent(1, "SBX 01A DELAY=3"))
    office.today += dt.timedelta(days=5)
    assert kinds(office.send(sent(2))) == ["835", "999", "277ca", "835"]


@pytest.mark.parametrize(("scenario", "status"), [("07A", "4"), ("06B", "4"), ("01A", "1"), ("08A", "1")])
def test_legacy_status_4_is_for_denials_of_the_whole_claim(scenario: str, status: str) -> None:
    assert payment(Office().send(sent(1, f"SBX {scenario} LEGACY-STATUS-4"))).status == status


def test_a_duplicate_carries_the_legacy_status_too() -> None:
    office = Office()
    office.send(sent(1, "SBX 01A LEGACY-STATUS-4", member_id="M1"))
    assert payment(office.send(sent(2, "SBX 01A LEGACY-STATUS-4", member_id="M1"))).status == "4"


def test_no_6r_leaves_the_lines_without_their_reference() -> None:
    found = payment(Office().send(sent(1, "SBX 01A NO-6R", _TWO)))
    assert [service.line_reference for service in found.services] == ["", ""]


def test_a_split_claim_returns_in_two_parts_the_second_30_days_later() -> None:
    """15000: 4500, 2500, 8000. 10000 has no copay left: 3000, 7000."""
    office = Office()
    first = payment(office.send(sent(1, "SBX 01A SPLIT-CLAIM", _TWO)))
    assert (first.charge_cents, first.paid_cents) == (15_000, 8_000)
    assert office.wait(29) == []
    second = payment(office.wait(1))
    assert (second.claim_id, second.charge_cents, second.paid_cents) == ("CLM0001", 10_000, 7_000)
    assert second.services[0].line_reference == "LINE2"
    assert second.payer_claim_id != first.payer_claim_id
    assert office.wait(400) == []


def test_a_claim_of_one_line_is_not_split() -> None:
    office = Office()
    assert payment(office.send(sent(1, "SBX 01A SPLIT-CLAIM"))).charge_cents == 15_000
    assert office.wait(400) == []


def test_each_part_of_a_split_claim_is_taken_back_30_days_after_it() -> None:
    office = Office()
    office.send(sent(1, "SBX 10A SPLIT-CLAIM", _TWO))
    found = checks(office.wait(400))
    assert [claims_of(each) for each in found] == [
        [
            ("CLM0001", "22", -15_000, -8_000),
            ("CLM0001", "1", 15_000, 4_000),
            ("CLM0001", "1", 10_000, 7_000),
        ],
        [("CLM0001", "22", -10_000, -7_000), ("CLM0001", "1", 10_000, 4_333)],
    ]
    assert [money(each)[2] for each in found] == [3_000, 0]


@pytest.mark.parametrize(("scenario", "paid_cents"), [("01A", 8_150), ("02A", 150)])
def test_interest_is_150_on_the_claim_and_in_plb(scenario: str, paid_cents: int) -> None:
    found = check(Office().send(sent(1, f"SBX {scenario} INTEREST")))
    (only,) = found.claims
    assert only.amount_cents("I") == 150
    assert pairs(found) == [("L6", f"CLM0001 {only.payer_claim_id}", -150)]
    assert money(found) == ("I", "ACH", paid_cents)


def test_switches_without_a_scenario_leave_it_to_the_member_id() -> None:
    found = payment(Office().send(sent(1, "SBX NO-6R", member_id="SBX07A000001")))
    assert (rows(found), found.services[0].line_reference) == ([("CO", "197", 15_000)], "")


def test_all_switches_combine() -> None:
    office = Office()
    note = "SBX 01B SPLIT-CLAIM DELAY=3 NO-6R LEGACY-STATUS-4 INTEREST"
    office.send(sent(1, note, _TWO))
    first, second = checks(office.wait(400))
    assert [each.header.payment.date for each in (first, second)] == [dt.date(2026, 1, 9), dt.date(2026, 2, 8)]
    assert (pairs(first)[0][0], pairs(second)) == ("L6", [])


def test_crlf_and_other_delimiters_are_read_as_the_same_check() -> None:
    plain, other = (Office().send(sent(1, note))[-1] for note in ("SBX 01A", "SBX 01A CRLF OTHER-DELIMITERS"))
    assert b"~\r\n" in other.payload
    assert b"SVC|HC>99213>25|150|80" in other.payload
    assert [content_hash(each) for each in check([plain]).claims] == [
        content_hash(each) for each in check([other]).claims
    ]


def test_shuffled_turns_the_claim_payments_around() -> None:
    found = check(Office().send(*(sent(number, "SBX 01A SHUFFLED") for number in (1, 2, 3))))
    assert [each.claim_id for each in found.claims] == ["CLM0003", "CLM0002", "CLM0001"]


def test_twice_brings_the_same_check_in_another_envelope() -> None:
    once, again = Office().send(sent(1, "SBX 01A TWICE"))[-2:]
    assert once.payload != again.payload
    assert check([once]).header == check([again]).header
    numbers = [read_file(each.payload).interchanges[0].control_number for each in (once, again)]
    assert len(set(numbers)) == 2


def test_words_nobody_knows_and_notes_of_others_are_left_alone() -> None:
    for note in ("SBX 01A DELAY=SOON WHATEVER", "SBXY 07A", "PATIENT SAYS SBX 07A"):
        assert payment(Office().send(sent(1, note))).paid_cents == 8_000
