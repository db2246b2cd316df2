"""Jobs of key rotation. Each names a practice or an organization."""

from datetime import timedelta
from uuid import UUID

from api.kit.jobs import job
from tenants.context import Services
from tenants.owner import Owner
from tenants.resealing.reseal import reseal
from tenants.resealing.rotate import queue_rotation, rotate_data_key, rotate_master

REST = timedelta(minutes=15)
"""Between passes: what a transaction sealed under the older version and had not committed is seen by the next."""


@job("keys.rotate_data_key")
async def rotate(services: Services, practice_id: UUID | None = None, organization_id: UUID | None = None) -> None:
    """A new data key, and everything sealed anew under it."""
    await rotate_data_key(services, _owner(practice_id, organization_id), "job:keys.rotate_data_key")


@job("keys.rotate_master")
async def rewrap(services: Services, practice_id: UUID | None = None, organization_id: UUID | None = None) -> None:
    """A new secret in the key service around the same data keys."""
    await rotate_master(services, _owner(practice_id, organization_id), "job:keys.rotate_master")


@job("keys.reencrypt")
async def reencrypt(services: Services, practice_id: UUID | None = None, organization_id: UUID | None = None) -> None:
    """Seal what is older anew, pass after pass, until one finds nothing."""
    owner = _owner(practice_id, organization_id)
    done = await reseal(services, owner, "job:keys.reencrypt")
    if done.rows or done.left:
        async with services.database.owned(owner) as tx:
            await queue_rotation(tx, "keys.reencrypt", REST)


def _owner(practice_id: UUID | None, organization_id: UUID | None) -> Owner:
    if practice_id is not None:
        return Owner.practice(practice_id)
    assert organization_id is not None  # noqa: S101 - a job names one of the two
    return Owner.organization(organization_id)
