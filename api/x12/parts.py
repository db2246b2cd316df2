"""The small records several transaction sets share, each named for the segment it comes from.

What stands for one segment is frozen, so that a reader may hand out the same record wherever a file repeats itself.
"""

import datetime as dt
from decimal import Decimal

import msgspec

# A segment nothing here models, kept so that writing gives it back: its id, then its elements. An element that
# holds component separators is a tuple of its components, one that repeats a tuple of tuples, so that it can be
# written under other delimiters.
RawSegment = tuple[str | tuple[str | tuple[str, ...], ...], ...]


class Reference(msgspec.Struct, frozen=True, gc=False):
    """REF: a number and what it is (REF01, REF02); REF03 and REF04 stay in `rest`."""

    qualifier: str
    value: str
    rest: RawSegment = ()


class DateReference(msgspec.Struct, frozen=True, gc=False):
    """DTM of an 835 (DTM01, DTM02). An unreadable date is None and its text is kept."""

    qualifier: str
    date: dt.date | None
    text: str = ""


class DatePeriod(msgspec.Struct, frozen=True, gc=False):
    """DTP (DTP01, DTP03): a day (D8: start = end) or a range (RD8). Other formats and unreadable dates keep
    `text`.
    """

    qualifier: str
    start: dt.date | None
    end: dt.date | None
    format: str = ""
    text: str = ""


class Amount(msgspec.Struct, frozen=True, gc=False):
    """AMT (AMT01, AMT02): never part of a balance."""

    qualifier: str
    cents: int


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """QTY (QTY01, QTY02)."""

    qualifier: str
    value: Decimal | None


class Adjustment(msgspec.Struct, frozen=True, gc=False):
    """One triplet of a CAS: group (CAS01 CO OA PI PR), reason, cents, quantity. Negative cents raise the
    payment.
    """

    group: str
    carc: str
    cents: int
    quantity: Decimal | None = None


class Procedure(msgspec.Struct, frozen=True, gc=False):
    """A procedure composite (SVC01, SVC06, SV101, SVD03): qualifier, code, up to four modifiers,
    description.
    """

    qualifier: str
    code: str
    modifiers: tuple[str, ...] = ()
    description: str = ""
    rest: tuple[str, ...] = ()


class EntityName(msgspec.Struct, frozen=True, gc=False):
    """NM1 alone: who (NM101), person 1 or organization 2 (NM102), name (NM103-07), id with its qualifier
    (NM108-09).
    """

    entity_code: str
    entity_type: str = ""
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    prefix: str = ""
    suffix: str = ""
    id_qualifier: str = ""
    id: str = ""
    rest: RawSegment = ()


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """N3 and N4: street lines, city, state, ZIP without hyphen; country (N404) and its subdivision (N407) if
    abroad.
    """

    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    subdivision: str = ""


class Diagnosis(msgspec.Struct, frozen=True):
    """A diagnosis composite of an HI: ABK for the principal, ABF for the others, code without its dot."""

    qualifier: str
    code: str


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """PER: function (PER01), name (PER02), then pairs such as ("TE", "8005551212")."""

    function: str
    name: str = ""
    numbers: tuple[tuple[str, str], ...] = ()


class Remark(msgspec.Struct, frozen=True, gc=False):
    """LQ of an 835 line: qualifier (HE = RARC) and code."""

    qualifier: str
    code: str


class RemarkSet(msgspec.Struct, frozen=True):
    """MIA or MOA as it stood: `elements[0]` is MIA01/MOA01. `remark_codes` are MIA05, 20-23 or MOA03-07."""

    elements: tuple[str, ...]
    remark_codes: tuple[str, ...] = ()


class Party(msgspec.Struct, kw_only=True):
    """An NM1 with what belongs to it: N3/N4, REF, PER, PRV03 (taxonomy), DTP.

    `last_name` holds the organization's name when `entity_type` is 2.
    """

    entity_code: str
    entity_type: str = "2"
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    prefix: str = ""
    suffix: str = ""
    id_qualifier: str = ""
    id: str = ""
    address: Address | None = None
    taxonomy: str = ""
    references: list[Reference] = []
    contacts: list[Contact] = []
    dates: list[DatePeriod] = []
    extra: list[RawSegment] = []

    def reference(self, qualifier: str) -> str:
        """The first REF02 under this qualifier, or an empty string."""
        return find_reference(self.references, qualifier)


class StatusCode(msgspec.Struct, frozen=True):
    """One STC composite (STC01, STC10, STC11): category, status, entity."""

    category: str
    status: str
    entity: str = ""
    rest: tuple[str, ...] = ()


def find_reference(references: list[Reference], qualifier: str) -> str:
    """The first REF02 under this qualifier, or an empty string."""
    for reference in references:
        if reference.qualifier == qualifier:
            return reference.value
    return ""


def find_amount(amounts: list[Amount], qualifier: str) -> int | None:
    """The first AMT02 under this qualifier in cents, or None."""
    for amount in amounts:
        if amount.qualifier == qualifier:
            return amount.cents
    return None
