# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""What every reader of a transaction does the same way: fetch elements, read values, note what is wrong.

A segment is the list of its elements, its id first: nothing is wrapped, since most of the time goes here.
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from api.x12.dates import UNKNOWN_MOMENT, parse_date, parse_period
from api.x12.dropped import dropped_elements
from api.x12.envelope import Transaction
from api.x12.findings import BalanceLevel, Finding, mask
from api.x12.lexer import MAX_ELEMENTS, MAX_SEGMENT_BYTES, Batch, raw_elements, raw_segment
from api.x12.money import parse_cents, parse_quantity
from api.x12.parts import (
    Address,
    Adjustment,
    Contact,
    DatePeriod,
    EntityName,
    Party,
    Procedure,
    RawSegment,
    Reference,
)
from api.x12.versions import find_guide

MAX_FINDINGS = 1_000
_CAS_TRIPLETS_END = 19
_HOURS = 24
_MINUTES = 60
_N4_PAD = [""] * 7


class Notes:
    """The findings of one ST while it is read, and where the reader stands.

    They stop after a thousand, so that a hostile file cannot grow the list without bound. What blocks is counted apart:
    no number of warnings hides it.
    """

    __slots__ = ("_dropped", "_room", "batch", "component", "findings", "index", "repetition")

    def __init__(self, transaction: Transaction) -> None:
        self.findings: list[Finding] = list(transaction.findings)
        guide = find_guide(transaction.version, transaction.set_id)
        self._dropped = dropped_elements(guide.short_name if guide else transaction.set_id)
        self._room = {True: MAX_FINDINGS, False: MAX_FINDINGS}
        self.batch: Batch | None = None
        self.index = 0
        self.component = transaction.delimiters.component
        self.repetition = transaction.delimiters.repetition

    @property
    def position(self) -> int:
        """Number of the segment at hand, 1 = ST."""
        return self.batch.position + self.index if self.batch else 0

    def add(  # noqa: PLR0913 - the fields of a finding
        self,
        rule: str,
        message: str,
        *,
        blocking: bool = False,
        is_error: bool = False,
        segment: str = "",
        element: str = "",
        loop: str = "",
        value: str = "",
        expected: str = "",
        source: str = "",
        level: BalanceLevel | None = None,
        difference_cents: int | None = None,
        position: int | None = None,
    ) -> None:
        """Note a finding at the segment at hand, or at `position` when the segment is already behind."""
        if not self._room[blocking]:
            return
        self._room[blocking] -= 1
        at = self.batch.offset_of(self.index) if self.batch and position is None else -1
        self.findings.append(
            Finding(
                rule=rule,
                severity="error" if blocking or is_error else "warning",
                blocking=blocking,
                message=message,
                segment=segment or element[:-2],
                position=self.position if position is None else position,
                byte_offset=at,
                loop=loop,
                element=element,
                value_masked=mask(value),
                expected=expected,
                source=source,
                level=level,
                difference_cents=difference_cents,
            )
        )

    def cents(self, text: str, element: str, loop: str = "", *, is_required: bool = True) -> int:
        """Read an amount. Unreadable (a third decimal too), or missing where it must be: 0 and a blocking
        finding.
        """
        cents = parse_cents(text)
        if cents is None:
            if not text and not is_required:
                return 0
            what = "cannot be read as an amount" if text else "is missing"
            self.add(
                "money.unreadable",
                f"{element} {what}",
                blocking=True,
                element=element,
                loop=loop,
                value=text,
                expected="at most 2 decimals",
                source="X12 data element type R",
            )
            return 0
        return cents

    def quantity(self, text: str, element: str) -> Decimal | None:
        """Read a quantity; unreadable is None and a warning."""
        if not text:
            return None
        value = parse_quantity(text)
        if value is None:
            self.add("quantity.unreadable", f"{element} cannot be read as a number", element=element, value=text)
        return value

    def day(self, text: str, element: str, loop: str = "") -> dt.date | None:
        """Read CCYYMMDD; unreadable is None and a warning."""
        if not text:
            return None
        value = parse_date(text)
        if value is None:
            self.add(
                "date.unreadable",
                f"{element} is no date",
                element=element,
                loop=loop,
                value=text,
                expected="CCYYMMDD",
                source="X12 data element type DT",
            )
        return value

    def moment(self, date_text: str, time_text: str, element: str) -> dt.datetime:
        """A date and an HHMM[SS] clock (BHT04, BHT05); the start of the calendar when the date is
        unreadable.
        """
        day = self.day(date_text, element)
        if day is None:
            return UNKNOWN_MOMENT
        parts = [time_text[at : at + 2] for at in (0, 2, 4)]
        hour, minute, second = (int(part) if part.isdecimal() and part.isascii() else 0 for part in parts)
        is_clock = hour < _HOURS and minute < _MINUTES and second < _MINUTES
        return dt.datetime.combine(day, dt.time(hour, minute, second) if is_clock else dt.time())

    def keep(self, elements: list[str]) -> RawSegment:
        """A segment nothing models, kept for writing: components and repetitions taken apart."""
        return raw_segment(elements, self.component, self.repetition)

    def keep_rest(self, elements: list[str]) -> RawSegment:
        """Elements at the end of a segment that nothing models."""
        return raw_elements(elements, self.component, self.repetition)

    def check_lengths(self, batch: Batch) -> None:
        """Note segments beyond the limit of length; asked once a batch, and cheap when there is none."""
        if not batch.may_hold_long_segment():
            return
        for self.index, piece in enumerate(batch.pieces):
            if len(piece) > MAX_SEGMENT_BYTES:
                self.add("envelope.segment_too_long", "a segment is beyond the limit of length", blocking=True)

    def look_over(self, elements: list[str]) -> None:
        """Note more elements than any segment has, and elements that no record keeps."""
        if len(elements) > MAX_ELEMENTS:
            self.add("envelope.too_many_elements", "a segment has too many elements", blocking=True)
            return
        dropped = self._dropped.get(elements[0])
        if dropped is None:
            return
        between, rest = dropped
        count = len(elements)
        for number in between:
            if number < count and elements[number]:
                self.drop(f"{elements[0]}{number:02d}")
        for number in range(rest, count):
            if elements[number]:
                self.drop(f"{elements[0]}{number:02d}")

    def drop(self, element: str) -> None:
        """Note an element that no record keeps."""
        self.add("element.dropped", f"{element} is not used, and no record keeps it", element=element)


