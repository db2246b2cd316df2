"""An 835 of the tests' own making for claims that were sent: one check, its claims with their lines, balanced."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from tests.builders.registration import BILLING_NPI
from tests.harness.world import PracticeWorld, World

Adjustments = list[tuple[str, str, int]]
"""(group, CARC, cents)."""
_TRACES = count(1)


@dataclass(frozen=True)
class Svc:
    """One SVC: what was charged and why it was not all paid. `line_no` is that of REF*6R."""

    charge: int
    adjustments: Adjustments = field(default_factory=list)
    line_no: int = 1
    procedure: str = "99213"
    remarks: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        return self.charge - sum(cents for _, _, cents in self.adjustments)


@dataclass(frozen=True)
class Clp:
    """One CLP of a claim of ours. `next_payer` is NM1*TT: who it was told to."""

    number: str
    services: list[Svc] = field(default_factory=list)
    status: str = "1"
    icn: str = "ICN0001"
    next_payer: str = ""
    remarks: tuple[str, ...] = ()
    adjustments: Adjustments = field(default_factory=list)
    charge_cents: int = 0
    """CLP03 of a claim without services."""

    @property
    def charge(self) -> int:
        return sum(each.charge for each in self.services) if self.services else self.charge_cents

    @property
    def paid(self) -> int:
        own = sum(cents for _, _, cents in self.adjustments)
        return (sum(each.paid for each in self.services) if self.services else self.charge_cents) - own


def check(claims: list[Clp], *, on: date, npi: str = BILLING_NPI, payer: str = "SANDBOX COMMERCIAL") -> bytes:
    """One interchange with one ST, paid on a day under a trace of its own."""
    number = next(_TRACES)
    day, total = f"{on:%Y%m%d}", sum(each.paid for each in claims)
    way = "ACH*CCP*01*999999992*DA*123456*1999999999**01*999988880*DA*98765" if total else f"NON{'*' * 11}"
    body = [
        "ST*835*0001",
        f"BPR*{'I' if total else 'H'}*{_money(total)}*C*{way}*{day}",
        f"TRN*1*T{number:09}*1999999999",
        f"N1*PR*{payer}",
        "N3*1 PAYER PLAZA",
        "N4*SPRINGFIELD*IL*627010000",
        "PER*BL*SUPPORT*TE*8005550100",
        f"N1*PE*ELM STREET FAMILY MEDICINE*XX*{npi}",
        "LX*1",
        *(segment for each in claims for segment in _claim(each, day)),
    ]
    segments = [
        f"ISA*00*{' ':10}*00*{' ':10}*ZZ*{'PAYER':15}*ZZ*{'US':15}*{on:%y%m%d}*0930*^*00501*{number:09}*0*T*:",
        f"GS*HP*PAYER*US*{day}*0930*{number}*X*005010X221A1",
        *body,
        f"SE*{len(body) + 1}*0001",
        f"GE*1*{number}",
        f"IEA*1*{number:09}",
    ]
    return "".join(f"{segment}~" for segment in segments).encode()


async def answer(world: World, practice: PracticeWorld, claims: list[Clp], **of_check: object) -> str:
    """Upload a check and post it; the remittance's id."""
    sent = await practice.ehr.send_file(practice.path("/remittances"), check(claims, **of_check))  # type: ignore[arg-type]
    assert sent.status_code == 202, sent.text
    await world.work()
    remittance_id = sent.json()["items"][0]["id"]
    state = (await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))).json()["state"]
    assert state == "posted", state
    return str(remittance_id)


def _claim(claim: Clp, day: str) -> list[str]:
    adjusted = [*claim.adjustments, *(each for svc in claim.services for each in svc.adjustments)]
    share = sum(cents for group, _, cents in adjusted if group == "PR")
    amounts = f"{_money(claim.charge)}*{_money(claim.paid)}*{_money(share) if share else ''}"
    segments = [
        f"CLP*{claim.number}*{claim.status}*{amounts}*12*{claim.icn}",
        *_cas(claim.adjustments),
        "NM1*QC*1*DOE*JANE****MI*M1",
    ]
    if claim.next_payer:
        segments.append(f"NM1*TT*2*{claim.next_payer}*****PI*NEXT")
    if claim.remarks:
        segments.append("*".join(["MOA", "", "", *claim.remarks]))
    for svc in claim.services:
        segments += [f"SVC*HC:{svc.procedure}*{_money(svc.charge)}*{_money(svc.paid)}", f"DTM*472*{day}"]
        segments += [*_cas(svc.adjustments), f"REF*6R*{claim.number}{svc.line_no:02d}"]
        segments += [f"LQ*HE*{remark}" for remark in svc.remarks]
    return segments


def _cas(adjustments: Adjustments) -> list[str]:
    return [f"CAS*{group}*{carc}*{_money(cents)}" for group, carc, cents in adjustments]


def _money(cents: int) -> str:
    sign, whole, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    return f"{sign}{whole}" if rest == 0 else f"{sign}{whole}.{rest:02}".rstrip("0")
