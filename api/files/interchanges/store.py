"""SQL of an organization's mailbox: interchanges, control numbers, and what says whose a transaction is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from tenants.audit import ORGANIZATION_READ_AUDIT
from tenants.session import Row, Transaction


async def draw_control_number(tx: Transaction, organization_id: UUID, channel: str) -> int:
    """Count a channel up by one; the row stays locked until the transaction ends."""
    row = await tx.row(
        "insert into control_number (organization_id, channel, last_value)"
        " values (%(organization_id)s, %(channel)s, 1)"
        " on conflict (organization_id, channel) do update set last_value = control_number.last_value + 1"
        " returning last_value",
        {"organization_id": organization_id, "channel": channel},
    )
    return int(row["last_value"]) if row else 0


async def insert_submitter_route(
    tx: Transaction,
    organization_id: UUID,
    channel: str,
    control_number: int,
    practice_id: UUID,
    batch_id: UUID,
) -> None:
    """Remember whose batch a control number is."""
    await tx.execute(
        "insert into submitter_route (organization_id, channel, control_number, practice_id, batch_id)"
        " select p.organization_id, %(channel)s, %(control_number)s, p.practice_id, %(batch_id)s"
        " from practice p"
        " where p.organization_id = %(organization_id)s and p.practice_id = %(practice_id)s",
        {
            "organization_id": organization_id,
            "channel": channel,
            "control_number": control_number,
            "practice_id": practice_id,
            "batch_id": batch_id,
        },
    )


async def insert_interchange(tx: Transaction, values: Row, findings: list[dict[str, Any]]) -> None:
    """Add an interchange of a kept file."""
    await tx.execute(
        "insert into interchange (organization_id, id, file_id, channel, state, findings, received_at)"
        " select f.organization_id, %(id)s, f.id, %(channel)s, %(state)s, %(findings)s, %(received_at)s"
        " from organization_file f where f.organization_id = %(organization_id)s and f.id = %(file_id)s",
        values | {"findings": Jsonb(findings)},
    )


async def insert_interchange_transactions(
    tx: Transaction, organization_id: UUID, interchange_id: UUID, found: list[Row]
) -> None:
    """Index an interchange: one row for each ST and TA1."""
    await tx.execute(
        "insert into interchange_transaction (organization_id, interchange_id, position, transaction_set,"
        " version, control_number, state, reason)"
        " select i.organization_id, i.id, u.position, u.transaction_set, u.version, u.control_number,"
        "  u.state, u.reason"
        " from interchange i join unnest(%(positions)b::int[], %(sets)b::text[], %(versions)b::text[],"
        "  %(controls)b::text[], %(states)b::text[], %(reasons)b::text[])"
        "  u(position, transaction_set, version, control_number, state, reason) on true"
        " where i.organization_id = %(organization_id)s and i.id = %(interchange_id)s",
        {
            "organization_id": organization_id,
            "interchange_id": interchange_id,
            "positions": [row["position"] for row in found],
            "sets": [row["transaction_set"] for row in found],
            "versions": [row["version"] for row in found],
            "controls": [row["control_number"] for row in found],
            "states": [row["state"] for row in found],
            "reasons": [row["reason"] for row in found],
        },
    )


async def interchange_of_file(tx: Transaction, organization_id: UUID, file_id: UUID) -> Row:
    """The interchange of a kept file."""
    row = await tx.row(
        "select id, state, findings from interchange"
        " where organization_id = %(organization_id)s and file_id = %(file_id)s",
        {"organization_id": organization_id, "file_id": file_id},
    )
    return row or {}


async def lock_interchange(tx: Transaction, organization_id: UUID, interchange_id: UUID) -> Row | None:
    """An interchange, held until the transaction ends."""
    return await tx.row(
        "select file_id, channel, state from interchange"
        " where organization_id = %(organization_id)s and id = %(id)s for update",
        {"organization_id": organization_id, "id": interchange_id},
    )


async def unrouted(tx: Transaction, organization_id: UUID, interchange_id: UUID) -> list[Row]:
    """The transactions of an interchange that no practice has yet, in order."""
    return await tx.rows(
        "select position, state, practice_id from interchange_transaction"
        " where organization_id = %(organization_id)s and interchange_id = %(interchange_id)s"
        " and state in ('received', 'assigned', 'waiting') order by position",
        {"organization_id": organization_id, "interchange_id": interchange_id},
    )


async def assign(
    tx: Transaction,
    organization_id: UUID,
    interchange_id: UUID,
    practices: Mapping[int, UUID],
    waiting: Mapping[int, Row],
) -> None:
    """By position: fix the practices chosen, and say why the others wait (`reason`) and what they pay (`payment`)."""
    positions = [*practices, *waiting]
    await tx.execute(
        "update interchange_transaction t set practice_id = u.practice_id, reason = u.reason, state ="
        " case when u.practice_id is null then 'waiting' else 'assigned' end, payment = nullif(u.payment, 'null')"
        " from unnest(%(positions)b::int[], %(practices)b::uuid[], %(reasons)b::text[],"
        "  %(payments)b::jsonb[]) u(position, practice_id, reason, payment)"
        " where t.organization_id = %(organization_id)s and t.interchange_id = %(interchange_id)s"
        " and t.position = u.position and t.state in ('received', 'assigned', 'waiting')",
        {
            "organization_id": organization_id,
            "interchange_id": interchange_id,
            "positions": positions,
            "practices": [practices.get(position) for position in positions],
            "reasons": ["" if each in practices else waiting[each]["reason"] for each in positions],
            "payments": [Jsonb(row["payment"]) if (row := waiting.get(each)) else None for each in positions],
        },
    )


async def mark_routed(tx: Transaction, organization_id: UUID, interchange_id: UUID, files: Mapping[int, UUID]) -> None:
    """The practices have their files."""
    await tx.execute(
        "update interchange_transaction t set state = 'routed', transaction_file_id = u.id"
        " from unnest(%(positions)b::int[], %(ids)b::uuid[]) u(position, id)"
        " where t.organization_id = %(organization_id)s and t.interchange_id = %(interchange_id)s"
        " and t.position = u.position and t.state = 'assigned'",
        {
            "organization_id": organization_id,
            "interchange_id": interchange_id,
            "positions": list(files),
            "ids": list(files.values()),
        },
    )


async def finish_interchange(tx: Transaction, organization_id: UUID, interchange_id: UUID) -> None:
    """An interchange is routed once each of its transactions went somewhere or waits."""
    await tx.execute(
        "update interchange i set state = 'routed'"
        " where i.organization_id = %(organization_id)s and i.id = %(id)s and i.state = 'received'"
        " and not exists (select from interchange_transaction t where t.organization_id = %(organization_id)s"
        "  and t.interchange_id = i.id and t.state in ('received', 'assigned'))",
        {"organization_id": organization_id, "id": interchange_id},
    )


async def practices_of_payees(
    tx: Transaction, organization_id: UUID, payees: Collection[tuple[str, str]]
) -> dict[tuple[str, str], set[UUID]]:
    """The practices that each payee identifier is registered for."""
    rows = await tx.rows(
        "select p.kind, p.value, p.practice_id from payee_identifier p"
        " join unnest(%(kinds)b::text[], %(values)b::text[]) u(kind, value)"
        "  on u.kind = p.kind and u.value = p.value"
        " where p.organization_id = %(organization_id)s",
        {
            "organization_id": organization_id,
            "kinds": [kind for kind, _ in payees],
            "values": [value for _, value in payees],
        },
    )
    known: dict[tuple[str, str], set[UUID]] = {}
    for row in rows:
        known.setdefault((row["kind"], row["value"]), set()).add(row["practice_id"])
    return known


async def practices_of_claims(tx: Transaction, organization_id: UUID, numbers: Collection[str]) -> dict[str, UUID]:
    """The practice of each claim number."""
    rows = await tx.rows(
        "select number, practice_id from claim_number"
        " where organization_id = %(organization_id)s and number = any(%(numbers)s)",
        {"organization_id": organization_id, "numbers": list(numbers)},
    )
    return {row["number"]: row["practice_id"] for row in rows}


async def count_of_practice(tx: Transaction, organization_id: UUID, practice_id: UUID) -> int:
    """How many interchanges hold a transaction of a practice."""
    row = await tx.row(
        "select count(distinct interchange_id) as found from interchange_transaction"
        " where organization_id = %(organization_id)s and practice_id = %(practice_id)s",
        {"organization_id": organization_id, "practice_id": practice_id},
    )
    return int(row["found"]) if row else 0


async def practices_of_files(
    tx: Transaction, organization_id: UUID, numbers: Collection[int]
) -> dict[int, list[tuple[str, UUID]]]:
    """Channel and practice of each control number that went out."""
    rows = await tx.rows(
        "select control_number, channel, practice_id from submitter_route"
        " where organization_id = %(organization_id)s and control_number = any(%(numbers)s)",
        {"organization_id": organization_id, "numbers": list(numbers)},
    )
    known: dict[int, list[tuple[str, UUID]]] = {}
    for row in rows:
        known.setdefault(row["control_number"], []).append((row["channel"], row["practice_id"]))
    return known


_INTERCHANGE = (
    "i.id, i.file_id, i.channel, i.state, i.findings, i.received_at, f.size,"
    " (select count(*) from interchange_transaction t where t.organization_id = i.organization_id"
    "  and t.interchange_id = i.id) as transaction_count,"
    " (select count(*) from interchange_transaction t where t.organization_id = i.organization_id"
    "  and t.interchange_id = i.id and t.state = 'waiting') as waiting_count"
    " from interchange i"
    " join organization_file f on f.organization_id = i.organization_id and f.id = i.file_id"
    " where i.organization_id = %(organization_id)s"
)


async def interchange(tx: Transaction, audit: Row) -> Row | None:
    """The interchange that the audit parameters name."""
    return await tx.row(
        f"with r as (select {_INTERCHANGE} and i.id = %(audit_subject)s), {ORGANIZATION_READ_AUDIT} select * from r",
        audit,
    )


async def interchanges_page(tx: Transaction, audit: Row, after: list[Any] | None, limit: int) -> list[Row]:
    """Interchanges, newest first."""
    at, last = after or (None, None)
    return await tx.rows(
        f"with r as (select {_INTERCHANGE}"
        " and (%(at)s::timestamptz is null or (i.received_at, i.id) < (%(at)s::timestamptz, %(last)s::uuid))"
        f" order by i.received_at desc, i.id desc limit %(limit)s), {ORGANIZATION_READ_AUDIT}"
        " select * from r order by received_at desc, id desc",
        audit | {"at": at, "last": last, "limit": limit},
    )


_INDEXED = "interchange_id, position, transaction_set, version, control_number, state, reason, practice_id, payment"


async def interchange_transactions(
    tx: Transaction, organization_id: UUID, interchange_id: UUID, limit: int
) -> list[Row]:
    """The first transactions of an interchange."""
    return await tx.rows(
        f"select {_INDEXED} from interchange_transaction"
        " where organization_id = %(organization_id)s and interchange_id = %(interchange_id)s"
        " order by position limit %(limit)s",
        {"organization_id": organization_id, "interchange_id": interchange_id, "limit": limit},
    )


async def queue_page(tx: Transaction, audit: Row, state: str, after: list[Any] | None, limit: int) -> list[Row]:
    """Transactions in one state, those of the newest interchange first."""
    last, position = after or (None, None)
    return await tx.rows(
        f"with r as (select {_INDEXED} from interchange_transaction"
        " where organization_id = %(organization_id)s and state = %(state)s"
        " and (%(last)s::uuid is null or interchange_id < %(last)s::uuid"
        "  or (interchange_id = %(last)s::uuid and position > %(position)s::int))"
        f" order by interchange_id desc, position limit %(limit)s), {ORGANIZATION_READ_AUDIT}"
        " select * from r order by interchange_id desc, position",
        audit | {"state": state, "last": last, "position": position, "limit": limit},
    )


async def any_unrouted(tx: Transaction, organization_id: UUID, interchange_ids: Sequence[UUID]) -> bool:
    """Whether one of these interchanges waits for its routing."""
    row = await tx.row(
        "select exists(select from interchange i where i.organization_id = %(organization_id)s"
        " and i.id = any(%(ids)b::uuid[]) and i.state = 'received') as found",
        {"organization_id": organization_id, "ids": list(interchange_ids)},
    )
    return bool(row and row["found"])
