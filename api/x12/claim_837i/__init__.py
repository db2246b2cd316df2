"""The 837I institutional claim: read and write. The loops around the claim are those of the 837P."""

from api.x12.claim_837i.read import InstitutionalClaimReader, read_institutional_claims
from api.x12.claim_837i.records import (
    CodedDiagnosis,
    CodedProcedure,
    InstitutionalBatch,
    InstitutionalBilling,
    InstitutionalClaim,
    InstitutionalContext,
    InstitutionalLine,
    InstitutionalPatient,
    InstitutionalSubscriber,
    Occurrence,
    OccurrenceSpan,
    ValueAmount,
)
from api.x12.claim_837i.write import write_institutional_claims

__all__ = [
    "CodedDiagnosis",
    "CodedProcedure",
    "InstitutionalBatch",
    "InstitutionalBilling",
    "InstitutionalClaim",
    "InstitutionalClaimReader",
    "InstitutionalContext",
    "InstitutionalLine",
    "InstitutionalPatient",
    "InstitutionalSubscriber",
    "Occurrence",
    "OccurrenceSpan",
    "ValueAmount",
    "read_institutional_claims",
    "write_institutional_claims",
]
