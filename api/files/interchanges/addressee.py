"""Whom a transaction is for: what it says of its payee, its claims or the file it answers, and who that is.

Pure: the organization's tables are asked by `route`, their answers decided on here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.files.cuts import TA1, Cut, printable
from api.x12 import RemittanceReader, Transaction

Payee = tuple[str, str]
"""Kind (npi, era_payee_id, tin) and value."""

MAILBOX = "mailbox"
"""The channel of a file that a person or a system delivered: it may answer what went out on any channel."""
ELIGIBILITY = "271"
PAYER_OWN = "era_payee_id"
_KINDS = {"XX": "npi", "FI": "tin"}
"""What N103 says that N104 is; any other qualifier: the payer's own number."""
_LONGEST_PAYEE = 80
_LONGEST_NAME = 60
_LONGEST_TRACE = 50
_LONGEST_CLAIM_NUMBER = 17
_LARGEST_CONTROL = 999_999_999


@dataclass(frozen=True, slots=True)
class Waits:
    """No practice is named beyond doubt; `reason` is a stable word."""

    reason: str


def payees(transaction: Transaction) -> list[Payee]:
    """What an 835 calls its payee (1000B): N104 as its qualifier says, REF*TJ (TIN), REF*PQ (payer's own)."""
    found: list[Payee] = []
    is_payee = False
    for elements in _segments(transaction, ("N1", "REF", "LX", "CLP"), stop=("LX", "CLP")):
        tag, first, second = elements[0], _at(elements, 1), _at(elements, 2)
        if tag == "N1":
            is_payee = first == "PE"
            if is_payee:
                found.append((_KINDS.get(_at(elements, 3), PAYER_OWN), _at(elements, 4)))
        elif tag == "REF" and is_payee and first in {"TJ", "PQ"}:
            found.append(("tin" if first == "TJ" else PAYER_OWN, second))
    shown = [(kind, printable(value, _LONGEST_PAYEE)) for kind, value in found]
    return [payee for payee in dict.fromkeys(shown) if payee[1]]


def payment_of(transaction: Transaction) -> dict[str, Any]:
    """What an 835 says of its payee and its check (BPR, TRN, 1000A, 1000B), as staff need it to tell whose it is."""
    header = RemittanceReader(transaction).header
    day = header.payment_date
    return {
        "payer_name": printable(header.payer.name, _LONGEST_NAME),
        "payee_name": printable(header.payee.name, _LONGEST_NAME),
        "payee_identifiers": [{"kind": kind, "value": value} for kind, value in payees(transaction)],
        "trace_number": printable(header.payment.trace_number, _LONGEST_TRACE),
        "payment_date": day.isoformat() if day else None,
        "paid_cents": header.payment.cents,
    }


def claim_numbers(cut: Cut) -> list[str]:
    """CLM01 as it comes back: CLP01 of an 835, TRN02 of loop 2200D of a 277CA. Each once."""
    if not isinstance(cut.source, Transaction):
        return []
    if cut.transaction_set == "835":
        found = [_at(elements, 1) for elements in _segments(cut.source, ("CLP",))]
    else:
        found = list(_patient_traces(cut.source))
    return [number for number in dict.fromkeys(map(str.strip, found)) if _may_be_ours(number)]


def control_number(cut: Cut) -> int | None:
    """The ISA13 of ours that is answered: TA101, AK102 (our GS06), BHT03 of a 271, TRN02 in 2200B of a 277CA."""
    if not isinstance(cut.source, Transaction):
        text = cut.source[1].get(1)
    elif cut.transaction_set == "999":
        text = next((_at(elements, 2) for elements in _segments(cut.source, ("AK1",))), "")
    elif cut.transaction_set == ELIGIBILITY:
        text = next((_at(elements, 3) for elements in _segments(cut.source, ("BHT",))), "")
    else:
        text = _receiver_trace(cut.source)
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_CONTROL)) else None


def answers_file(cut: Cut) -> bool:
    """Whether it answers a file of ours as a whole."""
    return cut.transaction_set in {TA1, "999", ELIGIBILITY}


