"""The HI segments of an 837I: composites to typed codes and back, whatever segments they are spread over.

What a kind cannot hold exactly (an unreadable date, a component too many) is no code here; its segment is kept whole.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from api.x12.claim_837i.records import (
    CodedDiagnosis,
    CodedProcedure,
    InstitutionalClaim,
    Occurrence,
    OccurrenceSpan,
    ValueAmount,
)
from api.x12.dates import format_date, parse_date, parse_period
from api.x12.money import format_cents, parse_cents
from api.x12.parts import RawSegment
from api.x12.writer import CannotWrite, OutSegment

Parts = tuple[str, ...]
_POA_AT: Final = 8
_PER_SEGMENT: Final = 12


class _Kind(NamedTuple):
    """One use of HI: the field it fills, its qualifiers (the one written first), how many at most."""

    field: str
    qualifiers: tuple[str, ...]
    most: int
    read: Callable[[Parts], Any]
    write: Callable[[str, Any], Parts]


def _read_code(parts: Parts) -> str | None:
    return parts[1] if len(parts) == 2 else None  # noqa: PLR2004 - qualifier and code


def _write_code(qualifier: str, code: str) -> Parts:
    return (qualifier, code)


def _read_diagnosis(parts: Parts) -> CodedDiagnosis | None:
    if len(parts) == _POA_AT + 1 and not any(parts[2:_POA_AT]):
        return CodedDiagnosis(parts[0], parts[1], parts[_POA_AT])
    code = _read_code(parts)
    return None if code is None else CodedDiagnosis(parts[0], code)


def _write_diagnosis(_qualifier: str, diagnosis: CodedDiagnosis) -> Parts:
    parts = (diagnosis.qualifier, diagnosis.code)
    return (*parts, *("",) * 6, diagnosis.present_on_admission) if diagnosis.present_on_admission else parts


def _read_dated(parts: Parts) -> Occurrence | None:
    qualifier_code_format_date = 4
    if len(parts) != qualifier_code_format_date or parts[2] != "D8":
        return None
    day = parse_date(parts[3])
    return None if day is None else Occurrence(parts[1], day)


def _read_procedure(parts: Parts) -> CodedProcedure | None:
    dated = _read_dated(parts)
    return None if dated is None else CodedProcedure(parts[0], dated.code, dated.date)


def _write_procedure(_qualifier: str, procedure: CodedProcedure) -> Parts:
    return (procedure.qualifier, procedure.code, "D8", format_date(procedure.date))


def _write_occurrence(qualifier: str, occurrence: Occurrence) -> Parts:
    return (qualifier, occurrence.code, "D8", format_date(occurrence.date))


def _read_span(parts: Parts) -> OccurrenceSpan | None:
    qualifier_code_format_days = 4
    if len(parts) != qualifier_code_format_days or parts[2] != "RD8" or "-" not in parts[3]:
        return None
    start, end = parse_period(parts[3])
    return None if start is None or end is None else OccurrenceSpan(parts[1], start, end)


def _write_span(qualifier: str, span: OccurrenceSpan) -> Parts:
    return (qualifier, span.code, "RD8", f"{format_date(span.start)}-{format_date(span.end)}")


def _read_value(parts: Parts) -> ValueAmount | None:
    qualifier_code_gap_amount = 5
    if len(parts) != qualifier_code_gap_amount or parts[2] or parts[3]:
        return None
    cents = parse_cents(parts[4])
    return None if cents is None else ValueAmount(parts[1], cents)


def _write_value(qualifier: str, value: ValueAmount) -> Parts:
    return (qualifier, value.code, "", "", format_cents(value.cents))


# In the order of the guide [P].
_KINDS: Final = (
    _Kind("principal_diagnosis", ("ABK", "BK"), 1, _read_diagnosis, _write_diagnosis),
    _Kind("admitting_diagnosis", ("ABJ", "BJ"), 1, _read_diagnosis, _write_diagnosis),
    _Kind("visit_reasons", ("APR", "PR"), 3, _read_diagnosis, _write_diagnosis),
    _Kind("external_causes", ("ABN", "BN"), 12, _read_diagnosis, _write_diagnosis),
    _Kind("drg", ("DR",), 1, _read_code, _write_code),
    _Kind("other_diagnoses", ("ABF", "BF"), 24, _read_diagnosis, _write_diagnosis),
    _Kind("principal_procedure", ("BBR", "BR", "CAH"), 1, _read_procedure, _write_procedure),
    _Kind("other_procedures", ("BBQ", "BQ"), 24, _read_procedure, _write_procedure),
    _Kind("occurrence_spans", ("BI",), 24, _read_span, _write_span),
    _Kind("occurrences", ("BH",), 24, _read_dated, _write_occurrence),
    _Kind("values", ("BE",), 24, _read_value, _write_value),
    _Kind("conditions", ("BG",), 24, _read_code, _write_code),
    _Kind("treatments", ("TC",), 24, _read_code, _write_code),
)
_BY_QUALIFIER: Final = {qualifier: kind for kind in _KINDS for qualifier in kind.qualifiers}


def read_health_codes(claim: InstitutionalClaim, composites: RawSegment) -> bool:
    """Put the codes of one HI on the claim; False, and nothing changed, when one of them cannot be held."""
    found: list[tuple[_Kind, Any]] = []
    for composite in composites:
        if not composite:
            continue
        parts = tuple(part for part in composite if isinstance(part, str)) if isinstance(composite, tuple) else ()
        kind = _BY_QUALIFIER.get(parts[0]) if len(parts) == len(composite) else None
        code = kind.read(parts) if kind else None
        if kind is None or code is None:
            return False
        if kind.most == 1 and (getattr(claim, kind.field) or any(other is kind for other, _ in found)):
            return False
        found.append((kind, code))
    for kind, code in found:
        if kind.most == 1:
            setattr(claim, kind.field, code)
        else:
            getattr(claim, kind.field).append(code)
    return True


def health_code_segments(claim: InstitutionalClaim) -> Iterator[OutSegment]:
    """The HI segments of a claim, twelve codes in each at most. Raises CannotWrite beyond the guide's limits."""
    for kind in _KINDS:
        held = getattr(claim, kind.field)
        codes = held if isinstance(held, list) else [held] if held else []
        if len(codes) > kind.most:
            raise CannotWrite("2300", "HI", f"{len(codes)} {kind.qualifiers[0]} where the guide allows {kind.most}")
        for at in range(0, len(codes), _PER_SEGMENT):
            yield ("HI", *(kind.write(kind.qualifiers[0], code) for code in codes[at : at + _PER_SEGMENT]))
