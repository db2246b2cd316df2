"""The 999 a receiver owes for a group, made from the findings of its transactions.

What a finding is called there stands with its rule (`api.x12.check.rule`): IK304, IK403, IK502. Only syntax is
acknowledged here; sums, check digits and code sets are the 277CA's. Values are never repeated in IK404: the sender
knows what was sent, and an acknowledgement travels further than a claim.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from api.x12.acknowledgement_999 import (
    ElementError,
    ImplementationAcknowledgement,
    SegmentError,
    TransactionResponse,
)
from api.x12.check.dictionary import SEGMENTS
from api.x12.check.rule import Rule, find_rule
from api.x12.envelope import Group, Transaction
from api.x12.findings import Finding
from api.x12.parts import RawSegment

# AK905 [P]: 3 GE missing, 4 control numbers differ, 5 count wrong.
_GROUP_CODES: Final = {"envelope.ge_missing": "3", "envelope.ge02": "4", "envelope.ge01": "5"}
_SEGMENT_ID: Final = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_ELEMENT: Final = re.compile(r"[A-Z][A-Z0-9]{1,2}([0-9]{2})(?:-([0-9]{1,2}))?")
_NO_SEGMENT_ID: Final = "ZZ"
_NO_LOOP: Final = frozenset({"header", "ST"})
_MAX_ERRORS: Final = 200
_ELEMENT_ERRORS: Final = "8"
_SEGMENTS_IN_ERROR: Final = "5"
_UNLISTED: Final = Rule(id="", severity="error", meaning="", source="")


def acknowledge_group(
    group: Group, control_number: str, findings: Mapping[int, Sequence[Finding]]
) -> ImplementationAcknowledgement:
    """The 999 for a group: `findings` holds, by the index of each transaction, all that reading or checking it found.

    An ST with an error of syntax is rejected; one with warnings, or with errors of content, is accepted.
    """
    responses = [
        _respond(transaction, findings.get(index, transaction.findings))
        for index, transaction in enumerate(group.transactions)
    ]
    accepted = sum(response.is_accepted for response in responses)
    count = len(responses)
    status = "A" if accepted == count else "P" if accepted else "R"
    return ImplementationAcknowledgement(
        control_number=control_number,
        functional_id=group.functional_id,
        group_control=group.control_number,
        version=group.version,
        responses=responses,
        status=status,
        included=count,
        received=count,
        accepted=accepted,
        codes=tuple(dict.fromkeys(_GROUP_CODES[f.rule] for f in group.own_findings if f.rule in _GROUP_CODES)),
    )


def _respond(transaction: Transaction, findings: Sequence[Finding]) -> TransactionResponse:
    wrong = [(finding, _rule_of(finding)) for finding in findings if finding.severity == "error"]
    wrong = [(finding, rule) for finding, rule in wrong if rule.is_syntax or rule is _UNLISTED]
    errors = _segment_errors([pair for pair in wrong if pair[1].transaction_code == _SEGMENTS_IN_ERROR])
    codes = [rule.transaction_code for _, rule in wrong if rule.transaction_code != _SEGMENTS_IN_ERROR]
    if errors:
        codes.append(_SEGMENTS_IN_ERROR)
    return TransactionResponse(
        set_id=transaction.set_id,
        control_number=transaction.control_number,
        version=transaction.implementation,
        status="R" if wrong else "A",
        codes=tuple(dict.fromkeys(codes))[:5],
        errors=errors,
    )


def _rule_of(finding: Finding) -> Rule:
    return find_rule(finding.rule) or _UNLISTED


def _segment_errors(wrong: list[tuple[Finding, Rule]]) -> tuple[SegmentError, ...]:
    """One IK3 for each thing about a segment, and one for all of its elements."""
    errors: dict[tuple[object, ...], SegmentError] = {}
    for finding, rule in wrong:
        if not finding.segment:
            continue
        # An id that is none cannot be repeated: the position says where it stood.
        segment = finding.segment if _SEGMENT_ID.fullmatch(finding.segment) else _NO_SEGMENT_ID
        element = _element_error(finding, rule)
        code = rule.segment_code if element is None or rule.segment_code != _ELEMENT_ERRORS else _ELEMENT_ERRORS
        key: tuple[object, ...] = (segment, finding.position, code)
        if code != _ELEMENT_ERRORS:
            key = (*key, finding.expected, finding.loop)
        known = errors.get(key)
        if known is None and len(errors) >= _MAX_ERRORS:
            break
        elements = known.elements if known else ()
        if element is not None and code == _ELEMENT_ERRORS and element not in elements:
            elements = (*elements, element)
        errors[key] = SegmentError(
            segment=segment,
            position=max(finding.position, 1),
            loop=_loop(finding),
            code=code,
            contexts=_contexts(finding, rule),
            elements=elements,
        )
    return tuple(errors.values())


def _loop(finding: Finding) -> str:
    """IK303 holds four characters: 2010 for 2010AA."""
    return "" if finding.loop in _NO_LOOP else finding.loop[:4]


def _element_error(finding: Finding, rule: Rule) -> ElementError | None:
    match = _ELEMENT.fullmatch(finding.element)
    if match is None:
        return None
    number, component = int(match[1]), match[2]
    row = SEGMENTS.get(finding.segment, ())
    data_element = row[number - 1] if not component and 0 < number <= len(row) else ""
    return ElementError(
        position=number,
        component=int(component) if component else None,
        data_element=data_element if data_element.isdecimal() else "",
        code=rule.element_code,
    )


def _contexts(finding: Finding, rule: Rule) -> tuple[RawSegment, ...]:
    """CTX: what calls for a segment that is missing, or forbids one that stands."""
    match = _ELEMENT.fullmatch(rule.trigger)
    if match is None:
        return ()
    tag, number = rule.trigger[: -len(match[1])], str(int(match[1]))
    return (("CTX", "SITUATIONAL TRIGGER", tag, str(max(finding.position, 1)), "", number),)
