"""Patients, their coverages and the practice's billing providers: who is treated, who pays, who bills."""

from api.registration.fields import X12_TEXT, Day, ExternalId, FirstName, LastName, Npi, State, Taxonomy
from api.registration.look_up import (
    Reference,
    coverage_sequences,
    coverages_of,
    find_billing_provider,
    find_coverage,
    find_patient,
    first_billing_provider,
)
from api.registration.payees import payee_identifiers
from api.registration.records import (
    Address,
    BillingProvider,
    BillingProviderRecord,
    CoverageRecord,
    PatientRecord,
    Person,
)
from api.registration.rules import is_npi, is_x12_text

__all__ = [
    "X12_TEXT",
    "Address",
    "BillingProvider",
    "BillingProviderRecord",
    "CoverageRecord",
    "Day",
    "ExternalId",
    "FirstName",
    "LastName",
    "Npi",
    "PatientRecord",
    "Person",
    "Reference",
    "State",
    "Taxonomy",
    "coverage_sequences",
    "coverages_of",
    "find_billing_provider",
    "find_coverage",
    "find_patient",
    "first_billing_provider",
    "is_npi",
    "is_x12_text",
    "payee_identifiers",
]
