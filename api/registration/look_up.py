"""What coding asks: the parties of an encounter, by our id or the EHR's. The caller audits what it does."""

from collections.abc import Sequence
from uuid import UUID

from api.registration import store
from api.registration.records import (
    BillingProviderRecord,
    CoverageRecord,
    PatientRecord,
    open_billing_provider,
    open_coverage,
    open_patient,
)
from tenants.context import Work

Reference = UUID | str | None
"""Our id, the EHR's, or nothing."""


async def find_patient(work: Work, named: Reference) -> PatientRecord | None:
    """The practice's patient."""
    if isinstance(named, UUID):
        row = await store.patient(work.tx, work.owner_id, named)
    else:
        index = work.keys.index("patient.external_id", named or "")
        row = await store.patient_by_external_id(work.tx, work.owner_id, index)
    return open_patient(work.keys, row) if row else None


async def find_coverage(work: Work, named: Reference) -> CoverageRecord | None:
    """The practice's coverage."""
    if isinstance(named, UUID):
        row = await store.coverage(work.tx, work.owner_id, named)
    else:
        index = work.keys.index("coverage.external_id", named or "")
        row = await store.coverage_by_external_id(work.tx, work.owner_id, index)
    return open_coverage(work.keys, row) if row else None


async def find_billing_provider(work: Work, named: Reference) -> BillingProviderRecord | None:
    """The practice's billing provider."""
    if isinstance(named, UUID):
        row = await store.billing_provider(work.tx, work.owner_id, named)
    else:
        row = await store.billing_provider_by_external_id(work.tx, work.owner_id, named or "")
    return open_billing_provider(row) if row else None


async def first_billing_provider(work: Work) -> BillingProviderRecord | None:
    """The billing provider that the practice registered first."""
    row = await store.first_billing_provider(work.tx, work.owner_id)
    return open_billing_provider(row) if row else None


async def coverages_of(work: Work, patient_id: UUID) -> dict[str, CoverageRecord]:
    """A patient's coverage of each sequence (P, S, T), opened; the newest of a sequence counts. The caller audits."""
    rows = await store.coverages_of(work.tx, work.owner_id, patient_id)
    return {row["sequence"]: open_coverage(work.keys, row) for row in rows}


async def coverage_sequences(work: Work, patient_ids: Sequence[UUID]) -> dict[UUID, dict[str, UUID]]:
    """By patient, the payer of each sequence (P, S, T); the newest coverage of a sequence counts. One statement."""
    found: dict[UUID, dict[str, UUID]] = {}
    for row in await store.coverage_sequences(work.tx, work.owner_id, list(patient_ids)):
        found.setdefault(row["patient_id"], {})[row["sequence"]] = row["payer_id"]
    return found
