"""Usual claim payments, each read by a handful of matches instead of a step a segment, in loops that call little.

A claim is usual when its segments come in the order of the guide, a few of each kind, and every value can be read. All
else, and whatever a reader would have to note, is left to the reader.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar, cast

from api.x12.dates import parse_date
from api.x12.lexer import Delimiters
from api.x12.money import find_cents, parse_quantity
from api.x12.parts import Adjustment, Amount, DateReference, EntityName, Reference, Remark, RemarkSet
from api.x12.reading import read_procedure
from api.x12.remittance_835.records import ClaimPayment, HeaderNumber, ServicePayment

_AMOUNT: Final = r"(\d{1,10}+(?:\.\d{1,2}+)?+)"
_SIGNED: Final = r"(-?\d{1,10}+(?:\.\d{1,2}+)?+)"
_NUMBER: Final = r"(\d{1,9}+(?:\.\d{1,3}+)?+)"
_MAX_KNOWN: Final = 8_192
_Value = TypeVar("_Value")
# Every amount a pattern has matched can be read.
_cents: Final = cast("Callable[[str], int]", find_cents)


class _Patterns(NamedTuple):
    head: re.Pattern[str]
    line: re.Pattern[str]
    end: re.Pattern[str]


@lru_cache(maxsize=64)
def _patterns(marks: Delimiters) -> _Patterns:
    e, c, t = map(re.escape, (marks.element, marks.component, marks.segment))
    value, some = f"([^{e}{t}]*+)", f"([^{e}{t}]++)"

    def segment(tag: str, *values: str) -> str:
        return e.join((tag, *values)) + t

    def run(tag: str, count: int, most: int) -> str:
        body = "".join([f"{e}[^{e}{t}]*+"] * (count - 1))
        return f"((?:{tag}{body}{e}[^{e}{t}]++{t}){{0,{most}}}+)"

    def maybe(text: str, times: int = 1) -> str:
        return f"(?:{text})?+" * times

    head = (
        segment("CLP", value, value, _SIGNED, _SIGNED, f"((?:{_SIGNED[1:-1]})?+)", *[value] * 3, some)
        + run("NM1", 9, 4)
        + maybe(f"(MOA(?:{e}[^{e}{t}]*+){{1,9}}+){t}")
        + run("REF", 2, 8)
        + run("DTM", 2, 4)
        + run("AMT", 2, 8)
    )
    procedure = f"([^{e}{t}{c}]*+{c}[^{e}{t}]*+)"
    line = (
        e.join(("SVC", procedure, _SIGNED, _SIGNED, value, _NUMBER))
        + maybe(e + e.join((f"((?:{procedure[1:-1]})?+)", _NUMBER)))
        + t
        + maybe(segment("DTM", value, some), 2)
        + maybe(segment("CAS", value, value, _SIGNED), 3)
        + maybe(segment("REF", value, some), 2)
        + maybe(segment("AMT", value, _SIGNED), 2)
        + maybe(segment("LQ", value, some), 2)
    )
    return _Patterns(re.compile(head, re.ASCII), re.compile(line, re.ASCII), re.compile(f"(?:CLP|LX|PLB|SE){e}"))


class _Known(dict[str, _Value]):
    """Values already read, since a remittance repeats its days, units and procedures. Cleared when full."""

    def __init__(self, read: Callable[[str], _Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> _Value:
        if len(self) >= _MAX_KNOWN:
            self.clear()
        value = self[text] = self._read(text)
        return value


class UsualClaims:
    """Reads the usual claims of one ST."""

    def __init__(self, marks: Delimiters, remark_set: Callable[[tuple[str, ...]], RemarkSet]) -> None:
        head, line, end = _patterns(marks)
        self._head, self._line, self._ends = head.match, line.match, end.match
        self._element, self._terminator = marks.element, marks.segment
        self._remark_set = remark_set
        self._days = _Known(parse_date)
        self._quantities = _Known(parse_quantity)
        self._procedures = _Known(lambda text: read_procedure(text, marks.component))

    def read(self, text: str, at: int, position: int, header: HeaderNumber | None) -> tuple[ClaimPayment, int] | None:
        """The claim that opens at `at`, its CLP segment `position` of the ST, and where it ends; None when it is
        unusual or does not balance.
        """
        opened = self._head(text, at)
        if opened is None:
            return None
        (
            claim_id, status, charge_text, paid_text, share, filing, icn, facility, frequency,
            names, remarks, references, dates, amounts,
        ) = opened.groups()  # fmt: skip
        charge = int(charge_text.replace(".", "")) if charge_text[-3:-2] == "." else _cents(charge_text)
        paid = int(paid_text.replace(".", "")) if paid_text[-3:-2] == "." else _cents(paid_text)
        element, terminator = self._element, self._terminator
        services: list[ServicePayment] = []
        end = opened.end()
        end, adjusted, charges = self._lines(text, end, position + text.count(terminator, at, end), services)
        if end < 0 or charge - paid != adjusted or (services and charges != charge) or self._ends(text, end) is None:
            return None
        claim = ClaimPayment(
            claim_id=claim_id,
            status=status,
            charge_cents=charge,
            paid_cents=paid,
            patient_responsibility_cents=_cents(share) if share else None,
            filing_indicator=filing,
            payer_claim_id=icn,
            facility_code=facility,
            frequency=frequency,
            outpatient=self._remark_set(tuple(remarks.split(element))) if remarks else None,
            services=services,
            header=header,
            position=position,
        )
        for name in names[:-1].split(terminator) if names else ():
            _, code, kind, last, first, middle, prefix, suffix, qualifier, number = name.split(element)
            claim.names.append(EntityName(code, kind, last, first, middle, prefix, suffix, qualifier, number))
        for reference in references[:-1].split(terminator) if references else ():
            _, qualifier, number = reference.split(element)
            claim.references.append(Reference(qualifier, number))
        for date in dates[:-1].split(terminator) if dates else ():
            _, qualifier, day_text = date.split(element)
            day = self._days[day_text]
            if day is None:
                return None
            claim.dates.append(DateReference(qualifier, day))
        for amount in amounts[:-1].split(terminator) if amounts else ():
            _, qualifier, amount_text = amount.split(element)
            cents = find_cents(amount_text)
            if cents is None:
                return None
            claim.amounts.append(Amount(qualifier, cents))
        return claim, end

    def _lines(  # noqa: C901, PLR0912, PLR0915 - one loop for speed, as the module says
        self, text: str, at: int, position: int, into: list[ServicePayment]
    ) -> tuple[int, int, int]:
        """Where the lines of a claim end, and what their adjustments and charges add up to; -1 when one is unusual, or
        does not balance.
        """
        line, days, terminator, read = self._line, self._days, self._terminator, _cents
        procedures, quantities = self._procedures, self._quantities
        adjusted = charges = 0
        while (found := line(text, at)) is not None:
            (
                procedure, billed, paid, revenue, units, submitted, submitted_units,
                when1, day1, when2, day2,
                group1, reason1, amount1, group2, reason2, amount2, group3, reason3, amount3,
                kind1, value1, kind2, value2, what1, sum1, what2, sum2, list1, code1, list2, code2,
            ) = found.groups()  # fmt: skip
            charge = int(billed.replace(".", "")) if billed[-3:-2] == "." else read(billed)
            paid_cents = int(paid.replace(".", "")) if paid[-3:-2] == "." else read(paid)
            rest = charge - paid_cents
            adjustments: list[Adjustment] = []
            if group1 is not None:
                cents = int(amount1.replace(".", "")) if amount1[-3:-2] == "." else read(amount1)
                rest -= cents
                adjustments.append(Adjustment(group1, reason1, cents))
                if group2 is not None:
                    cents = int(amount2.replace(".", "")) if amount2[-3:-2] == "." else read(amount2)
                    rest -= cents
                    adjustments.append(Adjustment(group2, reason2, cents))
                    if group3 is not None:
                        cents = read(amount3)
                        rest -= cents
                        adjustments.append(Adjustment(group3, reason3, cents))
            dates: list[DateReference] = []
            if when1 is not None:
                dates.append(DateReference(when1, days[day1]))
                if when2 is not None:
                    dates.append(DateReference(when2, days[day2]))
                if dates[0].date is None or dates[-1].date is None:
                    return -1, 0, 0
            if rest:
                return -1, 0, 0
            references: list[Reference] = []
            if kind1 is not None:
                references.append(Reference(kind1, value1))
                if kind2 is not None:
                    references.append(Reference(kind2, value2))
            amounts: list[Amount] = []
            if what1 is not None:
                cents = int(sum1.replace(".", "")) if sum1[-3:-2] == "." else read(sum1)
                amounts.append(Amount(what1, cents))
                if what2 is not None:
                    amounts.append(Amount(what2, read(sum2)))
            remarks: list[Remark] = []
            if list1 is not None:
                remarks.append(Remark(list1, code1))
                if list2 is not None:
                    remarks.append(Remark(list2, code2))
            service = ServicePayment(
                procedure=procedures[procedure],
                charge_cents=charge,
                paid_cents=paid_cents,
                revenue_code=revenue,
                units=quantities[units],
                submitted=procedures[submitted] if submitted else None,
                submitted_units=quantities[submitted_units] if submitted_units else None,
                dates=dates,
                adjustments=adjustments,
                references=references,
                amounts=amounts,
                remarks=remarks,
                position=position,
            )
            into.append(service)
            charges += charge
            adjusted += charge - paid_cents
            end = found.end()
            position += text.count(terminator, at, end)
            at = end
        return at, adjusted, charges
