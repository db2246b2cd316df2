"""What a process is made of; the same for the service, a worker and a command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from typing import Final
from uuid import UUID

from api.kit.limits import FixedWindow
from api.kit.postgres.roles import Role
from api.kit.settings import Settings
from tenants.audit import HEADS_PURPOSE, SYSTEM, AuditEntry, AuditLog, HeadLog
from tenants.context import Services, Work
from tenants.key_trouble import report
from tenants.keys import SealBrokenError, Vault, key_service
from tenants.owner import Owner
from tenants.session import Database
from tenants.tokens import Tokens

RUNTIME_ROLES: Final[tuple[Role, ...]] = ("identity", "app", "org_reader", "partner_reader", "retention")


@asynccontextmanager
async def open_services(settings: Settings, *, issuer: str | None = None) -> AsyncIterator[Services]:
    """Open pools and keys; make sure a key signs. Closes them at the end. Raises RoleRefusedError."""
    with closing(key_service(settings)) as keys:
        urls: dict[str, str] = {role: settings.pooled_url(role) for role in RUNTIME_ROLES}
        database = Database(urls, settings.pool_size, pooled=bool(settings.pooler_url))
        await database.open()
        try:
            vault = Vault(keys, timedelta(seconds=settings.key_refresh_seconds))
            address = (issuer or settings.public_url).rstrip("/")
            tokens = Tokens(database, vault, address, settings.token_seconds)
            await tokens.rotate()
            yield Services(
                database=database,
                vault=vault,
                audit=AuditLog(database, vault),
                heads=HeadLog(settings.audit_head_directory, vault.platform_secret(HEADS_PURPOSE)),
                tokens=tokens,
                issuer=address,
                max_body_bytes=settings.max_body_bytes,
                max_file_bytes=settings.max_file_bytes,
                export_directory=settings.export_directory,
                pre_go_live_days=settings.pre_go_live_days,
                requests=FixedWindow(settings.rate_limit_per_minute),
                token_failures=FixedWindow(settings.token_failures_per_minute),
            )
        finally:
            await database.close()


@asynccontextmanager
async def work_for(services: Services, owner: Owner, cause: str, actor_id: UUID = SYSTEM) -> AsyncIterator[Work]:
    """A job's transaction for one owner. `cause` stands where a request id would: `job:<name>`.

    A sealed value that does not open is reported by its ids, and the job fails.
    """
    try:
        async with services.database.owned(owner) as tx:
            keys = await services.audit.keyring(tx, AuditEntry(actor_id, "key.open", "data_key", None, cause))
            yield Work(services=services, tx=tx, keys=keys, actor_id=actor_id, request_id=cause)
    except SealBrokenError as broken:
        await report(services, broken, actor_id, cause)
        raise
