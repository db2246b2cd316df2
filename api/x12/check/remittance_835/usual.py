"""The usual claim payment: processed as primary, secondary or tertiary, a handful of segments a line, balanced.

Anything else is walked segment by segment: reversals, forwarded claims, adjustments at claim level, reasons that ask
for a remark or a group, and whatever does not add up.
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

_AMOUNT: Final = r"\d{1,10}+(?:\.\d{1,2}+)?+"
_SIGNED: Final = r"-?\d{1,10}+(?:\.\d{1,2}+)?+"
# Reasons that may stand in any group and ask for no remark; whether a CAS is the patient's is captured.
_PLAIN_REASONS: Final = alternatives(CARCS - CARCS_WITH_REMARK - frozenset(CARC_GROUPS))
_CAS: Final = Part("2110/CAS", 3, groups=(3,), instead=((1, "(?:(PR)|CO|OA|PI)"), (2, _PLAIN_REASONS), (3, _SIGNED)))
# The first CAS of a line may hold a second reason, as Medicare sends its sequestration.
_FIRST_CAS: Final = Part(
    "2110/CAS",
    3,
    instead=(
        (
            0,
            f"CAS<e>(?:(PR)|CO|OA|PI)<e>{_PLAIN_REASONS}<e>({_SIGNED})(?:<e><e>{_PLAIN_REASONS}<e>({_SIGNED}))?",
        ),
    ),
)
_PROCEDURE: Final = "(?:AD|ER|HC|HP|IV|NU|N4|WK)<c><t>{1,48}+(?:<c><t>{2}){0,4}"
_UNITS: Final = r"\d{1,13}+(?:\.\d{1,2}+)?+"
_SVC: Final = (
    f"SVC<e>{_PROCEDURE}<e>({_AMOUNT})<e>({_AMOUNT})(?:<e><t>{{0,48}}+<e>{_UNITS}(?:<e>(?:{_PROCEDURE})?<e>{_UNITS})?)?"
)
_HEAD: Final = (
    Part("2100/CLP", 9, 1, 1, (3, 4, 5), ((2, "[123]"), (3, _AMOUNT), (4, _AMOUNT), (5, f"(?:{_AMOUNT})?"))),
    Part("2100/NM1*QC", 9, 1, 1),
    Part("2100/NM1*IL", 9),
    Part("2100/NM1*74", 9),
    Part("2100/NM1*82", 9, groups=(9,), instead=((8, "XX"),)),
    Part("2100/MOA", 3, instead=((0, f"MOA<e>\\d{{0,4}}<e>(?:{_AMOUNT})?((?:<e>[A-Z0-9]{{2,5}}){{1,5}})"),)),
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
    _FIRST_CAS,
    _CAS,
    _CAS,
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

    def run(self, text: str, at: int) -> int:
        """Take claims from `at` on; see `UsualForm`."""
        head, take_lines, ends, read = self._head, self._take_lines, self._ends, _read
        while (opened := head(text, at)) is not None:
            charge_text, paid_text, share_text, npi, remarks = opened.groups()
            if (npi is not None and not is_npi(npi)) or (remarks is not None and not self._knows(remarks)):
                break
            end, charges, adjusted, share = take_lines(text, opened.end())
            charge, paid = read(charge_text), read(paid_text)
            if charges != charge or charge - paid != adjusted or share != (read(share_text) if share_text else 0):
                break
            if not text.startswith(ends, end):
                break
            self.claims += 1
            self.paid_cents += paid
            at = end
        return at

    def _take_lines(self, text: str, at: int) -> tuple[int, int, int, int]:
        """Where the lines of a claim end, and the sums of their charges, adjustments and PR; charges are -1 when a line
        is wrong or unusual.

        The amounts are read here and not in a function: a remittance has hundreds of thousands.
        """
        line, read = self._line, _read
        charges = adjusted = share = 0
        while (service := line(text, at)) is not None:
            billed, paid, pr1, amount1, more, pr2, amount2, pr3, amount3, remark, remark2 = service.groups()
            charge = int(billed.replace(".", "")) if billed[-3:-2] == "." else read(billed)
            rest = charge - (int(paid.replace(".", "")) if paid[-3:-2] == "." else read(paid))
            charges += charge
            adjusted += rest
            if amount1 is not None:
                cents = int(amount1.replace(".", "")) if amount1[-3:-2] == "." else read(amount1)
                rest -= cents
                if more is not None:
                    second = read(more)
                    rest -= second
                    cents += second
                if pr1:
                    share += cents
                if amount2 is not None:
                    cents = int(amount2.replace(".", "")) if amount2[-3:-2] == "." else read(amount2)
                    rest -= cents
                    if pr2:
                        share += cents
                    if amount3 is not None:
                        cents = read(amount3)
                        rest -= cents
                        if pr3:
                            share += cents
            if rest or (remark is not None and (remark not in RARCS or (remark2 or "M1") not in RARCS)):
                return at, -1, 0, 0
            at = service.end()
        return at, charges, adjusted, share

    def _knows(self, remarks: str) -> bool:
        return all(remark in RARCS for remark in remarks.split(self._element) if remark)
