"""837P, 835 and 277CA as pyx12 reads them, reduced to what money and rates depend on."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pyx12.segment import Segment  # type: ignore[import-untyped]
from pyx12.x12file import X12Reader  # type: ignore[import-untyped]


@dataclass
class SentClaim:
    """One CLM of an 837P."""

    number: str
    charge: int
    frequency: str
    sequence: str
    lines: dict[str, int] = field(default_factory=dict)
    """Charge of each line by its REF*6R."""


@dataclass(frozen=True)
class Adjustment:
    """One CAS triplet; `line` is the REF*6R of its service, empty for the claim's own."""

    line: str
    group: str
    carc: str
    cents: int


@dataclass
class Service:
    """One SVC."""

    charge: int
    paid: int
    line: str = ""


@dataclass
class ClaimPayment:
    """One CLP."""

    number: str
    status: str
    charge: int
    paid: int
    icn: str
    services: list[Service] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: set[str] = field(default_factory=set)

    @property
    def is_duplicate(self) -> bool:
        return self.paid == 0 and bool(self.adjustments) and {each.carc for each in self.adjustments} == {"18"}

    @property
    def is_pended(self) -> bool:
        return any((each.group, each.carc) in {("OA", "133"), ("OA", "257")} for each in self.adjustments)


@dataclass
class Remittance:
    """One ST of an 835."""

    cents: int = 0
    paid_on: date | None = None
    payer: str = ""
    """TRN03."""
    claims: list[ClaimPayment] = field(default_factory=list)
    provider_adjustments: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class ClaimAnswer:
    """What a 277CA says of one claim, rejections above it included: categories that decide something."""

    number: str
    rejected: bool
    accepted_by_payer: bool


def segments(content: bytes) -> Iterator[Segment]:
    """Every segment of a file."""
    yield from X12Reader(io.StringIO(content.decode("ascii")))


def cents(text: str | None) -> int:
    return int((Decimal(text or "0") * 100).to_integral_exact())


def day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def read_claims(content: bytes) -> list[SentClaim]:
    found: list[SentClaim] = []
    sequence, line_charge = "", 0
    for segment in segments(content):
        match segment.get_seg_id():
            case "HL" if segment.get_value("HL03") == "22":
                sequence = ""
            case "SBR" if not sequence:  # those that follow, in loop 2320, are of other payers
                sequence = segment.get_value("SBR01")
            case "CLM":
                number, charge = segment.get_value("CLM01"), cents(segment.get_value("CLM02"))
                found.append(SentClaim(number, charge, segment.get_value("CLM05-3"), sequence))
            case "SV1":
                line_charge = cents(segment.get_value("SV102"))
            case "REF" if segment.get_value("REF01") == "6R":
                found[-1].lines[segment.get_value("REF02")] = line_charge
            case _:
                pass
    return found


def read_remittances(content: bytes) -> list[Remittance]:
    found: list[Remittance] = []
    pending: list[Adjustment] = []
    for segment in segments(content):
        name = segment.get_seg_id()
        if name == "ST":
            found.append(Remittance())
        elif name in {"BPR", "TRN", "PLB"}:
            _of_check(segment, found[-1])
        elif name == "CAS":
            pending += _triplets(segment)
        if name in {"CLP", "SVC", "PLB", "SE"} and pending:
            _settle(found[-1].claims[-1], pending)
        if name in {"CLP", "SVC", "REF", "MOA", "MIA"} and (name == "CLP" or (found and found[-1].claims)):
            _of_claim(segment, found[-1].claims)
    return found


def _settle(claim: ClaimPayment, pending: list[Adjustment]) -> None:
    """Adjustments of a service get its line, which comes after them (REF*6R)."""
    line = claim.services[-1].line if claim.services else ""
    claim.adjustments += [Adjustment(line, each.group, each.carc, each.cents) for each in pending]
    pending.clear()


