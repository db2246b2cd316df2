"""The 999, and the TA1 of an interchange: what was accepted, and which segments and elements were not."""

from collections.abc import Iterator

from api.cli.x12.labels import (
    ACCEPTANCES,
    ELEMENT_ERRORS,
    GROUP_ERRORS,
    INTERCHANGE_ERRORS,
    SEGMENT_ERRORS,
    SET_ERRORS,
    in_words,
)
from api.cli.x12.view import Phi, Row, View
from api.x12 import (
    ElementError,
    ImplementationAcknowledgement,
    Interchange,
    SegmentError,
    Transaction,
    TransactionResponse,
    read_999,
    read_ta1s,
)


def view_999(transaction: Transaction) -> View:
    """A 999: the group it answers, then each ST with its errors."""
    answer = read_999(transaction)
    codes = ", ".join(in_words(code, GROUP_ERRORS) for code in answer.codes)
    return View(
        title=f"999 acknowledgement {transaction.control_number}, {transaction.version}",
        facts={
            "answers group": f"{answer.functional_id} {answer.group_control} {answer.version}".rstrip(),
            "group": in_words(answer.status, ACCEPTANCES),
            "because": codes,
            "sets": f"{answer.included} sent, {answer.received} received, {answer.accepted} accepted",
        },
        rows=_responses(answer),
        findings=lambda: answer.findings,
    )


def _responses(answer: ImplementationAcknowledgement) -> Iterator[Row]:
    for response in answer.responses:
        yield Row(
            kind="set",
            name=f"{response.set_id} {response.control_number}",
            words=_response(response),
            rows=[_segment(error) for error in response.errors],
        )


def _response(response: TransactionResponse) -> str:
    because = ", ".join(in_words(code, SET_ERRORS) for code in response.codes)
    return ": ".join(filter(None, (in_words(response.status, ACCEPTANCES), because)))


def _segment(error: SegmentError) -> Row:
    return Row(
        kind="segment",
        name=error.segment,
        words=in_words(error.code, SEGMENT_ERRORS),
        facts={"position": error.position, "loop": error.loop},
        rows=[_element(error.segment, element) for element in error.elements],
    )


def _element(segment: str, error: ElementError) -> Row:
    component = "" if error.component is None else f"-{error.component}"
    return Row(
        kind="element",
        name=f"{segment}{error.position:02d}{component}",
        words=in_words(error.code, ELEMENT_ERRORS),
        facts={"repetition": error.repetition, "value": Phi(error.value)},
    )


def interchange_answers(interchange: Interchange) -> Iterator[Row]:
    """The TA1 segments of an interchange."""
    for answer in read_ta1s(interchange):
        yield Row(
            kind="TA1",
            name=answer.control_number,
            words=f"{in_words(answer.status, ACCEPTANCES)}: {in_words(answer.code, INTERCHANGE_ERRORS)}",
        )
