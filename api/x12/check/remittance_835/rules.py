"""The 835 beyond its grammar: claim by claim, then the check."""

from collections.abc import Mapping
from typing import ClassVar, Final

from api.x12.check.common import CARC, NPI, get
from api.x12.check.remittance_835 import claims as c
from api.x12.check.remittance_835 import payment as p
from api.x12.check.remittance_835.usual import UsualRemittance
from api.x12.check.report import Report
from api.x12.check.rule import Rule
from api.x12.check.transaction_set import SetRules
from api.x12.codes.adjustments import CARC_GROUPS, CARCS, CARCS_WITH_REMARK, RARCS
from api.x12.findings import BalanceLevel
from api.x12.money import find_cents
from api.x12.npi import is_npi

_CAS_END: Final = 19
_PLB_END: Final = 14


class _Sums:
    """What one CLP or SVC has added up so far."""

    __slots__ = ("adjusted", "charge", "has_remark", "needs_remark", "paid", "position", "share")

    def __init__(self, position: int, charge: int, paid: int) -> None:
        self.position = position
        self.charge = charge
        self.paid = paid
        self.adjusted = 0
        self.share = 0
        self.needs_remark = 0  # position of the CAS that does
        self.has_remark = False


class RemittanceRules(SetRules):
    """Sums at three levels, signs, and codes that belong together."""

    hooks: ClassVar[Mapping[str, str]] = {
        "/BPR": "take_bpr",
        "/DTM*405": "take_production_date",
        "1000B/N1*PE": "take_payee",
        "2100/CLP": "take_clp",
        "2100/CAS": "take_cas",
        "2100/NM1*82": "take_provider",
        "2100/NM1*TT": "take_carrier",
        "2100/MIA": "take_mia",
        "2100/MOA": "take_moa",
        "2100/AMT*I": "take_amt",
        "2110/SVC": "take_svc",
        "2110/CAS": "take_cas",
        "2110/LQ": "take_lq",
        "/PLB": "take_plb",
    }
    opens_claim: ClassVar[str] = "2100/CLP"

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._bpr: list[str] = []
        self._bpr_position = 0
        self._paid = 0
        self._provider_cents = 0
        self._interest_cents = 0
        self._interest_position = 0
        self._interest_paid_cents = 0
        self._interest_paid_position = 0
        self._status = ""
        self._share: int | None = None
        self._has_carrier = False
        self._claim: _Sums | None = None
        self._line: _Sums | None = None
        self._line_charges = 0
        self._line_adjusted = 0
        self._line_share = 0
        self._has_lines = False
        self._usual = UsualRemittance(report.delimiters)

    def usual_form(self) -> UsualRemittance:
        """Balanced claims without anything special."""
        return self._usual

    def take_usual(self, _position: int) -> None:
        """The claim before them is through."""
        self._close_claim()

    def take_bpr(self, elements: list[str], position: int) -> None:
        """BPR: the payment."""
        self._bpr, self._bpr_position = elements, position
        add = self.report.add
        handling, cents, method = get(elements, 1), find_cents(get(elements, 2)), get(elements, 4)
        if cents is None:
            return
        if cents < 0:
            add(p.NEGATIVE, position, element="BPR02", loop="header", value=elements[2], expected="0 or more")
        if (handling == "H" or method == "NON") and (cents or handling != "H" or method != "NON"):
            add(p.NON_PAYMENT, position, element="BPR04", loop="header", value=method)
        if method in p.ELECTRONIC:
            empty = [number for number in p.BANK_ELEMENTS if not get(elements, number)]
            if empty:
                add(p.BANKING, position, element=f"BPR{empty[0]:02d}", loop="header")

    def take_production_date(self, elements: list[str], position: int) -> None:
        """DTM*405."""
        if get(self._bpr, 4) == "NON" and get(self._bpr, 16) != get(elements, 2):
            self.report.add(p.NON_DATE, position, element="BPR16", loop="header", value=get(self._bpr, 16))

    def take_payee(self, elements: list[str], position: int) -> None:
        """N1*PE: who is paid."""
        if get(elements, 3) == "XX" and get(elements, 4) and not is_npi(elements[4]):
            self.report.add(NPI, position, element="N104", loop="1000B", value=elements[4])

    def take_provider(self, elements: list[str], position: int) -> None:
        """NM1*82: who rendered."""
        if get(elements, 8) == "XX" and get(elements, 9) and not is_npi(elements[9]):
            self.report.add(NPI, position, element="NM109", loop="2100", value=elements[9])

    def take_carrier(self, _elements: list[str], _position: int) -> None:
        """NM1*TT: to whom the claim was forwarded."""
        self._has_carrier = True

    def take_clp(self, elements: list[str], position: int) -> None:
        """CLP: the claim before it is through."""
        self._close_claim()
        self.claims += 1
        self._status = status = get(elements, 2)
        charge, paid = find_cents(get(elements, 3)) or 0, find_cents(get(elements, 4)) or 0
        share = get(elements, 5)
        self._share = find_cents(share) if share else None
        self._claim = _Sums(position, charge, paid)
        self._has_carrier = self._has_lines = False
        self._line_charges = self._line_adjusted = self._line_share = 0
        self._paid += paid
        add = self.report.add
        if status == c.REVERSAL:
            if share:
                add(c.REVERSAL_SHARE, position, element="CLP05", loop="2100", value=share)
            if charge > 0 or paid > 0:
                add(c.REVERSAL_SIGN, position, element="CLP03" if charge > 0 else "CLP04", loop="2100")
        elif status == c.DENIED and paid:
            add(c.DENIED_PAID, position, element="CLP02", loop="2100", value=status)

    def take_svc(self, elements: list[str], position: int) -> None:
        """SVC: the line before it is through."""
        self._close_line()
        charge, paid = find_cents(get(elements, 2)) or 0, find_cents(get(elements, 3)) or 0
        self._line = _Sums(position, charge, paid)
        self._line_charges += charge
        self._has_lines = True
        if self._status == c.REVERSAL and (charge > 0 or paid > 0):
            self.report.add(c.REVERSAL_SIGN, position, element="SVC02" if charge > 0 else "SVC03", loop="2110")

    def take_cas(self, elements: list[str], position: int) -> None:
        """CAS of a claim or a line."""
        sums = self._line or self._claim
        if sums is None:
            return
        group = elements[1] if len(elements) > 1 else ""
        for at in range(2, min(len(elements), _CAS_END), 3):
            reason = elements[at]
            cents = find_cents(elements[at + 1]) if at + 1 < len(elements) else None
            if cents:
                sums.adjusted += cents
                if group == "PR":
                    sums.share += cents
            if reason not in CARCS or reason in CARC_GROUPS or reason in CARCS_WITH_REMARK:
                self._look_at_reason(sums, group, reason, at, position)

    def _look_at_reason(self, sums: _Sums, group: str, reason: str, at: int, position: int) -> None:
        loop = "2110" if sums is self._line else "2100"
        element = f"CAS{at:02d}"
        if reason and reason not in CARCS:
            self.report.add(CARC, position, element=element, loop=loop, value=reason)
        allowed = CARC_GROUPS.get(reason)
        if allowed is not None and group not in allowed:
            expected = " ".join(sorted(allowed))
            self.report.add(c.CARC_GROUP, position, element="CAS01", loop=loop, value=group, expected=expected)
        if reason in CARCS_WITH_REMARK and not sums.needs_remark:
            sums.needs_remark = position

    def take_lq(self, elements: list[str], position: int) -> None:
        """LQ: a remark code of the line (HE)."""
        if self._line is not None:
            self._line.has_remark = True
        if get(elements, 1) == "HE":
            self._remark(get(elements, 2), "LQ02", "2110", position)

    def take_mia(self, elements: list[str], position: int) -> None:
        """MIA05 and 20 to 23: remark codes of an inpatient claim."""
        self._remarks(elements, (5, 20, 21, 22, 23), position)

    def take_moa(self, elements: list[str], position: int) -> None:
        """MOA03 to 07: remark codes of an outpatient claim."""
        self._remarks(elements, (3, 4, 5, 6, 7), position)

    def _remarks(self, elements: list[str], numbers: tuple[int, ...], position: int) -> None:
        for number in numbers:
            code = get(elements, number)
            if code:
                if self._claim is not None:
                    self._claim.has_remark = True
                self._remark(code, f"{elements[0]}{number:02d}", "2100", position)

    def _remark(self, code: str, element: str, loop: str, position: int) -> None:
        if code and code not in RARCS:
            self.report.add(c.RARC, position, element=element, loop=loop, value=code)

    def take_amt(self, elements: list[str], position: int) -> None:
        """AMT of a claim: I is interest."""
        if get(elements, 1) == "I":
            self._interest_cents += find_cents(get(elements, 2)) or 0
            self._interest_position = self._interest_position or position

    def take_plb(self, elements: list[str], position: int) -> None:
        """PLB: up to six pairs."""
        self._close_claim()
        for at in range(3, min(len(elements), _PLB_END), 2):
            code, _, reference = elements[at].partition(self.component)
            cents = find_cents(get(elements, at + 1))
            if cents is None:
                continue
            self._provider_cents += cents
            if code == "L6":
                self._interest_paid_cents -= cents
                self._interest_paid_position = self._interest_paid_position or position
            which = _broken_plb(code, reference.partition(self.component)[0], cents)
            if which is not None:
                number = at if which is p.PLB_REFERENCE else at + 1
                self.report.add(which, position, element=f"PLB{number:02d}", loop="header", value=get(elements, number))

    def finish(self) -> None:
        """Everything is through, with or without an SE."""
        self._close_claim()
        add = self.report.add
        cents = find_cents(get(self._bpr, 2))
        self.claims += self._usual.claims
        expected = self._paid + self._usual.paid_cents - self._provider_cents
        if cents is not None and cents != expected:
            self._unbalanced(c.CHECK, "check", expected - cents, self._bpr_position, "BPR02", "header")
        if self._interest_cents and not self._interest_paid_position:
            add(p.INTEREST, self._interest_position, element="AMT02", loop="2100")
        elif self._interest_paid_position and self._interest_paid_cents != self._interest_cents:
            add(p.INTEREST_UNBACKED, self._interest_paid_position, element="PLB04", loop="header")

    def _close_line(self) -> None:
        line = self._line
        if line is None:
            return
        off = line.charge - line.paid - line.adjusted
        if off:
            self._unbalanced(c.LINE, "line", off, line.position, "SVC03", "2110")
        if line.needs_remark and not (line.has_remark or (self._claim is not None and self._claim.has_remark)):
            self.report.add(c.CARC_REMARK, line.needs_remark, segment="CAS", loop="2110", expected="LQ*HE")
        self._line_adjusted += line.adjusted
        self._line_share += line.share
        self._line = None

    def _close_claim(self) -> None:
        self._close_line()
        claim = self._claim
        if claim is None:
            return
        self._claim = None
        if self._has_lines and self._line_charges != claim.charge:
            off = claim.charge - self._line_charges
            self._unbalanced(c.CLAIM, "claim", off, claim.position, "CLP03", "2100")
        off = claim.charge - claim.paid - claim.adjusted - self._line_adjusted
        if off:
            self._unbalanced(c.CLAIM, "claim", off, claim.position, "CLP04", "2100")
        add = self.report.add
        share = claim.share + self._line_share
        if self._status != c.REVERSAL and (self._share or 0) != share:
            add(c.SHARE, claim.position, element="CLP05", loop="2100", difference_cents=share - (self._share or 0))
        if claim.needs_remark and not claim.has_remark:
            add(c.CARC_REMARK, claim.needs_remark, segment="CAS", loop="2100", expected="MOA or MIA")
        if self._status in c.FORWARDED and not self._has_carrier:
            add(c.CROSSOVER, claim.position, segment="NM1", loop="2100", expected="NM1*TT")

    def _unbalanced(self, which: Rule, level: BalanceLevel, off: int, position: int, element: str, loop: str) -> None:
        self.report.add(
            which,
            position,
            f"the {level} does not balance at {element}: {off} cents remain",
            element=element,
            loop=loop,
            level=level,
            difference_cents=off,
        )


def _broken_plb(code: str, reference: str, cents: int) -> Rule | None:
    if not cents:
        return p.PLB_ZERO
    if code in p.CARRIED and not reference:
        return p.PLB_REFERENCE
    if code in p.RAISES and cents > 0:
        return p.PLB_SIGN
    if code in p.LOWERS and cents < 0:
        return p.PLB_SIGN_USUAL
    return None
