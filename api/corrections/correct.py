"""Correct a claim: a new claim of its family takes its place, and the receivable with it.

Steps, in one transaction: the claim is held with its balances; the method is chosen or checked; the guards; the new
content through the edits; the new claim opens at its full charge (a void at zero); what the old one still had open
leaves by (charges, insurance_receivable), and what was written off of it is open again first; its open work is closed.
"""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from api.claims import (
    ClaimDraft,
    ClaimState,
    HeldClaim,
    Snapshot,
    hold_claim,
    leaving,
    make_claim,
    supersede,
)
from api.coding import FindingOut
from api.contracts import terms_of, terms_on
from api.corrections.problems import (
    AlreadyCorrected,
    ClaimInFlight,
    ClaimWithdrawn,
    ControlNumberMissing,
    CorrectionByOtherMeans,
    CorrectionInvalid,
    CorrectionLate,
    MethodNotTaken,
    NotAdjudicated,
    OtherMethodAdvised,
    Overridable,
)
from api.corrections.rewrite import corrected_content
from api.corrections.rules import (
    DECIDED,
    FREQUENCIES,
    NAMING,
    Choice,
    CorrectionMethod,
    Standing,
    choose,
    last_day,
    refusal,
    still_open,
)
from api.corrections.schemas import CorrectionIn, CorrectionOut
from api.corrections.withdraw import settle_later_claims
from api.denials import take_write_offs_back, told_of
from api.events import of_subject
from api.kit.clock import now
from api.kit.etags import require_match
from api.kit.problems import NotFound, field_error
from api.ledger import open_batch, receivable_of
from api.worklists import close_items
from tenants.context import Call, Work
from tenants.practices import profile_of

SETTLED_KINDS = ("denial", "bill_secondary")
"""Work on a claim that its correction settles; what is about money already received stays."""


async def correct_claim(call: Call, claim_id: UUID, order: CorrectionIn) -> CorrectionOut:
    """The corrected claim, ready to be sent.

    Raises NotFound, PreconditionRequired, PreconditionFailed, PracticeLeaving, EditsFailed and every problem of this
    package.
    """
    profile = await profile_of(call.tx)
    profile.require_taking_claims()
    held = await hold_claim(call, claim_id)
    if held is None:
        raise NotFound
    require_match(call.if_match, held.version)
    if held.superseded_by is not None:
        raise AlreadyCorrected(superseded_by=str(held.superseded_by))
    if held.state is ClaimState.WITHDRAWN:
        raise ClaimWithdrawn
    if held.state is ClaimState.QUEUED:
        raise ClaimInFlight
    # After the claim: a posting holds them in this order too.
    balances = await receivable_of(call, [claim_id, held.receivable_claim_id], lock=True)
    today = profile.business_date(now())
    standing = await _standing(call, held)
    choice = _method(standing, order)
    latest = last_day(standing, choice.method)
    overridden = _guards(standing, choice, order, held, today, latest)
    payer_id, content, findings = await _content(call, held, choice.method, order, today)
    overridden += await settle_later_claims(call, held, order.override_reason)
    made = await make_claim(
        call,
        ClaimDraft(
            content=content,
            encounter_id=held.encounter_id,
            patient_id=held.patient_id,
            coverage_id=held.coverage_id,
            payer_id=payer_id,
            billing_provider_id=held.billing_provider_id,
            family_id=held.family_id,
            receivable_claim_id=None if held.holds_receivable else held.receivable_claim_id,
            correction_method=choice.method,
            opens_charges=choice.method is not CorrectionMethod.VOID and held.holds_receivable,
            data={"corrects": str(held.id), "correction_method": choice.method},
        ),
    )
    undone = await take_write_offs_back(call, held.id, held.family_id)
    data: dict[str, object] = {"overridden": overridden}
    entries = leaving(held.id, held.patient_id, held.payer_id, still_open(held.id, balances, undone))
    if undone or entries:
        batch = await open_batch(call, "supersede", made.id, today)
        await batch.add(undone + entries)
        data["ledger_batch_id"] = str(batch.id)
    if order.override_reason is not None:
        data["override_reason"] = order.override_reason
    await supersede(call, held, made.id, choice.method, order.reason, data)
    for kind in SETTLED_KINDS:
        await close_items(call, kind, [held.id], "corrected")
    return CorrectionOut(
        claim_id=made.id,
        claim_number=made.number,
        family_id=made.family_id,
        corrects=held.id,
        method=choice.method,
        method_reason=choice.because,
        frequency=content.frequency,
        state=ClaimState.READY,
        charge_cents=content.charge_cents,
        receivable_moved_cents=sum(entry.cents if entry.debit == "charges" else -entry.cents for entry in entries),
        deadline_on=latest,
        overridden=overridden,
        findings=findings,
        version=1,
    )


