"""Usual claim payments, each read by a match and one more a line, instead of a step a segment.

A claim is usual when its segments come in the order of the guide, every value can be read, and it balances. All else,
and whatever a reader would have to note, is left to the reader. The readers here are made once for an ST, so that they
have at hand all they look at, and read amounts of two decimals where they stand: a remittance has hundreds of thousands
of lines, and a call more for each costs as much as to split it.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from api.x12.known import Known
from api.x12.lexer import MAX_ELEMENTS, Delimiters, all_but
from api.x12.parts import Adjustment, Amount, EntityName, Reference
from api.x12.reading import read_name
from api.x12.remittance_835.records import ClaimPayment, HeaderNumber, ServicePayment
from api.x12.remittance_835.values import Unusual, values_of

# Of a text, where a claim opens in it, the position of its CLP in the ST and the LX above: the claim, where it ends and
# the position of what comes next; None when it is unusual.
ReadClaim = Callable[[str, int, int, HeaderNumber | None], tuple[ClaimPayment, int, int] | None]
# Of a text, where the lines open in it, the position of the first SVC and the lines to add to: where they end, the
# position of what comes next, the sums of their charges and of their adjustments. Raises Unusual.
_ReadLines = Callable[[str, int, int, list[ServicePayment]], tuple[int, int, int, int]]

_CLP_HEAD: Final = 10  # CLP01 to CLP09, its id included
_CLP_REST: Final = 4  # CLP10 to CLP13


class _Patterns(NamedTuple):
    head: re.Pattern[str]
    line: re.Pattern[str]


@lru_cache(maxsize=64)
def _patterns(marks: Delimiters) -> _Patterns:
    """The head of a claim, and a line of it: they look at the order of the segments and hand out their text."""
    e, t = re.escape(marks.element), re.escape(marks.segment)
    value, rest = f"({all_but(marks.element + marks.segment)}*+)", f"{e}?+([^{t}]*+)"
    amount = r"(-?\d{0,10}+(?:\.\d{1,2}+)?+)"

    def maybe(*parts: str, times: int = 1) -> str:
        return f"(?:{e.join(parts)}{t})?+" * times

    def run(tag: str) -> str:
        return f"((?:{tag}{e}[^{t}]*+{t})*+)"

    # What comes next: a line, which is captured, or the end of the claim.
    then = f"(?:(?=(SVC){e})|(?=(?:CLP|LX|PLB|SE){e}))"
    head = (
        f"{e.join(('CLP', value, value, *[amount] * 3, *[value] * 4))}{rest}{t}",
        run("CAS"),
        maybe("NM1", "QC", *[value] * 8),
        run("NM1"),
        maybe(f"(MIA{e}[^{t}]*+)"),
        maybe(f"(MOA{e}[^{t}]*+)"),
        maybe("REF", value, value, times=2),
        run("REF"),
        run("DTM"),
        run("PER"),
        maybe("AMT", value, amount, times=2),
        run("AMT"),
        run("QTY"),
        then,
    )
    line = (
        f"{e.join(('SVC', value, amount, amount))}(?=[{e}{t}]){rest}{t}",
        run("DTM"),
        maybe("CAS", value, value, amount, times=2),
        run("CAS"),
        maybe("REF", value, value, times=2),
        run("REF"),
        maybe("AMT", value, amount, times=2),
        run("AMT"),
        run("QTY"),
        run("LQ"),
        then,
    )
    return _Patterns(re.compile("".join(head), re.ASCII), re.compile("".join(line), re.ASCII))


def usual_claims(marks: Delimiters) -> ReadClaim:  # noqa: C901, PLR0915 - see the module
    """What reads a usual claim of one ST."""
    match, count = _patterns(marks).head.match, str.count
    element, terminator, component = marks.element, marks.segment, marks.component
    values, read_lines = values_of(marks), _usual_lines(marks)
    cents, known_dates = values.cents, values.dates
    # Known as long as this ST is read, since some of them tell who is treated.
    names = Known(lambda run: tuple([read_name(elements, component) for elements in values.split(run)]))

    def read(  # noqa: C901, PLR0912 - see the module
        text: str, at: int, position: int, header: HeaderNumber | None
    ) -> tuple[ClaimPayment, int, int] | None:
        opened = match(text, at)
        if opened is None:
            return None
        (
            claim_id, status, charge_text, paid_text, share, filing, icn, facility, frequency, rest, adjustments,
            kind, last, first, middle, prefix, suffix, qualifier, number, others, inpatient, outpatient,
            kind1, number1, kind2, number2, references, dates, contacts,
            what1, amount1, what2, amount2, amounts, quantities, line,
        ) = opened.groups()  # fmt: skip
        try:
            charge = int(charge_text.replace(".", "")) if charge_text[-3:-2] == "." else cents[charge_text]
            paid = int(paid_text.replace(".", "")) if paid_text[-3:-2] == "." else cents[paid_text]
            claim = ClaimPayment(
                claim_id=claim_id,
                status=status,
                charge_cents=charge,
                paid_cents=paid,
                patient_responsibility_cents=cents[share] if share else None,
                filing_indicator=filing,
                payer_claim_id=icn,
                facility_code=facility,
                frequency=frequency,
                dates=[*known_dates[dates]],
                header=header,
                position=position,
            )
            end = opened.end()
            position += count(text, terminator, at, end)
            adjusted = values.adjust(adjustments, claim.adjustments) if adjustments else 0
            if line is not None:
                end, position, charges, of_lines = read_lines(text, end, position, claim.services)
                if charges != charge:
                    return None
                adjusted += of_lines
            if charge - paid != adjusted:
                return None
            if rest:
                if count(rest, element) >= MAX_ELEMENTS - _CLP_HEAD:
                    return None
                more = [*rest.split(element), "", "", ""]
                claim.patient_status, claim.drg, claim.drg_weight, claim.discharge_fraction = more[:_CLP_REST]
                claim.rest = tuple(more[_CLP_REST:-3])
            if kind is not None:
                claim.names.append(EntityName("QC", kind, last, first, middle, prefix, suffix, qualifier, number))
            if others:
                claim.names += names[others]
            if inpatient is not None:
                claim.inpatient = values.remark_sets[inpatient]
            if outpatient is not None:
                claim.outpatient = values.remark_sets[outpatient]
            if kind1 is not None:
                claim.references.append(Reference(kind1, number1))
                if kind2 is not None:
                    claim.references.append(Reference(kind2, number2))
            if references:
                claim.references += values.references(references)
            if contacts:
                claim.contacts += values.contacts[contacts]
            if what1 is not None:
                sum1 = int(amount1.replace(".", "")) if amount1[-3:-2] == "." else cents[amount1]
                claim.amounts.append(Amount(what1, sum1))
                if what2 is not None:
                    sum2 = int(amount2.replace(".", "")) if amount2[-3:-2] == "." else cents[amount2]
                    claim.amounts.append(Amount(what2, sum2))
            if amounts:
                claim.amounts += values.amounts(amounts)
            if quantities:
                claim.quantities += values.quantities[quantities]
        except Unusual:
            return None
        return claim, end, position

    return read


def _usual_lines(marks: Delimiters) -> _ReadLines:  # noqa: C901, PLR0915 - see the module
    """What reads the lines of a usual claim."""
    match, count, terminator, values = _patterns(marks).line.match, str.count, marks.segment, values_of(marks)
    cents, known_dates, known_remarks = values.cents, values.dates, values.remarks
    procedures, rests = values.procedures, values.rests

    def read(  # noqa: C901, PLR0912 - see the module
        text: str, at: int, position: int, into: list[ServicePayment]
    ) -> tuple[int, int, int, int]:
        charges = adjusted = 0
        another: str | None = "SVC"
        while another is not None:
            found = match(text, at)
            if found is None:
                raise Unusual
            (
                procedure, billed, paid_text, rest, dates,
                group1, carc1, share1, group2, carc2, share2, adjustments,
                kind1, number1, kind2, number2, references,
                what1, amount1, what2, amount2, amounts, quantities, remarks, another,
            ) = found.groups()  # fmt: skip
            charge = int(billed.replace(".", "")) if billed[-3:-2] == "." else cents[billed]
            paid = int(paid_text.replace(".", "")) if paid_text[-3:-2] == "." else cents[paid_text]
            revenue, units, submitted, submitted_units = rests[rest]
            service = ServicePayment(
                procedure=procedures[procedure],
                charge_cents=charge,
                paid_cents=paid,
                revenue_code=revenue,
                units=units,
                submitted=submitted,
                submitted_units=submitted_units,
                dates=[*known_dates[dates]],
                position=position,
            )
            into.append(service)
            off = charge - paid
            adjusted += off
            charges += charge
            if group1 is not None:
                share = int(share1.replace(".", "")) if share1[-3:-2] == "." else cents[share1]
                service.adjustments.append(Adjustment(group1, carc1, share))
                off -= share
                if group2 is not None:
                    share = int(share2.replace(".", "")) if share2[-3:-2] == "." else cents[share2]
                    service.adjustments.append(Adjustment(group2, carc2, share))
                    off -= share
            if adjustments:
                off -= values.adjust(adjustments, service.adjustments)
            if off:
                raise Unusual
            if kind1 is not None:
                service.references.append(Reference(kind1, number1))
                if kind2 is not None:
                    service.references.append(Reference(kind2, number2))
            if references:
                service.references += values.references(references)
            if what1 is not None:
                sum1 = int(amount1.replace(".", "")) if amount1[-3:-2] == "." else cents[amount1]
                service.amounts.append(Amount(what1, sum1))
                if what2 is not None:
                    sum2 = int(amount2.replace(".", "")) if amount2[-3:-2] == "." else cents[amount2]
                    service.amounts.append(Amount(what2, sum2))
            if amounts:
                service.amounts += values.amounts(amounts)
            if quantities:
                service.quantities += values.quantities[quantities]
            if remarks:
                service.remarks += known_remarks[remarks]
            end = found.end()
            position += count(text, terminator, at, end)
            at = end
        return at, position, charges, adjusted

    return read
