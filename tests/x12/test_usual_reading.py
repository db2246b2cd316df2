"""Usual claim payments are read whole; records and findings are those of reading segment by segment."""

from collections.abc import Iterable
from pathlib import Path

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
from tests.x12.both_ways import altered, built_remittances, mutated, noisy, remarked
from tests.x12.mutations import MUTATION_SETS
from tests.x12.samples import needs_samples, samples

_BASE = MUTATION_SETS["835"].base()
# A claim with all a usual one may have, each more often than is told apart, and one of another kind.
_CLAIMS = (
    "CLP*A1*1*300*190*25*12*ICN1*11*1*30*470*1.25*.5*X~CAS*CO*45*10**94*-10~CAS*OA*23*5~CAS*PI*23*-5*1~"
    "NM1*QC*1*DOE*JANE****MI*M1~NM1*74*1*DOE*JANE*X***C*M1X~NM1*82*1*WELBY*MARCUS****XX*1234567893~"
    "MIA*1***120*MA02~MOA***MA01~REF*EA*M1~REF*1L*G1~REF*F8*I1~REF*9A*P1~DTM*232*20260105~DTM*233*20260106~"
    "PER*CX*HELP*TE*1*FX*2*EM*3~AMT*AU*300~AMT*D8*.5~AMT*F5*-1.25~QTY*CA*3~QTY*CD*1.5~"
    "SVC*HC:99213:25*200*120*0300*1*HC:99212*2~DTM*150*20260105~DTM*151*20260106~"
    "CAS*CO*45*50~CAS*PR*3*25*1~CAS*PR*1*5~REF*6R*LINE1~REF*LU*11~REF*0K*L1~"
    "AMT*B6*145~AMT*T*1~AMT*KH*2.5~QTY*ZK*1.5~LQ*HE*N130~LQ*RX*70~"
    "SVC*HC:99214*100.00*70~CAS*CO*45*30.0~"
    "CLP*A2*22*-80.5*-80.5**12*ICN2*11*1~"
)
_RICH = (
    _BASE.partition(b"CLP*")[0]
    + _CLAIMS.encode()
    + b"PLB*1234567893*20261231*WO:A*10~SE*1*0001~GE*1*101~IEA*1*000000101~"
)


def _read(payload: bytes) -> list[Remittance]:
    return [read_remittance(transaction) for transaction in read_file(payload).transactions()]


def _agree(payloads: Iterable[bytes], monkeypatch: pytest.MonkeyPatch) -> int:
    """How many ST were read in both ways."""
    count = 0
    for payload in payloads:
        try:
            whole = _read(payload)
        except NotX12:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(reading, "usual_claims", lambda _marks: lambda *_arguments: None)
            stepwise = _read(payload)
        assert whole == stepwise, payload
        count += len(whole)
    return count


def test_every_mutation_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(mutated("835"), monkeypatch)


def test_noise_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(noisy(_BASE, 9), monkeypatch) > 300


def test_whatever_stands_in_any_place_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(altered(_RICH), monkeypatch) > 4_000


def test_other_delimiters_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(remarked(_RICH), monkeypatch) == 4


def test_what_we_write_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _agree(built_remittances(tmp_path), monkeypatch) > 5


_LONG = "*" * 300
_ODD = (
    ("NM1*82*1*WELBY*MARCUS****XX*1234567893~", f"NM1*82*1*WELBY*MARCUS{_LONG}X~"),
    ("NM1*82*1*WELBY*MARCUS****XX*1234567893~", "NM1*82*1*WELBY~NM1*IL*1*DOE*JANE****MI*M1**~"),
    ("MOA***MA01~", f"MOA{_LONG}~"),
    ("MOA***MA01~", "MIA*1***120*MA02~MOA***MA01~"),
    ("DTM*050*20260112~", "DTM*050*20260112~PER*CX*HELP*TE*8005550100~"),
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
    assert _agree([payload.replace(usual, odd).encode()], monkeypatch)


@needs_samples
def test_every_sample_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    payloads = (path.read_bytes() for path in samples())
    assert _agree((payload for payload in payloads if b"ST*835" in payload), monkeypatch)


def test_a_segment_of_too_many_elements_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    payload = _BASE.replace(b"*11*1~", b"*11*1" + b"*" * 300 + b"X~", 1)
    assert _agree([payload], monkeypatch) == 1
    found = {finding.rule for finding in _read(payload)[0].findings if finding.blocking}
    assert "envelope.too_many_elements" in found


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
    for payload, claims in ((_BASE, 6), (_RICH, 2)):
        seen.clear()
        _read(payload)
        assert seen == [True] * claims
