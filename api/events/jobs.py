"""Sealing, every few seconds, for every owner: each in a transaction of its own, so none waits for another."""

import structlog

from api.events.seal import seal_events
from api.kit.jobs import job
from tenants.audit import seal_audit
from tenants.context import Services
from tenants.owner import Level, Owner
from tenants.practices import all_organizations, all_owners

log = structlog.get_logger("seal")


class NotSealedError(RuntimeError):
    """Some chains could not be added to; the log names their owners."""


@job("events.seal", cron="* * * * * */5")
async def seal(services: Services) -> None:
    """Seal what is final: events and audit of each practice, audit of each organization and of the platform.

    One owner whose chain was tampered with holds no other up. Raises NotSealedError for it, once the others are done.
    """
    async with services.database.identity() as tx:
        practices = [Owner.practice(row["practice_id"]) for row in await all_owners(tx)]
        organizations = [Owner.organization(row["organization_id"]) for row in await all_organizations(tx)]
    failed = [owner for owner in [*practices, *organizations, None] if not await _is_sealed(services, owner)]
    if failed:
        raise NotSealedError(f"{len(failed)} owners")


async def _is_sealed(services: Services, owner: Owner | None) -> bool:
    key = services.vault.audit_key(owner)
    try:
        if owner is not None and owner.level is Level.TENANT:
            async with services.database.owned(owner) as tx:
                await seal_events(tx, key)
        async with services.database.owned(owner) if owner else services.database.platform() as tx:
            await seal_audit(tx, key)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one chain, the others go on
        log.error("not sealed", owner=str(owner), error=type(error).__name__)  # noqa: TRY400 - its text may quote a row
        return False
    return True
