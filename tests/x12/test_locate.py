"""A finding that only knows its segment's number is told where that stands."""

import pytest

from api.x12 import locate, read_file, read_remittance, write_remittances
from tests.x12.builders import claim_payment, facts, remittance

_CLAIMS = [claim_payment(f"CLM{number:04}") for number in range(3_000)]
_FILE = write_remittances([remittance(_CLAIMS)], facts())


@pytest.mark.parametrize("claim", [0, 1_500, 2_999])  # in other chunks of the reader
@pytest.mark.parametrize("line_end", [b"", b"\r\n"])
def test_what_does_not_balance_is_told_by_its_bytes(claim: int, line_end: bytes) -> None:
    head, _, tail = _FILE.partition(f"CLP*CLM{claim:04}*1*".encode())
    content = (head + f"CLP*CLM{claim:04}*1*9".encode() + tail).replace(b"~", b"~" + line_end)
    (transaction,) = read_file(content).transactions()
    found = [each for each in locate(transaction, read_remittance(transaction).findings) if each.blocking]
    assert found
    for each in found:
        assert content[each.byte_offset :].startswith(f"{each.segment}*".encode())
        assert content[transaction.start : each.byte_offset].count(b"~") == each.position - 1


def test_a_check_that_does_not_balance_stands_at_its_bpr() -> None:
    content = _FILE.replace(b"BPR*I*", b"BPR*I*9", 1)
    (transaction,) = read_file(content).transactions()
    (found,) = [each for each in locate(transaction, read_remittance(transaction).findings) if each.blocking]
    assert (found.rule, found.position, found.byte_offset) == ("balance.check", 2, content.index(b"BPR"))


def test_what_is_placed_already_stays() -> None:
    (transaction,) = read_file(_FILE.replace(b"SE*", b"SE*9")).transactions()
    assert locate(transaction, transaction.findings) == transaction.findings
