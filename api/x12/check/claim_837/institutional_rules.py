"""The 837I beyond its grammar and beyond what every 837 has: type of bill, stay, codes of the claim, revenue lines."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.claim_837 import rule_list as every_837
from api.x12.check.claim_837.rules import ClaimRules
from api.x12.check.common import get
from api.x12.check.report import Report
from api.x12.check.rule import rule
from api.x12.codes.table import words
from api.x12.money import find_cents

SETS: Final = ("837I",)
_GUIDE: Final = "005010X223A2"
_NUBC: Final = "NUBC uniform billing manual"
BILL_TYPE: Final = rule(
    "bill.type",
    "a type of bill (CLM05-1 and CLM05-3) that is not assigned",
    f"{_NUBC}, form locator 4",
    sets=SETS,
    is_general_knowledge=True,
)
PATIENT_STATUS: Final = rule(
    "bill.patient_status",
    "a patient status (CL103) that is not assigned",
    f"{_NUBC}, form locator 17",
    sets=SETS,
    is_general_knowledge=True,
)
ADMISSION: Final = rule(
    "stay.admission",
    "an inpatient bill has the date and hour of admission (DTP*435) and the admitting diagnosis (HI*ABJ)",
    f"{_GUIDE}, 2300 DTP*435 and HI*ABJ",
    sets=SETS,
    is_general_knowledge=True,
    segment_code="I6",
)
DISCHARGE: Final = rule(
    "stay.discharge",
    "a patient who left has a discharge hour, and one who stays has none",
    f"{_GUIDE}, 2300 DTP*096 and CL103",
    sets=SETS,
    is_general_knowledge=True,
    segment_code="I6",
)
ATTENDING: Final = rule(
    "provider.attending",
    "an institutional claim names its attending provider (2310A)",
    f"{_GUIDE}, 2310A",
    sets=SETS,
    is_general_knowledge=True,
    segment_code="I6",
)
PROCEDURE: Final = rule(
    "procedure.form",
    "an ICD-10 procedure (BBR, BBQ) has seven letters and digits, without I and O",
    "ICD-10-PCS (CMS) [N]",
    sets=SETS,
)
PROCEDURE_DATE: Final = rule(
    "procedure.outside_stay",
    "a procedure lies after the days of the statement",
    f"{_GUIDE}, HI*BBR and DTP*434",
    sets=SETS,
    is_general_knowledge=True,
)
CODE_REPEATED: Final = rule(
    "health_code.repeated",
    "a value or condition code stands twice on a claim",
    f"{_NUBC}, form locators 18 and 39",
    sets=SETS,
    is_general_knowledge=True,
)
REVENUE_CODE: Final = rule(
    "line.revenue_code",
    "a revenue code has four digits, and the total line 0001 is not sent",
    f"{_NUBC}, form locator 42",
    sets=SETS,
    is_general_knowledge=True,
)
OUTSIDE_STATEMENT: Final = rule(
    "line.outside_statement",
    "a line lies outside the days of the statement (DTP*434)",
    f"{_GUIDE}, 2400 DTP*472 and 2300 DTP*434",
    sets=SETS,
    is_general_knowledge=True,
)
NONCOVERED: Final = rule(
    "line.noncovered",
    "more of a line is not covered than it charges",
    f"{_GUIDE}, SV203 and SV207",
    sets=SETS,
    is_general_knowledge=True,
)
_FACILITIES: Final = words(
    "11 12 13 14 18 21 22 23 28 32 33 34 41 43 65 66 71 72 73 74 75 76 77 78 79 81 82 83 84 85 86 87 89"
)
_FREQUENCIES: Final = frozenset("0123456789ABCDEFGHIJKMNOPQXYZ")
_STATUSES: Final = words(
    """
    01 02 03 04 05 06 07 08 09 20 21 30 40 41 42 43 50 51 61 62 63 64 65 66 69 70 81 82 83 84 85 86 87 88 89 90 91 92 93
    94 95
    """
)
_INPATIENT: Final = frozenset({"11", "18", "21", "41", "65", "66", "86"})
_STAYS: Final = "30"
_ICD10_PROCEDURE: Final = re.compile(r"[0-9A-HJ-NP-Z]{7}", re.ASCII)
_REVENUE: Final = re.compile(r"[0-9]{4}", re.ASCII)
_TOTAL_LINE: Final = "0001"
_UNIQUE: Final = frozenset({"BE", "BG"})


class InstitutionalRules(ClaimRules):
    """The 837I: diagnoses in five kinds of HI, procedures, lines by SV2."""

    hooks: ClassVar[Mapping[str, str]] = {
        **ClaimRules.hooks,
        "2300/DTP*434": "take_statement",
        "2300/DTP*435": "take_admission",
        "2300/DTP*096": "take_discharge",
        "2300/CL1": "take_cl1",
        **{f"2300/HI*{code}": "take_diagnoses" for code in ("ABK", "APR", "ABN", "ABF")},
        "2300/HI*ABJ": "take_admitting_diagnosis",
        "2300/HI*BBR": "take_procedures",
        "2300/HI*BBQ": "take_procedures",
        "2300/HI*BE": "take_unique_codes",
        "2300/HI*BG": "take_unique_codes",
        "2310A/NM1": "take_attending",
        "2310B/NM1": "take_provider",
        "2310C/NM1": "take_provider",
        "2310D/NM1": "take_provider",
        "2310E/NM1": "take_provider",
        "2310E/N3": "take_street",
        "2310E/N4": "take_city",
        "2310F/NM1": "take_provider",
        "2400/SV2": "take_sv2",
        "2420A/NM1": "take_provider",
        "2420B/NM1": "take_provider",
        "2420C/NM1": "take_provider",
        "2420D/NM1": "take_provider",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._bill_at = 0  # of the CLM at hand; 0 when there is none
        self._facility = ""
        self._status = ""
        self._from = self._through = ""
        self._is_admitted = self._has_admitting_diagnosis = self._has_discharge_hour = self._has_attending = False
        self._codes: set[tuple[str, str]] = set()

    def take_clm(self, elements: list[str], position: int) -> None:
        """2300 CLM."""
        super().take_clm(elements, position)
        facility, _, frequency = (*get(elements, 5).split(self.component), "", "", "")[:3]
        self._bill_at, self._facility = position, facility
        self._status = self._from = self._through = ""
        self._is_admitted = self._has_admitting_diagnosis = self._has_discharge_hour = self._has_attending = False
        self._codes = set()
        if facility not in _FACILITIES or frequency not in _FREQUENCIES:
            self.report.add(BILL_TYPE, position, element="CLM05", value=facility + frequency)

    def take_statement(self, elements: list[str], position: int) -> None:
        """DTP*434."""
        first, _, last = get(elements, 3).partition("-")
        self._from, self._through = first, last or first
        if first < self.birth_date:
            self.report.add(every_837.BORN_LATER, position, element="DTP03")

    def take_admission(self, _elements: list[str], _position: int) -> None:
        """DTP*435."""
        self._is_admitted = True

    def take_discharge(self, _elements: list[str], _position: int) -> None:
        """DTP*096."""
        self._has_discharge_hour = True

    def take_cl1(self, elements: list[str], position: int) -> None:
        """CL1."""
        self._status = get(elements, 3)
        if self._status and self._status not in _STATUSES:
            self.report.add(PATIENT_STATUS, position, element="CL103", value=self._status)

    def take_admitting_diagnosis(self, elements: list[str], position: int) -> None:
        """HI*ABJ."""
        self._has_admitting_diagnosis = True
        self.take_diagnoses(elements, position)

    def take_procedures(self, elements: list[str], position: int) -> None:
        """HI*BBR and HI*BBQ."""
        for number in range(1, len(elements)):
            qualifier, code, _, day = (*elements[number].split(self.component), "", "", "", "")[:4]
            if qualifier in {"BBR", "BBQ"} and not _ICD10_PROCEDURE.fullmatch(code):
                self.report.add(PROCEDURE, position, element=f"HI{number:02d}-2", value=code)
            if self._through and day > self._through:
                self.report.add(PROCEDURE_DATE, position, element=f"HI{number:02d}-4")

    def take_unique_codes(self, elements: list[str], position: int) -> None:
        """HI*BE and HI*BG."""
        for number in range(1, len(elements)):
            qualifier, code = (*elements[number].split(self.component), "", "")[:2]
            if qualifier in _UNIQUE and code and (qualifier, code) in self._codes:
                self.report.add(CODE_REPEATED, position, element=f"HI{number:02d}-2", value=code)
            self._codes.add((qualifier, code))

    def take_attending(self, elements: list[str], position: int) -> None:
        """2310A NM1."""
        self._has_attending = True
        self.take_provider(elements, position)

    def take_sv2(self, elements: list[str], position: int) -> None:
        """2400 SV2."""
        revenue, charge, noncovered = get(elements, 1), get(elements, 3), get(elements, 7)
        self.add_line(charge, get(elements, 5), position, ("SV203", "SV205"))
        add = self.report.add
        if revenue and (not _REVENUE.fullmatch(revenue) or revenue == _TOTAL_LINE):
            add(REVENUE_CODE, position, element="SV201", value=revenue)
        if noncovered and (find_cents(noncovered) or 0) > (find_cents(charge) or 0):
            add(NONCOVERED, position, element="SV207", value=noncovered)

    def take_service_date(self, elements: list[str], position: int) -> None:
        """2400 DTP*472."""
        super().take_service_date(elements, position)
        first, _, last = get(elements, 3).partition("-")
        if self._from and not self._from <= first <= (last or first) <= self._through:
            self.report.add(OUTSIDE_STATEMENT, position, element="DTP03")

    def close_claim(self) -> None:
        """A claim is through."""
        super().close_claim()
        at, self._bill_at = self._bill_at, 0
        if not at:
            return
        add = self.report.add
        if self._facility in _INPATIENT:
            if not self._is_admitted or not self._has_admitting_diagnosis:
                expected = "HI*ABJ" if self._is_admitted else "DTP*435"
                add(ADMISSION, at, segment=expected.partition("*")[0], loop="2300", expected=expected)
            if self._status and self._has_discharge_hour is (self._status == _STAYS):
                add(DISCHARGE, at, segment="DTP", loop="2300", expected="DTP*096 unless CL103 is 30")
        if not self._has_attending:
            add(ATTENDING, at, segment="NM1", loop="2310A", expected="NM1*71")
