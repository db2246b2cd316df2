"""A day's checks: everything that is due, one 835 for each payee and payer, in files for each correspondent."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import msgspec

from api.sandbox.book import Book
from api.sandbox.choose import Style
from api.sandbox.identity import digits
from api.sandbox.memory import Correspondent, Debt, Due
from api.sandbox.settle import settle
from api.x12 import ClaimPayment, Delimiters, Payment, Remittance, RemittanceHeader, write_remittances

# BPR05 to BPR09 and BPR12 to BPR15: an EFT between two accounts that do not exist.
_FROM: Final = ("CCP", "01", "999999992", "DA", "1000001")
_TO: Final = ("01", "999988880", "DA", "2000002")
_OTHER_DELIMITERS: Final = Delimiters(element="|", component=">")
_TERMINATOR: Final = b"~"


class CheckFile(msgspec.Struct, frozen=True):
    """An 835 file: its day, its control number (ISA13), its bytes."""

    on: dt.date
    control_number: str
    payload: bytes


def pay(book: Book, at: dt.datetime) -> list[CheckFile]:
    """Write what is due on this day or was before; the book remembers what the checks say."""
    on = at.date()
    due = [each for each in book.dues if each.on <= on]
    if not due:
        return []
    book.dues = [each for each in book.dues if each.on > on]
    book.debts += [
        Debt(each.account, "WO", each.reference, each.letter_cents, each.on, each.letter_of)
        for each in due
        if each.letter_cents
    ]
    checks: dict[tuple[str, str], list[Due]] = {}
    for each in due:
        if each.payments:
            checks.setdefault((each.account, each.apart), []).append(each)
    mailings: dict[Correspondent, list[list[Due]]] = {}
    for (account, _), dues in checks.items():
        mailings.setdefault(book.accounts[account].correspondent, []).append(dues)
    return [file for correspondent, mine in mailings.items() for file in _mail(book, correspondent, mine, at)]


def _mail(book: Book, correspondent: Correspondent, checks: Sequence[list[Due]], at: dt.datetime) -> list[CheckFile]:
    style = Style()
    for due in (due for dues in checks for due in dues):
        style |= due.style
    remittances = [_remittance(book, dues, at.date(), number, style) for number, dues in enumerate(checks, 1)]
    names = [payment.payer_claim_id + payment.status for dues in checks for due in dues for payment in due.payments]
    copies = ("", "again") if style.is_sent_twice else ("",)
    numbers = [digits("835", correspondent.sender, f"{at:%y%m%d}", copy, *names) for copy in copies]
    return [CheckFile(at.date(), number, _write(remittances, correspondent, at, number, style)) for number in numbers]


def _write(
    remittances: list[Remittance], correspondent: Correspondent, at: dt.datetime, number: str, style: Style
) -> bytes:
    delimiters = _OTHER_DELIMITERS if style.has_other_delimiters else None
    payload = write_remittances(remittances, correspondent.facts(at, number), delimiters)
    return payload.replace(_TERMINATOR, _TERMINATOR + b"\r\n") if style.has_line_ends else payload


def _remittance(book: Book, dues: list[Due], on: dt.date, number: int, style: Style) -> Remittance:
    account = book.accounts[dues[0].account]
    payments = [payment for due in dues for payment in due.payments]
    adjustments = settle(book, dues[0].account, dues, on)
    cents = sum(payment.paid_cents for payment in payments) - sum(pair.cents for pair in adjustments)
    day = max(on, *(_last_day(payment, on) for payment in payments))
    trace = dues[0].trace_number or f"{day:%y%m%d}" + digits(
        "trace", dues[0].account, f"{on:%y%m%d}", *(each.payer_claim_id + each.status for each in payments)
    )
    book.note(payments, day, trace)
    return Remittance(
        header=RemittanceHeader(
            control_number=f"{number:04d}",
            payment=Payment(
                handling="I" if cents else "H",
                cents=cents,
                method="ACH" if cents else "NON",
                banking=(*_FROM, account.payer_id, "", *_TO) if cents else (),
                date=day,
                trace_number=trace,
                payer_id=account.payer_id,
            ),
            payer=account.payer,
            payee=account.payee,
            production_date=day,
        ),
        claims=payments[::-1] if style.is_shuffled else payments,
        provider_adjustments=adjustments,
    )


def _last_day(payment: ClaimPayment, on: dt.date) -> dt.date:
    """A check is not dated before the service it pays."""
    return max((each.date for service in payment.services for each in service.dates if each.date), default=on)
