"""Damaged files end in findings or a clean refusal, in bounded time and memory."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.x12 import NotX12, check_file, find_rule
from tests.x12.mutations import MUTATION_SETS

_BASES = [entry.base() for entry in MUTATION_SETS.values()]
_PIECES = sorted({piece for base in _BASES for piece in base.decode().split("~")[3:-3] if piece})
_HEAD, _TAIL = _BASES[0].decode().partition("BPR*")[0], "SE*1*0001~GE*1*101~IEA*1*000000101~"


def _survives(payload: bytes) -> None:
    try:
        check = check_file(payload)
    except NotX12:
        return
    for finding in [*check.findings, *(f for t in check.transactions for f in t.findings)]:
        assert find_rule(finding.rule) is not None, finding.rule
        assert finding.byte_offset <= len(payload)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_BASES), st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=8))
def test_flipped_bytes(base: bytes, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(base)
    for at, value in flips:
        damaged[at % len(damaged)] = value
    _survives(bytes(damaged))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(_BASES), st.integers(0, 4_000), st.integers(0, 4_000))
def test_cuts(base: bytes, start: int, length: int) -> None:
    _survives(base[:start] + base[start + length :])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=60), st.sampled_from(_BASES))
def test_segments_of_all_sets_in_any_order(pieces: list[str], base: bytes) -> None:
    head = base.decode().partition("~ST*")[0] + "~ST*" + base.decode().partition("~ST*")[2].partition("~")[0] + "~"
    _survives((head + "~".join(pieces) + "~" + _TAIL).encode())


@pytest.mark.parametrize(
    "body",
    [
        "QQQ*1~" * 20_000,
        "CLP*1~SVC~CAS*CO~" * 8_000,
        "NM1*" + "A" * 400_000 + "~",
        ("NM1*85" + "*1" * 15_000 + "~") * 20,
        ("SVC*" + "HC:" * 9_000 + "~") * 20,
        "CAS*CO*45*1**" * 2_000 + "~",
    ],
    ids=["unknown", "out of place", "one long segment", "many elements", "many components", "many triplets"],
)
def test_hostile_files_take_bounded_time_and_memory(body: str) -> None:
    payload = (_HEAD + body + _TAIL).encode()
    started = time.process_time()
    tracemalloc.start()
    try:
        check = check_file(payload)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 24_000_000
    assert time.process_time() - started < 20
    assert sum(len(transaction.findings) for transaction in check.transactions) <= 2_300
