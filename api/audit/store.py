"""SQL of disclosures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction


async def insert_disclosures(  # noqa: PLR0913 - the columns of a set
    tx: Transaction,
    tenant_id: UUID,
    *,
    ids: Sequence[UUID],
    patients: Sequence[UUID],
    days: Sequence[date],
    contents: Sequence[bytes],
    suspended: Sequence[date | None],
    recorded_by: UUID,
    source_id: UUID | None,
    at: datetime,
) -> int:
    """Insert those whose patient the practice has and whose source has not told of that patient; how many."""
    return await tx.count(
        "insert into disclosure (tenant_id, id, patient_id, disclosed_on, content, suspended_until, recorded_by,"
        " source_id, created_at)"
        " select p.tenant_id, u.id, p.id, u.disclosed_on, u.content, u.suspended_until, %(recorded_by)s,"
        "  %(source_id)s, %(at)s"
        " from patient p join unnest(%(ids)b::uuid[], %(patients)b::uuid[], %(days)b::date[], %(contents)b::bytea[],"
        "  %(suspended)b::date[]) u(id, patient_id, disclosed_on, content, suspended_until) on u.patient_id = p.id"
        " where p.tenant_id = %(tenant_id)s on conflict (tenant_id, source_id, patient_id) do nothing",
        {
            "tenant_id": tenant_id,
            "ids": list(ids),
            "patients": list(patients),
            "days": list(days),
            "contents": list(contents),
            "suspended": list(suspended),
            "recorded_by": recorded_by,
            "source_id": source_id,
            "at": at,
        },
    )


async def disclosures(
    tx: Transaction, audit: Mapping[str, Any], first_day: date, last_day: date, today: date
) -> list[Row]:
    """A patient's disclosures that may be told today, oldest first, each beside whether the practice has the patient:
    one row with an `id` of null when there is none.
    """
    return await tx.rows(
        "with r as (select id, disclosed_on, content, suspended_until, recorded_by, created_at from disclosure"
        "  where tenant_id = %(tenant_id)s and patient_id = %(audit_subject)s"
        "  and disclosed_on between %(first_day)s and %(last_day)s"
        "  and (suspended_until is null or suspended_until <= %(today)s)),"
        " known as (select count(*) > 0 as is_known from patient"
        "  where tenant_id = %(tenant_id)s and id = %(audit_subject)s),"
        f" {READ_AUDIT} select known.is_known, r.id, r.disclosed_on, r.content, r.suspended_until, r.recorded_by,"
        "  r.created_at from known left join r on true order by r.disclosed_on, r.id",
        {**audit, "first_day": first_day, "last_day": last_day, "today": today},
    )
