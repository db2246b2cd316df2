# ruff: noqa: PLR2004 - the numbers are the element numbers of the guide
"""The 837 beyond its grammar: levels, providers, subscriber and patient, claims and lines."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.claim_837 import rule_list as r
from api.x12.check.claim_837.cob import CoordinationOfBenefits
from api.x12.check.claim_837.usual_professional import PO_BOX, UsualProfessional
from api.x12.check.common import CARC, NPI, get
from api.x12.check.hierarchy import Hierarchy
from api.x12.check.report import Report
from api.x12.check.transaction_set import SetRules
from api.x12.codes.adjustments import CARCS
from api.x12.codes.diagnoses import icd9_may_exist, icd10_may_exist
from api.x12.money import find_cents
from api.x12.npi import is_npi

_ZIP9: Final = re.compile(r"[0-9]{9}", re.ASCII)
_MAX_CLAIMS: Final = 5_000
_MAX_KNOWN_IDS: Final = 50_000
_RECEIVER_KEEPS: Final = 20
_ICD9_ENDED: Final = "20151001"
_SELF: Final = "18"
_CAS_END: Final = 19


class ClaimRules(SetRules):
    """What 837P and 837I have in common. A subclass adds its service segment."""

    hooks: ClassVar[Mapping[str, str]] = {
        "2000A/HL": "take_hl",
        "2000B/HL": "take_hl",
        "2000C/HL": "take_hl",
        "2010AA/NM1": "take_billing_provider",
        "2010AA/N3": "take_street",
        "2010AA/N4": "take_city",
        "2000B/SBR": "take_sbr",
        "2010BA/N3": "take_subscriber_address",
        "2010BA/N4": "take_subscriber_address",
        "2010BA/DMG": "take_subscriber_dmg",
        "2010BB/REF*G2": "take_billing_number",
        "2010CA/DMG": "take_dmg",
        "2300/CLM": "take_clm",
        "2300/REF*F8": "take_original_reference",
        "2320/SBR": "cob.take_sbr",
        "2320/CAS": "take_cob_cas",
        "2320/AMT*D": "cob.take_amt",
        "2330B/NM1": "cob.take_payer",
        "2330B/DTP": "cob.take_date",
        "2400/LX": "take_lx",
        "2400/DTP*472": "take_service_date",
        "2400/REF*6R": "take_line_control",
        "2430/SVD": "cob.take_svd",
        "2430/CAS": "take_line_cas",
    }

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.hierarchy = Hierarchy(report, {"20": "", "22": "20", "23": "22"})
        self.cob = CoordinationOfBenefits(report, "")
        self._icd10 = report.codes.icd10
        self._ids: set[str] = set()
        # Billing provider: where its NM1 without an NPI stands; 0 when there is nothing to ask for.
        self._unnumbered_at = 0
        self._has_number = False
        # Subscriber
        self._sbr_at = 0
        self._relationship = ""
        self._sequence = ""
        self._address_parts = 0
        self._has_dmg = False
        self._has_patient = False
        self.birth_date = ""
        # Claim
        self._clm_at = 0
        self._charge = 0
        self._lines_charge = 0
        self._frequency = ""
        self._has_original = False
        self.diagnosis_count = 0
        self._icd9_at = 0
        self._has_icd10 = False
        self._controls: set[str] = set()
        # Line
        self._line_count = 0
        self._line_charge: int | None = None

    def take_hl(self, elements: list[str], position: int) -> None:
        """HL: a level opens."""
        self.close_claim()
        self.hierarchy.take_hl(elements, position)
        match get(elements, 3):
            case "23":
                self._has_patient = True
                if self._relationship == _SELF:
                    self.report.add(r.SELF_WITH_PATIENT, position, segment="HL", loop="2000C")
            case "20":
                self._close_subscriber()
                self._close_billing_provider()
            case _:
                self._close_subscriber()

    # Providers

    def take_billing_provider(self, elements: list[str], position: int) -> None:
        """2010AA NM1."""
        self._unnumbered_at, self._has_number = (0 if get(elements, 9) else position), False
        self.take_provider(elements, position)

    def take_billing_number(self, _elements: list[str], _position: int) -> None:
        """2010BB REF*G2: the payer's number of an atypical provider."""
        self._has_number = True

    def take_provider(self, elements: list[str], position: int) -> None:
        """NM1 of a provider: an NPI has its check digit."""
        number = get(elements, 9)
        if number and get(elements, 8) == "XX" and not is_npi(number):
            self.report.add(NPI, position, element="NM109", value=number)

    def take_street(self, elements: list[str], position: int) -> None:
        """N3 where a street is required."""
        for number in (1, 2):
            if PO_BOX.search(get(elements, number)):
                self.report.add(r.PO_BOX, position, element=f"N30{number}", value=elements[number])

    def take_city(self, elements: list[str], position: int) -> None:
        """N4 where nine digits are required."""
        zip_code, country = get(elements, 3), get(elements, 4)
        if country in {"", "US"} and not _ZIP9.fullmatch(zip_code):
            self.report.add(r.ZIP, position, element="N403", value=zip_code, expected="9 digits")

    def _close_billing_provider(self) -> None:
        if self._unnumbered_at and not self._has_number:
            self.report.add(r.BILLING_NPI, self._unnumbered_at, element="NM109", loop="2010AA")
        self._unnumbered_at = 0

    # Subscriber and patient

    def take_sbr(self, elements: list[str], position: int) -> None:
        """2000B SBR."""
        self._sbr_at, self._relationship, self._sequence = position, get(elements, 2), get(elements, 1)
        self._address_parts, self._has_dmg, self._has_patient, self.birth_date = 0, False, False, ""

    def take_subscriber_address(self, _elements: list[str], _position: int) -> None:
        """2010BA N3 and N4."""
        self._address_parts += 1

    def take_subscriber_dmg(self, elements: list[str], position: int) -> None:
        """2010BA DMG."""
        self._has_dmg = True
        self.take_dmg(elements, position)

    def take_dmg(self, elements: list[str], _position: int) -> None:
        """DMG02: the birth date of who is the patient."""
        self.birth_date = get(elements, 2)

    def _close_subscriber(self) -> None:
        at, self._sbr_at = self._sbr_at, 0
        if not at:
            return
        add = self.report.add
        if self._relationship == _SELF:
            if not self._has_dmg:
                add(r.SELF_DEMOGRAPHICS, at, segment="DMG", loop="2010BA", expected="DMG")
            if self._address_parts < 2:
                add(r.SELF_ADDRESS, at, segment="N3", loop="2010BA", expected="N3 and N4")
        elif not self._relationship and not self._has_patient:
            add(r.NO_PATIENT, at, element="SBR02", loop="2000B", expected="18, or HL*23")

    # Claim

    def take_clm(self, elements: list[str], position: int) -> None:
        """2300 CLM: the claim before it is through."""
        self.close_claim()
        self.claims += 1
        claim_id = get(elements, 1)
        self._open_claim()
        self._clm_at, self._charge = position, find_cents(get(elements, 2)) or 0
        self._frequency = "".join(get(elements, 5).split(self.component)[2:3])
        self.cob = CoordinationOfBenefits(self.report, self._sequence)
        add = self.report.add
        if self.claims == _MAX_CLAIMS + 1:
            add(r.CLAIM_COUNT, position, segment="CLM", loop="2300", expected="at most 5000")
        if len(claim_id) > _RECEIVER_KEEPS:
            add(r.CLAIM_ID_LONG, position, element="CLM01", loop="2300", value=claim_id, expected="at most 20")
        if not self.is_new(claim_id):
            add(r.CLAIM_REPEATED, position, element="CLM01", loop="2300", value=claim_id)
        elif len(self._ids) < _MAX_KNOWN_IDS:
            self._ids.add(claim_id)
        if self._charge < 0:
            add(r.NEGATIVE, position, element="CLM02", loop="2300", value=elements[2])

    def is_new(self, claim_id: str) -> bool:
        """Whether no claim before has this CLM01."""
        return claim_id not in self._ids

    def take_ids(self, claim_ids: list[str]) -> None:
        """Count claims that were taken whole under their CLM01."""
        self.claims += len(claim_ids)
        if len(self._ids) < _MAX_KNOWN_IDS:
            self._ids.update(claim_ids)

    def take_original_reference(self, _elements: list[str], _position: int) -> None:
        """2300 REF*F8."""
        self._has_original = True

    def take_diagnoses(self, elements: list[str], position: int) -> None:
        """HI of diagnoses."""
        for number in range(1, len(elements)):
            qualifier, _, rest = elements[number].partition(self.component)
            code = rest.partition(self.component)[0]
            if not code:
                continue
            self.diagnosis_count += 1
            self._look_at_diagnosis(qualifier, code, f"HI{number:02d}-2", position)

    def _look_at_diagnosis(self, qualifier: str, code: str, element: str, position: int) -> None:
        is_icd10 = qualifier.startswith("A")
        add = self.report.add
        if not is_icd10 and not self._icd9_at:
            self._icd9_at = position
        self._has_icd10 |= is_icd10
        if self._icd9_at and self._has_icd10:
            add(r.DIAGNOSIS_MIXED, position, element=element, loop="2300", value=qualifier)
        if "." in code:
            add(r.DIAGNOSIS_DOT, position, element=element, loop="2300", value=code)
        elif not (self.knows(code) if is_icd10 else icd9_may_exist(code)):
            add(r.DIAGNOSIS, position, element=element, loop="2300", value=code)

    def knows(self, code: str) -> bool:
        """Whether an ICD-10 code is in the caller's set or, without one, may exist by its form."""
        return icd10_may_exist(code) if self._icd10 is None else code in self._icd10

    def take_cob_cas(self, elements: list[str], position: int) -> None:
        """2320 CAS."""
        self._look_at_reasons(elements, "2320", position)
        self.cob.take_cas(elements, position)

    def take_line_cas(self, elements: list[str], position: int) -> None:
        """2430 CAS."""
        self._look_at_reasons(elements, "2430", position)
        self.cob.take_line_cas(elements, position)

    def _look_at_reasons(self, elements: list[str], loop: str, position: int) -> None:
        for at in range(2, min(len(elements), _CAS_END), 3):
            if elements[at] and elements[at] not in CARCS:
                self.report.add(CARC, position, element=f"CAS{at:02d}", loop=loop, value=elements[at])

    def close_claim(self) -> None:
        """A claim is through."""
        self._close_line()
        at, self._clm_at = self._clm_at, 0
        if not at:
            return
        add = self.report.add
        if self._line_count and self._lines_charge != self._charge:
            off = self._charge - self._lines_charge
            add(
                r.CLAIM_TOTAL,
                at,
                f"CLM02 is not the sum of its lines: {off} cents remain",
                element="CLM02",
                loop="2300",
                difference_cents=off,
            )
        if self._frequency in {"7", "8"} and not self._has_original:
            add(r.ORIGINAL, at, segment="REF", loop="2300", expected="REF*F8")
        self.cob.close(self._charge)
        self._open_claim()

    def _open_claim(self) -> None:
        self._lines_charge = self._line_count = self.diagnosis_count = self._icd9_at = 0
        self._has_original = self._has_icd10 = False
        self._controls = set()

    # Line

    def take_lx(self, elements: list[str], position: int) -> None:
        """2400 LX: the line before it is through."""
        self._close_line()
        self._line_count += 1
        number = get(elements, 1)
        if number != str(self._line_count):
            expected = str(self._line_count)
            self.report.add(r.LINE_NUMBER, position, element="LX01", loop="2400", value=number, expected=expected)

    def add_line(self, charge_text: str, units: str, position: int, elements: tuple[str, str]) -> None:
        """The charge and the units of a line; `elements` are their names."""
        charge = find_cents(charge_text) or 0
        self._line_charge = charge
        self._lines_charge += charge
        if charge < 0:
            self.report.add(r.UNITS, position, element=elements[0], loop="2400", value=charge_text)
        if units and not units.strip("-0."):
            self.report.add(r.UNITS, position, element=elements[1], loop="2400", value=units)

    def take_service_date(self, elements: list[str], position: int) -> None:
        """2400 DTP*472."""
        first = get(elements, 3)[:8]
        if first < self.birth_date:
            self.report.add(r.BORN_LATER, position, element="DTP03", loop="2400")
        if self._icd9_at and first >= _ICD9_ENDED:
            self.report.add(r.DIAGNOSIS_ICD9, self._icd9_at, element="HI01-1", loop="2300")
            self._icd9_at = 0

    def take_line_control(self, elements: list[str], position: int) -> None:
        """2400 REF*6R."""
        number = get(elements, 2)
        if number in self._controls:
            self.report.add(r.LINE_CONTROL, position, element="REF02", loop="2400", value=number)
        self._controls.add(number)

    def _close_line(self) -> None:
        charge, self._line_charge = self._line_charge, None
        if charge is not None:
            self.cob.close_line(charge)

    def finish(self) -> None:
        """Everything is through, with or without an SE."""
        self.close_claim()
        self._close_subscriber()
        self._close_billing_provider()
        self.hierarchy.finish()


