"""The 837P professional claim: read and write."""

from api.x12.claim_837.records import Attachment, Drug, LineAdjudication, Note, OtherPayer
from api.x12.claim_837p.read import ClaimReader, read_claims
from api.x12.claim_837p.records import (
    BillingProvider,
    Claim,
    ClaimBatch,
    ClaimContext,
    Patient,
    ServiceLine,
    Subscriber,
)
from api.x12.claim_837p.write import write_claims
from api.x12.parts import Diagnosis

__all__ = [
    "Attachment",
    "BillingProvider",
    "Claim",
    "ClaimBatch",
    "ClaimContext",
    "ClaimReader",
    "Diagnosis",
    "Drug",
    "LineAdjudication",
    "Note",
    "OtherPayer",
    "Patient",
    "ServiceLine",
    "Subscriber",
    "read_claims",
    "write_claims",
]
