"""Acknowledgements as a clearinghouse or a payer delivers them to the mailbox: 999 and 277CA, in plain segments."""

from itertools import count

from tests.builders.registration import BILLING_NPI
from tests.builders.x12_files import interchange

_CONTROLS = count(501)


def rejected_file(control_number: str, segment: str = "HI") -> bytes:
    """A 999 that refuses the file with this ISA13 and GS06 whole, for a segment of one of its sets."""
    body = [
        "ST*999*0001*005010X231A1",
        f"AK1*HC*{int(control_number)}*005010X222A1",
        "AK2*837*0001*005010X222A1",
        f"IK3*{segment}*22*2300*8",
        "IK5*R*I5",
        "AK9*R*1*1*0",
    ]
    return _file([*body, f"SE*{len(body) + 1}*0001"], "FA", "005010X231A1")


def claim_answer(
    number: str, codes: str, *, cents: int = 15000, payer: bool = False, icn: str = "", npi: str = BILLING_NPI
) -> bytes:
    """A 277CA about one claim: `codes` is STC01, as A7:562:85. From the payer itself, or from a clearinghouse."""
    rejects = codes[:2] in {"A3", "A6", "A7", "A8"}
    action, money = "U" if rejects else "WQ", f"{cents / 100:.2f}".rstrip("0").rstrip(".")
    counts = [f"QTY*{'QC' if rejects else 'QA'}*1", f"AMT*{'YY' if rejects else 'YU'}*{money}"]
    body = [
        "ST*277*0001*005010X214",
        "BHT*0085*08*ANSWER*20260302*0930*TH",
        "HL*1**20*1",
        f"NM1*{'PR' if payer else 'AY'}*2*FRONT END*****46*FRONT",
        "TRN*1*ANSWER",
        "DTP*050*D8*20260302",
        "DTP*009*D8*20260302",
        "HL*2*1*21*1",
        "NM1*41*2*BILLING*****46*FPBILLING",
        "TRN*2*0",
        f"STC*A1:19:PR*20260302*WQ*{money}",
        *_of_90(counts),
        "HL*3*2*19*1",
        f"NM1*85*2*ELM STREET*****XX*{npi}",
        "TRN*1*0",
        f"STC*A1:19:PR**WQ*{money}",
        *counts,
        "HL*4*3*PT",
        "NM1*QC*1*DOE*JANE****MI*M0001",
        f"TRN*2*{number}",
        f"STC*{codes}*20260302*{action}*{money}",
        *([f"REF*1K*{icn}"] if icn else []),
        "DTP*472*D8*20260220",
    ]
    return _file([*body, f"SE*{len(body) + 1}*0001"], "HN", "005010X214")


def _of_90(counts: list[str]) -> list[str]:
    """The receiver's own counts are named 90 and AA where the provider's are QA and QC."""
    return [counts[0].replace("QTY*QA", "QTY*90").replace("QTY*QC", "QTY*AA"), counts[1]]


def _file(segments: list[str], functional_id: str, version: str) -> bytes:
    control = f"{next(_CONTROLS):09d}"
    return interchange([segments], control=control, functional_id=functional_id, version=version)
