"""The usual claim payment: processed, forwarded or reversed, a handful of segments a line, balanced.

Anything else is walked segment by segment: claims that are denied as unknown or pay interest, inpatient claims, reasons
that belong to one group, and whatever does not add up.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, cast

from api.x12.check.patterns import alternatives
from api.x12.check.remittance_835.grammar import GRAMMAR
from api.x12.check.usual import Part, usual_pattern
from api.x12.codes.adjustments import CARC_GROUPS, CARCS, CARCS_WITH_REMARK, RARCS
from api.x12.lexer import Delimiters
from api.x12.money import find_cents
from api.x12.npi import is_npi

_SIGNED: Final = r"-?\d{1,10}+(?:\.\d{1,2}+)?+"
# Reasons that may stand in any group; some ask for a remark.
_FREE: Final = CARCS - frozenset(CARC_GROUPS)
_PLAIN: Final = alternatives(_FREE - CARCS_WITH_REMARK)
_REMARKED: Final = alternatives(_FREE & CARCS_WITH_REMARK)
# Captured: whether the share is the patient's, a reason that asks for a remark, its amount, and the amount of a second
# reason, as Medicare sends its sequestration and others the coinsurance behind the deductible.
_CAS: Final = f"CAS<e>(?:(PR)|CO|OA|PI)<e>(?:({_REMARKED})|{_PLAIN})<e>({_SIGNED})(?:<e><e>{_PLAIN}<e>({_SIGNED}))?"
_PROCEDURE: Final = "(?:AD|ER|HC|HP|IV|NU|N4|WK)<c><t>{1,48}+(?:<c><t>{2}){0,4}"
_UNITS: Final = r"\d{1,13}+(?:\.\d{1,2}+)?+"
_SVC: Final = (
    f"SVC<e>{_PROCEDURE}<e>({_SIGNED})<e>({_SIGNED})(?:<e><t>{{0,48}}+<e>{_UNITS}(?:<e>(?:{_PROCEDURE})?<e>{_UNITS})?)?"
)
_REVERSAL: Final = "22"
_FORWARDED: Final = frozenset({"19", "20", "21"})
_HEAD: Final = (
    Part(
        "2100/CLP",
        9,
        1,
        1,
        (2, 3, 4, 5),
        ((2, "(?:[123]|19|2[012])"), (3, _SIGNED), (4, _SIGNED), (5, f"(?:{_SIGNED})?")),
    ),
    Part("2100/CAS", 3, instead=((0, _CAS),)),
    Part("2100/CAS", 3, instead=((0, _CAS),)),
    Part("2100/NM1*QC", 9, 1, 1),
    Part("2100/NM1*IL", 9),
    Part("2100/NM1*74", 9),
    Part("2100/NM1*82", 9, groups=(9,), instead=((8, "XX"),)),
    Part("2100/NM1*TT", 9, groups=(1,)),
    Part("2100/MOA", 3, instead=((0, f"MOA<e>\\d{{0,4}}<e>(?:{_SIGNED})?((?:<e>[A-Z0-9]{{2,5}}){{1,5}})"),)),
    Part("2100/REF*EA", 2, most=5),
    Part("2100/REF*0B", 2, most=10),
    Part("2100/DTM*232", 2, most=2),
    Part("2100/DTM*036", 2),
    Part("2100/DTM*050", 2),
    Part("2100/PER", 4),
    Part("2100/AMT", 2, most=13, instead=((1, "(?:AU|D8|F5|T2|ZK|ZL)"),)),
)
_LINE: Final = (
    Part("2110/SVC", 5, 1, 1, instead=((0, _SVC),)),
    Part("2110/DTM", 2, most=2),
    Part("2110/CAS", 3, instead=((0, _CAS),)),
    Part("2110/CAS", 3, instead=((0, _CAS),)),
    Part("2110/CAS", 3, instead=((0, _CAS),)),
    Part("2110/REF*LU", 2, most=8),
    Part("2110/REF*6R", 2),
    Part("2110/REF*0B", 2, most=10),
    Part("2110/REF*0K", 2, most=5),
    Part("2110/AMT", 2, most=9),
    Part("2110/LQ", 2, groups=(2,), instead=((1, "HE"),)),
    Part("2110/LQ", 2, groups=(2,), instead=((1, "HE"),)),
)
# Every amount a pattern has matched can be read.
_read: Final = cast("Callable[[str], int]", find_cents)


@lru_cache(maxsize=64)
def _patterns(marks: Delimiters) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return usual_pattern(GRAMMAR, marks, _HEAD), usual_pattern(GRAMMAR, marks, _LINE)


class UsualRemittance:
    """Takes the usual claim payments of one ST and keeps what the check needs of them: how many, and their sum."""

    def __init__(self, marks: Delimiters) -> None:
        head, line = _patterns(marks)
        self._head, self._line = head.match, line.match
        self._ends = tuple(f"{tag}{marks.element}" for tag in ("CLP", "PLB", "SE", "LX"))
        self._element = marks.element
        self.claims = 0
        self.paid_cents = 0

    def run(self, text: str, at: int) -> int:  # noqa: C901 - one loop for speed, as below
        """Take claims from `at` on; see `UsualForm`."""
        head, take_lines, ends, read = self._head, self._take_lines, self._ends, _read
        while (opened := head(text, at)) is not None:
            (
                status, charge_text, paid_text, share_text, pr1, reason1, amount1, more1, pr2, reason2, amount2, more2,
                npi, carrier, remarks,
            ) = opened.groups()  # fmt: skip
            if (npi is not None and not is_npi(npi)) or (remarks is not None and not self._knows(remarks)):
                break
            if (status in _FORWARDED and carrier is None) or ((reason1 or reason2) and remarks is None):
                break
            is_reversal = status == _REVERSAL
            charge, paid = read(charge_text), read(paid_text)
            adjusted = share = 0
            if amount1 is not None:
                cents = read(amount1) + (0 if more1 is None else read(more1))
                adjusted, share = cents, cents if pr1 else 0
                if amount2 is not None:
                    cents = read(amount2) + (0 if more2 is None else read(more2))
                    adjusted, share = adjusted + cents, share + cents if pr2 else share
            end, charges, of_lines, of_patient = take_lines(
                text, opened.end(), is_reversal=is_reversal, has_remark=remarks is not None
            )
            if charges is None:
                break
            if charge - paid != adjusted + of_lines or (end > opened.end() and charges != charge):
                break
            if is_reversal:
                if share_text or charge > 0 or paid > 0:
                    break
            elif share + of_patient != (read(share_text) if share_text else 0):
                break
            if not text.startswith(ends, end):
                break
            self.claims += 1
            self.paid_cents += paid
            at = end
        return at

    def _take_lines(  # noqa: C901, PLR0912 - one loop for speed, as the docstring says
        self, text: str, at: int, *, is_reversal: bool, has_remark: bool
    ) -> tuple[int, int | None, int, int]:
        """Where the lines of a claim end, and the sums of their charges, adjustments and PR; charges are None when a
        line is wrong or unusual.

        The amounts are read here and not in a function: a remittance has hundreds of thousands.
        """
        line, read = self._line, _read
        charges = adjusted = share = 0
        while (service := line(text, at)) is not None:
            (
                billed, paid_text, pr1, reason1, amount1, more1, pr2, reason2, amount2, more2,
                pr3, reason3, amount3, more3, remark, remark2,
            ) = service.groups()  # fmt: skip
            charge = int(billed.replace(".", "")) if billed[-3:-2] == "." else read(billed)
            paid = int(paid_text.replace(".", "")) if paid_text[-3:-2] == "." else read(paid_text)
            rest = charge - paid
            charges += charge
            adjusted += rest
            if amount1 is not None:
                cents = int(amount1.replace(".", "")) if amount1[-3:-2] == "." else read(amount1)
                if more1 is not None:
                    cents += read(more1)
                rest -= cents
                if pr1:
                    share += cents
                if amount2 is not None:
                    cents = int(amount2.replace(".", "")) if amount2[-3:-2] == "." else read(amount2)
                    if more2 is not None:
                        cents += read(more2)
                    rest -= cents
                    if pr2:
                        share += cents
                    if amount3 is not None:
                        cents = read(amount3) + (0 if more3 is None else read(more3))
                        rest -= cents
                        if pr3:
                            share += cents
            if remark is None:
                if not has_remark and (reason1 or reason2 or reason3):
                    return at, None, 0, 0
            elif remark not in RARCS or (remark2 or remark) not in RARCS:
                return at, None, 0, 0
            if rest or (is_reversal and (charge > 0 or paid > 0)):
                return at, None, 0, 0
            at = service.end()
        return at, charges, adjusted, share

    def _knows(self, remarks: str) -> bool:
        return all(remark in RARCS for remark in remarks.split(self._element) if remark)
