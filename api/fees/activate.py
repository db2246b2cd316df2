"""Start and end agreements.

Whether the law lets a practice pay a percentage (state, payer class, custody) is not looked at here.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from api.events import NewEvent, record
from api.fees import store
from api.fees.accrue import defer_catch_up
from api.fees.agreements import found, read_agreement
from api.fees.models import FeeAgreementEnd, FeeCatchUp
from api.fees.problems import AgreementCannotEnd, AgreementCannotStart, AgreementNotActive, AgreementNotDraft
from api.fees.schemas import FeeAgreementEndIn, FeeAgreementOut, FeeOptions
from api.kit.clock import now
from api.kit.etags import require_match
from api.kit.problems import field_error
from tenants.context import Call
from tenants.session import Row


async def activate(call: Call, agreement_id: UUID) -> FeeAgreementOut:
    """A draft becomes what is agreed, and never changes again. Money posted since its start is priced by a job.

    Raises NotFound, PreconditionRequired, PreconditionFailed, AgreementNotDraft, AgreementCannotStart.
    """
    await store.lock_agreements(call.tx, call.owner_id)
    await store.lock_draft(call.tx, call.owner_id, agreement_id)
    draft = await found(call, agreement_id)
    require_match(call.if_match, draft["version"])
    if not draft["is_draft"]:
        raise AgreementNotDraft
    against = await store.what_stands_against(call.tx, call.owner_id, draft["starts_on"])
    errors = [*_against_terms(draft, against["time_zone"]), *_against_start(against)]
    if errors:
        raise AgreementCannotStart(errors=errors)
    await store.start(call.tx, call.owner_id, agreement_id, now(), call.actor_id)
    if against["has_money"]:
        await call.tx.insert(FeeCatchUp(tenant_id=call.owner_id, agreement_id=agreement_id))
        await defer_catch_up(call)
    about: dict[str, Any] = {"starts_on": draft["starts_on"].isoformat(), "revision": draft["revision"]}
    await record(call, [NewEvent("fee_agreement.activated", "fee_agreement", agreement_id, about)])
    await call.audit("fee_agreement.activate", "fee_agreement", agreement_id, **about)
    return await read_agreement(call, agreement_id)


async def end(call: Call, agreement_id: UUID, order: FeeAgreementEndIn) -> FeeAgreementOut:
    """Give an active agreement its last day.

    Raises NotFound, PreconditionRequired, PreconditionFailed, AgreementNotActive, AgreementCannotEnd.
    """
    await store.lock_agreements(call.tx, call.owner_id)
    known = await found(call, agreement_id)
    require_match(call.if_match, known["version"])
    if known["is_draft"] or known["ends_on"] is not None:
        raise AgreementNotActive
    await _require_end(call, known, order.ends_on)
    await call.tx.insert(
        FeeAgreementEnd(
            tenant_id=call.owner_id,
            agreement_id=agreement_id,
            ends_on=order.ends_on,
            reason=order.reason,
            ended_by=call.actor_id,
        )
    )
    about: dict[str, Any] = {"ends_on": order.ends_on.isoformat()}
    await record(call, [NewEvent("fee_agreement.ended", "fee_agreement", agreement_id, about)])
    await call.audit("fee_agreement.end", "fee_agreement", agreement_id, **about)
    return await read_agreement(call, agreement_id)


def _against_terms(draft: Row, time_zone: str) -> list[dict[str, Any]]:
    errors = []
    if draft["basis"] == "deposited":
        errors.append(field_error("/basis", "basis_not_supported", "Waits for bank deposits: choose posted"))
    if draft["time_zone"] != time_zone:
        errors.append(field_error("/time_zone", "time_zone_differs", "The ledger dates money in the practice's own"))
    defaults = FeeOptions().model_dump()
    errors += [
        field_error(f"/options/{name}", "option_not_supported", "Only the default can be started today")
        for name, value in draft["options"].items()
        if value != defaults[name]
    ]
    return errors


def _against_start(against: Row) -> list[dict[str, Any]]:
    errors = []
    if against["is_taken"]:
        errors.append(field_error("/starts_on", "start_taken", "Another active agreement starts on this day"))
    if against["closed_month"] is not None:
        message = f"{against['closed_month']:%Y-%m} is closed: start after it"
        errors.append(field_error("/starts_on", "month_closed", message))
    if against["charged_until"] is not None:
        first = against["charged_until"] + timedelta(days=1)
        errors.append(field_error("/starts_on", "fees_charged", f"Fees are charged already: start on {first} or later"))
    return errors


async def _require_end(call: Call, known: Row, ends_on: date) -> None:
    if ends_on < known["starts_on"]:
        raise AgreementCannotEnd(errors=[field_error("/body/ends_on", "range", "Is before the agreement starts")])
    charged = await store.charged_until(call.tx, call.owner_id, ends_on)
    if charged is not None:
        message = f"Fees are charged already: end on {charged} or later"
        raise AgreementCannotEnd(errors=[field_error("/body/ends_on", "fees_charged", message)])
