"""The two verbs: answer bytes, and let days pass. Both give the memory afterwards and the files that go out."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal

import msgspec

from api.sandbox.book import Book
from api.sandbox.eligibility import answer_inquiry
from api.sandbox.front_end import claim_answers, group_answers, interchange_answer
from api.sandbox.identity import digits
from api.sandbox.inbox import ReceivedInterchange, receive
from api.sandbox.memory import Correspondent, Memory
from api.sandbox.names import clean_name
from api.sandbox.pay import CheckFile, pay
from api.sandbox.status import answer_request
from api.sandbox.take_in import take_in
from api.x12 import (
    Interchange,
    InterchangeFacts,
    NotX12,
    read_file,
    write_271s,
    write_277cas,
    write_277s,
    write_999s,
    write_ta1s,
)

Kind = Literal["ta1", "999", "277ca", "835", "271", "277"]
_MORNING: Final = dt.time(6)
_QUALIFIERS: Final = frozenset({"01", "14", "20", "27", "28", "29", "30", "33", "ZZ"})


class Answer(msgspec.Struct, frozen=True):
    """A file the payer sends, and the day on which it does."""

    kind: Kind
    filename: str
    payload: bytes
    due_on: dt.date


def answer(memory: Memory, payload: bytes, today: dt.date) -> tuple[Memory, list[Answer]]:
    """Take a file in. The memory afterwards, and everything that goes out until the end of the day, in order.

    The same memory, bytes and day give the same. Bytes without an interchange get no answer: there is nobody to
    address it to. A day before one that the payer has lived through counts as that one.
    """
    try:
        file = read_file(payload)
    except NotX12:
        return memory, []
    book = Book(memory)
    answers = list(_pass_days(book, today))
    for number, interchange in enumerate(file.interchanges, 1):
        answers += _answer(book, interchange, number)
    return book.closed(), answers


def advance(memory: Memory, until: dt.date) -> tuple[Memory, list[Answer]]:
    """Let days pass. The memory afterwards, and what goes out on them, in order."""
    book = Book(memory)
    answers = list(_pass_days(book, until))
    return book.closed(), answers


def _pass_days(book: Book, until: dt.date) -> Iterator[Answer]:
    """The checks of each day up to this one, which may lead to further ones."""
    while days := [due.on for due in book.dues if due.on <= until]:
        yield from _checks(pay(book, dt.datetime.combine(max(min(days), book.clock), _MORNING)))
    book.clock = max(book.clock, until)


def _checks(files: Iterable[CheckFile]) -> Iterator[Answer]:
    return (Answer("835", f"{file.on:%Y%m%d}_{file.control_number}.835", file.payload, file.on) for file in files)


def _answer(book: Book, interchange: Interchange, number: int) -> Iterator[Answer]:
    received = receive(interchange, book.clock)
    stem = f"{clean_name(interchange.control_number) or 'unnumbered'}_{number}"
    correspondent = _correspondent(interchange)

    def file(kind: Kind, write: Callable[[InterchangeFacts], bytes]) -> Answer:
        control_number = digits(kind, interchange.sender, interchange.control_number, str(number))
        facts = correspondent.facts(received.received_at, control_number)
        return Answer(kind, f"{stem}.{kind}", write(facts), book.clock)

    ta1 = interchange_answer(received)
    if ta1 is not None:
        yield file("ta1", lambda facts: write_ta1s([ta1], facts))
        if ta1.status == "R":
            return
    acknowledgements = group_answers(received)
    if acknowledgements:
        yield file("999", lambda facts: write_999s(acknowledgements, facts))
    received = _take_in(book, received, correspondent)
    statuses = claim_answers(received)
    if statuses:
        yield file("277ca", lambda facts: write_277cas(statuses, facts))
    inquiries = [each.inquiry for each in received.questions if each.inquiry is not None]
    if inquiries:
        found = [answer_inquiry(book, each, f"{at:04d}", received.received_at) for at, each in enumerate(inquiries, 1)]
        yield file("271", lambda facts: write_271s(found, facts))
    requests = [each.request for each in received.questions if each.request is not None]
    if requests:
        told = [answer_request(book, each, f"{at:04d}", received.received_at) for at, each in enumerate(requests, 1)]
        yield file("277", lambda facts: write_277s(told, facts))
    yield from _checks(pay(book, received.received_at))


def _take_in(book: Book, received: ReceivedInterchange, correspondent: Correspondent) -> ReceivedInterchange:
    groups = tuple(
        (group, tuple(take_in(book, each, correspondent) if each.is_accepted else each for each in batches))
        for group, batches in received.groups
    )
    return msgspec.structs.replace(received, groups=groups)


def _correspondent(interchange: Interchange) -> Correspondent:
    """Sender and receiver change places."""
    group = interchange.groups[0] if interchange.groups else None
    return Correspondent(
        sender=_id(interchange.receiver),
        receiver=_id(interchange.sender),
        sender_qualifier=_qualifier(interchange.receiver_qualifier),
        receiver_qualifier=_qualifier(interchange.sender_qualifier),
        application_sender=_id(group.receiver if group else ""),
        application_receiver=_id(group.sender if group else ""),
    )


def _id(text: str) -> str:
    """An interchange or application id: 2 to 15 characters."""
    cleaned = clean_name(text)[:15].strip()
    return cleaned if len(cleaned) > 1 else "SANDBOX"


def _qualifier(text: str) -> str:
    return text if text in _QUALIFIERS else "ZZ"
