"""Files to measure the codec on: claims in the mixture a payer and a practice send, the same in each run."""

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec

from api.x12 import (
    Address,
    Adjustment,
    Amount,
    Claim,
    ClaimBatch,
    DatePeriod,
    Diagnosis,
    LineAdjudication,
    OtherPayer,
    Party,
    Patient,
    Reference,
    ServiceLine,
    Subscriber,
)
from tests.x12 import builders as b

_SEED = 20_261_124
_NPI = "1234567893"
_BATCH_CLAIMS = 5_000
_PROCEDURES = ("99213:25", "99214", "36415", "80053", "93000", "97110:GP", "G0439", "85025")
_FIRST = ("JANE", "JOHN", "ADA", "BEN", "CORA", "DEV", "ELLA", "FINN")
_ENVELOPE = (
    "ISA*00*          *00*          *ZZ*PAYERHUB       *ZZ*SUBMITTER      *261120*0930*^*00501*000000101*0*P*:",
    "GS*HP*PAYERHUB*SUBMITTER*20261120*093000*101*X*005010X221A1",
    "ST*835*0001",
)


def _money(cents: int) -> str:
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    whole, rest = divmod(cents, 100)
    return f"{sign}{whole}.{rest:02d}".rstrip("0").rstrip(".")


class _Payments:
    """Claim payments as segments: of a hundred, 72 paid as usual, 10 with a deductible, 8 denied for information, 4
    without lines, 3 reversed and corrected, 3 of a corrected patient whose code was changed. 24 segments on average.
    """

    def __init__(self) -> None:
        self.chance = random.Random(_SEED)  # noqa: S311 - made-up claims, the same in each run
        self.paid_cents = 0

    def claim(self, number: int) -> list[str]:
        """The segments of one claim, or of a reversal and its correction."""
        kind = number % 100
        if kind < 72:
            return self._paid(number, "1", 1)
        if kind < 82:
            return self._paid(number, "1", 1, deductible=True)
        if kind < 90:
            return self._denied(number)
        if kind < 94:
            return self._whole(number)
        if kind < 97:
            return self._paid(number, "22", -1) + self._paid(number, "1", 1)
        return self._paid(number, "1", 1, is_changed=True)

    def _head(self, number: int, status: str, charge: int, paid: int, patient: int | None) -> list[str]:
        self.paid_cents += paid
        share = "" if patient is None else _money(patient)
        day = f"202611{1 + number % 28:02d}"
        return [
            f"CLP*CLM{number:09d}*{status}*{_money(charge)}*{_money(paid)}*{share}*12*ICN{number:010d}*11*1",
            f"NM1*QC*1*DOE{number % 5000}*{_FIRST[number % 8]}****MI*M{number:08d}",
            f"NM1*82*2*ELM STREET CLINIC*****XX*{_NPI}",
            f"REF*EA*MRN{number}",
            f"DTM*232*{day}",
            f"DTM*233*{day}",
            "DTM*050*20261118",
        ]

    def _paid(
        self, number: int, status: str, sign: int, *, deductible: bool = False, is_changed: bool = False
    ) -> list[str]:
        lines: list[str] = []
        charge = paid = patient = 0
        for at in range(2):
            billed = 9_000 + (number * 37 + at * 5_113) % 21_000
            written_off = billed * 3 // 10
            shares = (("1", 2_000), ("2", 500)) if deductible else (("3", 2_500),)
            owed = sum(cents for _, cents in shares)
            charge, paid, patient = charge + billed, paid + billed - written_off - owed, patient + owed
            code = _PROCEDURES[(number + at) % len(_PROCEDURES)]
            changed = "*HC:99212" if is_changed else ""
            lines += [
                f"SVC*HC:{code}*{_money(sign * billed)}*{_money(sign * (billed - written_off - owed))}**1{changed}",
                f"DTM*472*202611{1 + number % 28:02d}",
                f"CAS*CO*45*{_money(sign * written_off)}",
                "CAS*PR*" + "**".join(f"{carc}*{_money(sign * cents)}" for carc, cents in shares),
                f"REF*6R*{number:08d}L{at}",
                f"AMT*B6*{_money(sign * (billed - written_off))}",
                "LQ*HE*N130",
            ]
        is_reversal = sign < 0
        head = self._head(number, status, sign * charge, sign * paid, None if is_reversal else patient)
        if is_changed:
            head.insert(2, f"NM1*74*1*DOE{number % 5000}*{_FIRST[number % 8]}X****C*M{number:08d}X")
        extra = [] if is_reversal else [f"AMT*AU*{_money(charge)}"]
        names = sum(segment.startswith("NM1") for segment in head) + 1
        return [*head[:names], "MOA***MA01", *head[names:], *extra, *lines]

    def _denied(self, number: int) -> list[str]:
        billed = 9_000 + number * 37 % 21_000
        return [
            *self._head(number, "1", billed, 0, 0),
            f"SVC*HC:99213:25*{_money(billed)}*0**1",
            f"DTM*472*202611{1 + number % 28:02d}",
            f"CAS*CO*16*{_money(billed)}",
            f"REF*6R*{number:08d}L0",
            "LQ*HE*M51",
            "LQ*HE*MA130",
        ]

    def _whole(self, number: int) -> list[str]:
        billed = 40_000 + number * 37 % 90_000
        written_off = billed // 4
        head = self._head(number, "1", billed, billed - written_off - 10_000, 10_000)
        return [head[0], f"CAS*CO*45*{_money(written_off)}", "CAS*PR*1*100", *head[1:]]