def looked_up(named: list[Payee]) -> set[Payee]:
    """What `of_payee` must be told of: a number is looked up as each kind, since a practice names its own kinds."""
    return {(kind, value) for _, value in named for kind in ("npi", "tin", PAYER_OWN)}


def of_remittance(
    named: list[Payee], payees: Mapping[Payee, set[UUID]], numbers: list[str], claims: Mapping[str, UUID]
) -> UUID | Waits:
    """The practice that an 835 is for, by its payee and by the claims it pays; where the two differ it waits.

    What a practice calls itself is its own word, a claim number is the word of the organization: it decides between
    several payees, and is never overruled.
    """
    paid = of_payee(named, payees)
    owners = {claims[number] for number in numbers if number in claims}
    if len(owners) > 1:
        return Waits("several_practices")
    if not owners:
        return _only(paid, unknown="payee_unknown", several="payee_ambiguous")
    return next(iter(owners)) if owners <= paid or not paid else Waits("payee_conflict")


def of_payee(named: list[Payee], known: Mapping[Payee, set[UUID]]) -> set[UUID]:
    """The practices that the payee may be; one when nothing speaks for another.

    An NPI or a payer's own number comes before a TIN, which practices may share. Does a TIN name none of those that the
    former name, it is any of them.
    """
    certain = {practice for payee in named if payee[0] != "tin" for practice in _holders(payee, known)}
    by_tin = {practice for payee in named if payee[0] == "tin" for practice in _holders(payee, known)}
    if certain and by_tin:
        return certain & by_tin or certain | by_tin
    return certain or by_tin


def _holders(payee: Payee, known: Mapping[Payee, set[UUID]]) -> set[UUID]:
    """The practices of one number as what it was sent as, else those that call it the payer's own number for them.

    Whoever has that number as an NPI or TIN may be meant as well: nobody gets a remittance by calling another's
    identifier its own.
    """
    kind, value = payee
    if kind != PAYER_OWN and known.get(payee):
        return known[payee]
    own = known.get((PAYER_OWN, value), set())
    return own | known.get(("npi", value), set()) | known.get(("tin", value), set()) if own else set()


def of_claims(numbers: list[str], known: Mapping[str, UUID]) -> UUID | Waits:
    """The practice whose claims are named, when they are all of one."""
    owners = {known[number] for number in numbers if number in known}
    return _only(owners, unknown="claims_unknown", several="several_practices")


def of_file(number: int | None, channel: str, known: Mapping[int, list[tuple[str, UUID]]]) -> UUID | Waits:
    """The practice that sent the file which is answered, through the channel that the answer came by."""
    sent = known.get(number, []) if number is not None else []
    practices = {practice for through, practice in sent if channel in {through, MAILBOX}}
    return _only(practices, unknown="batch_unknown", several="batch_ambiguous")


def _only(practices: set[UUID], *, unknown: str, several: str) -> UUID | Waits:
    if len(practices) == 1:
        return next(iter(practices))
    return Waits(several if practices else unknown)


def _patient_traces(transaction: Transaction) -> Iterator[str]:
    is_patient = False
    for elements in _segments(transaction, ("HL", "TRN")):
        if elements[0] == "HL":
            is_patient = _at(elements, 3) == "PT"
        elif is_patient:
            yield _at(elements, 2)


def _receiver_trace(transaction: Transaction) -> str:
    is_receiver = False
    for elements in _segments(transaction, ("HL", "TRN")):
        if elements[0] == "HL":
            is_receiver = _at(elements, 3) == "21"
        elif is_receiver:
            return _at(elements, 2)
    return ""


def _segments(transaction: Transaction, tags: tuple[str, ...], stop: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """The segments with one of these ids, up to the first of `stop`; the others are not taken apart."""
    element = transaction.delimiters.element
    wanted = tuple(tag + element for tag in tags)
    for batch in transaction.batches():
        for piece in batch.pieces:
            if piece.startswith(wanted):
                elements = piece.split(element)
                if elements[0] in stop:
                    return
                yield elements


def _at(elements: list[str], number: int) -> str:
    return elements[number] if number < len(elements) else ""


def _may_be_ours(number: str) -> bool:
    return 0 < len(number) <= _LONGEST_CLAIM_NUMBER and number.isascii() and number.isalnum()
