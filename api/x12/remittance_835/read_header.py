"""The part of an 835 before its first claim payment: BPR, TRN, dates, payer (1000A), payee (1000B)."""

from api.x12.findings import segment_id
from api.x12.parts import RawSegment, Reference
from api.x12.reading import Notes, get, keep, read_city, read_contact, read_reference, read_street
from api.x12.remittance_835.records import Payment, RemittanceHeader, RemittanceParty

_PAD = [""] * 17


class HeaderBuilder:
    """Takes the header's segments in any order and gives the header."""

    def __init__(self, control_number: str, notes: Notes) -> None:
        self._notes = notes
        self._payment = Payment(handling="", cents=0, method="")
        self._parties = {"PR": RemittanceParty(), "PE": RemittanceParty()}
        self._party: RemittanceParty | None = None
        self._has_payment = False
        self._header = RemittanceHeader(
            control_number=control_number,
            payment=self._payment,
            payer=self._parties["PR"],
            payee=self._parties["PE"],
        )

    def take(self, elements: list[str]) -> None:
        """Take one segment."""
        self._notes.look_over(elements)
        match elements[0]:
            case "ST":
                pass
            case "BPR":
                self._bpr(elements)
            case "TRN":
                self._trn(elements)
            case "DTM" if get(elements, 1) == "405":
                self._header.production_date = self._notes.day(get(elements, 2), "DTM02")
            case "N1" if get(elements, 1) in self._parties:
                self._n1(elements)
            case "REF":
                self._references.append(read_reference(elements, self._notes.component))
            case _:
                self._of_party(elements)

    def build(self) -> RemittanceHeader:
        """The header; a missing BPR blocks, since nothing can be balanced against it."""
        if not self._has_payment:
            self._notes.add("money.unreadable", "BPR is missing", blocking=True, element="BPR02", source="005010X221A1")
        return self._header

    @property
    def _references(self) -> list[Reference]:
        return self._header.references if self._party is None else self._party.references

    def _bpr(self, elements: list[str]) -> None:
        notes, payment = self._notes, self._payment
        full = elements + _PAD
        self._has_payment = True
        payment.handling, payment.credit_debit, payment.method = full[1], full[3], full[4]
        payment.cents = notes.cents(full[2], "BPR02", "header")
        payment.banking = _trimmed(full[5:16])
        payment.date = notes.day(full[16], "BPR16", "header")
        payment.date_text = "" if payment.date else full[16]

    def _trn(self, elements: list[str]) -> None:
        payment = self._payment
        full = elements + _PAD[:5]
        payment.trace_type, payment.trace_number, payment.payer_id, payment.supplemental_code = full[1:5]

    def _n1(self, elements: list[str]) -> None:
        party = self._party = self._parties[elements[1]]
        full = elements + _PAD[:5]
        party.name, party.id_qualifier, party.id = full[2:5]

    def _of_party(self, elements: list[str]) -> None:
        party = self._party
        if party is None:
            self._extra(self._header.extra, elements)
            return
        match elements[0]:
            case "N3":
                party.address = read_street(elements)
            case "N4":
                party.address = read_city(elements, party.address)
            case "PER":
                party.contacts.append(read_contact(elements))
            case _:
                self._extra(party.extra, elements)

    def _extra(self, into: list[RawSegment], elements: list[str]) -> None:
        if elements[0] not in {"CUR", "DTM", "RDM"}:
            self._notes.add("segment.unknown", "a segment is not of this set", segment=segment_id(elements[0]))
        into.append(keep(elements, self._notes.component))


def _trimmed(values: list[str]) -> tuple[str, ...]:
    while values and not values[-1]:
        values = values[:-1]
    return tuple(values)
