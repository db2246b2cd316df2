"""Every public 276 and 277 reads, is written again as it was, and is judged as it was."""

from api.x12 import Delimiters, Transaction, read_276, read_277, status_answers, write_276s, write_277s
from api.x12.check import check_transaction
from tests.judges.linuxforhealth import judge_all, needs_judge
from tests.x12.builders import facts
from tests.x12.records import SAMPLE_MARKS, only_transaction, plain, said, sample_transactions
from tests.x12.samples import needs_samples

pytestmark = needs_samples

# Path ending -> where each answer stands, in the order of the file.
_CLASSES = {
    "demo.277": ["pending", "final", "final"],
    "claim-level-status-ncpdp.277": ["final"],
    "claim-level-status.277": ["pending", "final", "final"],
    "information-receiver-level-status.277": ["error"],
    "provider-level-status.277": ["pending", "error"],
    "x12_277_x212.txt": ["received"] * 8,
}

# Its IEA02 is another number, and it carries STC03 and STC12 as a 277CA does, which this guide does not use.
_FROM_A_CLEARINGHOUSE = "x12_277_x212.txt"
_MADE_UP_NPI = "npi.checksum"  # in every sample that names a provider


def _rewritten(transaction: Transaction, marks: Delimiters) -> bytes:
    if transaction.set_id == "276":
        return write_276s([read_276(transaction)], facts(), marks)
    return write_277s([read_277(transaction)], facts(), marks)


def test_requests_survive_writing() -> None:
    found = sample_transactions("276", "005010")
    assert len(found) == 5
    for path, transaction in found:
        record = read_276(transaction)
        assert record.findings == [], path
        assert plain(read_276(only_transaction(_rewritten(transaction, SAMPLE_MARKS)))) == plain(record), path


def test_responses_survive_writing() -> None:
    found = sample_transactions("277", "005010X212")
    assert len(found) == 6
    for path, transaction in found:
        record = read_277(transaction)
        assert [finding.rule for finding in record.findings if not finding.blocking] == [], path
        assert plain(read_277(only_transaction(_rewritten(transaction, SAMPLE_MARKS)))) == plain(record), path


def test_what_is_written_says_what_was_read() -> None:
    found = [pair for set_id in ("276", "277") for pair in sample_transactions(set_id, "005010X212")]
    for path, transaction in found:
        again = only_transaction(_rewritten(transaction, transaction.delimiters))
        assert said(again) == said(transaction), path


@needs_judge
def test_the_judge_accepts_what_it_accepted() -> None:
    found = [pair for set_id in ("276", "277") for pair in sample_transactions(set_id, "005010X212")]
    payloads = [payload for _, t in found for payload in (t.standalone(), _rewritten(t, Delimiters()))]
    verdicts = judge_all(payloads)
    for (path, _), before, after in zip(found, verdicts[::2], verdicts[1::2], strict=True):
        assert before.models == after.models == 1, (path, after.errors)


def test_where_each_claim_of_the_samples_stands() -> None:
    for path, transaction in sample_transactions("277", "005010X212"):
        (expected,) = [classes for ending, classes in _CLASSES.items() if path.endswith("/" + ending)]
        assert [answer.status_class for answer in status_answers(read_277(transaction))] == expected, path


def test_check_says_what_the_judge_misses_and_nothing_else() -> None:
    for path, transaction in [pair for set_id in ("276", "277") for pair in sample_transactions(set_id, "005010X212")]:
        rules = {finding.rule for finding in check_transaction(transaction, "outbound")} - {_MADE_UP_NPI}
        blocking = {finding.rule for finding in check_transaction(transaction) if finding.blocking}
        is_odd = path.endswith(_FROM_A_CLEARINGHOUSE)
        assert rules == ({"envelope.iea02", "element.not_used"} if is_odd else set()), path
        assert blocking == ({"envelope.iea02"} if is_odd else set()), path
