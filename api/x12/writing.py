# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""What every writer of a transaction does the same way: records of `parts` back to segments."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Final

from api.x12.dates import format_date
from api.x12.money import format_cents, format_quantity
from api.x12.parts import (
    Address,
    Adjustment,
    Amount,
    Contact,
    DatePeriod,
    DateReference,
    EntityName,
    Party,
    Procedure,
    Quantity,
    Reference,
)
from api.x12.writer import OutSegment

_CAS_TRIPLETS: Final = 6


def quantity_text(value: Decimal | None) -> str:
    """A quantity, or nothing."""
    return "" if value is None else format_quantity(value)


def procedure_parts(procedure: Procedure | None) -> tuple[str, ...]:
    """A procedure composite."""
    if procedure is None:
        return ()
    modifiers = (
        (*procedure.modifiers, "", "", "", "")[:4] if procedure.description or procedure.rest else (procedure.modifiers)
    )
    parts = (procedure.qualifier, procedure.code, *modifiers)
    return (*parts, procedure.description, *procedure.rest) if len(parts) == 6 else parts


def name_segment(name: EntityName) -> OutSegment:
    """NM1."""
    return (
        "NM1",
        name.entity_code,
        name.entity_type,
        name.last_name,
        name.first_name,
        name.middle_name,
        name.prefix,
        name.suffix,
        name.id_qualifier,
        name.id,
        *name.rest,
    )


def party_segment(party: Party) -> OutSegment:
    """NM1 of a party."""
    return (
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


def address_segments(address: Address | None) -> Iterator[OutSegment]:
    """N3 and N4, each only when it says something."""
    if address is None:
        return
    if address.line1 or address.line2:
        yield ("N3", address.line1, address.line2)
    if address.city or address.state or address.zip or address.country:
        yield (
            "N4",
            address.city,
            address.state,
            address.zip,
            address.country,
            "",
            "",
            address.subdivision,
        )


def contact_segment(contact: Contact) -> OutSegment:
    """PER."""
    return ("PER", contact.function, contact.name, *(text for pair in contact.numbers for text in pair))


def adjustment_segments(adjustments: Iterable[Adjustment]) -> Iterator[OutSegment]:
    """CAS: neighbors of one group share a segment, six triplets at most."""
    for group, members in groupby(adjustments, lambda adjustment: adjustment.group):
        row = list(members)
        for at in range(0, len(row), _CAS_TRIPLETS):
            triplets = row[at : at + _CAS_TRIPLETS]
            yield (
                "CAS",
                group,
                *(t for a in triplets for t in (a.carc, format_cents(a.cents), quantity_text(a.quantity))),
            )


def reference_segments(references: Iterable[Reference]) -> Iterator[OutSegment]:
    """REF."""
    return (("REF", reference.qualifier, reference.value, *reference.rest) for reference in references)


def date_segments(dates: Iterable[DateReference]) -> Iterator[OutSegment]:
    """DTM."""
    return (("DTM", date.qualifier, day_text(date.date, date.text)) for date in dates)


def period_segments(periods: Iterable[DatePeriod]) -> Iterator[OutSegment]:
    """DTP: D8 for a day, RD8 for a range, unless the record names the format."""
    for period in periods:
        if period.text or period.start is None:
            yield ("DTP", period.qualifier, period.format, period.text)
            continue
        start, end = format_date(period.start), format_date(period.end or period.start)
        form = period.format or ("D8" if start == end else "RD8")
        yield ("DTP", period.qualifier, form, start if form == "D8" else f"{start}-{end}")


def amount_segments(amounts: Iterable[Amount]) -> Iterator[OutSegment]:
    """AMT."""
    return (("AMT", amount.qualifier, format_cents(amount.cents)) for amount in amounts)


def quantity_segments(quantities: Iterable[Quantity]) -> Iterator[OutSegment]:
    """QTY."""
    return (("QTY", quantity.qualifier, quantity_text(quantity.value)) for quantity in quantities)


def day_text(day: dt.date | None, text: str = "") -> str:
    """CCYYMMDD, or the text a date could not be read from."""
    return text if day is None else format_date(day)


def clock_text(moment: dt.datetime) -> str:
    """HHMM, with seconds only when there are any."""
    return moment.strftime("%H%M%S" if moment.second else "%H%M")


def in_order(segments: Iterable[OutSegment], order: tuple[str, ...]) -> list[OutSegment]:
    """Segments of one loop in the order of the guide, so that a record may carry extra ones in any order."""
    rank = {tag: at for at, tag in enumerate(order)}
    return sorted(segments, key=lambda segment: rank.get(str(segment[0]), len(order)))
