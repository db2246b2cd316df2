"""Destroy a practice's key, and certify it. There is no way back, so each part is noted before the next.

Rows stay: the audit's chain and the organization's books still add up, and neither holds identity. What the
organization received (interchanges of its own mailbox, under its own key) is not the practice's to destroy; the
certificate counts it.
"""

from typing import Any
from uuid import UUID

from api.files import count_interchanges
from api.kit.clock import now
from api.offboarding import store
from api.offboarding.certificate import signed
from api.offboarding.folder import remove_exports
from tenants.audit import AuditEntry
from tenants.context import Services
from tenants.owner import Owner
from tenants.resealing import sealed_tables, versions
from tenants.services import work_for
from tenants.session import Row

CAUSE = "job:offboarding.shred"


async def shred(services: Services, organization_id: UUID, practice_id: UUID, step: Row) -> dict[str, Any]:
    """The certificate, under `certificate`. Runs again after a crash, and then says the same of the same key."""
    owner, organization = Owner.practice(practice_id), Owner.organization(organization_id)
    found = step["detail"]
    async with work_for(services, organization, CAUSE, step["actor_id"]) as work:
        if "key_fingerprint" not in found:
            found = found | {"key_fingerprint": await services.vault.fingerprint(owner)}
            await store.note(work.tx, organization_id, step["id"], found)
        interchanges = await count_interchanges(work, practice_id)
        practice = await store.practice(work.tx, organization_id, practice_id)
    sealed = {}
    async with services.database.expiring(owner) as tx:
        for table in sealed_tables(owner.level):
            sealed[table.name] = sum((await versions(tx, table)).values())
    async with services.database.owned(owner) as tx:
        await services.vault.end(tx)
        await store.set_profile(tx, practice_id, "shredded")
        detail = {"reason": step["reason"], "key_fingerprint": found["key_fingerprint"]}
        entry = AuditEntry(step["actor_id"], "practice.shred", "practice", practice_id, CAUSE, detail=detail)
        await services.audit.write(tx, entry)
    final_at = await services.vault.destroy(owner)
    facts = {
        "id": str(step["id"]),
        "practice_id": str(practice_id),
        "practice_name": practice["name"] if practice else "",
        "organization_id": str(organization_id),
        "destroyed_at": now().isoformat(timespec="seconds"),
        "irrecoverable_from": final_at.isoformat(timespec="seconds"),
        "key_service": services.vault.service_name,
        "key_fingerprint": found["key_fingerprint"],
        "requested_by": str(step["actor_id"]),
        "requested_at": step["requested_at"].isoformat(timespec="seconds"),
        "reason": step["reason"],
        "sealed_values": sealed,
        "exports_removed": remove_exports(services.export_directory, str(practice_id)),
        "not_covered": {"interchanges_of_the_organization": interchanges},
    }
    return {"certificate": signed(services.vault, facts)}
