"""ISA, GS and ST: what is read of them, what blocks, and what a fault reaches."""

import io
import re
from pathlib import Path

import pytest

from api.x12 import (
    MAX_INTERCHANGES,
    MAX_TRANSACTIONS,
    Delimiters,
    NotX12,
    TooManyTransactions,
    Transaction,
    read_file,
    read_remittance,
    write_remittances,
)
from api.x12.lexer import CHUNK_BYTES, ISA_BYTES
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
        lambda data: data.replace(b"~", b"~ \r\n"),
        lambda data: data.replace(b"~", b"~\n\n"),
        lambda data: data.replace(b"~", b"~\n    "),
        lambda data: data.replace(b"~", b"~\r\n\t"),
        lambda data: data + b"\r\n\x1a",
        lambda data: data.replace(b"~", b"\r"),
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


@pytest.mark.parametrize("between", [b"~", b"~ \n", b"~\t"])
def test_an_empty_segment_is_counted_out_whatever_the_chunk_it_stands_in(between: bytes) -> None:
    """An empty segment that ends where a chunk does was once taken for a full one, and SE01 for wrong."""
    head, st, rest = _FILE.partition(b"ST*835*0001~")
    start, filler, last = head + st, b"NTE*ADD*" + b"X" * 70 + b"~", b"NTE*ADD*"
    # The first chunk begins behind the ISA.
    end_of_chunk = ISA_BYTES - 1 + CHUNK_BYTES
    count = (end_of_chunk - len(start)) // len(filler) - 1
    segments = count + 1 + rest[: rest.index(b"SE*")].count(b"~") + 2
    ended = re.sub(rb"SE\*\d+", b"SE*%d" % segments, rest, count=1)
    for shift in range(-4, 5):
        room = end_of_chunk + shift - len(start) - count * len(filler) - len(last)
        payload = start + filler * count + last + b"X" * room + b"~" + between + ended
        (transaction, *_) = read_file(payload).transactions()
        assert [finding.rule for finding in transaction.findings] == ["segment.empty"], shift
        assert transaction.segment_count == segments


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


def test_a_control_character_blocks_its_st_and_says_where() -> None:
    for byte in (*range(0x20), 0x7F):
        content = _FILE.replace(b"EMPIRE HEALTH", b"EMPIRE" + bytes([byte]) + b"HEALTH", 1)
        first, second = read_file(content).transactions()
        assert not second.is_blocked
        if byte in b"\r\n":
            assert not first.is_blocked
            continue
        (finding,) = [finding for finding in first.findings if finding.blocking]
        assert (finding.rule, finding.reason) == ("envelope.control_character", "envelope")
        assert content[finding.byte_offset] == byte
        before = content[: finding.byte_offset].split(b"~")
        assert finding.segment.encode() == before[-1].split(b"*")[0]
        assert finding.position == len(before)


def test_a_control_character_is_told_whatever_the_chunk_it_stands_in() -> None:
    filler = "".join(f"NTE*ADD*{number:0100}~" for number in range(4_000)).encode()  # some chunks of the reader
    content = _FILE.replace(b"~LX*1", b"~" + filler + b"NTE*ADD*\x00\x01~LX*1", 1)
    first, second = read_file(content).transactions()
    assert [f.byte_offset for f in first.findings if f.rule == "envelope.control_character"] == [content.index(b"\x00")]
    assert not second.is_blocked


@pytest.mark.parametrize(
    ("old", "new", "segment"),
    [
        ("*SUBMITTER", "*SUB\x00ITTER", "ISA"),
        ("GS*HP*", "GS*HP\x01*", "GS"),
        ("GE*2*", "GE*2\x02*", "GE"),
        ("IEA*1*", "TA1*1\x7f~IEA*1*", "TA1"),
    ],
)
def test_a_control_character_in_the_envelope_blocks_what_it_is_around(old: str, new: str, segment: str) -> None:
    transactions = _replaced(old, new, 1)
    for transaction in transactions:
        found = [f for f in transaction.findings if f.rule == "envelope.control_character"]
        assert [finding.segment for finding in found] == [segment]


def test_control_characters_as_delimiters_are_read_but_never_nul() -> None:
    usual = write_remittances([remittance()], facts(), Delimiters("\x1d", "\x1f", "\x1c", "\x1e"))
    assert not any(transaction.is_blocked for transaction in read_file(usual).transactions())
    for mark in "*:~":
        (transaction,) = read_file(
            write_remittances([remittance()], facts()).replace(mark.encode(), b"\x00")
        ).transactions()
        assert "envelope.control_character" in _rules(transaction)


def test_a_missing_iea_says_where_the_file_ends() -> None:
    content = _FILE.replace(b"IEA*1*000000101~", b"")
    (finding,) = read_file(content).interchanges[0].findings
    assert (finding.rule, finding.byte_offset) == ("envelope.iea_missing", len(content))


@pytest.mark.parametrize("segment", ["ISA", "GS", "ST", "TA1"])
def test_a_file_of_too_many_parts_is_given_up_at_the_first_too_many(segment: str) -> None:
    isa = _FILE[:106]
    limit = MAX_INTERCHANGES if segment == "ISA" else MAX_TRANSACTIONS
    parts = {"ISA": isa, "GS": b"GS*HP~", "ST": b"ST*835*1~SE*2*1~", "TA1": b"TA1*1~"}
    whole = isa * (segment != "ISA") + parts[segment] * limit
    assert read_file(whole, is_limited=True).interchanges
    with pytest.raises(TooManyTransactions) as raised:
        read_file(whole + parts[segment], is_limited=True)
    assert (raised.value.segment, raised.value.limit) == ("ST" if segment == "TA1" else segment, limit)
    assert read_file(whole + parts[segment]).interchanges
