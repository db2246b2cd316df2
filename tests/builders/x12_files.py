"""X12 files as a clearinghouse would deliver them: several ST in one interchange, made of plain segments."""

from collections.abc import Sequence

STRANGER_NPI = "1992999999"


def remittance(
    npi: str, *, trace: str, control: str = "0001", claim: str = "0", cents: int = 8000, withheld: int = 0
) -> list[str]:
    """The segments of an 835 that balances: one claim payment, paid in full, to the payee with this NPI.

    `withheld` is a PLB WO whose ICN nobody knows.
    """
    paid = f"{cents / 100:.2f}".rstrip("0").rstrip(".")
    sent = f"{(cents - withheld) / 100:.2f}".rstrip("0").rstrip(".")
    body = [
        f"ST*835*{control}",
        f"BPR*I*{sent}*C*ACH*CCP*01*999999992*DA*123456*1999999999**01*999988880*DA*98765*20261102",
        f"TRN*1*{trace}*1999999999",
        "DTM*405*20261102",
        "N1*PR*SANDBOX COMMERCIAL",
        "N3*1 PAYER PLAZA",
        "N4*SPRINGFIELD*IL*627010000",
        "PER*BL*SUPPORT*TE*8005550100",
        f"N1*PE*ELM STREET FAMILY MEDICINE*XX*{npi}",
        "LX*1",
        f"CLP*{claim}*1*{paid}*{paid}**12*ICN{trace}",
        "NM1*QC*1*DOE*JANE****MI*SBX01A000123",
    ]
    if withheld:
        body.append(f"PLB*{npi}*20261231*WO:OLD{trace}*{withheld // 100}")
    return [*body, f"SE*{len(body) + 1}*{control}"]


def interchange(
    sets: Sequence[Sequence[str]],
    *,
    control: str = "000000101",
    functional_id: str = "HP",
    version: str = "005010X221A1",
    usage: str = "T",
) -> bytes:
    """One ISA and one GS around the STs given."""
    segments = [
        _isa(control, usage),
        f"GS*{functional_id}*SENDER*RECEIVER*20261102*0930*{int(control)}*X*{version}",
        *(segment for each in sets for segment in each),
        f"GE*{len(sets)}*{int(control)}",
        f"IEA*1*{control}",
    ]
    return ("~\n".join(segments) + "~\n").encode()


def interchange_acknowledgement(answered: int, *, status: str = "A", code: str = "000") -> bytes:
    """A TA1 alone."""
    return f"{_isa('000000777', 'T')}~TA1*{answered:09d}*261102*0930*{status}*{code}~IEA*0*000000777~".encode()


def _isa(control: str, usage: str) -> str:
    parties = "*ZZ*SENDER         *ZZ*RECEIVER       "
    return f"ISA*00*          *00*          {parties}*261102*0930*^*00501*{control}*0*{usage}*:"