class ProfessionalRules(ClaimRules):
    """The 837P: diagnoses by ABK and ABF, lines by SV1 with their pointers."""

    hooks: ClassVar[Mapping[str, str]] = {
        **ClaimRules.hooks,
        "2300/HI*ABK": "take_diagnoses",
        "2310A/NM1": "take_provider",
        "2310B/NM1": "take_provider",
        "2310C/NM1": "take_provider",
        "2310C/N3": "take_street",
        "2310C/N4": "take_city",
        "2310D/NM1": "take_provider",
        "2310E/N3": "take_street",
        "2310E/N4": "take_city",
        "2400/SV1": "take_sv1",
        "2420A/NM1": "take_provider",
        "2420B/NM1": "take_provider",
        "2420C/NM1": "take_provider",
        "2420D/NM1": "take_provider",
        "2420E/NM1": "take_provider",
        "2420F/NM1": "take_provider",
    }
    opens_claim: ClassVar[str] = "2000B/HL"

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._usual = UsualProfessional(report.delimiters, self)

    def usual_form(self) -> UsualProfessional:
        """Subscribers who are the patient, with original claims and no other payer."""
        return self._usual

    def take_usual(self, position: int) -> None:
        """What was open before them is through."""
        self.close_claim()
        self._close_subscriber()
        self.hierarchy.take_whole(self._usual.last, self._usual.levels, position)

    def take_sv1(self, elements: list[str], position: int) -> None:
        """2400 SV1."""
        self.add_line(get(elements, 2), get(elements, 4), position, ("SV102", "SV104"))
        if not self.diagnosis_count:
            return
        for pointer in get(elements, 7).split(self.component):
            if pointer.isdecimal() and int(pointer[:4]) > self.diagnosis_count:
                self.report.add(
                    r.POINTER,
                    position,
                    element="SV107",
                    loop="2400",
                    value=pointer,
                    expected=f"1 to {self.diagnosis_count}",
                )
