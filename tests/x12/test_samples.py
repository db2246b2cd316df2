"""Every public sample reads, and each that does not balance is known by name."""

import pytest

from api.x12 import (
    CannotWrite,
    Delimiters,
    Finding,
    NotX12,
    Transaction,
    balance,
    canonical_hash,
    read_277ca,
    read_999,
    read_claims,
    read_file,
    read_remittance,
    write_277cas,
    write_claims,
    write_remittances,
)
from tests.judges.pyx12_judge import judge
from tests.x12.builders import facts
from tests.x12.equality import without_places
from tests.x12.samples import needs_samples, sample, samples

pytestmark = needs_samples

# `|` and `^` stand in no sample's data, `:` does.
_MARKS = Delimiters("*", "^", "|", "~")
# (path ending, ST02) -> every (level, cents) that does not add up.
_UNBALANCED = {
    ("tertiary-payment.835", "0001"): [("line", 2_125_350), ("claim", -2_283_250)],
    ("example_5010_835/sample1.txt", "0001"): [("claim", 1)],
    ("example_5010_835/sample2.txt", "1736"): [("claim", -100_200)],
    ("x12testdata/835id.source", "40731"): [("check", -548_252)],
}


def _transactions(set_id: str, version: str) -> list[tuple[str, Transaction]]:
    found = []
    for path in samples():
        try:
            file = read_file(path)
        except NotX12:
            continue
        found += [
            (path.as_posix(), transaction)
            for transaction in file.transactions()
            if transaction.set_id == set_id and transaction.version.startswith(version)
        ]
    return found


def _levels(findings: list[Finding]) -> list[tuple[str | None, int | None]]:
    return [(finding.level, finding.difference_cents) for finding in findings if finding.reason == "unbalanced"]


def test_every_sample_reads_or_is_not_x12() -> None:
    for path in samples():
        try:
            file = read_file(path)
        except NotX12:
            continue
        for transaction in file.transactions():
            assert next(segment.id for segment in transaction.segments()) == "ST", path


def test_seventeen_of_twenty_remittances_balance() -> None:
    found = _transactions("835", "005010")
    balanced = [path for path, transaction in found if not balance(read_remittance(transaction))]
    assert len(found) == 20
    assert len(balanced) == 17
    assert any(path.endswith("error_validation.edi") for path in balanced)


@pytest.mark.parametrize(("ending", "control_number"), list(_UNBALANCED))
def test_the_four_that_do_not_balance_say_where_and_by_how_much(ending: str, control_number: str) -> None:
    (transaction,) = [t for t in read_file(sample(ending)).transactions() if t.control_number == control_number]
    remittance = read_remittance(transaction)
    assert _levels(remittance.findings) == _UNBALANCED[ending, control_number]
    assert _levels(balance(remittance)) == _UNBALANCED[ending, control_number]


def test_a_bad_st_does_not_hide_the_good_one_beside_it() -> None:
    first, second = map(read_remittance, read_file(sample("example_5010_835/sample1.txt")).transactions())
    assert {finding.reason for finding in first.findings if finding.blocking} == {"unbalanced"}
    assert not any(finding.blocking for finding in second.findings)
    assert second.header.payment.cents == -617_340
    assert second.header.payee.id == "NPI Number"


def test_wrong_trailers_block_by_name() -> None:
    (transaction,) = read_file(sample("errors/error_validation.edi")).transactions()
    blocking = {finding.rule for finding in transaction.findings if finding.blocking}
    assert {"envelope.se01", "envelope.se02"} <= blocking
    assert transaction.is_blocked


@pytest.mark.parametrize(
    "name", ["835id.source", "bad_header_looping.source", "mult_isa.source", "multiple_trn.source"]
)
def test_version_4010_is_refused_by_name_and_its_envelope_read(name: str) -> None:
    file = read_file(sample(name))
    transactions = list(file.transactions())
    assert transactions
    for transaction in transactions:
        reasons = [finding for finding in transaction.findings if finding.reason == "unsupported_version"]
        assert reasons, transaction.control_number
        assert "4010" in reasons[0].message
        assert transaction.interchange.control_number


def test_nine_claim_payments_share_one_claim_id_and_are_told_apart_by_content() -> None:
    (transaction,) = read_file(sample("X221-multiple-claims-single-check.edi")).transactions()
    remittance = read_remittance(transaction)
    assert {claim.claim_id for claim in remittance.claims} == {"7722337"}
    assert len(remittance.claims) == 9
    assert sum(claim.paid_cents for claim in remittance.claims) == 81_080


def test_one_check_in_three_files_has_one_canonical_content() -> None:
    endings = ("demo-file/demo.835", "medicare-part-a.835")
    hashes = {canonical_hash(read_remittance(next(read_file(sample(e)).transactions()))) for e in endings}
    assert len(hashes) == 1


def test_remittances_survive_writing_and_the_judge_accepts_what_it_accepted() -> None:
    for path, transaction in _transactions("835", "005010"):
        remittance = read_remittance(transaction)
        written = write_remittances([remittance], facts(), _MARKS)
        again = read_remittance(next(read_file(written).transactions()))
        assert without_places(again) == without_places(remittance), path
        assert canonical_hash(again) == canonical_hash(remittance), path
        if judge(transaction.standalone()).is_accepted:
            assert judge(written).is_accepted, path


def test_claims_survive_writing_and_the_judge_accepts_what_it_accepted() -> None:
    refused = []
    # Two files of hundreds of claims repeat one claim and would take most of the time.
    found = [pair for pair in _transactions("837", "005010X222") if "multiple_transactions" not in pair[0]]
    for path, transaction in found:
        batch = read_claims(transaction)
        try:
            written = write_claims([batch], facts(), _MARKS)
        except CannotWrite:
            refused.append(path)
            continue
        again = read_claims(next(read_file(written).transactions()))
        assert without_places(again) == without_places(batch), path
        # The judge accepts none of that folder, and takes most of the time over it.
        if "resources/837_5010" not in path and judge(transaction.standalone()).is_accepted:
            assert judge(written).is_accepted, path
    assert len(found) > 40
    # What cannot be written again is wrong by the name of its file: it holds the new delimiters in its data.
    assert all("resources/837_5010" in path for path in refused), refused


def test_claim_acknowledgements_survive_writing() -> None:
    for path, transaction in _transactions("277", "005010X214"):
        first = read_277ca(transaction)
        again = read_277ca(next(read_file(write_277cas([first], facts())).transactions()))
        assert [r.statuses for r in again.receivers] == [r.statuses for r in first.receivers], path
        claims = [claim for r in again.receivers for p in r.providers for claim in p.claims]
        assert [claim.claim_id for claim in claims] in (["5781"], ["3920394930203"])


def test_implementation_acknowledgements_say_what_was_rejected() -> None:
    rejected = read_999(next(read_file(sample("x12_999_rejected.txt")).transactions()))
    assert (rejected.status, rejected.included, rejected.accepted) == ("R", 1, 0)
    (response,) = rejected.responses
    assert (response.control_number, response.status, response.codes) == ("0028", "R", ("5",))
    assert (response.errors[0].segment, response.errors[0].position, response.errors[0].code) == (
        "NM",
        17,
        "1",
    )


def test_each_st_cut_out_alone_reads_the_same() -> None:
    for path, transaction in _transactions("835", "005010"):
        alone = list(read_file(transaction.standalone()).transactions())
        assert len(alone) == 1, path
        own = [finding.rule for finding in transaction.own_findings]
        assert [finding.rule for finding in alone[0].own_findings] == own, path
        assert without_places(read_remittance(alone[0])) == without_places(read_remittance(transaction)), path
