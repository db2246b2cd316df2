"""One verb: bytes in, the answers out, in the order a biller would receive them."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from api.sandbox.front_end import claim_answers, group_answers, interchange_answer
from api.sandbox.identity import digits
from api.sandbox.inbox import ReceivedInterchange, receive
from api.sandbox.names import clean_name
from api.sandbox.remit import remit
from api.x12 import (
    InterchangeFacts,
    NotX12,
    read_file,
    write_277cas,
    write_999s,
    write_remittances,
    write_ta1s,
)

Kind = Literal["ta1", "999", "277ca", "835"]


class Answer(msgspec.Struct, frozen=True):
    """A file the payer sends back."""

    kind: Kind
    filename: str
    payload: bytes


def answer(payload: bytes, *, now: dt.datetime) -> list[Answer]:
    """The files a payer sends for the claims in `payload`.

    Bytes without an interchange get no answer: there is nobody to address it to. `now` is used only for an
    interchange whose own date cannot be read.
    """
    try:
        file = read_file(payload)
    except NotX12:
        return []
    return [
        answer
        for number, interchange in enumerate(file.interchanges, 1)
        for answer in _answers(receive(interchange, now), number)
    ]


def _answers(received: ReceivedInterchange, number: int) -> Iterator[Answer]:
    stem = f"{clean_name(received.interchange.control_number) or 'unnumbered'}_{number}"

    def file(kind: Kind, write: Callable[[InterchangeFacts], bytes]) -> Answer:
        return Answer(kind, f"{stem}.{kind}", write(_facts(received, kind, number)))

    ta1 = interchange_answer(received)
    if ta1 is not None:
        yield file("ta1", lambda facts: write_ta1s([ta1], facts))
        if ta1.status == "R":
            return
    acknowledgements = group_answers(received)
    if acknowledgements:
        yield file("999", lambda facts: write_999s(acknowledgements, facts))
    statuses = claim_answers(received)
    if statuses:
        yield file("277ca", lambda facts: write_277cas(statuses, facts))
    remittances = remit(received)
    if remittances:
        yield file("835", lambda facts: write_remittances(remittances, facts))


def _facts(received: ReceivedInterchange, kind: Kind, number: int) -> InterchangeFacts:
    """The envelope of an answer: sender and receiver change places, numbers follow from the file answered."""
    interchange = received.interchange
    control_number = digits(kind, interchange.sender, interchange.control_number, str(number))
    group = interchange.groups[0] if interchange.groups else None
    return InterchangeFacts(
        sender=_id(interchange.receiver),
        receiver=_id(interchange.sender),
        sender_qualifier=_qualifier(interchange.receiver_qualifier),
        receiver_qualifier=_qualifier(interchange.sender_qualifier),
        application_sender=_id(group.receiver if group else ""),
        application_receiver=_id(group.sender if group else ""),
        created=received.received_at,
        control_number=control_number,
        group_control=control_number,
        usage="T",
    )


def _id(text: str) -> str:
    """An interchange or application id: 2 to 15 characters."""
    cleaned = clean_name(text)[:15].strip()
    return cleaned if len(cleaned) > 1 else "SANDBOX"


def _qualifier(text: str) -> str:
    known = {"01", "14", "20", "27", "28", "29", "30", "33", "ZZ"}
    return text if text in known else "ZZ"
