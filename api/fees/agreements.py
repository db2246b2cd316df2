"""Write and read agreements. Terms change while an agreement is a draft; each change is a revision with new rules."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from api.fees import store
from api.fees.models import LAST, FeeAgreement, FeeRule
from api.fees.problems import AgreementInvalid, AgreementNotDraft
from api.fees.rules import overlapping_priorities
from api.fees.schemas import FeeAgreementOut, FeeAgreementPage, FeeRuleIn, FeeRuleOut, FeeTermsIn, State
from api.kit.clock import local_day, now
from api.kit.etags import require_match
from api.kit.ids import new_id
from api.kit.problems import NotFound, field_error
from tenants.context import Call, Work
from tenants.practices import profile_of
from tenants.session import Row

LISTING = "fee_agreements"


async def draft_agreement(work: Work, terms: FeeTermsIn) -> FeeAgreementOut:
    """A new draft. Raises AgreementInvalid."""
    values = await _checked(work, terms)
    draft = FeeAgreement(tenant_id=work.owner_id, id=new_id(), created_by=work.actor_id, **values)
    await work.tx.insert(draft, *_rules(work, draft.id, 1, terms.rules))
    await work.audit("fee_agreement.draft", "fee_agreement", draft.id)
    return await _shown(work, draft.id)


async def change_terms(call: Call, agreement_id: UUID, terms: FeeTermsIn) -> FeeAgreementOut:
    """The terms of a draft, replaced as a whole.

    Raises NotFound, PreconditionRequired, PreconditionFailed, AgreementNotDraft, AgreementInvalid.
    """
    await store.lock_draft(call.tx, call.owner_id, agreement_id)
    known = await found(call, agreement_id)
    require_match(call.if_match, known["version"])
    if not known["is_draft"]:
        raise AgreementNotDraft
    revision = known["revision"] + 1
    values = await _checked(call, terms)
    await store.change_draft(call.tx, call.owner_id, agreement_id, values | {"revision": revision})
    await call.tx.insert(*_rules(call, agreement_id, revision, terms.rules))
    await call.audit("fee_agreement.change", "fee_agreement", agreement_id, revision=revision)
    return await _shown(call, agreement_id)


async def read_agreement(work: Work, agreement_id: UUID) -> FeeAgreementOut:
    """One agreement. Raises NotFound."""
    await work.audit("fee_agreement.read", "fee_agreement", agreement_id)
    return await _shown(work, agreement_id)


async def list_agreements(work: Work, cursor: str | None, limit: int) -> FeeAgreementPage:
    """Newest first. Raises CursorInvalid."""
    position = work.position(LISTING, cursor)
    rows = await store.agreements_page(work.tx, work.owner_id, position[0] if position else None, limit + 1)
    await work.audit("fee_agreement.list", "fee_agreement", None, count=min(len(rows), limit))
    more = work.more(LISTING, rows, limit)
    return FeeAgreementPage(items=[told(row) for row in rows[:limit]], next_cursor=more)


async def found(work: Work, agreement_id: UUID) -> Row:
    """An agreement's row with its rules. Raises NotFound."""
    row = await store.agreement(work.tx, work.owner_id, agreement_id)
    if row is None:
        raise NotFound
    return row


async def _shown(work: Work, agreement_id: UUID) -> FeeAgreementOut:
    return told(await found(work, agreement_id))


def told(row: Row) -> FeeAgreementOut:
    """An agreement as it is shown; the rule that every one ends with is told in words alone."""
    is_draft, ends = row.pop("is_draft"), [row.pop("ends_on"), row.pop("before_next")]
    del row["revision"]
    last_day = min((day for day in ends if day is not None), default=None)
    is_over = last_day is not None and last_day < local_day(now(), row["time_zone"])
    rules = [_rule(rule) for rule in row.pop("rules") if rule["priority"] != LAST]
    state: State = "draft" if is_draft else "ended" if is_over else "active"
    return FeeAgreementOut(state=state, last_day=last_day, rules=rules, **row)


def _rule(rule: dict[str, Any]) -> FeeRuleOut:
    shown = {name: rule[name] for name in FeeRuleOut.model_fields}
    return FeeRuleOut(
        **shown | {name: shown[name] or None for name in ("procedure_from", "procedure_to", "originated")}
    )


async def _checked(work: Work, terms: FeeTermsIn) -> dict[str, Any]:
    """The values of an agreement's row. Raises AgreementInvalid."""
    errors = [error for position, rule in enumerate(terms.rules) for error in _errors(f"/body/rules/{position}", rule)]
    errors += [
        field_error(f"/body/rules/{position}/priority", "priority_taken", "An earlier rule has this priority")
        for position in overlapping_priorities(rule.priority for rule in terms.rules)
    ]
    named = {payer_id for rule in terms.rules for payer_id in rule.payer_ids}
    unknown = named - await store.enrolled(work.tx, work.owner_id, named)
    errors += [
        field_error(f"/body/rules/{position}/payer_ids/{place}", "unknown_id", "No payer of this practice")
        for position, rule in enumerate(terms.rules)
        for place, payer_id in enumerate(rule.payer_ids)
        if payer_id in unknown
    ]
    if terms.time_zone is not None and terms.time_zone not in available_timezones():
        errors.append(field_error("/body/time_zone", "unknown_zone", "Is not an IANA time zone"))
    if errors:
        raise AgreementInvalid(errors=errors)
    values = terms.model_dump(exclude={"rules"})
    return values | {"time_zone": terms.time_zone or (await profile_of(work.tx)).time_zone}


def _errors(place: str, rule: FeeRuleIn) -> list[dict[str, Any]]:
    errors = []
    for outcome, name in (("rate", "rate_bps"), ("per_claim", "per_claim_cents")):
        if (getattr(rule, name) is not None) != (rule.outcome == outcome):
            errors.append(
                field_error(f"{place}/{name}", "outcome", f"Goes with the outcome {outcome}, and only with it")
            )
    if _is_backwards(rule.service_from, rule.service_to):
        errors.append(field_error(f"{place}/service_to", "range", "Is before service_from"))
    if _is_backwards(rule.procedure_from, rule.procedure_to):
        errors.append(field_error(f"{place}/procedure_to", "range", "Is before procedure_from"))
    return errors


def _is_backwards(first: date | str | None, last: date | str | None) -> bool:
    return first is not None and last is not None and str(last) < str(first)


def _rules(work: Work, agreement_id: UUID, revision: int, rules: list[FeeRuleIn]) -> list[FeeRule]:
    """The rows of a revision, with the one that excludes whatever no rule matches."""
    about: dict[str, Any] = {"tenant_id": work.owner_id, "agreement_id": agreement_id, "revision": revision}
    rows = [
        FeeRule(
            id=new_id(),
            **about,
            **rule.model_dump(exclude={"payer_ids", "procedure_from", "procedure_to", "originated"}),
            payer_ids=[str(payer_id) for payer_id in rule.payer_ids],
            procedure_from=rule.procedure_from or "",
            procedure_to=rule.procedure_to or "",
            originated=rule.originated or "",
        )
        for rule in rules
    ]
    return [*rows, FeeRule(id=new_id(), **about, priority=LAST, name="Everything else", outcome="exclude")]
