"""The TA1 in check mode: no ST holds it, so it stands among the findings of the envelope."""

from typing import Final

from api.x12.check.elements import ElementCheck
from api.x12.check.grammar import seg
from api.x12.check.report import Report
from api.x12.check.rule import Profile, rule
from api.x12.codes import CodeSets
from api.x12.envelope import Interchange
from api.x12.findings import Finding

_CODES: Final = ",".join(f"{code:03d}" for code in range(32))
_TA1: Final = seg("TA1", "R", 1, f"R R R R=A,E,R R={_CODES}", "Interchange Acknowledgement")
STATUS: Final = rule(
    "ta1.status", "TA104 A goes with TA105 000, E and R with a reason", "X12.5, TA104 and TA105 [P]", sets=("TA1",)
)
ASKED: Final = rule(
    "ta1.acknowledgement_requested",
    "an interchange of acknowledgements asks to be acknowledged (ISA14)",
    "X12.5, ISA14",
    sets=("TA1",),
    is_general_knowledge=True,
)


def check_ta1s(interchange: Interchange, profile: Profile, codes: CodeSets) -> list[Finding]:
    """What is wrong with the TA1 segments of an interchange."""
    report = Report(interchange.delimiters, profile, codes)
    elements_of = ElementCheck(report)
    for segment in interchange.acknowledgements:
        elements_of.check(_TA1, "TA1", list(segment.elements), segment.position, segment.byte_offset)
        status, code = segment.get(4), segment.get(5)
        if status and code and (status == "A") != (code == "000"):
            report.add(
                STATUS, segment.position, element="TA105", loop="TA1", value=code, byte_offset=segment.byte_offset
            )
    if interchange.acknowledgements and not interchange.groups and interchange.acknowledgement_requested:
        report.add(ASKED, 1, element="ISA14", value="1", expected="0", byte_offset=interchange.byte_offset)
    return report.findings
