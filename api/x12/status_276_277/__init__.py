"""Claim status: the 276 request and the 277 response, read and written. A status never posts money."""

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
