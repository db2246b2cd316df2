"""ISA, GS and ST: what is read of them, what blocks, and what a fault reaches."""

import io
from pathlib import Path

import pytest

from api.x12 import Delimiters, NotX12, Transaction, read_file, read_remittance, write_remittances
from tests.x12.builders import claim_payment, facts, remittance

_FILE = write_remittances([remittance(), remittance([claim_payment("CLM0002")], control_number="0002")], facts())


def _replaced(old: str, new: str, count: int = -1) -> list[Transaction]:
    assert old.encode() in _FILE
    return list(read_file(_FILE.replace(old.encode(), new.encode(), count)).transactions())


def _rules(transaction: Transaction) -> set[str]:
    return {finding.rule for finding in transaction.findings if finding.reason == "envelope"}


def test_a_transaction_knows_its_envelope() -> None:
    transaction = next(read_file(_FILE).transactions())
    interchange, group = transaction.interchange, transaction.group
    assert (interchange.sender, interchange.receiver) == ("SUBMITTER", "PAYERHUB")
    assert (interchange.control_number, interchange.usage) == ("000000101", "T")
    assert (group.functional_id, group.control_number, group.version) == ("HP", "101", "005010X221A1")
    assert (transaction.set_id, transaction.control_number) == ("835", "0001")
    assert transaction.segment_count == len(list(transaction.segments()))
    assert not transaction.findings


def test_positions_and_offsets_point_at_the_segment() -> None:
    with_newlines = _FILE.replace(b"~", b"~\r\n")
    for transaction in read_file(with_newlines).transactions():
        for number, segment in enumerate(transaction.segments(), 1):
            assert segment.position == number
            assert with_newlines[segment.byte_offset :].startswith("*".join(segment.elements).encode())


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("SE*20*0001", "SE*19*0001", "envelope.se01"),
        ("SE*20*0001", "SE*20*0009", "envelope.se02"),
        ("SE*20*0001~", "", "envelope.se_missing"),
        ("N1*PR", "~N1*PR", ""),
        ("ST*835*0001", "ST*837*0001", "envelope.functional_id"),
    ],
)
def test_a_fault_of_one_st_leaves_the_other_alone(old: str, new: str, rule: str) -> None:
    first, second = _replaced(old, new, 1)
    assert _rules(first) == ({rule} if rule else set())
    assert not second.is_blocked


def test_st02_used_twice_blocks_the_second() -> None:
    first, second = _replaced("0002~", "0001~")
    assert not first.is_blocked
    assert _rules(second) == {"envelope.st02_repeated"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("GE*2*101", "GE*3*101", "envelope.ge01"),
        ("GE*2*101", "GE*2*102", "envelope.ge02"),
        ("GE*2*101~", "", "envelope.ge_missing"),
        ("IEA*1*000000101", "IEA*2*000000101", "envelope.iea01"),
        ("IEA*1*000000101", "IEA*1*000000102", "envelope.iea02"),
        ("IEA*1*000000101~", "", "envelope.iea_missing"),
    ],
)
def test_a_fault_of_a_trailer_blocks_every_st_before_it(old: str, new: str, rule: str) -> None:
    transactions = _replaced(old, new)
    assert len(transactions) == 2
    assert all(rule in _rules(transaction) for transaction in transactions)


@pytest.mark.parametrize("version", ["004010X091A1", "005010X999", "005010X223A2"])
def test_an_unread_version_is_refused_by_name(version: str) -> None:
    for transaction in _replaced("005010X221A1", version):
        (finding,) = [f for f in transaction.findings if f.blocking]
        assert finding.reason == "unsupported_version"
        assert version in finding.message


@pytest.mark.parametrize("version", ["005010X221", "005010X221A2"])
def test_other_errata_of_a_guide_are_read(version: str) -> None:
    assert not any(transaction.is_blocked for transaction in _replaced("005010X221A1", version))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"  \r\n" + data,
        lambda data: data.replace(b"~", b"~\r\n"),
        lambda data: data.replace(b"~", b"\n"),
        lambda data: data.replace(b"~", b"\r\n"),
        lambda data: data.replace(b"~", b"\n").rstrip(b"\n"),
        lambda data: data + data.replace(b"000000101", b"000000102"),
    ],
)
def test_habits_of_senders_are_read(change: object) -> None:
    assert callable(change)
    for transaction in read_file(change(_FILE)).transactions():
        assert not read_remittance(transaction).findings


def test_bytes_paths_and_streams_are_one(tmp_path: Path) -> None:
    path = tmp_path / "check.835"
    path.write_bytes(_FILE)
    read = [[t.raw() for t in read_file(given).transactions()] for given in (_FILE, path, str(path), io.BytesIO(_FILE))]
    assert read[0] == read[1] == read[2] == read[3]


def test_other_delimiters_are_taken_from_the_isa() -> None:
    marks = Delimiters("|", "!", "<", "\x1e")
    written = write_remittances([remittance()], facts(), marks)
    (transaction,) = read_file(written).transactions()
    assert transaction.delimiters == marks
    assert read_remittance(transaction) == read_remittance(next(read_file(_FILE).transactions()))


def test_a_letter_in_isa11_means_no_repetition_separator() -> None:
    (interchange,) = read_file(_FILE.replace(b"*^*00501", b"*U*00501")).interchanges
    assert not interchange.delimiters.repetition
    assert not interchange.findings


@pytest.mark.parametrize("junk", [b"", b"\x00\xff\x17 no interchange here", b"ISA*too short", b"%PDF-1.7 " * 40_000])
def test_bytes_without_an_interchange_are_refused(junk: bytes) -> None:
    with pytest.raises(NotX12):
        read_file(junk)


def test_bytes_around_an_interchange_are_a_finding() -> None:
    file = read_file(b"HELLO " + _FILE + b"BYE")
    assert [finding.rule for finding in file.findings] == ["interchange.outside", "interchange.outside"]
    assert len(list(file.transactions())) == 2


def test_a_segment_beyond_the_limit_blocks() -> None:
    (transaction,) = read_file(
        write_remittances([remittance()], facts()).replace(b"EMPIRE HEALTH", b"X" * 40_000)
    ).transactions()
    rules = {finding.rule for finding in read_remittance(transaction).findings if finding.blocking}
    assert "envelope.segment_too_long" in rules


def test_a_standalone_copy_is_a_whole_interchange() -> None:
    second = list(read_file(_FILE).transactions())[1]
    alone = read_file(second.standalone())
    (transaction,) = alone.transactions()
    assert not alone.findings
    assert transaction.raw() == second.raw()
    assert transaction.interchange.sender == "SUBMITTER"
