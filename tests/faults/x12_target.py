"""What must hold of the codec for any bytes: findings, `NotX12` or `TooManyTransactions`, and no other end.

Imports the codec and the standard library alone, so that a fuzzer can run it in an environment of its own.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from api.x12 import (
    CannotWrite,
    CodeSets,
    InterchangeFacts,
    NotX12,
    TooManyTransactions,
    Transaction,
    acknowledge_group,
    acknowledge_interchange,
    check_file,
    check_transaction,
    find_rule,
    read_file,
    read_ta1s,
    write_270s,
    write_271s,
    write_276s,
    write_277cas,
    write_277s,
    write_999s,
    write_claims,
    write_institutional_claims,
    write_remittances,
    write_ta1s,
)
from api.x12.convert import from_json, read_record, to_json

MOST_FINDINGS: Final = 2_500  # of one ST: a thousand that block, a thousand that warn, those of the envelope
_FACTS: Final = InterchangeFacts(
    sender="SENDER",
    receiver="RECEIVER",
    created=dt.datetime(2026, 11, 24, 9, 30),  # noqa: DTZ001 - X12 clocks have no zone
    control_number="1",
    group_control="1",
)
_WRITERS: Final[dict[tuple[str, str], Callable[..., bytes]]] = {
    ("835", "005010X221"): write_remittances,
    ("837", "005010X222"): write_claims,
    ("837", "005010X223"): write_institutional_claims,
    ("999", "005010X231"): write_999s,
    ("277", "005010X214"): write_277cas,
    ("277", "005010X212"): write_277s,
    ("276", "005010X212"): write_276s,
    ("270", "005010X279"): write_270s,
    ("271", "005010X279"): write_271s,
}


def survive(payload: bytes) -> bool:
    """Do with the bytes whatever the codec does with a file. False when they are not X12, or too many parts of it.

    Raises AssertionError, or whatever went wrong.
    """
    try:
        file = read_file(payload, is_limited=True)
    except (NotX12, TooManyTransactions):
        return False
    for transaction in file.transactions():
        _survive_transaction(transaction)
    for interchange in file.interchanges:
        read_ta1s(interchange)
        _write(write_ta1s, [acknowledge_interchange(interchange)])
        for group in interchange.groups:
            findings = {at: check_transaction(each) for at, each in enumerate(group.transactions)}
            _write(write_999s, [acknowledge_group(group, "0001", findings)])
    inbound, outbound = check_file(payload), check_file(payload, "outbound", CodeSets(icd10=frozenset({"J029"})))
    assert len(inbound.transactions) == len(outbound.transactions) == sum(1 for _ in file.transactions())
    for check in (inbound, outbound):
        assert all(find_rule(finding.rule) for finding in check.findings)
        for transaction_check in check.transactions:
            assert len(transaction_check.findings) <= MOST_FINDINGS
            assert all(find_rule(finding.rule) for finding in transaction_check.findings)
    assert b"".join(from_json(b"".join(to_json(payload)))) == payload
    return True


def _survive_transaction(transaction: Transaction) -> None:
    read_file(transaction.standalone())
    record: Any = read_record(transaction)
    if record is None:
        return
    assert len(record.findings) <= MOST_FINDINGS
    written = _write(_WRITERS[transaction.set_id, transaction.version[:10]], [record])
    if written:
        (again,) = read_file(written).transactions()
        read_record(again)


def _write(write: Callable[..., bytes], records: list[Any]) -> bytes:
    """What is written, or nothing where X12 cannot carry it."""
    try:
        written = write(records, _FACTS)
    except CannotWrite:
        return b""
    read_file(written)  # what is written is X12
    return written
