"""Decide one claim: the 2100 and 2110 of its claim payments, balanced by construction."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import msgspec

from api.sandbox.choose import Choice
from api.sandbox.identity import icn
from api.sandbox.inbox import ReceivedClaim
from api.sandbox.names import clean_name, entity_type
from api.sandbox.other_payers import CrossoverPayer, earlier_payers
from api.sandbox.pricing import MEDICAID, EarlierPayers, Priced, price, price_after
from api.sandbox.scenarios import Scenario
from api.x12 import (
    Adjustment,
    Amount,
    ClaimPayment,
    DateReference,
    EntityName,
    HeaderNumber,
    Party,
    Procedure,
    Reference,
    Remark,
    RemarkSet,
    ServiceLine,
    ServicePayment,
    can_write,
)

# CLP06 has fewer codes than SBR09 [P]; a commercial plan is told as a preferred provider organization.
_FILING_INDICATORS: Final = frozenset(
    {"12", "13", "14", "15", "16", "17", "AM", "CH", "HM", "LM", "MA", "MB", "MC", "OF", "TV", "VA", "WC"}
)
_OTHER_INDICATOR: Final = "12"
# CLP02: processed as primary, secondary, tertiary. A denial is processed too.
_STATUS: Final = {"P": "1", "S": "2", "T": "3"}
_FORWARDED: Final = {"P": "19", "S": "20", "T": "21"}
_DENIED: Final = "4"
_CROSSED_OVER: Final = ("MA01", "MA18")
_HEADER: Final = HeaderNumber("1")


def adjudicate(received: ReceivedClaim, *, corrected: bool = False) -> list[ClaimPayment]:
    """The claim payments of an accepted claim: one, or with SPLIT-CLAIM two. `corrected`: after the payer has looked
    again (scenario 10).
    """
    scenario = received.scenario
    if corrected and scenario.takeback is not None:
        scenario = msgspec.structs.replace(scenario, more_contractual=scenario.takeback.more_contractual)
    lines = received.context.claim.lines
    priced = _price(received, scenario)
    cut = 1 if received.choice.switches.is_split and len(lines) > 1 else len(lines)
    return [
        _payment(received, number, list(zip(lines[start:end], priced[start:end], strict=True)))
        for number, (start, end) in enumerate(((0, cut), (cut, len(lines))), 1)
        if start < len(lines) or number == 1
    ]


def forward(payment: ClaimPayment, carrier: CrossoverPayer, number: str) -> ClaimPayment:
    """What the payer that a claim crosses over to makes of it: OA-23 for what the first one did, the rest is paid."""
    charges = [service.charge_cents for service in payment.services]
    left = [
        EarlierPayers(service.paid_cents, sum(a.cents for a in service.adjustments if a.group == "PR"))
        for service in payment.services
    ]
    priced = price_after(charges, left, Scenario(ends=""), is_medicaid=False, is_medicare=False)
    services = [
        msgspec.structs.replace(
            service,
            paid_cents=service.charge_cents - each.adjusted_cents,
            adjustments=list(each.adjustments),
            amounts=[],
            remarks=[],
        )
        for service, each in zip(payment.services, priced, strict=True)
    ]
    return msgspec.structs.replace(
        payment,
        status="2",
        paid_cents=sum(service.paid_cents for service in services),
        patient_responsibility_cents=0,
        filing_indicator=_indicator(carrier.filing_indicator),
        payer_claim_id=number,
        names=[name for name in payment.names if name.entity_code != "TT"],
        outpatient=None,
        amounts=[],
        services=services,
    )


def reverse(payment: ClaimPayment) -> ClaimPayment:
    """CLP02 22: every amount negated, CLP05 empty. Interest once paid is not part of it."""
    return msgspec.structs.replace(
        payment,
        status="22",
        charge_cents=-payment.charge_cents,
        paid_cents=-payment.paid_cents,
        patient_responsibility_cents=None,
        amounts=[],
        services=[
            msgspec.structs.replace(
                service,
                charge_cents=-service.charge_cents,
                paid_cents=-service.paid_cents,
                adjustments=[msgspec.structs.replace(each, cents=-each.cents) for each in service.adjustments],
                amounts=[],
            )
            for service in payment.services
        ],
    )


def _price(received: ReceivedClaim, scenario: Scenario) -> list[Priced]:
    claim = received.context.claim
    charges = [line.charge_cents for line in claim.lines]
    earlier = earlier_payers(claim)
    is_medicare = received.is_medicare or scenario.is_medicare
    if received.is_first_payer or earlier is None or scenario.is_duplicate:
        return price(charges, scenario, is_medicare=is_medicare)
    is_medicaid = received.context.subscriber.filing_indicator == MEDICAID
    return price_after(charges, earlier, scenario, is_medicaid=is_medicaid, is_medicare=is_medicare)


def _payment(received: ReceivedClaim, number: int, part: Sequence[tuple[ServiceLine, Priced]]) -> ClaimPayment:
    claim, choice = received.context.claim, received.choice
    services = [_service(line, priced, choice) for line, priced in part]
    adjustments = [adjustment for service in services for adjustment in service.adjustments]
    original = claim.reference("F8")
    return ClaimPayment(
        claim_id=claim.claim_id,
        status=_status(received),
        charge_cents=sum(service.charge_cents for service in services),
        paid_cents=sum(service.paid_cents for service in services),
        patient_responsibility_cents=sum(a.cents for a in adjustments if a.group == "PR"),
        filing_indicator=_indicator(received.context.subscriber.filing_indicator),
        payer_claim_id=icn(received, number),
        facility_code=claim.place_of_service,
        frequency=claim.frequency,
        names=_names(received),
        outpatient=_claim_remarks(choice.scenario),
        references=[Reference("F8", original)] if original and can_write(original) else [],
        dates=[DateReference("050", received.received_on)],
        services=services,
        header=_HEADER,
    )


def _status(received: ReceivedClaim) -> str:
    scenario, sequence = received.scenario, received.context.subscriber.sequence
    if scenario.denial is not None and (scenario.status or received.choice.switches.has_legacy_status):
        return scenario.status or _DENIED
    return (_FORWARDED if scenario.crossover else _STATUS).get(sequence, "1")


def _indicator(code: str) -> str:
    return code if code in _FILING_INDICATORS else _OTHER_INDICATOR


def _claim_remarks(scenario: Scenario) -> RemarkSet | None:
    codes = scenario.denial.claim_remarks if scenario.denial else ()
    if scenario.crossover:
        codes = _CROSSED_OVER
    return RemarkSet(("", "", *codes), codes) if codes else None


def _service(line: ServiceLine, priced: Priced, choice: Choice) -> ServicePayment:
    reference = "" if choice.switches.omits_line_references else line.line_reference
    return ServicePayment(
        procedure=Procedure(line.procedure.qualifier, line.procedure.code, line.procedure.modifiers),
        charge_cents=line.charge_cents,
        paid_cents=line.charge_cents - priced.adjusted_cents,
        units=line.units,
        submitted_units=line.units,
        dates=_dates(line.service_start, line.service_end),
        adjustments=_by_group(priced.adjustments),
        references=[Reference("6R", reference)] if reference else [],
        amounts=[] if priced.allowed_cents is None else [Amount("B6", priced.allowed_cents)],
        remarks=[Remark("HE", code) for code in priced.remarks],
    )


def _by_group(adjustments: Sequence[Adjustment]) -> list[Adjustment]:
    """One CAS a group: CO before PR, each in the order it was taken."""
    return sorted(adjustments, key=lambda each: each.group)


def _dates(start: dt.date | None, end: dt.date | None) -> list[DateReference]:
    if start is None:
        return []
    if end is None or end == start:
        return [DateReference("472", start)]
    return [DateReference("150", start), DateReference("151", end)]


def _names(received: ReceivedClaim) -> list[EntityName]:
    context = received.context
    member_id = context.subscriber.party.id
    names = [_person("QC", received.patient, "MI", member_id)]
    if context.patient is not None:
        names.append(_person("IL", context.subscriber.party, "MI", member_id))
    rendering = context.claim.provider("82")
    if rendering is not None and rendering.id_qualifier == "XX" and can_write(rendering.id):
        names.append(_person("82", rendering, "XX", rendering.id))
    if received.scenario.crossover:
        carrier = received.carrier
        names.append(EntityName("TT", "2", carrier.name, "", "", "", "", "PI", carrier.id))
    return names


def _person(code: str, party: Party, qualifier: str, number: str) -> EntityName:
    return EntityName(
        entity_code=code,
        entity_type=entity_type(party),
        last_name=clean_name(party.last_name),
        first_name=clean_name(party.first_name),
        middle_name=clean_name(party.middle_name),
        id_qualifier=qualifier,
        id=number,
    )
