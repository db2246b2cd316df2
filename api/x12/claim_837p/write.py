"""Write an 837P from its records: HL and LX numbers, counts and the order of the guide are computed."""

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
from api.x12.claim_837p.records import Claim, ClaimBatch, ServiceLine
from api.x12.lexer import Delimiters
from api.x12.money import format_cents
from api.x12.versions import CLAIM_837P
from api.x12.writer import InterchangeFacts, Loop, OutSegment
from api.x12.writing import in_order, procedure_parts, quantity_segments, quantity_text

# The order of the segments within a loop, and of the parties under it [P].
_CLAIM_ORDER: Final = ("CLM", "DTP", "PWK", "CN1", "AMT", "REF", "K3", "NTE", "CR1", "CR2", "CRC", "HI", "HCP")
_LINE_ORDER: Final = (
    *("LX", "SV1", "SV5", "PWK", "CR1", "CR3", "CRC", "DTP", "QTY", "MEA", "CN1", "REF", "AMT", "K3", "NTE"),
    *("PS1", "HCP"),
)
_CLAIM_PARTIES: Final = {
    "DN": "2310A",
    "P3": "2310A",
    "82": "2310B",
    "77": "2310C",
    "DQ": "2310D",
    "PW": "2310E",
    "45": "2310F",
}
_OTHER_PARTIES: Final = {
    "DN": "2330C",
    "P3": "2330C",
    "82": "2330D",
    "77": "2330E",
    "DQ": "2330F",
    "85": "2330G",
}
_LINE_PARTIES: Final = {
    "82": "2420A",
    "QB": "2420B",
    "77": "2420C",
    "DQ": "2420D",
    "DK": "2420E",
    "DN": "2420F",
    "P3": "2420F",
    "PW": "2420G",
    "45": "2420H",
}
_MAX_DIAGNOSES: Final = 12
_MAX_LINES: Final = 50
_MAX_POINTERS: Final = 4


def write_claims(batches: Iterable[ClaimBatch], facts: InterchangeFacts, delimiters: Delimiters | None = None) -> bytes:
    """One interchange with an ST for each batch. Raises CannotWrite; findings are not looked at."""
    return write_batches(CLAIM_837P, batches, claim_segments, facts, delimiters)


def claim_segments(claim: Claim) -> Iterator[OutSegment | Loop]:
    """2300 with 2310, 2320, 2400. Raises CannotWrite beyond the guide's limits."""
    check_limit("2300", "HI", len(claim.diagnoses), _MAX_DIAGNOSES)
    check_limit("2400", "LX", len(claim.lines), _MAX_LINES)
    yield Loop("2300")
    yield from in_order(_claim_own(claim), _CLAIM_ORDER)
    yield from parties(claim.providers, _CLAIM_PARTIES)
    yield from other_payer_segments(claim.other_payers, _OTHER_PARTIES)
    for number, line in enumerate(claim.lines, 1):
        yield from _line_segments(number, line)


def _claim_own(claim: Claim) -> Iterator[OutSegment]:
    yield claim_segment(claim, (claim.place_of_service, claim.facility_qualifier, claim.frequency))
    yield from note_segments(claim)
    if claim.diagnoses:
        yield ("HI", *((diagnosis.qualifier, diagnosis.code) for diagnosis in claim.diagnoses))
    yield from claim.extra


def _line_segments(number: int, line: ServiceLine) -> Iterator[OutSegment | Loop]:
    check_limit("2400", "SV107", len(line.pointers), _MAX_POINTERS)
    yield Loop("2400")
    yield from in_order(_line_own(number, line), _LINE_ORDER)
    yield from drug_segments(line.drug)
    yield from parties(line.providers, _LINE_PARTIES)
    yield from adjudication_segments(line.adjudications)
    if line.forms:
        yield Loop("2440")
        yield from line.forms


def _line_own(number: int, line: ServiceLine) -> Iterator[OutSegment]:
    yield ("LX", str(number))
    yield (
        "SV1",
        procedure_parts(line.procedure),
        format_cents(line.charge_cents),
        line.unit,
        quantity_text(line.units),
        line.place_of_service,
        "",
        tuple(map(str, line.pointers)),
        "",
        line.emergency,
        "",
        line.epsdt,
        line.family_planning,
        "",
        "",
        line.copay_status,
    )
    yield from note_segments(line)
    yield from quantity_segments(line.quantities)
    yield from line.extra
