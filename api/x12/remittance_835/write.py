"""Write an 835 from its records, in the order of the guide; counts are computed."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from api.x12.lexer import Delimiters
from api.x12.money import format_cents
from api.x12.remittance_835.records import (
    ClaimPayment,
    HeaderNumber,
    ProviderAdjustment,
    Remittance,
    RemittanceHeader,
    RemittanceParty,
    ServicePayment,
)
from api.x12.versions import REMITTANCE_835
from api.x12.writer import InterchangeFacts, Loop, OutSegment, OutTransaction, write_interchange
from api.x12.writing import (
    address_segments,
    adjustment_segments,
    amount_segments,
    contact_segment,
    date_segments,
    day_text,
    name_segment,
    procedure_parts,
    quantity_segments,
    quantity_text,
    reference_segments,
)

_BANKING_ELEMENTS: Final = 11  # BPR05 to BPR15
_PLB_PAIRS: Final = 6


def write_remittances(
    remittances: Iterable[Remittance], facts: InterchangeFacts, delimiters: Delimiters | None = None
) -> bytes:
    """One interchange with an ST for each remittance. Raises CannotWrite; findings are not looked at."""
    transactions = (OutTransaction(r.header.control_number, remittance_segments(r)) for r in remittances)
    return write_interchange(facts, REMITTANCE_835, transactions, delimiters)


def remittance_segments(remittance: Remittance) -> Iterator[OutSegment | Loop]:
    """The segments between ST and SE."""
    yield from _header_segments(remittance.header)
    header: HeaderNumber | None = None
    for claim in remittance.claims:
        if claim.header is not None and claim.header != header:
            header = claim.header
            yield Loop("2000")
            yield ("LX", header.number)
            yield from header.summaries
        yield from _claim_segments(claim)
    yield Loop("summary")
    yield from _provider_adjustment_segments(remittance.provider_adjustments)


def _header_segments(header: RemittanceHeader) -> Iterator[OutSegment | Loop]:
    payment = header.payment
    banking = (*payment.banking, *("",) * (_BANKING_ELEMENTS - len(payment.banking)))
    yield Loop("header")
    yield (
        "BPR",
        payment.handling,
        format_cents(payment.cents),
        payment.credit_debit,
        payment.method,
        *banking,
        day_text(payment.date, payment.date_text),
    )
    trace = (payment.trace_number, payment.payer_id, payment.supplemental_code)
    if any(trace):
        yield ("TRN", payment.trace_type, *trace)
    yield from (segment for segment in header.extra if segment[0] == "CUR")
    yield from reference_segments(header.references)
    if header.production_date:
        yield ("DTM", "405", day_text(header.production_date))
    yield from (segment for segment in header.extra if segment[0] != "CUR")
    yield Loop("1000A")
    yield from _party_segments("PR", header.payer)
    yield Loop("1000B")
    yield from _party_segments("PE", header.payee)


def _party_segments(code: str, party: RemittanceParty) -> Iterator[OutSegment]:
    if party == RemittanceParty():
        return
    yield ("N1", code, party.name, party.id_qualifier, party.id)
    yield from address_segments(party.address)
    yield from reference_segments(party.references)
    yield from map(contact_segment, party.contacts)
    yield from party.extra


def _claim_segments(claim: ClaimPayment) -> Iterator[OutSegment | Loop]:
    share = claim.patient_responsibility_cents
    yield Loop("2100")
    yield (
        "CLP",
        claim.claim_id,
        claim.status,
        format_cents(claim.charge_cents),
        format_cents(claim.paid_cents),
        "" if share is None else format_cents(share),
        claim.filing_indicator,
        claim.payer_claim_id,
        claim.facility_code,
        claim.frequency,
        claim.patient_status,
        claim.drg,
        claim.drg_weight,
        claim.discharge_fraction,
        *claim.rest,
    )
    yield from adjustment_segments(claim.adjustments)
    yield from map(name_segment, claim.names)
    if claim.inpatient is not None:
        yield ("MIA", *claim.inpatient.elements)
    if claim.outpatient is not None:
        yield ("MOA", *claim.outpatient.elements)
    yield from reference_segments(claim.references)
    yield from date_segments(claim.dates)
    yield from map(contact_segment, claim.contacts)
    yield from amount_segments(claim.amounts)
    yield from quantity_segments(claim.quantities)
    yield from claim.extra
    for service in claim.services:
        yield Loop("2110")
        yield from _service_segments(service)


def _service_segments(service: ServicePayment) -> Iterator[OutSegment]:
    yield (
        "SVC",
        procedure_parts(service.procedure),
        format_cents(service.charge_cents),
        format_cents(service.paid_cents),
        service.revenue_code,
        quantity_text(service.units),
        procedure_parts(service.submitted),
        quantity_text(service.submitted_units),
    )
    yield from date_segments(service.dates)
    yield from adjustment_segments(service.adjustments)
    yield from reference_segments(service.references)
    yield from amount_segments(service.amounts)
    yield from quantity_segments(service.quantities)
    yield from (("LQ", remark.qualifier, remark.code) for remark in service.remarks)
    yield from service.extra


def _provider_adjustment_segments(pairs: Iterable[ProviderAdjustment]) -> Iterator[OutSegment]:
    """PLB: neighbors of one provider and fiscal date share a segment, six pairs at most."""
    keys = groupby(pairs, lambda pair: (pair.provider_id, day_text(pair.fiscal_date, pair.fiscal_date_text)))
    for (provider_id, fiscal_date), members in keys:
        row = list(members)
        for at in range(0, len(row), _PLB_PAIRS):
            elements: list[str | tuple[str, ...]] = []
            for pair in row[at : at + _PLB_PAIRS]:
                elements += [(pair.code, pair.reference, *pair.rest), format_cents(pair.cents)]
            yield ("PLB", provider_id, fiscal_date, *elements)
