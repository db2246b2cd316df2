"""Read encounters, each read audited in its own statement."""

from uuid import UUID

from api.coding import store
from api.coding.schemas import EncounterLineOut, EncounterOut
from api.kit.problems import NotFound
from tenants.context import Work


async def get_encounter(work: Work, encounter_id: UUID) -> EncounterOut:
    """An encounter as it was billed. Raises NotFound."""
    audit = work.read_audit("encounter.read", "encounter", encounter_id)
    row = await store.read_encounter(work.tx, audit, encounter_id)
    if row is None:
        raise NotFound
    opened = {
        name: work.keys.open_text("encounter", name, encounter_id, bytes(row[name])) if row[name] is not None else None
        for name in ("external_id", "note")
    }
    lines = [EncounterLineOut(**line) for line in row["lines"]]
    is_verified = row["eligibility_check_id"] is not None
    return EncounterOut(**row | opened | {"lines": lines, "verified_before_service": is_verified})


async def find_encounter(work: Work, external_id: str) -> UUID | None:
    """The id of the encounter an EHR's id names; the caller audits what it does with it."""
    return await store.encounter_id(work.tx, work.owner_id, work.keys.index("encounter.external_id", external_id))
