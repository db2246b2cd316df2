"""Reference data: payers, public code sets, the classification of adjustments."""

from api.reference.payers import enroll_payers, organization_payers
from api.reference.store import enrolled

__all__ = ["enroll_payers", "enrolled", "organization_payers"]
