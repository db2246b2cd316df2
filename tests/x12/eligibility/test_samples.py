"""Every public 270 and 271 reads, is written again as it was, and is judged as it was."""

from api.x12 import (
    Delimiters,
    Transaction,
    eligibility_answers,
    explain_rejection,
    read_270,
    read_271,
    read_file,
    write_270s,
    write_271s,
)
from api.x12.check import check_transaction
from tests.judges.linuxforhealth import judge_all, needs_judge
from tests.x12.builders import facts
from tests.x12.records import SAMPLE_MARKS, only_transaction, plain, said, sample_transactions
from tests.x12.samples import needs_samples, sample

pytestmark = needs_samples

# Its HL 20 and 21 stand before the ST, so nothing can hold what follows.
_BROKEN = "unknown_segment_error.edi"
# What `check` says where the judge accepts, with the reason it is right.
_DISAGREEMENTS = {
    # SE02 4323 under ST02 4321.
    "subscriber-health-benefit-check-error.271": {"envelope.se02"},
    # HL*2*1*21*1 with nothing below it.
    "X279-error-response-from-payer-to-clinic-not-eligible-for-inquiries-with-payer.edi": {"hl.children_missing"},
}


def test_inquiries_survive_writing() -> None:
    found = sample_transactions("270", "005010")
    assert len(found) == 7
    for path, transaction in found:
        record = read_270(transaction)
        again = only_transaction(write_270s([record], facts(), SAMPLE_MARKS))
        assert plain(read_270(again)) == plain(record), path
        assert [f.rule for f in record.findings if f.rule != "segment.st03"] == [] or path.endswith(_BROKEN), path


def test_responses_survive_writing() -> None:
    found = sample_transactions("271", "005010")
    assert len(found) == 7
    for path, transaction in found:
        record = read_271(transaction)
        again = only_transaction(write_271s([record], facts(), SAMPLE_MARKS))
        assert plain(read_271(again)) == plain(record), path
        assert not [finding for finding in record.findings if finding.rule.startswith(("segment.", "hl."))], path


def _rewritten(transaction: Transaction, marks: Delimiters) -> bytes:
    if transaction.set_id == "270":
        return write_270s([read_270(transaction)], facts(), marks)
    return write_271s([read_271(transaction)], facts(), marks)


def test_what_is_written_says_what_was_read() -> None:
    for set_id in ("270", "271"):
        for path, transaction in sample_transactions(set_id, "005010X279A1"):
            if not path.endswith(_BROKEN):
                again = only_transaction(_rewritten(transaction, transaction.delimiters))
                assert said(again) == said(transaction), path


@needs_judge
def test_the_judge_accepts_what_it_accepted() -> None:
    found = [pair for set_id in ("270", "271") for pair in sample_transactions(set_id, "005010")]
    verdicts = judge_all([payload for _, t in found for payload in (t.standalone(), _rewritten(t, Delimiters()))])
    for (path, _), before, after in zip(found, verdicts[::2], verdicts[1::2], strict=True):
        assert before.models == after.models, path
        assert after.is_accepted is not path.endswith(_BROKEN), (path, after.errors)


def test_a_refused_provider_is_told_what_to_do() -> None:
    response = read_271(next(read_file(sample("subscriber-health-benefit-check-error.271")).transactions()))
    (answer,) = eligibility_answers(response)
    (advice,) = map(explain_rejection, answer.rejections)
    assert (advice.level, advice.code, advice.retry) == ("receiver", "50", "no")
    assert not answer.is_verified


def test_a_dependent_is_answered_under_his_subscriber() -> None:
    response = read_271(next(read_file(sample("271_005010X279A1/dependent-health-benefit-check.271")).transactions()))
    (answer,) = eligibility_answers(response)
    assert answer.coverage == "active"
    assert answer.person is not None
    assert answer.person is not answer.subscriber
    copays = [(b.cents, b.is_in_network, b.period) for b in answer.person.benefits if b.kind == "copay"]
    assert copays == [(1_000, True, "27"), (3_000, False, "27")]
    assert len(answer.person.benefits[-1].service_types) == 10


def test_check_says_what_the_judge_misses_and_nothing_else() -> None:
    for path, transaction in [pair for set_id in ("270", "271") for pair in sample_transactions(set_id, "005010")]:
        if not path.endswith(_BROKEN):
            expected = next((rules for ending, rules in _DISAGREEMENTS.items() if path.endswith(ending)), set())
            findings = check_transaction(transaction, "outbound")
            assert {finding.rule for finding in findings} == expected, path
            inbound = {finding.rule for finding in check_transaction(transaction) if finding.blocking}
            assert inbound == {rule for rule in expected if rule.startswith("envelope.")}, path


def test_check_says_why_nothing_can_be_read() -> None:
    (transaction,) = read_file(sample(_BROKEN)).transactions()
    rules = {finding.rule for finding in check_transaction(transaction)}
    assert rules >= {"envelope.se01", "segment.missing", "hl.parent", "loop.missing"}