def get(elements: list[str], number: int) -> str:
    """Element `number`, or an empty string when the segment is shorter."""
    return elements[number] if number < len(elements) else ""


def read_reference(elements: list[str], component: str) -> Reference:
    """REF."""
    rest = raw_elements(elements[3:], component) if len(elements) > 3 else ()
    return Reference(get(elements, 1), get(elements, 2), rest)


def read_name(elements: list[str], component: str) -> EntityName:
    """NM1."""
    code, kind, last, first, middle, prefix, suffix, qualifier, number = (*elements[1:10], *("",) * 9)[:9]
    rest = raw_elements(elements[10:], component)
    return EntityName(code, kind, last, first, middle, prefix, suffix, qualifier, number, rest)


def read_party(elements: list[str], into: Party | None = None) -> Party:
    """NM1 as the beginning of a party: N3, N4, REF, PER and DTP come after it, or have come before in a bad file."""
    full = elements + [""] * 10
    party = into or Party(entity_code="")
    party.entity_code, party.entity_type, party.last_name, party.first_name, party.middle_name = full[1:6]
    party.prefix, party.suffix, party.id_qualifier, party.id = full[6:10]
    return party


@lru_cache(maxsize=8_192)
def read_procedure(text: str, component: str) -> Procedure:
    """A procedure composite: qualifier, code, modifiers (3-6), description (7). Cached: a file repeats its
    codes.
    """
    parts = text.rstrip(component).split(component)
    modifiers = tuple(parts[2:6])
    while modifiers and not modifiers[-1]:
        modifiers = modifiers[:-1]
    return Procedure(parts[0], parts[1] if len(parts) > 1 else "", modifiers, "".join(parts[6:7]), tuple(parts[7:]))


def read_adjustments(elements: list[str], into: list[Adjustment], notes: Notes, loop: str) -> None:
    """CAS: up to six triplets; gaps such as `CO*45*10**253*2` are legal [M]."""
    group = get(elements, 1)
    for at in range(2, min(len(elements), _CAS_TRIPLETS_END + 1), 3):
        carc, amount, quantity = elements[at], get(elements, at + 1), get(elements, at + 2)
        if carc or amount:
            into.append(
                Adjustment(
                    group,
                    carc,
                    notes.cents(amount, f"CAS{at + 1:02d}", loop),
                    notes.quantity(quantity, f"CAS{at + 2:02d}"),
                )
            )
        elif quantity:
            notes.drop(f"CAS{at + 2:02d}")


def read_contact(elements: list[str]) -> Contact:
    """PER."""
    full = elements + [""] * 9
    numbers = tuple((q, v) for q, v in zip(full[3:9:2], full[4:9:2], strict=True) if q or v)
    return Contact(function=get(elements, 1), name=get(elements, 2), numbers=numbers)


def read_period(elements: list[str], notes: Notes, loop: str) -> DatePeriod:
    """DTP: formats D8 and RD8 are dates, others stay text."""
    if len(elements) == 4 and elements[2] == "D8" and (day := parse_date(elements[3])) is not None:
        return DatePeriod(elements[1], day, day)
    qualifier, form, text = get(elements, 1), get(elements, 2), get(elements, 3)
    if form not in {"D8", "RD8"}:
        return DatePeriod(qualifier, None, None, form, text)
    start, end = parse_period(text)
    if start is None or end is None:
        notes.add("date.unreadable", "DTP03 is no date", element="DTP03", loop=loop, value=text, expected=form)
        return DatePeriod(qualifier, start, end, form, text)
    if form == "D8" and "-" in text:
        notes.add("date.unreadable", "DTP03 is no single day", element="DTP03", loop=loop, value=text, expected=form)
        return DatePeriod(qualifier, start, end, form, text)
    # The format goes without saying where the dates tell it: only a range of one day has to name it.
    return DatePeriod(qualifier, start, end, "" if (form == "D8") == (start == end) else form)


def read_street(elements: list[str]) -> Address | None:
    """N3; None when it says nothing."""
    line1, line2 = get(elements, 1), get(elements, 2)
    return Address(line1=line1, line2=line2) if line1 or line2 else None


def read_city(elements: list[str], street: Address | None) -> Address | None:
    """N4, joined to the N3 before it; None when neither says anything."""
    _, city, state, zip_code, country, _, _, subdivision = (elements + _N4_PAD)[:8]
    if not (city or state or zip_code or country or subdivision):
        return street
    return Address(
        line1=street.line1 if street else "",
        line2=street.line2 if street else "",
        city=city,
        state=state,
        zip=zip_code,
        country=country,
        subdivision=subdivision,
    )


def keep(elements: list[str], component: str) -> RawSegment:
    """A segment nothing models, kept for writing."""
    return raw_segment(elements, component)
