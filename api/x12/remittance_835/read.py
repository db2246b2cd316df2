# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""Read an 835: header first, then claim payments one by one, then the provider adjustments.

`RemittanceReader` keeps one claim in memory at a time; `read_remittance` collects them. Both balance the ST
while they read, so its findings are complete when the claims are through.
"""

from collections.abc import Callable, Iterator
from typing import Final

from api.x12.dates import parse_date
from api.x12.envelope import Transaction
from api.x12.findings import Finding, segment_id
from api.x12.lexer import Batch, raw_segment
from api.x12.money import find_cents, parse_quantity
from api.x12.parts import (
    Adjustment,
    Amount,
    DateReference,
    EntityName,
    Quantity,
    Reference,
    Remark,
)
from api.x12.reading import Notes, read_adjustments, read_contact, read_name, read_procedure
from api.x12.remittance_835.balance import Balance
from api.x12.remittance_835.read_header import HeaderBuilder
from api.x12.remittance_835.records import (
    ClaimPayment,
    HeaderNumber,
    ProviderAdjustment,
    Remittance,
    RemittanceHeader,
    ServicePayment,
)
from api.x12.remittance_835.usual import usual_claims
from api.x12.remittance_835.values import read_remark_set

_PAD: Final = [""] * 14
_PLB_PAIRS_END: Final = 15
_DETAIL: Final = frozenset({"LX", "CLP", "PLB", "SE"})


class RemittanceReader:
    """The claim payments of one ST as an iterator.

    `header` is read at once. `provider_adjustments` and `findings` are complete when `claims()` is exhausted.
    A 4010 ST is read as well as it goes: its blocking finding is already among `findings`.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._notes = Notes(transaction)
        self._transaction = transaction
        self._element = transaction.delimiters.element
        self._component = transaction.delimiters.component
        self._lx: HeaderNumber | None = None
        # Takes what stands where no claim is open; `_note_stray` reports it.
        self._stray = ClaimPayment(claim_id="", status="", charge_cents=0, paid_cents=0)
        self._claim = self._stray
        self._target: ClaimPayment | ServicePayment = self._stray
        self._batches = transaction.batches()
        self._rest: Batch | None = None
        self._first_position = 1  # of the batch at hand
        self.provider_adjustments: list[ProviderAdjustment] = []
        self._handlers: dict[str, Callable[[list[str]], None]] = {
            "CAS": self._cas,
            "SVC": self._svc,
            "DTM": self._dtm,
            "REF": self._ref,
            "AMT": self._amt,
            "NM1": self._nm1,
            "LQ": self._lq,
            "QTY": self._qty,
            "MOA": self._moa,
            "MIA": self._mia,
            "PER": self._per,
            "LX": self._open_lx,
            "TS3": self._summary,
            "TS2": self._summary,
            "PLB": self._plb,
            "SE": self._close,
            "": self._close,
        }
        self._read_usual = usual_claims(transaction.delimiters)
        self.header = self._read_header()
        self._balance = Balance(self.header.payment.cents)

    @property
    def findings(self) -> list[Finding]:
        """Findings of the envelope, the reading and, once the claims are through, the balance."""
        return self._notes.findings

    def claims(self) -> Iterator[ClaimPayment]:  # noqa: C901, PLR0912, PLR0915 - one loop for speed, as the docstring says
        """Each claim payment once, in the order of the file.

        A usual claim is read whole, see `usual`. Of the others the usual form of the usual segments is read in this
        loop: a call for each of them would cost a third of the whole. Whatever has another form goes to the handler of
        its segment, which notes what is wrong.
        """
        notes, element, handlers, unknown = self._notes, self._element, self._handlers, self._unknown
        terminator, read_usual = self._transaction.delimiters.segment, self._read_usual
        target = self._target
        for batch, before, opening in self._detail_batches():
            text, size = batch.text, len(batch.text)
            index, at = before, opening
            while at < size:
                index += 1
                start, at = at, text.index(terminator, at) + 1
                elements = text[start : at - 1].split(element)
                tag = elements[0]
                if tag == "DTM":
                    if len(elements) == 3 and (day := parse_date(elements[2])) is not None:
                        target.dates.append(DateReference(elements[1], day))
                        continue
                elif tag == "CAS":
                    if len(elements) == 4 and (cents := find_cents(elements[3])) is not None:
                        target.adjustments.append(Adjustment(elements[1], elements[2], cents))
                        continue
                elif tag == "REF":
                    if len(elements) == 3:
                        target.references.append(Reference(elements[1], elements[2]))
                        continue
                elif tag == "AMT":
                    if len(elements) == 3 and (cents := find_cents(elements[2])) is not None:
                        target.amounts.append(Amount(elements[1], cents))
                        continue
                elif tag == "NM1":
                    if len(elements) == 10:
                        _, code, kind, last, first, middle, prefix, suffix, qualifier, number = elements
                        self._claim.names.append(
                            EntityName(code, kind, last, first, middle, prefix, suffix, qualifier, number)
                        )
                        continue
                elif tag == "SVC":
                    notes.index = index
                    notes.look_over(elements)
                    self._svc(elements)
                    target = self._target
                    continue
                elif tag == "CLP":
                    if self._claim is not self._stray:
                        self._balance.add(self._claim, notes.findings)
                        yield self._claim
                    target = self._target = self._claim = self._stray
                    position = self._first_position + index
                    while (usual := read_usual(text, start, position, self._lx)) is not None:
                        claim, start, position = usual
                        self._balance.add_balanced(claim.paid_cents)
                        yield claim
                        at = start
                    if at == start:
                        index = position - self._first_position - 1
                        continue
                    notes.index = index
                    notes.look_over(elements)
                    target = self._open_claim(elements)
                    continue
                notes.index = index
                notes.look_over(elements)
                handlers.get(tag, unknown)(elements)
                target = self._target
        if self._claim is not self._stray:
            self._balance.add(self._claim, notes.findings)
            yield self._claim
            self._claim = self._stray
        self._note_stray()
        self._balance.finish(self.provider_adjustments, notes.findings)

    def _detail_batches(self) -> Iterator[tuple[Batch, int, int]]:
        """Each batch, the index before its first segment of the detail, and where that segment stands in its text."""
        notes = self._notes
        if self._rest is not None:
            batch, self._rest = self._rest, None
            self._first_position = batch.position
            yield batch, notes.index - 1, sum(map(len, batch.pieces[: notes.index])) + notes.index
        for batch in self._batches:
            notes.batch = batch
            self._first_position = batch.position
            notes.check_lengths(batch)
            yield batch, -1, 0

    def _read_header(self) -> RemittanceHeader:
        notes = self._notes
        builder = HeaderBuilder(self._transaction.control_number, notes)
        for batch in self._batches:
            notes.batch = batch
            notes.check_lengths(batch)
            for notes.index, piece in enumerate(batch.pieces):
                elements = piece.split(self._element)
                if elements[0] in _DETAIL:
                    self._rest = batch
                    return builder.build()
                builder.take(elements)
        return builder.build()

    def _open_claim(self, elements: list[str]) -> ClaimPayment:
        count = len(elements)
        if count < 14:
            elements += _PAD
        notes = self._notes
        position = self._first_position + notes.index
        charge, paid, share = find_cents(elements[3]), find_cents(elements[4]), elements[5]
        claim = ClaimPayment(
            claim_id=elements[1],
            status=elements[2],
            charge_cents=notes.cents(elements[3], "CLP03", "2100") if charge is None else charge,
            paid_cents=notes.cents(elements[4], "CLP04", "2100") if paid is None else paid,
            patient_responsibility_cents=notes.cents(share, "CLP05", "2100") if share else None,
            filing_indicator=elements[6],
            payer_claim_id=elements[7],
            facility_code=elements[8],
            frequency=elements[9],
            header=self._lx,
            position=position,
        )
        if count > 10:
            claim.patient_status, claim.drg, claim.drg_weight, claim.discharge_fraction = elements[10:14]
            claim.rest = tuple(elements[14:count])
        self._target = self._claim = claim
        return claim

    def _svc(self, elements: list[str]) -> None:
        claim = self._claim
        if claim is self._stray:
            self._unknown(elements)
            return
        if len(elements) < 8:
            elements += _PAD
        notes, component = self._notes, self._component
        position = self._first_position + notes.index
        charge, paid, units = find_cents(elements[2]), find_cents(elements[3]), parse_quantity(elements[5])
        if component not in elements[1]:
            notes.add(
                "composite.separator",
                "SVC01 is not split by the component separator of the ISA",
                element="SVC01",
                loop="2110",
                value=elements[1],
                source="ISA16",
            )
        service = self._target = ServicePayment(
            procedure=read_procedure(elements[1], component),
            charge_cents=notes.cents(elements[2], "SVC02", "2110") if charge is None else charge,
            paid_cents=notes.cents(elements[3], "SVC03", "2110", is_required=False) if paid is None else paid,
            revenue_code=elements[4],
            units=notes.quantity(elements[5], "SVC05") if units is None else units,
            submitted=read_procedure(elements[6], component) if elements[6] else None,
            submitted_units=notes.quantity(elements[7], "SVC07") if elements[7] else None,
            position=position,
        )
        claim.services.append(service)

    def _cas(self, elements: list[str]) -> None:
        loop = "2110" if isinstance(self._target, ServicePayment) else "2100"
        read_adjustments(elements, self._target.adjustments, self._notes, loop)

    def _dtm(self, elements: list[str]) -> None:
        if len(elements) < 3:
            self._keep(elements)
            return
        self._notes.day(elements[2], "DTM02", "2100")
        self._target.dates.append(DateReference(elements[1], None, elements[2]))

    def _ref(self, elements: list[str]) -> None:
        if len(elements) < 3:
            self._keep(elements)
            return
        self._target.references.append(Reference(elements[1], elements[2], raw_segment(elements[3:], self._component)))

    def _amt(self, elements: list[str]) -> None:
        # AMT never balances: one that cannot be read is kept as it stood and warns.
        self._notes.add("amount.unreadable", "AMT cannot be read", element="AMT02", value="*".join(elements[2:]))
        self._keep(elements)

    def _qty(self, elements: list[str]) -> None:
        value = parse_quantity(elements[2]) if len(elements) == 3 else None
        if value is None:
            self._keep(elements)
        else:
            self._target.quantities.append(Quantity(elements[1], value))

    def _nm1(self, elements: list[str]) -> None:
        self._claim.names.append(read_name(elements, self._component))

    def _lq(self, elements: list[str]) -> None:
        target = self._target
        if isinstance(target, ServicePayment) and len(elements) == 3:
            target.remarks.append(Remark(elements[1], elements[2]))
        else:
            self._unknown(elements)

    def _moa(self, elements: list[str]) -> None:
        self._claim.outpatient = read_remark_set(elements)

    def _mia(self, elements: list[str]) -> None:
        self._claim.inpatient = read_remark_set(elements)

    def _per(self, elements: list[str]) -> None:
        self._claim.contacts.append(read_contact(elements))

    def _open_lx(self, elements: list[str]) -> None:
        self._lx = HeaderNumber(elements[1] if len(elements) > 1 else "")
        self._target = self._stray

    def _summary(self, elements: list[str]) -> None:
        if self._lx is None:
            self._unknown(elements)
        else:
            kept = raw_segment(elements, self._component)
            self._lx = HeaderNumber(self._lx.number, (*self._lx.summaries, kept))

    def _plb(self, elements: list[str]) -> None:
        self._target = self._stray
        notes = self._notes
        elements += _PAD[:2]
        fiscal_date = notes.day(elements[2], "PLB02")
        for at in range(3, min(len(elements) - 1, _PLB_PAIRS_END), 2):
            if not (elements[at] or elements[at + 1]):
                continue
            code, *parts = elements[at].split(self._component)
            self.provider_adjustments.append(
                ProviderAdjustment(
                    provider_id=elements[1],
                    fiscal_date=fiscal_date,
                    code=code,
                    reference="".join(parts[:1]),
                    cents=notes.cents(elements[at + 1], f"PLB{at + 1:02d}"),
                    fiscal_date_text="" if fiscal_date else elements[2],
                    rest=tuple(parts[1:]),
                )
            )

    def _close(self, _elements: list[str]) -> None:
        """SE, whose counts are the envelope's business, and empty segments, which the envelope has noted."""

    def _unknown(self, elements: list[str]) -> None:
        tag = elements[0]
        known = tag in self._handlers
        self._notes.add(
            "segment.place" if known else "segment.unknown",
            "a segment stands where nothing takes it" if known else "a segment is not of this set",
            segment=segment_id(tag),
            source="005010X221A1",
        )
        self._keep(elements)

    def _keep(self, elements: list[str]) -> None:
        self._target.extra.append(raw_segment(elements, self._component))

    def _note_stray(self) -> None:
        stray = self._stray
        if stray.adjustments or stray.references or stray.dates or stray.amounts or stray.names:
            self._notes.add(
                "segment.place",
                "segments of a claim stand before a CLP or after a PLB",
                source="005010X221A1",
            )


def read_remittance(transaction: Transaction) -> Remittance:
    """One ST of an 835, whole, with all its findings."""
    reader = RemittanceReader(transaction)
    claims = list(reader.claims())
    return Remittance(
        header=reader.header,
        claims=claims,
        provider_adjustments=reader.provider_adjustments,
        findings=reader.findings,
    )