def write_remittance(path: Path, claims: int) -> None:
    """An 835 of one check, written as it is made: a file of 100 MB takes no memory."""
    totals = _Payments()
    counted = sum(len(totals.claim(number)) for number in range(claims))
    recovered_cents = 12_345
    check_cents = totals.paid_cents - recovered_cents
    header = (
        f"BPR*I*{_money(check_cents)}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20261120",
        "TRN*1*EFT0012345*1512345678",
        "DTM*405*20261120",
        "N1*PR*EMPIRE HEALTH",
        "N3*1 MAIN STREET",
        "N4*ALBANY*NY*122070001",
        "PER*BL*SUPPORT*TE*8005551212",
        f"N1*PE*ELM STREET CLINIC*XX*{_NPI}",
        "REF*TJ*123456789",
        "LX*1",
    )
    tail = (
        f"PLB*{_NPI}*20261231*WO:ICN0000000007*{_money(recovered_cents)}",
        f"SE*{len(header) + counted + 3}*0001",
        "GE*1*101",
        "IEA*1*000000101",
    )
    with path.open("w", encoding="ascii", newline="") as file:
        payments = _Payments()
        segments = (segment for number in range(claims) for segment in payments.claim(number))
        for part in (_ENVELOPE, header, segments, tail):
            file.writelines(f"{segment}~\n" for segment in part)


def claim_batches(claims: int) -> Iterator[ClaimBatch]:
    """An 837P, at most 5,000 claims an ST: of twenty, two for a dependent, one secondary with what the primary decided,
    one replacement.
    """
    for first in range(0, claims, _BATCH_CLAIMS):
        numbers = range(first, min(first + _BATCH_CLAIMS, claims))
        yield b.batch([b.billing([_subscriber(number) for number in numbers])], f"{first // _BATCH_CLAIMS + 1:04d}")


def _subscriber(number: int) -> Subscriber:
    claim = _claim(number)
    subscriber = b.subscriber(f"SBX{number:09d}", [claim])
    subscriber.party.last_name = f"DOE{number % 5000}"
    if number % 20 in {3, 13}:
        address = Address(line1="10 MAIN STREET", city="ALBANY", state="NY", zip="122070001")
        child = Party(entity_code="QC", entity_type="1", last_name="DOE", first_name="TIM", address=address)
        patient = Patient(relationship="19", party=child, birth_date=dt.date(2015, 3, 1), sex="M", claims=[claim])
        return msgspec.structs.replace(subscriber, relationship="", claims=[], patients=[patient])
    return msgspec.structs.replace(subscriber, sequence="S") if number % 20 == 7 else subscriber


def _claim(number: int) -> Claim:
    lines = [_line(number, at) for at in range(2 + number % 2)]
    claim = b.claim(f"CLM{number:09d}", lines)
    claim.diagnoses = [Diagnosis("ABK", "J029"), Diagnosis("ABF", "E119"), Diagnosis("ABF", "I10")]
    claim.providers = [
        Party(
            entity_code="82",
            entity_type="1",
            last_name="WELBY",
            first_name="MARCUS",
            id_qualifier="XX",
            id=_NPI,
            taxonomy="207Q00000X",
        )
    ]
    match number % 20:
        case 7:
            claim.other_payers = [_primary(claim)]
        case 11:
            claim.frequency, claim.references = "7", [Reference("F8", f"ICN{number:010d}")]
        case 5:
            claim.references = [Reference("G1", f"AUTH{number}")]
    return claim


def _line(number: int, at: int) -> ServiceLine:
    cents = 9_000 + (number * 37 + at * 5_113) % 21_000
    return b.line(cents, at + 1, pointers=(1, 2) if at == 0 else (1,))


def _primary(claim: Claim) -> OtherPayer:
    """The primary payer paid seventy percent of each line."""
    day = dt.date(2026, 1, 20)
    paid_cents = 0
    for line in claim.lines:
        paid = line.charge_cents * 7 // 10
        paid_cents += paid
        line.adjudications = [
            LineAdjudication(
                payer_id="60054",
                paid_cents=paid,
                procedure=line.procedure,
                units=line.units,
                adjustments=[Adjustment("CO", "45", line.charge_cents - paid)],
                paid_on=day,
            )
        ]
    return OtherPayer(
        sequence="P",
        relationship="18",
        filing_indicator="CI",
        amounts=[Amount("D", paid_cents)],
        subscriber=Party(
            entity_code="IL", entity_type="1", last_name="DOE", first_name="JANE", id_qualifier="MI", id="OTHER123"
        ),
        payer=Party(
            entity_code="PR",
            last_name="FIRST HEALTH",
            id_qualifier="PI",
            id="60054",
            dates=[DatePeriod("573", day, day)],
        ),
    )
