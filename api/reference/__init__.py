"""Reference data: payers, public code sets, the classification of adjustments."""

from api.reference.adjustments import CLASS_VERSION, PATIENT, SETTLED, AdjustmentClass, classify
from api.reference.code_sets import CodeStanding, diagnosis_standings
from api.reference.payers import enroll_payers, organization_payers
from api.reference.store import enrolled

__all__ = [
    "CLASS_VERSION",
    "PATIENT",
    "SETTLED",
    "AdjustmentClass",
    "CodeStanding",
    "classify",
    "diagnosis_standings",
    "enroll_payers",
    "enrolled",
    "organization_payers",
]
