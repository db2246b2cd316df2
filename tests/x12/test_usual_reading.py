"""Usual claim payments are read whole; records and findings are those of reading segment by segment."""

import random

import pytest

from api.x12 import (
    ClaimPayment,
    Delimiters,
    HeaderNumber,
    NotX12,
    Remittance,
    read_file,
    read_remittance,
)
from api.x12.remittance_835 import read as reading
from api.x12.remittance_835.usual import ReadClaim, usual_claims
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
        patch.setattr(reading, "usual_claims", lambda _marks: lambda *_arguments: None)
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


_LONG = "*" * 300
_ODD = (
    ("NM1*82*1*WELBY*MARCUS****XX*1234567893~", f"NM1*82*1*WELBY*MARCUS{_LONG}X~"),
    ("NM1*82*1*WELBY*MARCUS****XX*1234567893~", "NM1*82*1*WELBY~NM1*IL*1*DOE*JANE****MI*M1**~"),
    ("MOA***MA01~", f"MOA{_LONG}~"),
    ("MOA***MA01~", "MIA*1***120*MA02~MOA***MA01~"),
    ("DTM*232*20260105~", "DTM*232*20260105~PER*CX*HELP*TE*8005550100~"),
    ("DTM*232*20260105~", "REF*1L*G1~REF*EA*M1~REF*9A*P1~REF*F8*I1*TEXT~DTM*232*20260105~"),
    ("AMT*AU*105~", "AMT*AU*105~AMT*D8*.5~AMT*F5*-1.25~QTY*CA*3~"),
    ("CAS*CO*29*150~", "CAS*CO*29*100*1**45*50~CAS*PR~"),
    ("CAS*CO*29*150~", "CAS*CO*29*149**45*0.5~CAS*OA*94*.5~"),
    ("CAS*PR*3*25~REF", "CAS*PR*1*20**2*5~CAS*PI*94*0~CAS*OA*23*-5~CAS*OA*23*5~REF"),
    ("AMT*B6*105~", "AMT*B6*105~AMT*T*1~AMT*KH*2.5~QTY*ZK*1.5~LQ*HE*N130~LQ*RX*70~LQ*HE*M15~"),
    ("*80**1~DTM*472*20260105~", "*80**1*HC:99212*2~DTM*150*20260105~DTM*151*20260106~"),
    ("*80**1~DTM*472*20260105~", "*80*0300*1.5*NU:0300:25~"),
    ("*80**1~DTM*472*20260105~", "*80~"),
    ("*11*1~", "*11*1*30*470*1.25*.5~"),
    ("*11*1~", "*11*1**470***LAST~"),
)


@pytest.mark.parametrize(("usual", "odd"), _ODD)
def test_odd_segments_read_the_same(usual: str, odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = _BASE.decode()
    assert usual in payload
    for whole, stepwise in _both(payload.replace(usual, odd).encode(), monkeypatch):
        assert whole == stepwise


@needs_samples
def test_every_sample_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in samples():
        payload = path.read_bytes()
        if b"ST*835" in payload:
            for whole, stepwise in _both(payload, monkeypatch):
                assert whole == stepwise, path


def test_usual_claims_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def counted(marks: Delimiters) -> ReadClaim:
        read = usual_claims(marks)

        def count(
            text: str, at: int, position: int, header: HeaderNumber | None
        ) -> tuple[ClaimPayment, int, int] | None:
            found = read(text, at, position, header)
            if text.startswith("CLP", at):
                seen.append(found is not None)
            return found

        return count

    monkeypatch.setattr(reading, "usual_claims", counted)
    for transaction in read_file(_BASE).transactions():
        read_remittance(transaction)
    assert seen == [True, True, True, True, True, True]
