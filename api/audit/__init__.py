"""Who did what, told to whom it concerns: the audit read back, its chains verified, disclosures accounted for.

`record_disclosures` is for a stage that gives a patient's data away outside of treatment, payment and operations.
"""

from api.audit.record_disclosures import Given, record_disclosures
from api.audit.rules import Basis

__all__ = ["Basis", "Given", "record_disclosures"]
