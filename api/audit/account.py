"""The account of disclosures that a patient may ask for, and one more entry for it."""

from datetime import date
from typing import Any
from uuid import UUID

import orjson

from api.audit import store
from api.audit.problems import DisclosureInvalid
from api.audit.record_disclosures import Given, record_disclosures
from api.audit.rules import first_day
from api.audit.schemas import DisclosureAccount, DisclosureIn, DisclosureOut
from api.kit.clock import now
from api.kit.problems import NotFound, field_error
from tenants.context import Work
from tenants.practices import profile_of
from tenants.session import Row


async def account(work: Work, patient_id: UUID, since: date | None) -> DisclosureAccount:
    """All that was given of a patient's data since a day, at most the last six years. Raises NotFound."""
    today = (await profile_of(work.tx)).business_date(now())
    begins = max(since or date.min, first_day(today))
    audit = work.read_audit("disclosure.list", "patient", patient_id)
    rows = await store.disclosures(work.tx, audit, begins, today, today)
    if not rows[0]["is_known"]:
        raise NotFound
    items = [_out(work, row) for row in rows if row["id"] is not None]
    return DisclosureAccount(patient_id=patient_id, first_day=begins, last_day=today, items=items)


async def record(work: Work, patient_id: UUID, order: DisclosureIn) -> DisclosureOut:
    """One disclosure that a person tells of. Raises NotFound, DisclosureInvalid (a day to come)."""
    if order.disclosed_on > (await profile_of(work.tx)).business_date(now()):
        raise DisclosureInvalid(errors=[field_error("/body/disclosed_on", "in_the_future", "Send a day that has come")])
    at = now()
    recorded = await record_disclosures(work, [Given(patient_id=patient_id, **order.model_dump())], at=at)
    if not recorded:
        raise NotFound
    return DisclosureOut(id=recorded[0], recorded_by=work.actor_id, created_at=at, **order.model_dump())


def _out(work: Work, row: Row) -> DisclosureOut:
    content: dict[str, Any] = orjson.loads(
        work.keys.open("disclosure", "content", row["id"], bytes(row.pop("content")))
    )
    row.pop("is_known")
    return DisclosureOut(**row, **content)
