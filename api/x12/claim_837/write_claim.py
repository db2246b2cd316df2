"""What the writers of a claim share: its parties, other payers, drugs and adjudications, in the order of the guide."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from api.x12.claim_837.records import (
    Attachment,
    ClaimLoop,
    Drug,
    LineAdjudication,
    LineLoop,
    Note,
    OtherPayer,
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
    party_segment,
    period_segments,
    procedure_parts,
    quantity_text,
    reference_segments,
)

# PRV01 follows from NM101: the attending provider of an 837I is AT, whoever else has a PRV performs [P].
_ATTENDING: Final = "71"
_MAX_OTHER_PAYERS: Final = 10
_MAX_ADJUDICATIONS: Final = 15


def party_segments(party: Party, *, with_taxonomy: bool = True) -> Iterator[OutSegment]:
    """NM1 with its PRV, N3, N4, DTP, REF and PER."""
    yield party_segment(party)
    if with_taxonomy and party.taxonomy:
        yield ("PRV", "AT" if party.entity_code == _ATTENDING else "PE", "PXC", party.taxonomy)
    yield from address_segments(party.address)
    yield from party.extra
    yield from period_segments(party.dates)
    yield from reference_segments(party.references)
    yield from map(contact_segment, party.contacts)


def claim_segment(claim: ClaimLoop[Any], location: tuple[str, str, str]) -> OutSegment:
    """CLM, with the three components of CLM05."""
    return (
        "CLM",
        claim.claim_id,
        format_cents(claim.charge_cents),
        "",
        "",
        location,
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


def note_segments(loop: ClaimLoop[Any] | LineLoop) -> Iterator[OutSegment]:
    """PWK, DTP, AMT, REF and NTE of a claim or line; the order comes later."""
    yield from map(_attachment_segment, loop.attachments)
    yield from period_segments(loop.dates)
    yield from amount_segments(loop.amounts)
    yield from reference_segments(loop.references)
    yield from map(_note_segment, loop.notes)


def other_payer_segments(others: list[OtherPayer], loops: Mapping[str, str]) -> Iterator[OutSegment | Loop]:
    """2320 and 2330; `loops` names the loop of each NM101 from 2330C on."""
    check_limit("2320", "SBR", len(others), _MAX_OTHER_PAYERS)
    for other in others:
        yield from _other_payer_segments(other)
        yield from parties(other.providers, loops)


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
    if other.inpatient is not None:
        yield ("MIA", *other.inpatient.elements)
    if other.outpatient is not None:
        yield ("MOA", *other.outpatient.elements)
    yield from other.extra
    yield Loop("2330A")
    yield from party_segments(other.subscriber)
    yield Loop("2330B")
    yield from party_segments(other.payer)


def drug_segments(drug: Drug | None) -> Iterator[OutSegment | Loop]:
    """2410."""
    if drug is None:
        return
    yield Loop("2410")
    yield ("LIN", "", drug.qualifier, drug.code)
    if drug.quantity is not None or drug.unit:
        yield ("CTP", "", "", "", quantity_text(drug.quantity), drug.unit)
    yield from reference_segments(drug.references)
    yield from drug.extra


def adjudication_segments(adjudications: list[LineAdjudication]) -> Iterator[OutSegment | Loop]:
    """2430."""
    check_limit("2430", "SVD", len(adjudications), _MAX_ADJUDICATIONS)
    for adjudication in adjudications:
        yield Loop("2430")
        yield (
            "SVD",
            adjudication.payer_id,
            format_cents(adjudication.paid_cents),
            procedure_parts(adjudication.procedure),
            adjudication.revenue_code,
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


def parties(members: Iterable[Party], loops: Mapping[str, str]) -> Iterator[OutSegment | Loop]:
    """Parties in the order of their loops; `loops` names the loop of each NM101."""
    rank = {code: at for at, code in enumerate(loops)}
    for party in sorted(members, key=lambda party: rank.get(party.entity_code, len(rank))):
        yield Loop(loops.get(party.entity_code, ""))
        yield from party_segments(party)


def check_limit(loop: str, element: str, count: int, most: int) -> None:
    """Raise CannotWrite beyond a limit of the guide."""
    if count > most:
        raise CannotWrite(loop, element, f"{count} where the guide allows {most}")