def _of_check(segment: Segment, remittance: Remittance) -> None:
    match segment.get_seg_id():
        case "BPR":
            remittance.cents = cents(segment.get_value("BPR02"))
            remittance.paid_on = day(segment.get_value("BPR16"))
        case "TRN":
            remittance.payer = segment.get_value("TRN03")
        case _:
            remittance.provider_adjustments += _pairs(segment)


def _of_claim(segment: Segment, claims: list[ClaimPayment]) -> None:
    name = segment.get_seg_id()
    match name:
        case "CLP":
            claims.append(
                ClaimPayment(
                    number=segment.get_value("CLP01"),
                    status=segment.get_value("CLP02"),
                    charge=cents(segment.get_value("CLP03")),
                    paid=cents(segment.get_value("CLP04")),
                    icn=segment.get_value("CLP07") or "",
                )
            )
        case "SVC":
            claims[-1].services.append(Service(cents(segment.get_value("SVC02")), cents(segment.get_value("SVC03"))))
        case "REF" if segment.get_value("REF01") == "6R":
            claims[-1].services[-1].line = segment.get_value("REF02")
        case "MOA" | "MIA":
            claims[-1].remarks |= {value for at in range(1, 25) if (value := segment.get_value(f"{name}{at:02d}"))}
        case _:
            pass


def _triplets(segment: Segment) -> Iterator[Adjustment]:
    for at in range(2, 20, 3):
        if carc := segment.get_value(f"CAS{at:02d}"):
            yield Adjustment("", segment.get_value("CAS01"), carc, cents(segment.get_value(f"CAS{at + 1:02d}")))


def _pairs(segment: Segment) -> Iterator[tuple[str, str, int]]:
    for at in range(3, 15, 2):
        if code := segment.get_value(f"PLB{at:02d}-1"):
            reference = segment.get_value(f"PLB{at:02d}-2") or ""
            yield code, reference, cents(segment.get_value(f"PLB{at + 1:02d}"))


REJECTS, ACCEPTS = {"A3", "A6", "A7", "A8"}, {"A2"}
BELOW = {"21": ("21", "19"), "19": ("19",)}
"""Whose rejections end when a level begins anew."""


def read_answers(content: bytes) -> list[ClaimAnswer]:
    """A rejection at the receiver or provider covers the claims below; an acceptance there covers nothing."""
    reading = _Answers()
    for segment in segments(content):
        reading.take(segment)
    return reading.found


class _Answers:
    def __init__(self) -> None:
        self.found: list[ClaimAnswer] = []
        self.is_payer, self.level, self.number, self.in_line = False, "", "", False
        self.above = {"21": False, "19": False}
        self.told: set[str] = set()

    def take(self, segment: Segment) -> None:
        match segment.get_seg_id():
            case "HL":
                self.close()
                self.level = segment.get_value("HL03")
                self.above |= dict.fromkeys(BELOW.get(self.level, ()), False)
            case "NM1" if self.level == "20":
                self.is_payer = segment.get_value("NM101") == "PR"
            case "TRN" if self.level == "PT":
                self.close()
                self.number, self.in_line = segment.get_value("TRN02"), False
            case "SVC":
                self.in_line = True
            case "STC" if not self.in_line:
                self.status(segment.get_value("STC01-1"), segment.get_value("STC03"))
            case "SE":
                self.close()
            case _:
                pass

    def status(self, category: str, action: str) -> None:
        if (category in REJECTS and action == "WQ") or (category in ACCEPTS and action == "U"):
            return  # it contradicts itself
        if self.level == "PT":
            self.told.add(category)
        elif self.level in self.above:
            self.above[self.level] |= category in REJECTS

    def close(self) -> None:
        """The claim is over: say what was told of it."""
        if self.number:
            rejected = bool(self.told & REJECTS) or any(self.above.values())
            accepted = bool(self.told & ACCEPTS) and not rejected and self.is_payer
            self.found.append(ClaimAnswer(self.number, rejected, accepted))
        self.number, self.in_line = "", False
        self.told.clear()
