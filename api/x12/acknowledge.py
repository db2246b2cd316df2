"""The 999 a receiver owes for a group, made from the findings of its transactions.

Values are never repeated in IK404: the sender knows what was sent, and an acknowledgement travels further
than a claim.
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
from api.x12.envelope import Group, Transaction
from api.x12.findings import Finding

# IK502 [P]: 3 control number, 4 count, 5 segments in error, 2 SE missing, 1 set not supported, 23 ST02 used
# twice.
_TRANSACTION_CODES: Final = {
    "envelope.se01": "4",
    "envelope.se02": "3",
    "envelope.se_missing": "2",
    "envelope.st02_repeated": "23",
    "envelope.functional_id": "1",
    "version.unsupported": "1",
    "segment.st03": "I6",
}
# IK304 [P]: 1 unknown id, 2 unexpected, 3 required missing, 8 element errors.
_SEGMENT_CODES: Final = {
    "segment.unknown": "1",
    "segment.place": "2",
    "segment.missing": "3",
    "claim.no_line": "3",
}
# IK403 [P]: 1 missing, 5 too long, 6 bad character, 7 bad code, 8 bad date.
_ELEMENT_CODES: Final = {
    "claim.clm01": "1",
    "claim.member_id": "1",
    "money.unreadable": "6",
    "quantity.unreadable": "6",
    "date.unreadable": "8",
}
_SEGMENT_ID: Final = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_NO_SEGMENT_ID: Final = "ZZ"
_OTHER_ELEMENT: Final = "7"
_MAX_ERRORS: Final = 200


def acknowledge_group(
    group: Group, control_number: str, findings: Mapping[int, Sequence[Finding]]
) -> ImplementationAcknowledgement:
    """The 999 for a group: `findings` holds, by the index of each transaction, all that reading it found.

    An ST with an error is rejected, one with warnings only is accepted.
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


# AK905 [P]: 3 GE missing, 4 control numbers differ, 5 count wrong.
_GROUP_CODES: Final = {"envelope.ge_missing": "3", "envelope.ge02": "4", "envelope.ge01": "5"}


def _respond(transaction: Transaction, findings: Sequence[Finding]) -> TransactionResponse:
    wrong = [finding for finding in findings if finding.severity == "error"]
    errors = [
        _segment_error(finding) for finding in wrong if finding.rule not in _TRANSACTION_CODES and finding.segment
    ]
    codes = [_TRANSACTION_CODES[finding.rule] for finding in wrong if finding.rule in _TRANSACTION_CODES]
    if errors:
        codes.append("5")
    return TransactionResponse(
        set_id=transaction.set_id,
        control_number=transaction.control_number,
        version=transaction.implementation,
        status="R" if wrong else "A",
        codes=tuple(dict.fromkeys(codes))[:5],
        errors=tuple(errors[:_MAX_ERRORS]),
    )


def _segment_error(finding: Finding) -> SegmentError:
    # An id that is none cannot be repeated: the position says where it stood.
    segment = finding.segment if _SEGMENT_ID.fullmatch(finding.segment) else _NO_SEGMENT_ID
    number = finding.element.removeprefix(finding.segment)
    code = _SEGMENT_CODES.get(finding.rule, "8")
    if code != "8" or not number.isdecimal():
        return SegmentError(segment=segment, position=max(finding.position, 1), loop=finding.loop, code=code)
    element = ElementError(position=int(number), code=_ELEMENT_CODES.get(finding.rule, _OTHER_ELEMENT))
    return SegmentError(
        segment=segment,
        position=max(finding.position, 1),
        loop=finding.loop,
        code=code,
        elements=(element,),
    )
