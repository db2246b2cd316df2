"""835 files of the tests' own making: one claim-level CO-45 explains what was not paid."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Check:
    """One ST. Claims are (CLP01, charge, paid), adjustments PLB (code, reference, cents)."""

    payee: str
    claims: list[tuple[str, int, int]]
    trace: str = "TRACE1"
    adjustments: list[tuple[str, str, int]] = field(default_factory=list)
    status: str = "1"

    @property
    def cents(self) -> int:
        """BPR02."""
        return sum(paid for _, _, paid in self.claims) - sum(cents for _, _, cents in self.adjustments)


def interchange(checks: list[Check], *, usage: str = "T", control: int = 1) -> bytes:
    """One ISA with one ST a check."""
    control_number = f"{control:09}"
    segments = [
        (
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*"
            f"{control_number}*0*{usage}*:"
        ),
        "GS*HP*SENDER*RECEIVER*20260105*1200*1*X*005010X221A1",
    ]
    for number, check in enumerate(checks, 1):
        segments += _transaction(f"{number:04}", check)
    segments += [f"GE*{len(checks)}*1", f"IEA*1*{control_number}"]
    return "".join(f"{segment}~" for segment in segments).encode()


def _transaction(control: str, check: Check) -> list[str]:
    body = [
        f"ST*835*{control}",
        f"BPR*I*{money(check.cents)}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20260105",
        f"TRN*1*{check.trace}*1512345678",
        "DTM*405*20260105",
        "N1*PR*SANDBOX PAYER",
        "N3*1 PAYER WAY",
        "N4*DALLAS*TX*752010000",
        "PER*BL*HELP*TE*8005550100",
        f"N1*PE*ELM STREET CLINIC*XX*{check.payee}",
        "LX*1",
    ]
    for index, (number, charge, paid) in enumerate(check.claims):
        body.append(f"CLP*{number}*{check.status}*{money(charge)}*{money(paid)}**12*ICN{index}*11*1")
        if charge != paid:
            body.append(f"CAS*CO*45*{money(charge - paid)}")
        body.append("NM1*QC*1*DOE*JANE****MI*M1")
    body += [
        f"PLB*{check.payee}*20261231*{code}:{reference}*{money(cents)}" for code, reference, cents in check.adjustments
    ]
    return [*body, f"SE*{len(body) + 1}*{control}"]


def money(cents: int) -> str:
    """Cents as X12 writes them."""
    sign, whole, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    return f"{sign}{whole}" if rest == 0 else f"{sign}{whole}.{rest:02}".rstrip("0")
