import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.x12.files import AsJson, Files, InputFile, Refused, over

if TYPE_CHECKING:
    from api.x12 import (
        ImplementationAcknowledgement,
        Interchange,
        InterchangeAcknowledgement,
        InterchangeFacts,
        X12File,
    )

_ACKNOWLEDGEMENTS = "FA"
_USAGES = frozenset("PT")


def ack(
    files: Files,
    *,
    ta1: Annotated[bool, typer.Option("--ta1", help="Write a TA1 also where ISA14 does not ask for one.")] = False,
    control_number: Annotated[
        int, typer.Option(min=1, max=999_999_999, help="Of the first interchange written; the next ones count on.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Write the 999 that each group is owed, from what `check` finds, and the TA1 where one is asked for.

    An interchange that is rejected whole gets a TA1 alone. A 999 or a TA1 is never acknowledged. A 999 is about syntax:
    sums, check digits and code sets are not in it. Exits 1 when something is rejected, 2 when a file is not X12.
    """
    numbers = iter(range(control_number, 1_000_000_000))

    def work(file: InputFile) -> bool:
        from msgspec.json import encode

        from api.x12 import CannotWrite, read_file

        with file.open("acknowledging") as stream:
            answers = list(_answers(read_file(stream), is_ta1_wanted=ta1))
        if as_json:
            told = [{"interchange": each.control_number, "ta1": one, "groups": many} for each, one, many in answers]
            typer.echo(encode({"file": file.name, "answers": told}).decode())
        else:
            try:
                for interchange, answer, groups in answers:
                    _write(interchange, answer, groups, numbers)
            except CannotWrite as error:
                raise Refused(f"its envelope cannot be repeated in an answer: {error}") from None
        return any(
            (answer is not None and answer.status == "R") or any(group.status != "A" for group in groups)
            for _, answer, groups in answers
        )

    over(files, work)


def _answers(
    file: "X12File", *, is_ta1_wanted: bool
) -> "Iterator[tuple[Interchange, InterchangeAcknowledgement | None, list[ImplementationAcknowledgement]]]":
    """For each interchange that is owed one: its TA1, if any, and a 999 for each group."""
    from api.x12 import acknowledge_group, acknowledge_interchange, check_transaction

    for interchange in file.interchanges:
        groups = [group for group in interchange.groups if group.functional_id != _ACKNOWLEDGEMENTS]
        if not groups and (interchange.groups or interchange.acknowledgements):
            continue
        answer = acknowledge_interchange(interchange)
        if answer.status == "R":
            yield interchange, answer, []
            continue
        acknowledgements = [
            acknowledge_group(
                group,
                f"{number:04d}",
                {at: check_transaction(transaction) for at, transaction in enumerate(group.transactions)},
            )
            for number, group in enumerate(groups, 1)
        ]
        is_due = is_ta1_wanted or interchange.acknowledgement_requested
        yield interchange, answer if is_due else None, acknowledgements


def _write(
    interchange: "Interchange",
    answer: "InterchangeAcknowledgement | None",
    groups: "list[ImplementationAcknowledgement]",
    numbers: Iterator[int],
) -> None:
    from api.kit.clock import now
    from api.x12 import write_999s, write_ta1s

    created = now()
    if answer is not None:
        sys.stdout.buffer.write(write_ta1s([answer], _reply(interchange, created, str(next(numbers)))) + b"\n")
    if groups:
        sys.stdout.buffer.write(write_999s(groups, _reply(interchange, created, str(next(numbers)))) + b"\n")


def _reply(interchange: "Interchange", created: datetime, number: str) -> "InterchangeFacts":
    """The envelope of the answer: sender and receiver change places."""
    from api.x12 import InterchangeFacts

    group = interchange.groups[0] if interchange.groups else None
    return InterchangeFacts(
        sender=interchange.receiver,
        receiver=interchange.sender,
        sender_qualifier=interchange.receiver_qualifier,
        receiver_qualifier=interchange.sender_qualifier,
        application_sender=group.receiver if group else "",
        application_receiver=group.sender if group else "",
        created=created,
        control_number=number,
        group_control=number,
        usage=interchange.usage if interchange.usage in _USAGES else "P",
    )
