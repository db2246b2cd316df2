"""What is usual in an 837 is read many segments at a time; records and findings are those of reading one by one."""

import random

import pytest

from api.x12 import ClaimBatch, InstitutionalBatch, NotX12, Transaction, read_file
from api.x12.claim_837.read import ClaimTreeReader
from api.x12.claim_837i.read import InstitutionalClaimReader, read_institutional_claims
from api.x12.claim_837p.read import ClaimReader, read_claims
from tests.x12.mutations import MUTATION_SETS
from tests.x12.mutations.kinds import mutate
from tests.x12.samples import needs_samples, samples

_BASES = {name: MUTATION_SETS[name].base() for name in ("837P", "837I")}
_NOISE = "*:~^0189AZ.- \né"
_Batch = ClaimBatch | InstitutionalBatch


def _read(transaction: Transaction) -> _Batch:
    if "X223" in transaction.version:
        return read_institutional_claims(transaction)
    return read_claims(transaction)


def _both(payload: bytes, monkeypatch: pytest.MonkeyPatch) -> list[tuple[_Batch, _Batch]]:
    try:
        many = [_read(transaction) for transaction in read_file(payload).transactions()]
    except NotX12:
        return []
    with monkeypatch.context() as patch:
        for reader in (ClaimTreeReader, ClaimReader, InstitutionalClaimReader):
            patch.setattr(reader, "_usual_forms", lambda _self: {})
        one_by_one = [_read(transaction) for transaction in read_file(payload).transactions()]
    return list(zip(many, one_by_one, strict=True))


@pytest.mark.parametrize("name", _BASES)
def test_every_mutation_reads_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in MUTATION_SETS[name].kinds:
        for variant in kind.variants:
            for many, one_by_one in _both(mutate(_BASES[name], variant), monkeypatch):
                assert many == one_by_one, kind.name


@pytest.mark.parametrize("name", _BASES)
def test_noise_reads_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(10)  # noqa: S311 - a test draws the same each time
    for _ in range(400):
        text = _BASES[name].decode()
        at = draw.randrange(400, len(text) - 60)
        noisy = (text[:at] + draw.choice(_NOISE) + text[at + draw.choice((0, 1)) :]).encode()
        for many, one_by_one in _both(noisy, monkeypatch):
            assert many == one_by_one, noisy[at - 40 : at + 40]


_ODD = (
    ("SBR*P*18*******CI~", "SBR*P*18*GROUP*NAME*12****MB~"),
    ("SBR*P*18*******CI~", "SBR*P*18~"),
    ("NM1*IL*1*DOE*JANE****MI*SBX01A000123~", "NM1*IL*1*DOE*JANE~"),
    ("N4*ALBANY*NY*122070001~", "N4*TORONTO*ON*M5V3L9*CA~"),
    ("N3*10 MAIN STREET~", "N3*10 MAIN STREET*SUITE 2~"),
    ("DMG*D8*19800229*F~", "DMG*D8*19800230*F~"),
    ("DMG*D8*19800229*F~", "DMG*D8*19800229~REF*SY*999999999~"),
    ("NM1*PR*2*EMPIRE HEALTH*****PI*87726~", "NM1*PR*2*EMPIRE HEALTH*****PI*87726~REF*G2*A1~N3*1 X~"),
    ("PAT*19~", "PAT*19*****D8*20260101~"),
    ("NM1*QC*1*DOE*BABY~", "NM1*QC*1*DOE*BABY*X**JR*MI*M1~"),
    ("HL*3*1*22*0~", "HL*3*9*22*0~"),
    ("HL*3*1*22*0~", "HL*03*1*22*0~"),
    ("***11:B:1*Y*A*Y*Y~", "***11:B:1*Y*A*Y*Y*P*AA:EA:::NY*02********1~"),
    ("***11:B:1*Y*A*Y*Y~", "***11:B*Y*A*Y*Y*P~DTP*431*D8*20260101~DTP*454*RD8*20260101-20260102~"),
    ("CLM*CLM0001*300*", "CLM**300*"),
    ("CLM*CLM0001*300*", "CLMX*CLM0001*300*"),
    ("HI*ABK:J029~", "HI*ABK:J029**ABF:E119:X~HI*BP:00100~"),
    ("HI*ABK:J029~", "HI*BP:00100~"),
    ("NM1*82*1*WELBY*MARCUS****XX*1234567893~", "NM1*DN*1*A*B****XX*1234567893~NM1*82*1*C*D****XX*1234567893~"),
    ("PRV*PE*PXC*207Q00000X~", "PRV*PE*PXC*207Q00000X~REF*G2*A1~"),
    ("LX*2~", "LX*3~"),
    ("*UN*1***1:2~", "*UN*1***1:2**Y**Y*Y***0~"),
    ("*UN*1***1:2~", "*UN*1***1:A~"),
    ("*UN*1***1:2~", "*MJ*1.5*22**1:2~"),
    ("DTP*472*D8*20260105~", "DTP*472*RD8*20260105-20260106~"),
    ("DTP*472*D8*20260105~", "DTP*472*D8*20260105~REF*G1*A1~NTE*ADD*TEXT~"),
    ("REF*6R*LINE1~", "REF*6R*LINE1~LIN**N4*00409379501~CTP****2.5*ML~REF*XZ*RX1~"),
    ("REF*6R*LINE1~", "REF*6R*LINE1~NM1*82*1*C*D****XX*1234567893~"),
    ("CAS*CO*45*70~", "CAS*CO*45*69*1**1~CAS*OA*23*-1~CAS*PR*1*1~"),
    ("CAS*CO*45*70~", "CAS*CO*45*seventy~"),
    ("DTP*573*D8*20260112~", "DTP*573*D8*20260112~AMT*EAF*5~SVD*60055*1*HC:99213**1~CAS*CO*45*1~DTP*573*D8*20260113~"),
    ("SVD*60054*80*HC:99213:25**1~", "SVD*60054*80*HC:99213:25*0450*1*2~"),
    ("SVD*60054*80*HC:99213:25**1~", "SVD*60054*80.999*HC:99213:25**1~"),
)


@pytest.mark.parametrize(("usual", "odd"), _ODD)
def test_odd_segments_read_the_same(usual: str, odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = _BASES["837P"].decode()
    assert usual in payload
    for many, one_by_one in _both(payload.replace(usual, odd).encode(), monkeypatch):
        assert many == one_by_one


@needs_samples
def test_every_sample_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in samples():
        payload = path.read_bytes()
        if b"ST*837" in payload:
            for many, one_by_one in _both(payload, monkeypatch):
                assert many == one_by_one, path