async def _standing(work: Work, held: HeldClaim) -> Standing:
    """What the payer has said of the claim so far, from its events and its denials."""
    decisions = [
        event["data"]
        for event in await of_subject(work, held.id)
        if event["kind"] == "claim.adjudicated" and event["data"].get("payer_id") == str(held.payer_id)
    ]
    last = decisions[-1] if decisions else {}
    decided_on = date.fromisoformat(last["adjudicated_on"]) if last else None
    terms = terms_on((await terms_of(work, [held.payer_id]))[held.payer_id], decided_on or held.service_from)
    return Standing(
        state=held.state,
        frequency=held.frequency,
        is_unprocessable=bool(last.get("unprocessable")) and held.state in DECIDED,
        adjudicated_on=decided_on,
        service_from=held.service_from,
        terms=terms,
        told=await told_of(work, held.id, held.payer_id),
    )


def _method(standing: Standing, order: CorrectionIn) -> Choice:
    """The method asked for, else the payer's. Raises CorrectionByOtherMeans, MethodNotTaken."""
    advised = choose(standing, order.cause)
    choice = advised if order.method in {None, advised.method} else Choice(CorrectionMethod(order.method), "Asked for")
    if choice.method not in FREQUENCIES:
        raise CorrectionByOtherMeans(method=choice.method, method_reason=choice.because)
    why_not = refusal(standing, choice.method)
    if why_not is not None:
        raise MethodNotTaken(why_not, method=advised.method)
    return choice


def _guards(
    standing: Standing, choice: Choice, order: CorrectionIn, held: HeldClaim, today: date, latest: date | None
) -> list[str]:
    """The guards that were overridden. Raises ControlNumberMissing, and each Overridable that nobody overrules."""
    if choice.method in NAMING and not held.payer_claim_control_number:
        raise ControlNumberMissing
    found: list[Overridable] = []
    if not standing.was_never_taken_in and standing.state not in DECIDED:
        found.append(NotAdjudicated())
    advised = choose(standing, order.cause).method
    if choice.method is not advised and choice.method is not CorrectionMethod.VOID:
        found.append(OtherMethodAdvised(method=advised))
    if latest is not None and today > latest:
        found.append(CorrectionLate(deadline_on=latest.isoformat()))
    if found and order.override_reason is None:
        raise found[0]
    return [problem.slug for problem in found]


async def _content(
    work: Work, held: HeldClaim, method: CorrectionMethod, order: CorrectionIn, today: date
) -> tuple[UUID, Snapshot, list[FindingOut]]:
    """The payer, what the new claim says, and the edits' warnings. A void says what the claim it voids says."""
    changes = order.changes
    asked = changes.model_fields_set if changes is not None else set()
    if method is CorrectionMethod.VOID and asked - {"delay_reason"}:
        raise _unchangeable(asked - {"delay_reason"}, "A void repeats the claim it voids")
    if not held.holds_receivable and "lines" in asked:
        raise _unchangeable({"lines"}, "The lines are those of the primary claim: correct that one")
    facts = {"frequency": FREQUENCIES[method], "original_control_number": ""}
    if method in NAMING:
        facts["original_control_number"] = held.payer_claim_control_number or ""
    if changes is not None and changes.delay_reason is not None:
        facts["delay_reason"] = changes.delay_reason
    if method is CorrectionMethod.VOID:
        return held.payer_id, replace(held.snapshot, **facts), []
    payer_id, content, findings = await corrected_content(
        work, held, changes, today, is_new=method is CorrectionMethod.NEW_CLAIM
    )
    return payer_id, replace(content, **facts), findings


def _unchangeable(names: set[str], message: str) -> CorrectionInvalid:
    errors = [field_error(f"/body/changes/{name}", "unchangeable", message) for name in sorted(names)]
    return CorrectionInvalid(errors=errors)
