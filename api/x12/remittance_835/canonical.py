"""What an 835 says, freed of how it was written: the hashes that tell a replay from new content.

Only typed values count: cents, dates, codes, names. Envelope, delimiters, number formats, LX grouping and the
order of anything do not, so a file sent again re-enveloped or reordered has the same hash.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from api.x12.money import format_quantity, parse_quantity
from api.x12.parts import (
    Adjustment,
    Amount,
    DateReference,
    EntityName,
    Procedure,
    Quantity,
    Reference,
    RemarkSet,
)
from api.x12.remittance_835.records import (
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    RemittanceHeader,
    ServicePayment,
)

_Row = tuple[object, ...]
_encode = msgspec.json.Encoder().encode


class CheckKey(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a check the same check. Same key and content is a replay; same key, other content is a
    quarantine.
    """

    payer_id: str  # TRN03
    supplemental_code: str  # TRN04
    trace_number: str  # TRN02; the canonical content when BPR04 is NON, whose TRN02 may be `0000000` each time
    payment_date: dt.date | None  # BPR16, else DTM*405
    cents: int  # BPR02
    payee_id: str  # N104 of 1000B

    @property
    def digest(self) -> str:
        """The key as one SHA-256, in hex."""
        return hashlib.sha256(_encode(self)).hexdigest()


def content_hash(claim: ClaimPayment) -> str:
    """SHA-256 in hex of the typed values of one claim payment. Two equal payments have one hash: count
    them.
    """
    return _hash("claim", _claim_row(claim))


def canonical_content(claim_hashes: Iterable[str], provider_adjustments: Iterable[ProviderAdjustment]) -> str:
    """SHA-256 in hex of the multiset of claim payments and PLB pairs; takes hashes, so it can follow the
    iterator.
    """
    pairs = [
        _hash("plb", (p.provider_id, p.fiscal_date or p.fiscal_date_text, p.code, p.reference, p.cents, p.rest))
        for p in provider_adjustments
    ]
    return hashlib.sha256(_encode([sorted(claim_hashes), sorted(pairs)])).hexdigest()


def canonical_hash(remittance: Remittance) -> str:
    """The canonical content of a remittance that was read whole."""
    return canonical_content(map(content_hash, remittance.claims), remittance.provider_adjustments)


def check_key(header: RemittanceHeader, canonical: str) -> CheckKey:
    """The check key of an ST; `canonical` is its canonical content."""
    payment = header.payment
    return CheckKey(
        payer_id=payment.payer_id,
        supplemental_code=payment.supplemental_code,
        trace_number=canonical if payment.method == "NON" else payment.trace_number,
        payment_date=header.payment_date,
        cents=payment.cents,
        payee_id=header.payee.id,
    )


def _hash(kind: str, row: _Row) -> str:
    return hashlib.sha256(_encode((kind, row))).hexdigest()


def _sorted(rows: Iterable[_Row]) -> list[bytes]:
    return sorted(map(_encode, rows))


def _claim_row(claim: ClaimPayment) -> _Row:
    return (
        claim.claim_id,
        claim.status,
        claim.charge_cents,
        claim.paid_cents,
        claim.patient_responsibility_cents,
        claim.filing_indicator,
        claim.payer_claim_id,
        (claim.facility_code, claim.frequency, claim.patient_status, claim.drg),
        (_number(claim.drg_weight), _number(claim.discharge_fraction), claim.rest),
        _texts(_adjustments(claim.adjustments)),
        _texts(_sorted(map(_name_row, claim.names))),
        (_remark_row(claim.inpatient), _remark_row(claim.outpatient)),
        _texts(_references(claim.references)),
        _texts(_dates(claim.dates)),
        _texts(_amounts(claim.amounts)),
        _texts(_quantities(claim.quantities)),
        _texts(_sorted(map(_service_row, claim.services))),
    )


def _service_row(service: ServicePayment) -> _Row:
    return (
        _procedure_row(service.procedure),
        service.charge_cents,
        service.paid_cents,
        service.revenue_code,
        _decimal(service.units) or "1",  # an empty SVC05 means one
        _procedure_row(service.submitted) if service.submitted else None,
        _decimal(service.submitted_units),
        _texts(_adjustments(service.adjustments)),
        _texts(_references(service.references)),
        _texts(_dates(service.dates)),
        _texts(_amounts(service.amounts)),
        _texts(_quantities(service.quantities)),
        sorted((remark.qualifier, remark.code) for remark in service.remarks),
    )


def _texts(rows: list[bytes]) -> list[str]:
    return [row.decode() for row in rows]


def _adjustments(adjustments: list[Adjustment]) -> list[bytes]:
    return _sorted((a.group, a.carc, a.cents, _decimal(a.quantity)) for a in adjustments)


def _references(references: list[Reference]) -> list[bytes]:
    return _sorted((r.qualifier, r.value, r.rest) for r in references)


def _dates(dates: list[DateReference]) -> list[bytes]:
    return _sorted((d.qualifier, d.date or d.text) for d in dates)


def _amounts(amounts: list[Amount]) -> list[bytes]:
    return _sorted((a.qualifier, a.cents) for a in amounts)


def _quantities(quantities: list[Quantity]) -> list[bytes]:
    return _sorted((q.qualifier, _decimal(q.value)) for q in quantities)


def _name_row(name: EntityName) -> _Row:
    return msgspec.structs.astuple(name)


def _procedure_row(procedure: Procedure) -> _Row:
    return msgspec.structs.astuple(procedure)


def _remark_row(remarks: RemarkSet | None) -> list[str] | None:
    """MIA and MOA mix amounts, counts and codes: numbers are freed of their format, codes stay."""
    if remarks is None:
        return None
    row = [text if text in remarks.remark_codes else _number(text) for text in remarks.elements]
    while row and not row[-1]:
        row.pop()
    return row


def _number(text: str) -> str:
    value = parse_quantity(text)
    return text if value is None else format_quantity(value)


def _decimal(value: Decimal | None) -> str:
    return "" if value is None else format_quantity(value)
