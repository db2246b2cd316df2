"""835 files of the tests' own making, said in the trade's words: `Clp(number, "CO-45 4500, PR-3 2500", paid=8000)`."""

from dataclasses import dataclass

TRN03 = "1512345678"
OTHER_TRN03 = "1999999999"


@dataclass(frozen=True)
class Svc:
    """One service line: what was charged is what is paid and adjusted. `line` is REF*6R."""

    cas: str = ""
    paid: int = 0
    line: str = ""
    procedure: str = "99213"
    remarks: tuple[str, ...] = ()

    @property
    def charge(self) -> int:
        return self.paid + sum(cents for _, _, cents in triplets(self.cas))


@dataclass(frozen=True)
class Clp:
    """One claim payment: of the claim as a whole (`cas`, `paid`), or of lines."""

    number: str
    cas: str = ""
    paid: int = 0
    icn: str = "ICN1"
    status: str = "1"
    lines: tuple[Svc, ...] = ()
    remarks: tuple[str, ...] = ()
    forwarded_to: str = ""

    @property
    def cents(self) -> int:
        """CLP04."""
        return self.paid + sum(line.paid for line in self.lines)

    @property
    def charge(self) -> int:
        """CLP03."""
        return self.cents + sum(
            cents for cas in (self.cas, *(line.cas for line in self.lines)) for _, _, cents in triplets(cas)
        )


@dataclass(frozen=True)
class Check:
    """One ST. `plb` are (code, reference, cents), positive reduces the payment; `provider` is PLB01."""

    payee: str
    claims: tuple[Clp, ...] = ()
    plb: tuple[tuple[str, str, int], ...] = ()
    trace: str = "T1"
    day: str = "20260105"
    payer: str = TRN03
    provider: str = ""

    @property
    def cents(self) -> int:
        """BPR02 = sum of CLP04 - sum of PLB."""
        return sum(claim.cents for claim in self.claims) - sum(cents for _, _, cents in self.plb)


def triplets(cas: str) -> list[tuple[str, str, int]]:
    """`CO-45 4500, PR-3 2500` as (group, CARC, cents)."""
    found = []
    for part in filter(None, (each.strip() for each in cas.split(","))):
        code, _, cents = part.partition(" ")
        group, _, carc = code.partition("-")
        found.append((group, carc, int(cents)))
    return found


def file_of(*checks: Check, control: int = 1) -> bytes:
    """One interchange with one ST a check."""
    number = f"{control:09}"
    segments = [
        f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*{number}*0*T*:",
        "GS*HP*SENDER*RECEIVER*20260105*1200*1*X*005010X221A1",
        *(segment for position, check in enumerate(checks, 1) for segment in _transaction(f"{position:04}", check)),
        f"GE*{len(checks)}*1",
        f"IEA*1*{number}",
    ]
    return "".join(f"{segment}~" for segment in segments).encode()


def money(cents: int) -> str:
    """Cents as X12 writes them."""
    sign, whole, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    return f"{sign}{whole}" if rest == 0 else f"{sign}{whole}.{rest:02}".rstrip("0")


def _transaction(control: str, check: Check) -> list[str]:
    cents = money(check.cents)
    body = [
        f"ST*835*{control}",
        f"BPR*I*{cents}*C*ACH*CCP*01*999999992*DA*123456*{check.payer}**01*999988880*DA*98765*{check.day}",
        f"TRN*1*{check.trace}*{check.payer}",
        f"DTM*405*{check.day}",
        "N1*PR*SANDBOX PAYER",
        "N3*1 PAYER WAY",
        "N4*DALLAS*TX*752010000",
        "PER*BL*HELP*TE*8005550100",
        f"N1*PE*ELM STREET CLINIC*XX*{check.payee}",
        "LX*1",
        *(segment for claim in check.claims for segment in _claim(claim)),
    ]
    provider = check.provider or check.payee
    body += [f"PLB*{provider}*20261231*{code}:{reference}*{money(cents)}" for code, reference, cents in check.plb]
    return [*body, f"SE*{len(body) + 1}*{control}"]


def _claim(claim: Clp) -> list[str]:
    found = [
        f"CLP*{claim.number}*{claim.status}*{money(claim.charge)}*{money(claim.cents)}**12*{claim.icn}*11*1",
        *_cas(claim.cas),
        "NM1*QC*1*DOE*JANE****MI*M1",
    ]
    if claim.forwarded_to:
        found.append(f"NM1*TT*2*NEXT PAYER*****PI*{claim.forwarded_to}")
    if claim.remarks:
        found.append("MOA***" + "*".join(claim.remarks))
    for line in claim.lines:
        found += [
            f"SVC*HC:{line.procedure}*{money(line.charge)}*{money(line.paid)}**1",
            "DTM*472*20260115",
            *_cas(line.cas),
        ]
        if line.line:
            found.append(f"REF*6R*{line.line}")
        found += [f"LQ*HE*{code}" for code in line.remarks]
    return found


def _cas(cas: str) -> list[str]:
    by_group: dict[str, list[str]] = {}
    for group, carc, cents in triplets(cas):
        by_group.setdefault(group, []).append(f"{carc}*{money(cents)}")
    return [f"CAS*{group}*" + "**".join(parts) for group, parts in by_group.items()]
