"""The usual head of a claim with its usual lines, each read by one match.

What is read so is what steps from segment to segment would have read, and they can go on wherever it ends: at another
payer, a drug, an attachment, or whatever would have to be noted. The reader is made once for a set of delimiters, so
that it has at hand all it looks at.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from api.x12.claim_837.records import LineAdjudication
from api.x12.claim_837.usual import Pieces
from api.x12.claim_837p.records import Claim, ServiceLine
from api.x12.dates import parse_date
from api.x12.known import Known
from api.x12.lexer import MAX_ELEMENTS, Delimiters
from api.x12.money import find_cents, parse_quantity
from api.x12.parts import Adjustment, DatePeriod, Diagnosis, Party, Reference
from api.x12.reading import read_procedure

# Of a text, where a CLM opens in it and its position in the ST: the claim, where the usual of it ends, and the position
# of what comes next. None when it is unusual from the start.
ReadClaim = Callable[[str, int, int], tuple[Claim, int, int] | None]
# The same of lines, which are added to those there are.
ReadLines = Callable[[str, int, int, list[ServiceLine]], tuple[int, int]]

DIAGNOSES: Final = frozenset({"ABK", "ABF", "BK", "BF"})
NO_UNITS: Final = Decimal(0)
_POINTER_DIGITS: Final = 2
_AMOUNT: Final = r"(-?\d{0,10}+(?:\.\d{1,2}+)?+)"
_NUMBER: Final = r"(\d{1,9}+(?:\.\d{1,3}+)?+)"
_DAY: Final = r"(\d{8})"


class _Patterns(NamedTuple):
    claim: re.Pattern[str]
    line: re.Pattern[str]


def _patterns(marks: Delimiters) -> _Patterns:
    p = Pieces(marks)
    value, maybe, segment = p.value, p.maybe, p.segment
    provider = maybe(segment("NM1", *[value] * 9) + maybe(segment("PRV", p.anything, p.anything, value)))
    claim = (
        segment("CLM", p.some, _AMOUNT, "", "", *[value] * 4, value + maybe(p.element + value))
        + maybe(segment("DTP", value, "D8", _DAY))
        + maybe(segment("REF", value, value)) * 2
        + maybe(segment("HI", p.rest))
        + provider * 2
    )
    line = (
        segment("LX", r"(\d{1,3}+)")
        + segment("SV1", value, _AMOUNT, value, _NUMBER, value, "", p.some)
        + segment("DTP", "472", "D8", _DAY)
        + maybe(segment("REF", "6R", p.some))
        + maybe(
            segment("SVD", value, _AMOUNT, value, "", _NUMBER)
            + maybe(segment("CAS", value, value, _AMOUNT)) * 2
            + maybe(segment("DTP", "573", "D8", _DAY))
        )
    )
    return _Patterns(re.compile(claim, re.ASCII), re.compile(line, re.ASCII))


def _usual_lines(marks: Delimiters, match: Callable[[str, int], re.Match[str] | None]) -> ReadLines:
    count, terminator = str.count, marks.segment
    procedures = Known(lambda text: read_procedure(text, marks.component))
    all_pointers = Known(lambda text: read_pointers(text, marks.component))
    all_units = Known(lambda text: parse_quantity(text) or NO_UNITS)
    days = Known(lambda text: _day("472", text))

    def read(text: str, at: int, position: int, into: list[ServiceLine]) -> tuple[int, int]:
        while (found := match(text, at)) is not None:
            (
                number, procedure, charge, unit, units, place, pointed, day, reference,
                payer, paid, decided, decided_units, group1, carc1, share1, group2, carc2, share2, paid_on,
            ) = found.groups()  # fmt: skip
            pointers, are_numbers = all_pointers[pointed]
            cents = int(charge.replace(".", "")) if charge[-3:-2] == "." else find_cents(charge)
            period = days[day]
            if cents is None or period is None or not are_numbers or number != str(len(into) + 1):
                break
            line = ServiceLine(
                procedure=procedures[procedure],
                charge_cents=cents,
                unit=unit,
                units=all_units[units],
                place_of_service=place,
                pointers=pointers,
                dates=[period],
                position=position,
            )
            if reference is not None:
                line.references.append(Reference("6R", reference))
            if payer is not None:
                shares = [(group1, carc1, share1), (group2, carc2, share2)]
                adjudication = _adjudication(payer, paid, [each for each in shares if each[0] is not None], paid_on)
                if adjudication is None:
                    break
                adjudication.procedure = procedures[decided] if decided else None
                adjudication.units = parse_quantity(decided_units)
                line.adjudications.append(adjudication)
            into.append(line)
            end = found.end()
            position += count(text, terminator, at, end)
            at = end
        return at, position

    return read


@lru_cache(maxsize=4)
def usual_claims(marks: Delimiters) -> tuple[ReadClaim, ReadLines]:
    """What reads usual claims and usual lines under these delimiters, with what it has read before."""
    pattern, line = _patterns(marks)
    match, read_lines = pattern.match, _usual_lines(marks, line.match)
    count, terminator = str.count, marks.segment
    locations = Known(lambda text: tuple([*text.split(marks.component), "", ""][:3]))
    all_diagnoses = Known(lambda text: _read_diagnoses(text, marks))

    def read(text: str, at: int, position: int) -> tuple[Claim, int, int] | None:
        found = match(text, at)
        if found is None:
            return None
        (
            claim_id, charge, location, signature, assignment, assigned, release, source,
            when, day, kind1, number1, kind2, number2, listed,
            code1, type1, last1, first1, middle1, prefix1, suffix1, qualifier1, id1, taxonomy1, *second,
        ) = found.groups()  # fmt: skip
        cents = int(charge.replace(".", "")) if charge[-3:-2] == "." else find_cents(charge)
        period = None if when is None else _day(when, day)
        diagnoses = () if listed is None else all_diagnoses[listed]
        if cents is None or diagnoses is None or (when is not None and period is None):
            return None
        place, facility, frequency = locations[location]
        claim = Claim(
            claim_id=claim_id,
            charge_cents=cents,
            place_of_service=place,
            facility_qualifier=facility,
            frequency=frequency,
            provider_signature=signature,
            assignment=assignment,
            benefits_assigned=assigned,
            release_of_information=release,
            patient_signature_source=source or "",
            diagnoses=[*diagnoses],
            position=position,
        )
        if period is not None:
            claim.dates.append(period)
        if kind1 is not None:
            claim.references.append(Reference(kind1, number1))
            if kind2 is not None:
                claim.references.append(Reference(kind2, number2))
        if code1 is not None:
            claim.providers.append(
                Party(
                    entity_code=code1,
                    entity_type=type1,
                    last_name=last1,
                    first_name=first1,
                    middle_name=middle1,
                    prefix=prefix1,
                    suffix=suffix1,
                    id_qualifier=qualifier1,
                    id=id1,
                    taxonomy=taxonomy1 or "",
                )
            )
            if second[0] is not None:
                claim.providers.append(_provider(second))
        end = found.end()
        end, position = read_lines(text, end, position + count(text, terminator, at, end), claim.lines)
        return claim, end, position

    return read, read_lines


def _adjudication(
    payer: str, paid: str, shares: list[tuple[str, str, str]], day: str | None
) -> LineAdjudication | None:
    """What another payer decided on a line; None when an amount or the day cannot be read."""
    cents, paid_on = find_cents(paid), None if day is None else parse_date(day)
    adjustments = [(group, carc, find_cents(share)) for group, carc, share in shares]
    if cents is None or (paid_on is None and day is not None):
        return None
    adjudication = LineAdjudication(payer_id=payer, paid_cents=cents, paid_on=paid_on)
    for group, carc, share in adjustments:
        if share is None:
            return None
        adjudication.adjustments.append(Adjustment(group, carc, share))
    return adjudication


def read_pointers(text: str, component: str) -> tuple[tuple[int, ...], bool]:
    """SV107, and whether all of it are numbers."""
    pointers = text.split(component) if text else []
    numbers = tuple(int(pointer) for pointer in pointers if pointer.isdecimal() and len(pointer) <= _POINTER_DIGITS)
    return numbers, len(numbers) == len(pointers)


def _read_diagnoses(text: str, marks: Delimiters) -> tuple[Diagnosis, ...] | None:
    """An HI behind its id; None when it holds other codes, which are kept as they stood."""
    component = marks.component
    pairs = [element.partition(component)[::2] for element in text.split(marks.element)]
    if pairs[0][0] not in DIAGNOSES or len(pairs) >= MAX_ELEMENTS:
        return None
    return tuple(
        [Diagnosis(name, rest.partition(component)[0]) for name, rest in pairs if name or rest.strip(component)]
    )


def _provider(values: list[str]) -> Party:
    """NM101 to NM109 and PRV03."""
    code, kind, last, first, middle, prefix, suffix, qualifier, number, taxonomy = values
    return Party(
        entity_code=code,
        entity_type=kind,
        last_name=last,
        first_name=first,
        middle_name=middle,
        prefix=prefix,
        suffix=suffix,
        id_qualifier=qualifier,
        id=number,
        taxonomy=taxonomy or "",
    )


def _day(qualifier: str, text: str) -> DatePeriod | None:
    day = parse_date(text)
    return None if day is None else DatePeriod(qualifier, day, day)
