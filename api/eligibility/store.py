"""SQL of eligibility checks. Every statement names its tenant."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tenants.audit import READ_AUDIT
from tenants.session import Row, Transaction

_COLUMNS = (
    "c.id, c.coverage_id, c.payer_id, c.billing_provider_id, c.channel, c.service_date, c.service_types, c.state,"
    " c.outcome, c.answer,"
    " c.inquiry_file_id, c.response_file_id, c.created_at, c.sent_at, c.answered_at"
)


async def check(tx: Transaction, tenant_id: UUID, check_id: UUID) -> Row | None:
    """A check, for a job."""
    return await tx.row(
        f"select {_COLUMNS} from eligibility_check c where c.tenant_id = %(tenant_id)s and c.id = %(id)s",
        {"tenant_id": tenant_id, "id": check_id},
    )


async def lock(tx: Transaction, tenant_id: UUID, check_id: UUID, state: str) -> Row | None:
    """A check in this state, held to the transaction's end."""
    return await tx.row(
        f"select {_COLUMNS} from eligibility_check c"
        " where c.tenant_id = %(tenant_id)s and c.id = %(id)s and c.state = %(state)s for update",
        {"tenant_id": tenant_id, "id": check_id, "state": state},
    )


async def mark_written(
    tx: Transaction, tenant_id: UUID, check_id: UUID, control_number: int, inquiry_file_id: UUID
) -> None:
    """The 270 is kept."""
    await tx.execute(
        "update eligibility_check set state = 'written', interchange_control = %(control_number)s,"
        " inquiry_file_id = %(file_id)s where tenant_id = %(tenant_id)s and id = %(id)s",
        {"tenant_id": tenant_id, "id": check_id, "control_number": control_number, "file_id": inquiry_file_id},
    )


async def mark_sent(tx: Transaction, tenant_id: UUID, check_id: UUID, at: datetime) -> None:
    """The channel has the 270. One that is answered already stays answered."""
    await tx.execute(
        "update eligibility_check set state = case state when 'written' then 'sent' else state end, sent_at = %(at)s"
        " where tenant_id = %(tenant_id)s and id = %(id)s and sent_at is null",
        {"tenant_id": tenant_id, "id": check_id, "at": at},
    )


async def asked(tx: Transaction, tenant_id: UUID, check_ids: list[UUID], control_number: int | None) -> list[Row]:
    """The checks that an answer may be about: by trace, or by the ISA13 that BHT03 echoes; held until the end."""
    return await tx.rows(
        "select c.id, c.coverage_id, c.payer_id, c.interchange_control, c.service_date, c.state, c.outcome, c.answer"
        " from eligibility_check c"
        " where c.tenant_id = %(tenant_id)s and c.state <> 'queued'"
        " and (c.id = any(%(ids)b) or c.interchange_control = %(control_number)s) order by c.id for update",
        {"tenant_id": tenant_id, "ids": check_ids, "control_number": control_number},
    )


async def answer(
    tx: Transaction, tenant_id: UUID, check_id: UUID, outcome: str, told: Any, response_file_id: UUID, at: datetime
) -> None:
    """What the payer said last."""
    await tx.execute(
        "update eligibility_check set state = 'answered', outcome = %(outcome)s, answer = %(told)s,"
        " response_file_id = %(file_id)s, answered_at = %(at)s where tenant_id = %(tenant_id)s and id = %(id)s",
        {
            "tenant_id": tenant_id,
            "id": check_id,
            "outcome": outcome,
            "told": told,
            "file_id": response_file_id,
            "at": at,
        },
    )


async def read_check(tx: Transaction, audit: Row) -> Row | None:
    """One check, with the audit row of the read."""
    return await tx.row(
        f"with r as (select {_COLUMNS} from eligibility_check c"
        f" where c.tenant_id = %(tenant_id)s and c.id = %(audit_subject)s), {READ_AUDIT} select * from r",
        audit,
    )


async def checks_page(
    tx: Transaction, audit: Row, coverage_id: UUID | None, after: list[str] | None, limit: int
) -> list[Row]:
    """Checks, newest first, of a coverage when one is given."""
    return await tx.rows(
        f"with r as (select {_COLUMNS} from eligibility_check c where c.tenant_id = %(tenant_id)s"
        " and (%(coverage_id)s::uuid is null or c.coverage_id = %(coverage_id)s)"
        " and (%(after_at)s::timestamptz is null or (c.created_at, c.id) < (%(after_at)s, %(after_id)s::uuid))"
        f" order by c.created_at desc, c.id desc limit %(limit)s), {READ_AUDIT}"
        " select * from r order by created_at desc, id desc",
        audit
        | {
            "coverage_id": coverage_id,
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )


async def newest_answers(tx: Transaction, tenant_id: UUID, coverage_id: UUID, service_date: date) -> list[Row]:
    """Answers about the month of a visit, newest first."""
    return await tx.rows(
        "select c.id, c.outcome, c.answered_at, c.service_date from eligibility_check c"
        " where c.tenant_id = %(tenant_id)s and c.coverage_id = %(coverage_id)s and c.state = 'answered'"
        " and date_trunc('month', c.service_date) = date_trunc('month', %(service_date)s::date)"
        " order by c.answered_at desc",
        {"tenant_id": tenant_id, "coverage_id": coverage_id, "service_date": service_date},
    )
