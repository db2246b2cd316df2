"""Usual levels, claims and lines of an 837P are read whole; records and findings are those of reading segment by
segment.
"""

from collections.abc import Iterable

import pytest

from api.x12 import ClaimBatch, NotX12, read_claims, read_file
from api.x12.claim_837p.read import ClaimReader
from tests.x12.both_ways import altered, built_claims, mutated, noisy, remarked
from tests.x12.mutations import MUTATION_SETS
from tests.x12.samples import needs_samples, samples

_BASE = MUTATION_SETS["837P"].base()


def _read(payload: bytes) -> list[ClaimBatch]:
    return [read_claims(transaction) for transaction in read_file(payload).transactions()]


def _agree(payloads: Iterable[bytes], monkeypatch: pytest.MonkeyPatch) -> int:
    """How many ST were read in both ways."""
    count = 0
    for payload in payloads:
        try:
            whole = _read(payload)
        except NotX12:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(ClaimReader, "_usual_forms", lambda _self: {})
            stepwise = _read(payload)
        assert whole == stepwise, payload
        count += len(whole)
    return count


def test_every_mutation_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(mutated("837P"), monkeypatch)


def test_noise_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(noisy(_BASE, 9), monkeypatch) > 300


def test_whatever_stands_in_any_place_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(altered(_BASE), monkeypatch) > 4_000


def test_other_delimiters_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(remarked(_BASE), monkeypatch) == 4


def test_what_we_write_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(built_claims(), monkeypatch) == 2


@needs_samples
def test_every_sample_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    payloads = (path.read_bytes() for path in samples())
    assert _agree((payload for payload in payloads if b"005010X222" in payload), monkeypatch)
