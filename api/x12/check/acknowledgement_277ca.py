# ruff: noqa: PLR2004 - the numbers are the element numbers of the guide
"""The 277CA (005010X214) in check mode: levels, counts, and actions that agree with their category."""

from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.common import NPI, get
from api.x12.check.grammar import grammar, loop, seg
from api.x12.check.hierarchy import Hierarchy
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.check.transaction_set import SetRules, register
from api.x12.npi import is_npi

SETS: Final = ("277CA",)
_GUIDE: Final = "005010X214"
_CLAIM_ENTITIES: Final = "03,1P,1Z,40,41,71,72,73,77,82,85,87,DK,DN,DQ,FA,GB,HK,IL,LI,MSC,PR,PRP,QB,QC,QD,SEP,TL,TTP,TU"


def _status(entities: str, actions: str = "U,WQ", date: str = "R", amount: str = "R", message: str = "N") -> str:
    code = f"(R=@status_category R=@status S={entities})"
    further = f"S{code}"
    return f"R{code} {date} R={actions} {amount} N N N N N {further} {further} {message}"


GRAMMAR: Final = grammar(
    "277CA",
    "005010X214",
    seg("BHT", "R", 1, "R=0085 R=08 R R R R=TH", "Beginning of Hierarchical Transaction"),
    loop(
        "2000A",
        "R",
        0,
        seg("HL", "R", 1, "R N R=20 R=1", "Information Source Level"),
        loop("2100A", "R", 1, seg("NM1", "R", 1, "R=AY,PR R=2 R N N N N R=46,FI,PI,XV R", "Information Source Name")),
        loop(
            "2200A",
            "R",
            0,
            seg("TRN", "R", 1, "R=1 R", "Transmission Receipt Control Identifier"),
            seg("DTP", "R", 1, "R=050 R=D8 R", "Receipt Date"),
            seg("DTP", "R", 1, "R=009 R=D8 R", "Process Date"),
        ),
        loop(
            "2000B",
            "R",
            1,
            seg("HL", "R", 1, "R R R=21 R=0,1", "Information Receiver Level"),
            loop("2100B", "R", 1, seg("NM1", "R", 1, "R=41 R=1,2 R S S N N R=46 R", "Information Receiver Name")),
            loop(
                "2200B",
                "R",
                1,
                seg("TRN", "R", 1, "R=2 R", "Information Receiver Trace"),
                seg("STC", "R", 0, _status("36,40,41,AY,PR"), "Information Receiver Status"),
                seg("QTY", "S", 1, "R=90 R", "Total Accepted Quantity"),
                seg("QTY", "S", 1, "R=AA R", "Total Rejected Quantity"),
                seg("AMT", "S", 1, "R=YU R", "Total Accepted Amount"),
                seg("AMT", "S", 1, "R=YY R", "Total Rejected Amount"),
            ),
            loop(
                "2000C",
                "S",
                0,
                seg("HL", "R", 1, "R R R=19 R=1", "Billing Provider Level"),
                loop(
                    "2100C",
                    "R",
                    1,
                    seg("NM1", "R", 1, "R=85 R=1,2 R S S S S R=FI,SV,XX R", "Billing Provider Name"),
                ),
                loop(
                    "2200C",
                    "S",
                    1,
                    seg("TRN", "R", 1, "R=1 R", "Provider of Service Trace"),
                    seg("STC", "R", 0, _status("36,40,41,77,82,85,87,AY,PR", date="N"), "Billing Provider Status"),
                    seg("REF", "S", 3, "R=0B,1G,G2,LU,SY,TJ R", "Provider Secondary Identifier"),
                    seg("QTY", "S", 1, "R=QA R", "Total Accepted Quantity"),
                    seg("QTY", "S", 1, "R=QC R", "Total Rejected Quantity"),
                    seg("AMT", "S", 1, "R=YU R", "Total Accepted Amount"),
                    seg("AMT", "S", 1, "R=YY R", "Total Rejected Amount"),
                ),
                loop(
                    "2000D",
                    "S",
                    0,
                    seg("HL", "R", 1, "R R R=PT N", "Patient Level"),
                    loop(
                        "2100D",
                        "R",
                        1,
                        seg("NM1", "R", 1, "R=QC R=1 R S S S S R=II,MI R", "Patient Name"),
                    ),
                    loop(
                        "2200D",
                        "S",
                        0,
                        seg("TRN", "R", 1, "R=2 R", "Claim Status Tracking Number"),
                        seg("STC", "R", 0, _status(_CLAIM_ENTITIES, message="S"), "Claim Level Status"),
                        seg("REF", "S", 1, "R=1K R", "Payer Claim Control Number"),
                        seg("REF", "S", 1, "R=D9 R", "Claim Identifier For Transmission Intermediaries"),
                        seg("REF", "S", 1, "R=BLT R", "Institutional Bill Type"),
                        seg("DTP", "R", 1, "R=472 R=D8,RD8 R", "Claim Level Service Date"),
                        loop(
                            "2220D",
                            "S",
                            0,
                            seg("SVC", "R", 1, "R(R=AD,ER,HC,HP,IV,NU,WK R S S S S S) R N S N N S", "Service Line"),
                            seg("STC", "R", 0, _status(_CLAIM_ENTITIES, "U", amount="N"), "Service Line Status"),
                            seg("REF", "S", 1, "R=FJ R", "Service Line Item Identification"),
                            seg("REF", "S", 1, "R=XZ R", "Pharmacy Prescription Number"),
                            seg("DTP", "S", 1, "R=472 R=D8,RD8 R", "Service Line Date"),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

ACTION: Final = rule(
    "status.action",
    "STC03 agrees with the category: WQ accepts (A1, A2), U rejects (A3, A6, A7, A8)",
    f"{_GUIDE}, STC01 and STC03 [P]",
    sets=SETS,
)
CASCADE: Final = rule(
    "status.cascade",
    "the receiver or provider was rejected, which covers all below, and yet a claim below is accepted",
    f"{_GUIDE}, section 1.4",
    sets=SETS,
    is_general_knowledge=True,
)
COUNTS: Final = rule(
    "counts.claims",
    "the quantities accepted and rejected (QTY) are the claims that stand below",
    f"{_GUIDE}, QTY 90, AA, QA, QC",
    sets=SETS,
    is_general_knowledge=True,
)
_ACCEPTING: Final = frozenset({"A1", "A2"})
_REJECTING: Final = frozenset({"A3", "A6", "A7", "A8"})


class ClaimAcknowledgementRules(SetRules):
    """Levels, counts and actions of a 277CA."""

    hooks: ClassVar[Mapping[str, str]] = {
        "2000A/HL": "take_hl",
        "2000B/HL": "take_hl",
        "2000C/HL": "take_hl",
        "2000D/HL": "take_hl",
        "2100C/NM1": "take_provider",
        "2200B/STC": "take_receiver_status",
        "2200C/STC": "take_provider_status",
        "2200B/QTY": "take_receiver_count",
        "2200C/QTY": "take_provider_count",
        "2200D/TRN": "take_claim",
        "2200D/STC": "take_claim_status",
        "2220D/STC": "take_status",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._hierarchy = Hierarchy(report, {"20": "", "21": "20", "19": "21", "PT": "19"})
        self._rejected_levels: set[str] = set()
        # Claims below a level, and what its QTY segments add up to: (claims, count, position of a QTY).
        self._receiver = [0, 0, 0]
        self._provider = [0, 0, 0]

    def take_hl(self, elements: list[str], position: int) -> None:
        """HL: a level opens."""
        self._hierarchy.take_hl(elements, position)
        level = get(elements, 3)
        if level in {"19", "21", "20"}:
            self._close_provider()
            self._rejected_levels.discard("19")
        if level in {"21", "20"}:
            self._close_receiver()
            self._rejected_levels.clear()

    def take_provider(self, elements: list[str], position: int) -> None:
        """2100C NM1."""
        if get(elements, 8) == "XX" and get(elements, 9) and not is_npi(elements[9]):
            self.report.add(NPI, position, element="NM109", value=elements[9])

    def take_receiver_status(self, elements: list[str], position: int) -> None:
        """2200B STC."""
        self.take_status(elements, position)
        if _category(elements, self.component) in _REJECTING:
            self._rejected_levels.add("21")

    def take_provider_status(self, elements: list[str], position: int) -> None:
        """2200C STC."""
        self.take_status(elements, position)
        if _category(elements, self.component) in _REJECTING:
            self._rejected_levels.add("19")

    def take_claim_status(self, elements: list[str], position: int) -> None:
        """2200D STC."""
        self.take_status(elements, position)
        if self._rejected_levels and _category(elements, self.component) == "A2":
            self.report.add(CASCADE, position, element="STC01", value="A2")

    def take_status(self, elements: list[str], position: int) -> None:
        """STC of any level: category and action."""
        category, action = _category(elements, self.component), get(elements, 3)
        expected = "WQ" if category in _ACCEPTING else "U" if category in _REJECTING else action
        if action and action != expected:
            self.report.add(ACTION, position, element="STC03", value=action, expected=expected)

    def take_receiver_count(self, elements: list[str], position: int) -> None:
        """2200B QTY."""
        _count(self._receiver, elements, position)

    def take_provider_count(self, elements: list[str], position: int) -> None:
        """2200C QTY."""
        _count(self._provider, elements, position)

    def take_claim(self, _elements: list[str], _position: int) -> None:
        """2200D TRN: one claim."""
        self.claims += 1
        self._receiver[0] += 1
        self._provider[0] += 1

    def _close_provider(self) -> None:
        self._compare(self._provider, "2200C")
        self._provider = [0, 0, 0]

    def _close_receiver(self) -> None:
        self._compare(self._receiver, "2200B")
        self._receiver = [0, 0, 0]

    def _compare(self, level: list[int], loop: str) -> None:
        claims, counted, position = level
        if position and claims and claims != counted:
            self.report.add(COUNTS, position, element="QTY02", loop=loop, expected=str(claims))

    def finish(self) -> None:
        """Everything is through, with or without an SE."""
        self._close_provider()
        self._close_receiver()
        self._hierarchy.finish()


def _category(elements: list[str], component: str) -> str:
    return get(elements, 1).partition(component)[0]


def _count(level: list[int], elements: list[str], position: int) -> None:
    number = get(elements, 2)
    level[1] += int(number) if number.isdecimal() and len(number) < 10 else 0
    level[2] = level[2] or position


SET_277CA: Final = register("005010X214", "277", GRAMMAR, ClaimAcknowledgementRules)
