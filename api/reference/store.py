"""SQL of payers and code sets."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

import psycopg

from tenants.session import Row, Transaction


async def payers_page(tx: Transaction, organization_id: UUID, after: UUID | None, limit: int) -> list[Row]:
    """The organization's payers, oldest first."""
    return await tx.rows(
        "select id, identifier, name, filing_indicator, channel, created_at from payer"
        " where organization_id = %(organization_id)s and (%(after)s::uuid is null or id > %(after)s)"
        " order by id limit %(limit)s",
        {"organization_id": organization_id, "after": after, "limit": limit},
    )


async def payer_by_identifier(tx: Transaction, organization_id: UUID, identifier: str) -> Row | None:
    """The payer with this identifier."""
    return await tx.row(
        "select id from payer where organization_id = %(organization_id)s and identifier = %(identifier)s",
        {"organization_id": organization_id, "identifier": identifier},
    )


async def enrolled(tx: Transaction, tenant_id: UUID, payer_id: UUID) -> Row | None:
    """A payer as the practice is enrolled with it."""
    return await tx.row(
        "select payer_id, identifier, name, filing_indicator, channel from payer_enrollment"
        " where tenant_id = %(tenant_id)s and payer_id = %(payer_id)s",
        {"tenant_id": tenant_id, "payer_id": payer_id},
    )


async def enrollments(tx: Transaction, tenant_id: UUID) -> list[Row]:
    """All payers the practice is enrolled with."""
    return await tx.rows(
        "select payer_id, identifier, name, filing_indicator, channel from payer_enrollment"
        " where tenant_id = %(tenant_id)s order by name, payer_id",
        {"tenant_id": tenant_id},
    )


async def standings(tx: Transaction, set_name: str, values: Collection[str]) -> list[Row]:
    """Each value with what the set says of it; one row without a value for none, no row when the set is not loaded.

    The upper end of the range lies behind every longer code (none has seven characters more), so that an index finds
    the subcodes of a value.
    """
    return await tx.rows(
        "select u.value, case"
        "  when exists (select from code c where c.set_name = s.name and c.value = u.value) then 'billable'"
        "  when exists (select from code c where c.set_name = s.name and c.value > u.value"
        "   and c.value < u.value || 'ZZZZZZZ' and starts_with(c.value, u.value)) then 'has_subcodes'"
        "  else 'unknown' end as standing"
        " from code_set s left join unnest(%(values)b::text[]) u(value) on true"
        " where s.name = %(set_name)s",
        {"set_name": set_name, "values": list(values)},
    )


def code_set_date(connection: psycopg.Connection, set_name: str) -> date | None:
    """Of which day the set is; None when it is not loaded."""
    row = connection.execute("select source_date from code_set where name = %(name)s", {"name": set_name}).fetchone()
    return row[0] if row else None


def put_code_set(connection: psycopg.Connection, set_name: str, source: str, source_date: date) -> None:
    """Say where a set comes from and of which day it is."""
    connection.execute(
        "insert into code_set (name, source, source_date, note) values (%(name)s, %(source)s, %(source_date)s, '')"
        " on conflict (name) do update set source = excluded.source, source_date = excluded.source_date",
        {"name": set_name, "source": source, "source_date": source_date},
    )


def put_codes(connection: psycopg.Connection, set_name: str, labels: Mapping[str, str]) -> None:
    """Make these the codes of a set, in two statements."""
    params = {"name": set_name, "values": list(labels), "labels": list(labels.values())}
    connection.execute(
        "insert into code (set_name, value, label)"
        " select s.name, u.value, u.label"
        " from code_set s join unnest(%(values)b::text[], %(labels)b::text[]) u(value, label) on true"
        " where s.name = %(name)s"
        " on conflict (set_name, value) do update set label = excluded.label where code.label <> excluded.label",
        params,
    )
    connection.execute(
        "delete from code c where c.set_name = %(name)s"
        " and not exists (select from unnest(%(values)b::text[]) u(value) where u.value = c.value)",
        params,
    )
