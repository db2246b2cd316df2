"""270 and 276: who is covered, and where a claim stands."""

import datetime as dt

import pytest

from api.sandbox import Answer, Memory, advance, answer
from api.x12 import (
    ClaimInquiry,
    ClaimStatusReport,
    EligibilityResponse,
    Note,
    Reference,
    SubscriberCoverage,
    check_file,
    read_271,
    read_277,
    read_file,
    write_270s,
    write_276s,
    write_claims,
)
from tests.judges import linuxforhealth
from tests.x12.builders import batch, billing, claim, facts, subscriber
from tests.x12.eligibility import builders as eligibility
from tests.x12.status import builders as status

TODAY = dt.date(2026, 1, 6)


def _coverage(memory: Memory, member_id: str) -> SubscriberCoverage:
    payload = write_270s([eligibility.inquiry([eligibility.asked(member_id)])], facts())
    (found,) = answer(memory, payload, TODAY)[1]
    (transaction,) = read_file(found.payload).transactions()
    (covered,) = read_271(transaction).sources[0].receivers[0].subscribers
    return covered


def _benefits(covered: SubscriberCoverage) -> list[tuple[str, tuple[str, ...], str, int | None]]:
    return [(each.information, each.service_types, each.period, each.cents) for each in covered.benefits]


ACTIVE = [
    ("1", ("30",), "", None),
    ("B", ("98",), "27", 2_500),
    ("C", ("30",), "23", 500_000),
    ("C", ("30",), "29", 500_000),
]


@pytest.mark.parametrize("member_id", ["SBX01A000123", "SBX07A000123", "M123456"])
def test_a_member_is_active_with_copay_and_deductible(member_id: str) -> None:
    covered = _coverage(Memory(), member_id)
    assert _benefits(covered) == ACTIVE
    assert covered.traces[0].number == eligibility.TRACE
    assert (covered.birth_date, covered.rejections) == (dt.date(1980, 2, 29), [])


def test_06a_is_not_found_06b_inactive_06c_has_another_payer_first() -> None:
    unknown, inactive, other = (_coverage(Memory(), f"SBX06{letter}000123") for letter in "ABC")
    assert ([each.reason for each in unknown.rejections], unknown.benefits) == (["75"], [])
    assert _benefits(inactive) == [("6", ("30",), "", None)]
    assert _benefits(other) == [*ACTIVE, ("R", ("30",), "", None)]
    assert other.benefits[-1].entities[0].party.last_name == "SANDBOX PRIMARY"


def test_the_deductible_that_claims_have_taken_is_no_longer_left() -> None:
    """500000 - 10500 (02A) = 489500."""
    payload = write_claims([batch([billing([subscriber("SBX02A000123")])])], facts())
    memory, _ = answer(Memory(), payload, TODAY)
    assert _benefits(_coverage(memory, "SBX02A000123"))[-1] == ("C", ("30",), "29", 489_500)
    assert _benefits(_coverage(memory, "SBX02A000124"))[-1] == ("C", ("30",), "29", 500_000)


def _response(found: Answer) -> EligibilityResponse:
    (transaction,) = read_file(found.payload).transactions()
    return read_271(transaction)


def test_a_dependent_is_answered_under_the_subscriber() -> None:
    (found,) = answer(Memory(), write_270s([eligibility.rich_inquiry()], facts()), TODAY)[1]
    _, family = _response(found).sources[0].receivers[0].subscribers
    (child,) = family.dependents
    assert (child.party.first_name, child.traces[0].number) == ("TOM", eligibility.TRACE + "2")
    assert [each.information for each in child.benefits] == ["1", "B", "C", "C"]
    assert family.benefits == []


def _report(memory: Memory, *references: Reference) -> ClaimStatusReport:
    asked: ClaimInquiry = status.asked_claim(references=list(references))
    request = status.request([asked])
    (found,) = answer(memory, write_276s([request], facts()), TODAY)[1]
    (transaction,) = read_file(found.payload).transactions()
    return read_277(transaction).payers[0].receivers[0].providers[0].subscribers[0].claims[0]


def _codes(report: ClaimStatusReport) -> list[tuple[str, str]]:
    return [(code.category, code.status) for each in report.statuses for code in each.codes]


@pytest.mark.parametrize(
    ("scenario", "code", "paid_cents"),
    [("01A", ("F1", "65"), 8_000), ("02A", ("F1", "1"), 0), ("07A", ("F2", "585"), 0)],
)
def test_a_claim_is_pending_until_its_835_and_then_final(scenario: str, code: tuple[str, str], paid_cents: int) -> None:
    note = Note("ADD", f"SBX {scenario} DELAY=3")
    payload = write_claims([batch([billing([subscriber(claims=[claim(notes=[note])])])])], facts())
    memory, _ = answer(Memory(), payload, TODAY)
    by_claim_id = Reference("EJ", "CLM0001")
    assert _codes(_report(memory, by_claim_id)) == [("P1", "20")]
    memory, _ = advance(memory, TODAY + dt.timedelta(days=3))
    decided = _report(memory, by_claim_id)
    assert _codes(decided) == [code]
    assert (decided.statuses[0].charge_cents, decided.statuses[0].paid_cents) == (15_000, paid_cents)
    assert decided.trace_number == status.TRACE
    assert _codes(_report(memory, Reference("1K", decided.match_keys.payer_claim_id))) == [code]


def test_a_claim_nobody_has_sent_is_not_found_and_a_silent_one_pending() -> None:
    payload = write_claims([batch([billing([subscriber("SBX04E000123")])])], facts())
    memory, _ = answer(Memory(), payload, TODAY)
    assert _codes(_report(memory, Reference("EJ", "CLM0001"))) == [("P1", "20")]
    assert _codes(_report(memory, Reference("EJ", "CLM0009"))) == [("A4", "35")]


def _all_answers(*names: str) -> list[bytes]:
    members = [eligibility.asked(f"SBX{name}000123") for name in names]
    inquiries = [eligibility.inquiry([each], f"{at:04d}") for at, each in enumerate(members, 1)]
    claims = write_claims([batch()], facts())
    memory, _ = answer(Memory(), claims, TODAY)
    asked = (write_270s(inquiries, facts()), write_276s([status.request()], facts()))
    return [found.payload for payload in asked for found in answer(memory, payload, TODAY)[1]]


def test_the_answers_are_clean() -> None:
    for payload in _all_answers("01A", "06A", "06B", "06C"):
        checked = check_file(payload, "outbound")
        assert [*checked.findings, *(each for part in checked.transactions for each in part.findings)] == []


@linuxforhealth.needs_judge
def test_the_judge_accepts_the_answers() -> None:
    # Not 06A: it takes the AAA of a subscriber for one of the provider, whose codes have no 75.
    verdicts = linuxforhealth.judge_all(_all_answers("01A", "06B", "06C"))
    assert [(each.is_accepted, each.errors) for each in verdicts] == [(True, [])] * 2


def test_a_question_that_is_refused_gets_a_999_and_the_one_beside_it_its_answer() -> None:
    both = [eligibility.inquiry(), eligibility.inquiry(control_number="0002")]
    payload = write_270s(both, facts()).replace(b"SE*", b"SE*9", 1)
    found = answer(Memory(), payload, TODAY)[1]
    assert [each.kind for each in found] == ["999", "271"]
    assert [part.reference for part in map(_response, found[1:])] == ["ELIG0002"]
