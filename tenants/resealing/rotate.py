"""Rotations: a new data key for an owner, or a new secret in the key service around the same data keys."""

from datetime import timedelta
from uuid import UUID

from api.kit.jobs import defer
from tenants.audit import SYSTEM
from tenants.context import Services
from tenants.owner import Level, Owner
from tenants.services import work_for
from tenants.session import Transaction

MARGIN = timedelta(seconds=1)
"""Clocks of two processes may differ by so much."""


async def queue_rotation(tx: Transaction, job: str, after: timedelta | None = None) -> None:
    """Enqueue a job of key rotation for the transaction's owner.

    No lock: one that waits for later would hold up those that are due. Two at once do no harm: two rotations make two
    versions, and of two passes each seals what the other has not.
    """
    name = "practice_id" if tx.owned_by.level is Level.TENANT else "organization_id"
    await defer(tx.connection, job, lock=None, after=after, **{name: tx.owned_by.id})


async def rotate_data_key(services: Services, owner: Owner, cause: str, actor_id: UUID = SYSTEM) -> int:
    """A new version of the owner's data key: what is written uses it once every process has read it.

    A job then seals everything older anew. The older versions stay, since backups and replicas still need them.
    Raises KeysMissingError, KeyServiceError, KeyDestroyedError.
    """
    async with work_for(services, owner, cause, actor_id) as work:
        version = await services.vault.add_version(work.tx)
        await queue_rotation(work.tx, "keys.reencrypt", services.vault.announced + MARGIN)
        await work.audit("keys.rotate", "data_key", owner.id, version=version)
    services.vault.forget(owner)
    return version


async def rotate_master(services: Services, owner: Owner, cause: str, actor_id: UUID = SYSTEM) -> int:
    """A new version of the owner's secret in the key service; the data keys are wrapped again and stay what they are.

    Returns how many. Nothing is sealed anew, and no process needs to know. Raises as `rotate_data_key`.
    """
    await services.vault.rotate_secret(owner)
    async with services.database.expiring(owner) as tx:
        wrapped = await services.vault.rewrap(tx)
    async with work_for(services, owner, cause, actor_id) as work:
        await work.audit("keys.rewrap", "data_key", owner.id, count=wrapped)
    return wrapped
