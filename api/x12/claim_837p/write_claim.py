"""Write one claim of an 837P: 2300 and the loops under it, in the order of the guide."""

from collections.abc import Iterable, Iterator
from typing import Final

from api.x12.claim_837p.records import (
    Attachment,
    Claim,
    LineAdjudication,
    Note,
    OtherPayer,
    ServiceLine,
)
from api.x12.money import format_cents
from api.x12.parts import Party
from api.x12.writer import CannotWrite, Loop, OutSegment
from api.x12.writing import (
    address_segments,
    adjustment_segments,
    amount_segments,
    contact_segment,
    day_text,
    period_segments,
    procedure_parts,
    quantity_segments,
    quantity_text,
    reference_segments,
)

# The order of the segments within a loop, and of the parties under it [P].
_CLAIM_ORDER: Final = (
    "CLM",
    "DTP",
    "PWK",
    "CN1",
    "AMT",
    "REF",
    "K3",
    "NTE",
    "CR1",
    "CR2",
    "CRC",
    "HI",
    "HCP",
)
_LINE_ORDER: Final = (
    "LX",
    "SV1",
    "SV5",
    "PWK",
    "CR1",
    "CR3",
    "CRC",
    "DTP",
    "QTY",
    "MEA",
    "CN1",
    "REF",
    "AMT",
    "K3",
    "NTE",
    "PS1",
    "HCP",
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
_MAX_OTHER_PAYERS: Final = 10
_MAX_ADJUDICATIONS: Final = 15
_MAX_POINTERS: Final = 4


def claim_segments(claim: Claim) -> Iterator[OutSegment | Loop]:
    """2300 with 2310, 2320, 2400. Raises CannotWrite beyond the guide's limits."""
    _limit("2300", "HI", len(claim.diagnoses), _MAX_DIAGNOSES)
    _limit("2400", "LX", len(claim.lines), _MAX_LINES)
    _limit("2320", "SBR", len(claim.other_payers), _MAX_OTHER_PAYERS)
    yield Loop("2300")
    yield from _in_order(_claim_own(claim), _CLAIM_ORDER)
    yield from _parties(claim.providers, _CLAIM_PARTIES)
    for other in claim.other_payers:
        yield from _other_payer_segments(other)
    for number, line in enumerate(claim.lines, 1):
        yield from _line_segments(number, line)


def party_segments(party: Party, *, with_taxonomy: bool = True) -> Iterator[OutSegment]:
    """NM1 with its PRV, N3, N4, DTP, REF and PER."""
    yield (
        "NM1",
        party.entity_code,
        party.entity_type,
        party.last_name,
        party.first_name,
        party.middle_name,
        party.prefix,
        party.suffix,
        party.id_qualifier,
        party.id,
    )
    if with_taxonomy and party.taxonomy:
        yield ("PRV", "PE", "PXC", party.taxonomy)
    yield from address_segments(party.address)
    yield from party.extra
    yield from period_segments(party.dates)
    yield from reference_segments(party.references)
    yield from map(contact_segment, party.contacts)


def _claim_own(claim: Claim) -> Iterator[OutSegment]:
    yield (
        "CLM",
        claim.claim_id,
        format_cents(claim.charge_cents),
        "",
        "",
        (claim.place_of_service, claim.facility_qualifier, claim.frequency),
        claim.provider_signature,
        claim.assignment,
        claim.benefits_assigned,
        claim.release_of_information,
        claim.patient_signature_source,
        claim.related_causes,
        claim.special_program,
        *("",) * 7,
        claim.delay_reason,
    )
    yield from period_segments(claim.dates)
    yield from map(_attachment_segment, claim.attachments)
    yield from amount_segments(claim.amounts)
    yield from reference_segments(claim.references)
    yield from map(_note_segment, claim.notes)
    if claim.diagnoses:
        yield ("HI", *((diagnosis.qualifier, diagnosis.code) for diagnosis in claim.diagnoses))
    yield from claim.extra


def _other_payer_segments(other: OtherPayer) -> Iterator[OutSegment | Loop]:
    yield Loop("2320")
    yield (
        "SBR",
        other.sequence,
        other.relationship,
        other.group_number,
        other.group_name,
        other.insurance_type,
        "",
        "",
        "",
        other.filing_indicator,
    )
    yield from adjustment_segments(other.adjustments)
    yield from amount_segments(other.amounts)
    yield (
        "OI",
        "",
        "",
        other.benefits_assigned,
        other.patient_signature_source,
        "",
        other.release_of_information,
    )
    if other.outpatient is not None:
        yield ("MOA", *other.outpatient.elements)
    yield from other.extra
    yield Loop("2330A")
    yield from party_segments(other.subscriber)
    yield Loop("2330B")
    yield from party_segments(other.payer)
    yield from _parties(other.providers, _OTHER_PARTIES)


def _line_segments(number: int, line: ServiceLine) -> Iterator[OutSegment | Loop]:
    _limit("2430", "SVD", len(line.adjudications), _MAX_ADJUDICATIONS)
    _limit("2400", "SV107", len(line.pointers), _MAX_POINTERS)
    yield Loop("2400")
    yield from _in_order(_line_own(number, line), _LINE_ORDER)
    if line.drug is not None:
        drug = line.drug
        yield Loop("2410")
        yield ("LIN", "", drug.qualifier, drug.code)
        if drug.quantity is not None:
            yield ("CTP", "", "", "", quantity_text(drug.quantity), drug.unit)
        yield from reference_segments(drug.references)
        yield from drug.extra
    yield from _parties(line.providers, _LINE_PARTIES)
    for adjudication in line.adjudications:
        yield from _adjudication_segments(adjudication)
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
    yield from map(_attachment_segment, line.attachments)
    yield from period_segments(line.dates)
    yield from quantity_segments(line.quantities)
    yield from reference_segments(line.references)
    yield from amount_segments(line.amounts)
    yield from map(_note_segment, line.notes)
    yield from line.extra


def _adjudication_segments(adjudication: LineAdjudication) -> Iterator[OutSegment | Loop]:
    yield Loop("2430")
    yield (
        "SVD",
        adjudication.payer_id,
        format_cents(adjudication.paid_cents),
        procedure_parts(adjudication.procedure),
        "",
        quantity_text(adjudication.units),
        adjudication.bundled_line,
    )
    yield from adjustment_segments(adjudication.adjustments)
    if adjudication.paid_on is not None:
        yield ("DTP", "573", "D8", day_text(adjudication.paid_on))
    yield from amount_segments(adjudication.amounts)
    yield from adjudication.extra


def _attachment_segment(attachment: Attachment) -> OutSegment:
    qualifier = "AC" if attachment.control_number else ""
    return (
        "PWK",
        attachment.report_type,
        attachment.transmission,
        "",
        "",
        qualifier,
        attachment.control_number,
    )


def _note_segment(note: Note) -> OutSegment:
    return ("NTE", note.code, note.text)


def _in_order(segments: Iterable[OutSegment], order: tuple[str, ...]) -> list[OutSegment]:
    rank = {tag: at for at, tag in enumerate(order)}
    return sorted(segments, key=lambda segment: rank.get(str(segment[0]), len(order)))


def _parties(parties: Iterable[Party], loops: dict[str, str]) -> Iterator[OutSegment | Loop]:
    rank = {code: at for at, code in enumerate(loops)}
    for party in sorted(parties, key=lambda party: rank.get(party.entity_code, len(rank))):
        yield Loop(loops.get(party.entity_code, ""))
        yield from party_segments(party)


def _limit(loop: str, element: str, count: int, most: int) -> None:
    if count > most:
        raise CannotWrite(loop, element, f"{count} where the guide allows {most}")
