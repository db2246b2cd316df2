"""The 277CA claim acknowledgement: read and write."""

from api.x12.acknowledgement_277ca.read import read_277ca
from api.x12.acknowledgement_277ca.records import (
    ClaimAcknowledgement,
    ClaimStatus,
    LineStatus,
    ProviderStatus,
    ReceiverStatus,
    StatusInformation,
)
from api.x12.acknowledgement_277ca.write import write_277cas

__all__ = [
    "ClaimAcknowledgement",
    "ClaimStatus",
    "LineStatus",
    "ProviderStatus",
    "ReceiverStatus",
    "StatusInformation",
    "read_277ca",
    "write_277cas",
]
