"""Coordination of benefits on one claim: what each other payer paid and adjusted, for the claim and line by line."""

from api.x12.check.claim_837 import rule_list as r
from api.x12.check.common import get
from api.x12.check.report import Report
from api.x12.money import find_cents

_CAS_END = 19


class _Payer:
    """One 2320 loop with its 2330B."""

    __slots__ = ("adjusted", "has_date", "id", "line_adjusted", "line_paid", "paid", "position")

    def __init__(self, position: int) -> None:
        self.position = position
        self.id = ""
        self.paid: int | None = None
        self.adjusted: int | None = None
        self.has_date = False
        self.line_paid: int | None = None
        self.line_adjusted = 0


class _LinePayer:
    """What the 2430 loops of one line say for one payer."""

    __slots__ = ("adjusted", "paid", "position")

    def __init__(self, position: int) -> None:
        self.position = position
        self.paid = 0
        self.adjusted = 0


class CoordinationOfBenefits:
    """The other payers of one claim. `take_` methods are named for their segments."""

    def __init__(self, report: Report, sequence: str) -> None:
        self._report = report
        self._sequences = {sequence}
        self._payers: list[_Payer] = []
        self._line: dict[str, _LinePayer] = {}
        self._line_payer: _LinePayer | None = None

    def take_sbr(self, elements: list[str], position: int) -> None:
        """2320 SBR."""
        sequence = get(elements, 1)
        if sequence and sequence != "U" and sequence in self._sequences:
            self._report.add(r.COB_SEQUENCE, position, element="SBR01", loop="2320", value=sequence)
        self._sequences.add(sequence)
        self._payers.append(_Payer(position))

    def take_cas(self, elements: list[str], _position: int) -> None:
        """2320 CAS."""
        if self._payers:
            payer = self._payers[-1]
            payer.adjusted = (payer.adjusted or 0) + adjusted_cents(elements)

    def take_amt(self, elements: list[str], _position: int) -> None:
        """2320 AMT*D."""
        if self._payers:
            self._payers[-1].paid = find_cents(get(elements, 2)) or 0

    def take_payer(self, elements: list[str], _position: int) -> None:
        """2330B NM1."""
        if self._payers:
            self._payers[-1].id = get(elements, 9)

    def take_date(self, _elements: list[str], _position: int) -> None:
        """2330B DTP*573."""
        if self._payers:
            self._payers[-1].has_date = True

    def take_svd(self, elements: list[str], position: int) -> None:
        """2430 SVD."""
        payer_id = get(elements, 1)
        payer = next((payer for payer in self._payers if payer.id == payer_id), None)
        if payer_id and payer is None:
            self._report.add(r.COB_PAYER, position, element="SVD01", loop="2430", value=payer_id)
        paid = find_cents(get(elements, 2)) or 0
        self._line_payer = self._line.setdefault(payer_id, _LinePayer(position))
        self._line_payer.paid += paid
        if payer is not None:
            payer.line_paid = (payer.line_paid or 0) + paid

    def take_line_cas(self, elements: list[str], _position: int) -> None:
        """2430 CAS."""
        if self._line_payer is not None:
            self._line_payer.adjusted += adjusted_cents(elements)

    def close_line(self, charge_cents: int) -> None:
        """A line is through: per payer it balances over all its 2430 loops."""
        for payer_id, line in self._line.items():
            off = charge_cents - line.adjusted - line.paid
            if off:
                self._report.add(r.COB_LINE, line.position, element="SVD02", loop="2430", difference_cents=off)
            for payer in self._payers:
                if payer.id == payer_id:
                    payer.line_adjusted += line.adjusted
        self._line = {}
        self._line_payer = None

    def close(self, charge_cents: int) -> None:
        """The claim is through."""
        for payer in self._payers:
            self._close_payer(payer, charge_cents)

    def _close_payer(self, payer: _Payer, charge_cents: int) -> None:
        add = self._report.add
        has_lines = payer.line_paid is not None
        if payer.paid is None:
            if has_lines or payer.adjusted is not None:
                add(r.COB_PAID, payer.position, segment="AMT", loop="2320", expected="AMT*D")
            return
        if not payer.has_date and not has_lines:
            add(r.COB_DATE, payer.position, segment="DTP", loop="2330B", expected="DTP*573")
        adjusted = payer.adjusted or 0
        off = payer.line_paid - adjusted - payer.paid if payer.line_paid is not None else 0
        if not off and (has_lines or payer.adjusted is not None):
            off = charge_cents - payer.paid - adjusted - payer.line_adjusted
        if off:
            add(r.COB_TOTAL, payer.position, element="AMT02", loop="2320", difference_cents=off)


def adjusted_cents(elements: list[str]) -> int:
    """The sum of a CAS."""
    return sum(find_cents(elements[at]) or 0 for at in range(3, min(len(elements), _CAS_END + 1), 3))
