"""Claim status: the 276 request and the 277 response, read and written. A status never posts money.

>>> from api.x12 import read_277, read_file, status_answers
>>> for transaction in read_file(path).transactions():
...     for answer in status_answers(read_277(transaction)):
...         keys = answer.match_keys
...         print(answer.status_class, keys.trace_number, keys.claim_id or "-", keys.payer_claim_id or "-")
final 20260106000002 CLM0001 ICN1
pending 202601060000029 CLM0001 ICN1
error 0 - -
"""

from api.x12.status_276_277.answers import StatusAnswer, status_answers
from api.x12.status_276_277.classes import CATEGORY_MEANINGS, StatusClass, status_class
from api.x12.status_276_277.read import read_276, read_277
from api.x12.status_276_277.records import (
    ClaimInquiry,
    ClaimStatusReport,
    LineInquiry,
    LineStatusReport,
    MatchKeys,
    StatusDependent,
    StatusDetail,
    StatusPayer,
    StatusProvider,
    StatusReceiver,
    StatusRequest,
    StatusResponse,
    StatusSubscriber,
)
from api.x12.status_276_277.write import write_276s, write_277s

__all__ = [
    "CATEGORY_MEANINGS",
    "ClaimInquiry",
    "ClaimStatusReport",
    "LineInquiry",
    "LineStatusReport",
    "MatchKeys",
    "StatusAnswer",
    "StatusClass",
    "StatusDependent",
    "StatusDetail",
    "StatusPayer",
    "StatusProvider",
    "StatusReceiver",
    "StatusRequest",
    "StatusResponse",
    "StatusSubscriber",
    "read_276",
    "read_277",
    "status_answers",
    "status_class",
    "write_276s",
    "write_277s",
]
