# ruff: noqa: PLR2004 - the numbers are the element numbers and lengths of the guide
"""Read an 837: the header, then claims one by one with the loops they stand in.

What a segment belongs to follows from the HL and NM1 before it.
"""

from collections.abc import Callable, Iterator
from typing import Final

from api.x12.claim_837.read_claim import ClaimSegments
from api.x12.claim_837.records import (
    AnyClaim,
    BillingProvider,
    ClaimBatch,
    ClaimContext,
    Line,
    Patient,
    Subscriber,
)
from api.x12.claim_837.usual import usual_levels
from api.x12.dates import UNKNOWN_MOMENT
from api.x12.envelope import Transaction
from api.x12.findings import Finding
from api.x12.parts import Party, Reference
from api.x12.reading import (
    Notes,
    get,
    read_city,
    read_contact,
    read_period,
    read_reference,
    read_street,
)

_NAMED: Final = 10  # elements of an NM1 up to NM109 and of an SBR, their id included


class ClaimTreeReader(ClaimSegments[AnyClaim, Line]):
    """The claims of one ST as an iterator. `batch` is filled as far as reading has come."""

    def __init__(self, transaction: Transaction, *, keep_tree: bool = False) -> None:
        super().__init__(Notes(transaction))
        self._transaction = transaction
        self._keep_tree = keep_tree
        self._billing: BillingProvider[AnyClaim] | None = None
        self._subscriber: Subscriber[AnyClaim] | None = None
        self._patient: Patient[AnyClaim] | None = None
        self._hl_levels: dict[str, str] = {}
        self._usual_levels = usual_levels(transaction.delimiters)
        self.batch: ClaimBatch[AnyClaim] = ClaimBatch(
            control_number=transaction.control_number,
            reference="",
            created=UNKNOWN_MOMENT,
            submitter=Party(entity_code="41"),
            receiver=Party(entity_code="40"),
            findings=self._notes.findings,
        )
        self._handlers |= {
            "BHT": self._bht,
            "HL": self._hl,
            "SBR": self._sbr,
            "PAT": self._pat,
            "DMG": self._dmg,
            "NM1": self._nm1,
            "CLM": self._open_claim,
            "N3": self._n3,
            "N4": self._n4,
            "PER": self._per,
            "PRV": self._prv,
            "REF": self._ref_anywhere,
            "DTP": self._dtp_anywhere,
            "CUR": self._cur,
        }

    @property
    def findings(self) -> list[Finding]:
        """Findings of the envelope and the reading so far."""
        return self._notes.findings

    def claims(self) -> Iterator[ClaimContext[AnyClaim]]:
        """Each claim once, in the order of the file. What is usual is read many segments at a time."""
        notes, handlers, unknown, usual = self._notes, self._handlers, self._unknown, self._usual_forms()
        element, terminator = self._transaction.delimiters.element, self._transaction.delimiters.segment
        closing = ("CLM", f"HL{element}", f"SE{element}")
        for batch in self._transaction.batches():
            notes.batch = batch
            notes.check_lengths(batch)
            text, at, size, notes.index = batch.text, 0, len(batch.text), -1
            while at < size:
                notes.index += 1
                opening = text[at : at + 3]
                if opening == "CLM" and not text.startswith(element, at + 3):
                    opening = ""
                if self._claim is not None and opening in closing and (context := self._finished()) is not None:
                    yield context
                if (read := usual.get(opening)) is not None and (end := read(text, at)) > at:
                    at = end
                    continue
                start, at = at, text.index(terminator, at) + 1
                elements = text[start : at - 1].split(element)
                notes.look_over(elements)
                handlers.get(elements[0], unknown)(elements)
        if (context := self._finished()) is not None:
            yield context
        self._check_end()

    def _usual_forms(self) -> dict[str, Callable[[str, int], int]]:
        """What reads many segments at a time, by its first three characters. Each counts them, less the first, and
        returns where they end: where they began when they are unusual.
        """
        return {f"HL{self._transaction.delimiters.element}": self._usual_level}

    def _usual_level(self, text: str, at: int) -> int:
        levels = self._hl_levels
        opened = self._usual_levels.subscriber(text, at) or self._usual_levels.patient(text, at)
        if opened is None:
            return at
        number, parent, end, about = opened
        level, above = ("22", "20") if isinstance(about, Subscriber) else ("23", "22")
        if levels.get(parent) != above or number != str(len(levels) + 1):
            return at
        levels[number] = level
        self._notes.index += text.count(self._transaction.delimiters.segment, at, end) - 1
        if isinstance(about, Subscriber):
            self._subscriber, self._patient, self._party = about, None, about.payer
            if self._keep_tree and self._billing is not None:
                self._billing.subscribers.append(about)
        else:
            self._patient, self._party = about, about.party
            if self._keep_tree and self._subscriber is not None:
                self._subscriber.patients.append(about)
        return end

    def _finished(self) -> ClaimContext[AnyClaim] | None:
        claim = self._claim
        if claim is None or self._billing is None or self._subscriber is None:
            return None
        context = ClaimContext(self._billing, self._subscriber, self._patient, claim)
        if not claim.lines:
            self._error("claim.no_line", "a claim has no service line", loop="2400", segment="LX")
        self._close_claim()
        if self._keep_tree:
            (self._patient or self._subscriber).claims.append(claim)
        return context

    def _check_end(self) -> None:
        if self._billing is None:
            self._error("segment.missing", "there is no billing provider", loop="2000A", segment="HL")
        if not self.batch.reference:
            self._error("segment.missing", "BHT is missing or has no reference", segment="BHT")

    def _bht(self, elements: list[str]) -> None:
        batch = self.batch
        batch.purpose, batch.reference, batch.kind = get(elements, 2), get(elements, 3), get(elements, 6)
        batch.created = self._notes.moment(get(elements, 4), get(elements, 5), "BHT04")

    def _hl(self, elements: list[str]) -> None:
        self._party = None
        number, parent, level = get(elements, 1), get(elements, 2), get(elements, 3)
        if number != str(len(self._hl_levels) + 1):
            self._error("hl.sequence", "HL01 does not count from 1", element="HL01", value=number)
        above = {"20": "", "22": "20", "23": "22"}.get(level)
        if above is None:
            self._error("hl.level", "HL03 is not 20, 22 or 23", element="HL03", value=level)
            return
        if (self._hl_levels.get(parent) if parent else "") != above:
            self._error("hl.parent", "HL02 names no valid parent", element="HL02", value=parent)
        self._hl_levels[number] = level
        if level == "20":
            self._open_billing()
        elif level == "22":
            self._open_subscriber()
        else:
            self._open_patient()

    def _open_billing(self) -> None:
        self._billing = BillingProvider(party=Party(entity_code="85"))
        self._subscriber = self._patient = None
        if self._keep_tree:
            self.batch.billing_providers.append(self._billing)

    def _open_subscriber(self) -> None:
        self._subscriber = Subscriber(sequence="", party=Party(entity_code="IL"), payer=Party(entity_code="PR"))
        self._patient = None
        if self._keep_tree and self._billing is not None:
            self._billing.subscribers.append(self._subscriber)

    def _open_patient(self) -> None:
        self._patient = Patient(relationship="", party=Party(entity_code="QC"))
        if self._keep_tree and self._subscriber is not None:
            self._subscriber.patients.append(self._patient)

    def _sbr(self, elements: list[str]) -> None:
        if self._claim is not None:
            self._open_other_payer(elements)
            return
        subscriber = self._subscriber
        if subscriber is None:
            self._unknown(elements)
            return
        full = elements if len(elements) == _NAMED else (elements + [""] * _NAMED)[:_NAMED]
        _, subscriber.sequence, subscriber.relationship, subscriber.group_number, subscriber.group_name = full[:5]
        subscriber.insurance_type, subscriber.filing_indicator = full[5], full[9]

    def _pat(self, elements: list[str]) -> None:
        holder = self._patient or self._subscriber
        if holder is None:
            self._unknown(elements)
            return
        if not isinstance(holder, Patient):
            holder.extra.append(self._notes.keep(elements))
            return
        holder.relationship = get(elements, 1)
        if len(elements) > 2:
            # PAT01 is modelled, the elements from PAT05 on are not.
            holder.extra.append(self._notes.keep(["PAT", "", *elements[2:]]))

    def _dmg(self, elements: list[str]) -> None:
        holder = self._patient or self._subscriber
        if holder is None or self._claim is not None:
            self._unknown(elements)
            return
        holder.birth_date, holder.sex = self._notes.day(get(elements, 2), "DMG02"), get(elements, 3)

    def _cur(self, elements: list[str]) -> None:
        if self._billing is None:
            self._unknown(elements)
        else:
            self._billing.extra.append(self._notes.keep(elements))

    def _nm1(self, elements: list[str]) -> None:
        code = get(elements, 1)
        party = self._claim_party(code) if self._claim is not None else self._outer_party(code)
        self._party = party
        if party is None:
            self._unknown(elements)
            return
        full = elements if len(elements) == _NAMED else (elements + [""] * _NAMED)[:_NAMED]
        _, _, party.entity_type, party.last_name, party.first_name, party.middle_name = full[:6]
        party.prefix, party.suffix, party.id_qualifier, party.id = full[6:]

    def _outer_party(self, code: str) -> Party | None:
        """The record an NM1 outside any claim fills."""
        if self._billing is None:
            return {"41": self.batch.submitter, "40": self.batch.receiver}.get(code)
        if self._patient is not None:
            return self._patient.party if code == "QC" else None
        if self._subscriber is not None:
            return {"IL": self._subscriber.party, "PR": self._subscriber.payer}.get(code)
        if code == "87":
            self._billing.pay_to = Party(entity_code="87")
            return self._billing.pay_to
        if code == "PE":
            self._billing.pay_to_plan = Party(entity_code="PE")
            return self._billing.pay_to_plan
        return self._billing.party if code == "85" else None

    def _open_claim(self, elements: list[str]) -> None:
        self._party = None
        if self._billing is None or self._subscriber is None:
            self._error("segment.place", "a claim stands outside a subscriber", segment="CLM", loop="2300")
            return
        if not self._subscriber.party.id and self._patient is None:
            self._error("claim.member_id", "the subscriber has no member id", element="NM109", loop="2010BA")
        self._clm(elements)

    def _n3(self, elements: list[str]) -> None:
        if self._party is None:
            self._unknown(elements)
        else:
            self._party.address = read_street(elements)

    def _n4(self, elements: list[str]) -> None:
        if self._party is None:
            self._unknown(elements)
        else:
            self._party.address = read_city(elements, self._party.address)

    def _per(self, elements: list[str]) -> None:
        if self._party is None:
            self._unknown(elements)
        else:
            self._party.contacts.append(read_contact(elements))

    def _prv(self, elements: list[str]) -> None:
        party = self._party or (self._billing.party if self._billing and self._subscriber is None else None)
        if party is None:
            self._unknown(elements)
        else:
            party.taxonomy = get(elements, 3)

    def _ref_anywhere(self, elements: list[str]) -> None:
        # Where another payer is open and no line, a REF is its party's or nobody's.
        is_nobodys = self._line is None and self._other is not None
        holder = self._party or self._drug or self._line or (None if is_nobodys else self._claim)
        if holder is None:
            self._unknown(elements)
        elif len(elements) == 3:
            holder.references.append(Reference(elements[1], elements[2]))
        else:
            holder.references.append(read_reference(elements, self._notes.component))

    def _dtp_anywhere(self, elements: list[str]) -> None:
        if self._party is not None and self._line is None:
            self._party.dates.append(read_period(elements, self._notes, "2330B"))
        elif self._claim is not None:
            self._dtp(elements)
        else:
            self._unknown(elements)

    def whole(self) -> ClaimBatch[AnyClaim]:
        """The batch after the last claim."""
        for _ in self.claims():
            pass
        return self.batch
