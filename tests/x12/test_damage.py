"""Damaged 270, 271, 276, 277 and 837I files: findings, never an exception; what was read is written back as it was.

Writing may refuse what X12 cannot carry. What it does not refuse reads again as the same record.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.x12 import (
    CannotWrite,
    Delimiters,
    NotX12,
    Transaction,
    read_270,
    read_271,
    read_276,
    read_277,
    read_file,
    read_institutional_claims,
    write_270s,
    write_271s,
    write_276s,
    write_277s,
    write_institutional_claims,
)
from api.x12.check import check_transaction
from tests.x12.builders import facts
from tests.x12.mutations import MUTATION_SETS
from tests.x12.mutations.kinds import mutate
from tests.x12.records import plain


class _Codec(NamedTuple):
    read: Callable[[Transaction], Any]
    write: Callable[..., bytes]


_CODECS = {
    "270": _Codec(read_270, write_270s),
    "271": _Codec(read_271, write_271s),
    "276": _Codec(read_276, write_276s),
    "277": _Codec(read_277, write_277s),
    "837I": _Codec(read_institutional_claims, write_institutional_claims),
}
_BASES = {name: MUTATION_SETS[name].base() for name in _CODECS}
_NAMES = st.sampled_from(sorted(_CODECS))
# Marks that stand in no data of the bases, so that only damage is refused.
_MARKS = Delimiters("\x1d", "\x1f", "\x1c", "\x1e")


def _survives(name: str, payload: bytes) -> None:
    codec = _CODECS[name]
    try:
        file = read_file(payload)
    except NotX12:
        return
    for transaction in file.transactions():
        check_transaction(transaction)
        record = codec.read(transaction)
        record.control_number = "0001"
        try:
            written = codec.write([record], facts(), _MARKS)
        except CannotWrite:
            continue
        (again,) = read_file(written).transactions()
        assert _said(codec.read(again)) == _said(record)


def _said(record: object) -> object:
    """The record as plain values. Parties, and what nothing models, are written in the order of the guide: their own
    order says nothing.
    """
    return _unordered(plain(record))


def _unordered(value: object) -> object:
    if isinstance(value, dict):
        return {
            name: sorted(map(str, held)) if name in {"extra", "providers"} else _unordered(held)
            for name, held in value.items()
        }
    return [_unordered(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", sorted(_CODECS))
def test_every_defect_is_read_and_written_back(name: str) -> None:
    for kind in MUTATION_SETS[name].kinds:
        for variant in kind.variants:
            _survives(name, mutate(_BASES[name], variant))


@settings(max_examples=100, deadline=None)
@given(_NAMES, st.lists(st.tuples(st.integers(106, 4_000), st.integers(0, 255)), max_size=6))
def test_flipped_bytes_end_in_findings(name: str, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(_BASES[name])
    for at, value in flips:
        damaged[at % len(damaged)] = value
    _survives(name, bytes(damaged))


@settings(max_examples=100, deadline=None)
@given(_NAMES, st.data())
def test_segments_in_any_order_end_in_findings(name: str, data: st.DataObject) -> None:
    segments = _BASES[name].split(b"~")
    head, body, tail = segments[:3], segments[3:-4], segments[-4:]
    picked = data.draw(st.lists(st.sampled_from(body), max_size=40))
    _survives(name, b"~".join([*head, *picked, *tail]))


@settings(max_examples=60, deadline=None)
@given(_NAMES, st.integers(0, 3_000), st.integers(0, 300))
def test_cuts_end_in_findings(name: str, start: int, length: int) -> None:
    _survives(name, _BASES[name][:start] + _BASES[name][start + length :])
