"""Who asks, for which owner, in which transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from api.kit.limits import FixedWindow
from api.kit.pages import decode_cursor, encode_cursor
from tenants.audit import AuditEntry, AuditLog, HeadLog
from tenants.keys import Keyring, Vault
from tenants.owner import Owner
from tenants.session import Database, Row, Transaction
from tenants.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified access token (RFC 9068)."""

    client_id: UUID
    organization_id: UUID
    kind: str
    scopes: frozenset[str]
    practice_id: UUID | None
    partner_id: UUID | None
    token_id: str

    @property
    def home(self) -> Owner:
        """Whose audit tells of this caller's refusals."""
        if self.practice_id is not None:
            return Owner.practice(self.practice_id)
        return Owner.organization(self.organization_id)


@dataclass(frozen=True, slots=True)
class Services:
    """What a process needs to serve or to work: made once at start."""

    database: Database
    vault: Vault
    audit: AuditLog
    heads: HeadLog
    tokens: Tokens
    issuer: str
    max_body_bytes: int
    max_file_bytes: int
    export_directory: Path
    pre_go_live_days: int
    requests: FixedWindow = field(repr=False)
    token_failures: FixedWindow = field(repr=False)


@dataclass(slots=True)
class Work:
    """A verb's surroundings: a transaction of one owner, its keys, and who acts. Made by a request or by a job."""

    services: Services = field(repr=False)
    tx: Transaction = field(repr=False)
    keys: Keyring = field(repr=False)
    actor_id: UUID
    request_id: str
    remote_address: str | None = field(default=None, kw_only=True)
    purpose: str | None = field(default=None, kw_only=True)
    """Why, as the caller declared it; None in a job, whose cause says it."""

    @property
    def owner(self) -> Owner:
        """Whose data this is about. (The transaction of a read-only role has no owner of its own.)"""
        return self.keys.owner

    @property
    def owner_id(self) -> UUID:
        """The practice's or the organization's id."""
        return self.owner.id

    async def audit(
        self,
        action: str,
        subject_kind: str,
        subject_id: UUID | None,
        *,
        count: int | None = None,
        **detail: Any,
    ) -> None:
        """One audit row beside the change."""
        await self.services.audit.write(self.tx, self._entry(action, subject_kind, subject_id, count, detail))

    async def audit_each(self, action: str, subject_kind: str, subjects: Mapping[UUID, dict[str, Any]]) -> None:
        """One audit row for each subject, with its detail."""
        entries = [self._entry(action, subject_kind, each, None, detail) for each, detail in subjects.items()]
        await self.services.audit.write_all(self.tx, entries)

    def read_audit(
        self, action: str, subject_kind: str, subject_id: UUID | None = None, **detail: Any
    ) -> dict[str, Any]:
        """Parameters of a read's audit CTE (`tenants.audit.READ_AUDIT`), the owner's key column among them."""
        entry = self._entry(action, subject_kind, subject_id, None, detail)
        key = self.services.vault.audit_key(self.owner)
        return entry.params(self.owner, key) | {self.owner.column: self.owner_id}

    def _entry(
        self, action: str, subject_kind: str, subject_id: UUID | None, count: int | None, detail: dict[str, Any]
    ) -> AuditEntry:
        return AuditEntry(
            self.actor_id,
            action,
            subject_kind,
            subject_id,
            self.request_id,
            row_count=count,
            detail=detail,
            remote_address=self.remote_address,
            purpose=self.purpose,
        )

    def cursor(self, listing: str, position: list[Any]) -> str:
        """A signed cursor of this owner's list."""
        return encode_cursor(self._cursor_secret(), f"{self.owner}|{listing}", position)

    def more(self, listing: str, rows: Sequence[Row], limit: int, *names: str) -> str | None:
        """The cursor after the last row shown, of a list read with one row more than `limit`; None on its last page.

        `names` are the columns it is sorted by, `id` if there are none.
        """
        if len(rows) <= limit:
            return None
        return self.cursor(listing, [rows[limit - 1][name] for name in names or ("id",)])

    def position(self, listing: str, cursor: str | None) -> list[Any] | None:
        """Where a cursor points; None starts at the first row. Raises CursorInvalid."""
        if cursor is None:
            return None
        return decode_cursor(self._cursor_secret(), f"{self.owner}|{listing}", cursor)

    def _cursor_secret(self) -> bytes:
        return self.services.vault.platform_secret("cursor")


@dataclass(slots=True)
class Call(Work):
    """A request's work: also its caller, raw body, headers, and whether what it did is to be undone."""

    caller: Caller
    body: bytes = field(repr=False)
    if_match: str | None = None
    undo: bool = False
    """Set by a what-if: the answer is given and everything written is rolled back."""
    practice_ids: tuple[UUID, ...] = ()
    """In a read across practices: those the caller may enter now."""
