"""What a request answers when its owner's keys can't be had, or a sealed value does not open.

Nothing of a broken value is shown, and nothing that was written beside it stays: the transaction is rolled back. Which
value it is, by its ids, goes to the log and to the owner's audit, which outlives the rollback.

Problem
├── PracticeSettingUp 409
├── KeyDestroyed 410
├── SealBroken 500
└── KeysUnavailable 503
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from starlette.responses import Response

from api.kit.ids import parse_id
from api.kit.problems import Conflict, Problem, Unavailable
from tenants.audit import AuditEntry
from tenants.context import Services
from tenants.keys import (
    KeyDestroyedError,
    KeyServiceError,
    KeysMissingError,
    SealBrokenError,
    UnknownKeyVersionError,
)

log = structlog.get_logger("keys")
RETRY_SECONDS = "5"


class PracticeSettingUp(Conflict):
    """The practice has no keys yet: its set-up has not finished."""

    slug, title = "practice-setting-up", "The practice is still being set up; retry shortly"


class KeyDestroyed(Problem):
    """The owner has left and its secret was destroyed: nobody can read its data, in this service or in a backup."""

    status, slug, title = 410, "key-destroyed", "The key of this data was destroyed; nothing of it can be read"


class SealBroken(Problem):
    """Stored data that was changed or moved outside of the service. It is withheld, and reported by its id."""

    status, slug, title = 500, "seal-broken", "Stored data failed its integrity check and is withheld"


class KeysUnavailable(Unavailable):
    """The key service can't be reached, or has no secret for this owner."""

    slug, title = "keys-unavailable", "The keys of this data can't be opened now; retry"


async def with_keys(
    services: Services,
    actor_id: UUID,
    request_id: str,
    serve: Callable[[], Awaitable[Response]],
) -> Response:
    """Serve a request; its key troubles become problems.

    A version of the key that this process has not read yet is read, and the request, rolled back, is served again.
    """
    try:
        try:
            return await serve()
        except UnknownKeyVersionError as unknown:
            services.vault.forget(unknown.owner)
            return await serve()
    except SealBrokenError as broken:
        await report(services, broken, actor_id, request_id)
        raise SealBroken from None
    except KeysMissingError:
        raise PracticeSettingUp(headers={"Retry-After": RETRY_SECONDS}) from None
    except KeyDestroyedError:
        raise KeyDestroyed from None
    except KeyServiceError as trouble:
        log.error("keys unavailable", request_id=request_id, reason=str(trouble))  # noqa: TRY400 - as above
        raise KeysUnavailable(headers={"Retry-After": RETRY_SECONDS}) from None


async def report(services: Services, broken: SealBrokenError, actor_id: UUID, cause: str) -> None:
    """Say which value does not open, by its ids, in the log and in its owner's audit; in a transaction of its own.

    A job that met a version which this process has not read yet finds it when it runs again.
    """
    if isinstance(broken, UnknownKeyVersionError):
        services.vault.forget(broken.owner)
    place = {"owner": str(broken.owner), "table": broken.table, "column": broken.column, "row": str(broken.row)}
    log.error("seal broken", request_id=cause, **place)
    detail = {"column": broken.column, "row": str(broken.row)}
    entry = AuditEntry(actor_id, "seal.broken", broken.table, parse_id(str(broken.row)), cause, "failed", detail)
    await services.audit.refuse(broken.owner, entry)
