"""Usual claim payments and lines are read whole; records and findings are those of reading segment by segment."""

import random

import pytest

from api.x12 import ClaimBatch, NotX12, Remittance, read_claims, read_file, read_remittance
from api.x12.claim_837p.read import ClaimReader
from api.x12.remittance_835 import usual
from tests.x12.mutations import MUTATION_SETS
from tests.x12.mutations.kinds import mutate
from tests.x12.samples import needs_samples, samples

_BASE = MUTATION_SETS["835"].base()
_NOISE = "*:~^0189AZ.- \né"


def _both(payload: bytes, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Remittance, Remittance]]:
    try:
        whole = [read_remittance(transaction) for transaction in read_file(payload).transactions()]
    except NotX12:
        return []
    with monkeypatch.context() as patch:
        patch.setattr(usual.UsualClaims, "read", lambda *_arguments: None)
        stepwise = [read_remittance(transaction) for transaction in read_file(payload).transactions()]
    return list(zip(whole, stepwise, strict=True))


def test_every_mutation_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in MUTATION_SETS["835"].kinds:
        for variant in kind.variants:
            for whole, stepwise in _both(mutate(_BASE, variant), monkeypatch):
                assert whole == stepwise, kind.name


def test_noise_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(9)  # noqa: S311 - a test draws the same each time
    for _ in range(400):
        text = _BASE.decode()
        at = draw.randrange(500, len(text) - 60)
        noisy = (text[:at] + draw.choice(_NOISE) + text[at + draw.choice((0, 1)) :]).encode()
        for whole, stepwise in _both(noisy, monkeypatch):
            assert whole == stepwise, noisy[at - 40 : at + 40]


@needs_samples
def test_every_sample_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in samples():
        payload = path.read_bytes()
        if b"ST*835" in payload:
            for whole, stepwise in _both(payload, monkeypatch):
                assert whole == stepwise, path


def test_usual_claims_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    read = usual.UsualClaims.read

    def count(*arguments: object) -> object:
        found = read(*arguments)  # type: ignore[arg-type]  # what the reader hands over
        seen.append(found is not None)
        return found

    monkeypatch.setattr(usual.UsualClaims, "read", count)
    for transaction in read_file(_BASE).transactions():
        read_remittance(transaction)
    assert seen == [True, True, True, True, True, False]


_CLAIMS = MUTATION_SETS["837P"].base()


def _both_claims(payload: bytes, monkeypatch: pytest.MonkeyPatch) -> list[tuple[ClaimBatch, ClaimBatch]]:
    try:
        whole = [read_claims(transaction) for transaction in read_file(payload).transactions()]
    except NotX12:
        return []
    with monkeypatch.context() as patch:
        patch.setattr(ClaimReader, "_usual_lines", lambda _self, _text, at: at)
        stepwise = [read_claims(transaction) for transaction in read_file(payload).transactions()]
    return list(zip(whole, stepwise, strict=True))


def test_every_mutation_of_claims_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in MUTATION_SETS["837P"].kinds:
        for variant in kind.variants:
            for whole, stepwise in _both_claims(mutate(_CLAIMS, variant), monkeypatch):
                assert whole == stepwise, kind.name


def test_noise_in_claims_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(10)  # noqa: S311 - a test draws the same each time
    for _ in range(400):
        text = _CLAIMS.decode()
        at = draw.randrange(700, len(text) - 60)
        noisy = (text[:at] + draw.choice(_NOISE) + text[at + draw.choice((0, 1)) :]).encode()
        for whole, stepwise in _both_claims(noisy, monkeypatch):
            assert whole == stepwise, noisy[at - 40 : at + 40]
