"""What a 271 says in words: coverage, benefits, why nothing was said."""

import pytest

from api.x12 import (
    Benefit,
    EligibilityAnswer,
    EligibilityResponse,
    InformationSource,
    Rejection,
    benefit_in_words,
    eligibility_answers,
    explain_rejection,
    find_benefits,
)
from tests.x12.eligibility.builders import TRACE, benefits, covered, dependent, payer, response


def _only(record: EligibilityResponse) -> EligibilityAnswer:
    (answer,) = eligibility_answers(record)
    return answer


def test_active_coverage_of_the_plan_promises_no_service() -> None:
    answer = _only(response())
    assert (answer.trace_number, answer.is_verified, answer.coverage) == (TRACE, True, "active")
    only_service = _only(response([covered(benefits=[Benefit(information="1", service_types=("98",))])]))
    assert only_service.coverage == "unknown"
    assert _only(response([covered(benefits=[])])).is_verified is False


def test_totals_and_what_remains_stand_apart() -> None:
    held = benefits()
    (total,) = find_benefits(held, "deductible", in_network=True, remaining=False)
    (left,) = find_benefits(held, "deductible", coverage_level="IND", remaining=True)
    assert (total.cents, left.cents) == (150_000, 40_000)
    assert find_benefits(held, "deductible", coverage_level="FAM") == []
    assert find_benefits(held, "deductible", in_network=False) == []


def test_a_benefit_for_either_network_answers_for_both() -> None:
    held = benefits()
    assert find_benefits(held, "copay", in_network=True) == find_benefits(held, "copay", in_network=False) != []
    (copay,) = find_benefits(held, "copay", service_type="98")
    assert copay.is_in_network is None
    assert find_benefits(held, "copay", service_type="30") == []


def test_an_unknown_code_is_other() -> None:
    assert Benefit(information="ZZ").kind == "other"
    assert Benefit(information="").kind == "other"
    assert benefit_in_words(Benefit(information="ZZ")) == "code ZZ"


def test_benefits_in_words() -> None:
    assert [benefit_in_words(benefit) for benefit in benefits()] == [
        "active coverage for health benefit plan coverage; GOLD 123 PLAN",
        "deductible $1,500.00 (calendar year) for health benefit plan coverage; individual; in network",
        "deductible $400.00 (remaining) for health benefit plan coverage; individual; in network",
        "coinsurance 20 % for medical care, chiropractic, dental care; in network; authorization required",
        "copay $25.00 (visit) for physician visit, office; in or out of network",
        "limitation 12 used for physical therapy",
        "other or additional payer for health benefit plan coverage",
    ]


@pytest.mark.parametrize("loop", ["2100A", "2100B", "2100C", "2110C"])
def test_a_rejection_anywhere_is_not_verified(loop: str) -> None:
    record = response()
    source = record.sources[0]
    receiver = source.receivers[0]
    (subscriber,) = receiver.subscribers
    rejections = [Rejection(loop=loop, reason="42", follow_up="R")]
    if loop == "2100A":
        source.rejections = rejections
    elif loop == "2100B":
        receiver.rejections = rejections
    elif loop == "2100C":
        subscriber.rejections = rejections
    else:
        subscriber.benefits[0].rejections = rejections
    answer = _only(record)
    assert (answer.is_verified, answer.coverage, list(answer.rejections)) == (False, "unknown", rejections)


def test_a_level_rejected_as_a_whole_answers_without_a_person() -> None:
    rejections = [Rejection(loop="2000A", reason="79", follow_up="C")]
    record = response()
    record.sources = [InformationSource(party=payer(), rejections=rejections)]
    answer = _only(record)
    assert (answer.person, answer.trace_number, answer.is_verified) == (None, "", False)
    no_one = response([])
    no_one.sources[0].receivers[0].rejections = [Rejection(loop="2100B", reason="51", follow_up="C")]
    assert [r.reason for r in _only(no_one).rejections] == ["51"]


def test_a_subscriber_with_a_dependent_is_no_patient_of_his_own() -> None:
    found = Rejection(loop="2100C", reason="72", follow_up="C")
    answer = _only(response([covered(benefits=[], rejections=[found], dependents=[dependent()])]))
    assert answer.person is not None
    assert answer.person.party.first_name == "TOM"
    assert answer.person.relationship == "19"
    assert answer.rejections == (found,)
    both = list(eligibility_answers(response([covered(dependents=[dependent()])])))
    assert [answer.coverage for answer in both] == ["active", "inactive"]


@pytest.mark.parametrize(
    ("reason", "follow_up", "retry"),
    [
        ("42", "R", "unchanged"),
        ("80", "", "unchanged"),
        ("42", "N", "no"),
        ("42", "W", "later"),
        ("72", "C", "corrected"),
        ("73", "C", "corrected"),
        ("75", "R", "corrected"),
        ("50", "N", "no"),
        ("43", "X", "later"),
        ("15", "S", "no"),
        ("15", "P", "unchanged"),
        ("QQ", "C", "corrected"),
    ],
)
def test_whether_to_ask_again(reason: str, follow_up: str, retry: str) -> None:
    advice = explain_rejection(Rejection(loop="2100C", reason=reason, follow_up=follow_up))
    assert advice.retry == retry
    assert advice.wait_days == {"W": 30, "X": 10}.get(follow_up, 0)


def test_a_rejection_says_its_level_and_what_to_fix() -> None:
    levels = {
        loop: explain_rejection(Rejection(loop=loop, reason="75", follow_up="C")).level
        for loop in ("2000A", "2100A", "2100B", "2100C", "2100D", "2110C", "2110D")
    }
    assert list(levels.values()) == ["source", "source", "receiver", "subscriber", "dependent", "benefit", "benefit"]
    advice = explain_rejection(Rejection(loop="2100C", reason="72", follow_up="C"))
    assert advice.fix == "the member id as it stands on the card"
    assert advice.follow_up == "correct and send again"
    assert explain_rejection(Rejection(loop="2100C", reason="QQ", follow_up="?")).meaning == "reason QQ"
