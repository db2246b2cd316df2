"""Audit rows: built once, written plain. A read writes its row in its own statement (`READ_AUDIT`)."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb

from api.kit.clock import now
from api.kit.ids import new_id
from tenants.owner import Level, Owner

SYSTEM = UUID(int=0)
"""The actor of a job."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which subject, why and from where, and how it ended. Ids and counts only."""

    actor_id: UUID | None
    action: str
    subject_kind: str
    subject_id: UUID | None
    request_id: str
    outcome: str = "done"
    detail: dict[str, Any] = field(default_factory=dict)
    row_count: int | None = None
    remote_address: str | None = None
    """Whence the request came; None for a job."""
    purpose: str | None = None
    """Why, as the caller declared it (`tenants.audit.origin`)."""

    def params(self, owner: Owner | None, key: bytes) -> dict[str, Any]:
        """The entry as statement parameters, its MAC included. `key` is the owner's audit key."""
        record_id, occurred_at = new_id(), now()
        return {
            "audit_id": record_id,
            "audit_at": occurred_at,
            "audit_actor": self.actor_id,
            "audit_action": self.action,
            "audit_subject_kind": self.subject_kind,
            "audit_subject": self.subject_id,
            "audit_outcome": self.outcome,
            "audit_request": self.request_id,
            "audit_count": self.row_count,
            "audit_detail": Jsonb(self.detail),
            "audit_address": self.remote_address,
            "audit_purpose": self.purpose,
            "audit_mac": row_mac(
                key,
                owner,
                [record_id, occurred_at, self.actor_id, self.action, self.subject_kind, self.subject_id],
                [self.outcome, self.request_id, self.detail, self.remote_address, self.purpose],
            ),
        }


def row_mac(key: bytes, owner: Owner | None, who: list[Any], what: list[Any]) -> bytes:
    """HMAC-SHA256 over a row's values in a fixed order."""
    canonical = orjson.dumps([str(owner), *who, *what], option=orjson.OPT_UTC_Z | orjson.OPT_SORT_KEYS)
    return hmac.digest(key, canonical, hashlib.sha256)


def stored_row_mac(key: bytes, owner: Owner | None, row: Mapping[str, Any]) -> bytes:
    """The same over an audit row as it is stored."""
    who = [row["id"], row["occurred_at"].astimezone(UTC), *(row[name] for name in _WHO)]
    return row_mac(key, owner, who, [row[name] for name in _WHAT])


_WHO = ("actor_id", "action", "subject_kind", "subject_id")
_WHAT = ("outcome", "request_id", "detail", "remote_address", "purpose")
_COLUMNS = (
    "id, occurred_at, actor_id, action, subject_kind, subject_id, outcome, request_id, row_count, detail,"
    " remote_address, purpose, mac"
)
_VALUES = (
    "%(audit_id)s, %(audit_at)s, %(audit_actor)s, %(audit_action)s, %(audit_subject_kind)s, %(audit_subject)s,"
    " %(audit_outcome)s, %(audit_request)s, {count}, %(audit_detail)s, %(audit_address)s, %(audit_purpose)s,"
    " %(audit_mac)s"
)
_COUNTED = _VALUES.format(count="(select count(*) from r)")
_GIVEN = _VALUES.format(count="%(audit_count)s")

READ_AUDIT = f"a as (insert into audit_record (tenant_id, {_COLUMNS}) select %(tenant_id)s, {_COUNTED})"
"""The second CTE of a read: `with r as (...), {READ_AUDIT} select ... from r`. Counts the rows of `r`."""

ORGANIZATION_READ_AUDIT = (
    f"a as (insert into organization_audit_record (organization_id, {_COLUMNS}) select %(organization_id)s, {_COUNTED})"
)
"""The same for organization data."""

WRITE_AUDIT = {
    Level.TENANT: f"insert into audit_record (tenant_id, {_COLUMNS}) values (%(tenant_id)s, {_GIVEN})",
    Level.ORGANIZATION: (
        f"insert into organization_audit_record (organization_id, {_COLUMNS}) values (%(organization_id)s, {_GIVEN})"
    ),
}
PLATFORM_AUDIT = f"insert into platform_audit_record ({_COLUMNS}) values ({_GIVEN})"
