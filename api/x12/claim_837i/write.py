"""Write an 837I from its records: HL and LX numbers, counts and the order of the guide are computed."""

from collections.abc import Iterable, Iterator
from typing import Final

from api.x12.claim_837.write import write_batches
from api.x12.claim_837.write_claim import (
    adjudication_segments,
    check_limit,
    claim_segment,
    drug_segments,
    note_segments,
    other_payer_segments,
    parties,
)
from api.x12.claim_837i.health_codes import health_code_segments
from api.x12.claim_837i.records import InstitutionalBatch, InstitutionalClaim, InstitutionalLine
from api.x12.lexer import Delimiters
from api.x12.money import format_cents
from api.x12.versions import CLAIM_837I
from api.x12.writer import InterchangeFacts, Loop, OutSegment
from api.x12.writing import in_order, procedure_parts, quantity_text

# The order of the segments within a loop, and of the parties under it [P].
_CLAIM_ORDER: Final = ("CLM", "DTP", "CL1", "PWK", "CN1", "AMT", "REF", "K3", "NTE", "CRC", "HI", "HCP")
_LINE_ORDER: Final = ("LX", "SV2", "PWK", "DTP", "REF", "AMT", "NTE", "HCP")
_CLAIM_PARTIES: Final = {
    "71": "2310A",
    "72": "2310B",
    "ZZ": "2310C",
    "82": "2310D",
    "77": "2310E",
    "DN": "2310F",
}
_OTHER_PARTIES: Final = {
    "71": "2330C",
    "72": "2330D",
    "ZZ": "2330E",
    "77": "2330F",
    "82": "2330G",
    "DN": "2330H",
    "85": "2330I",
}
_LINE_PARTIES: Final = {
    "72": "2420A",
    "ZZ": "2420B",
    "82": "2420C",
    "DN": "2420D",
}
_MAX_LINES: Final = 999


def write_institutional_claims(
    batches: Iterable[InstitutionalBatch], facts: InterchangeFacts, delimiters: Delimiters | None = None
) -> bytes:
    """One interchange with an ST for each batch. Raises CannotWrite; findings are not looked at."""
    return write_batches(CLAIM_837I, batches, claim_segments, facts, delimiters)


def claim_segments(claim: InstitutionalClaim) -> Iterator[OutSegment | Loop]:
    """2300 with 2310, 2320, 2400. Raises CannotWrite beyond the guide's limits."""
    check_limit("2400", "LX", len(claim.lines), _MAX_LINES)
    yield Loop("2300")
    yield from in_order(_claim_own(claim), _CLAIM_ORDER)
    yield from parties(claim.providers, _CLAIM_PARTIES)
    yield from other_payer_segments(claim.other_payers, _OTHER_PARTIES)
    for number, line in enumerate(claim.lines, 1):
        yield Loop("2400")
        yield from in_order(_line_own(number, line), _LINE_ORDER)
        yield from drug_segments(line.drug)
        yield from parties(line.providers, _LINE_PARTIES)
        yield from adjudication_segments(line.adjudications)


def _claim_own(claim: InstitutionalClaim) -> Iterator[OutSegment]:
    yield claim_segment(claim, (claim.facility_type, claim.facility_qualifier, claim.frequency))
    if claim.admission_type or claim.admission_source or claim.patient_status:
        yield ("CL1", claim.admission_type, claim.admission_source, claim.patient_status)
    yield from note_segments(claim)
    yield from health_code_segments(claim)
    yield from claim.extra


def _line_own(number: int, line: InstitutionalLine) -> Iterator[OutSegment]:
    yield ("LX", str(number))
    yield (
        "SV2",
        line.revenue_code,
        procedure_parts(line.procedure),
        format_cents(line.charge_cents),
        line.unit,
        quantity_text(line.units),
        "",
        "" if line.noncovered_cents is None else format_cents(line.noncovered_cents),
    )
    yield from note_segments(line)
    yield from line.extra
