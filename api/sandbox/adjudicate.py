"""Price or deny one claim: the 2100 and 2110 of its claim payment, balanced by construction."""

import datetime as dt
from typing import Final

from api.sandbox.identity import icn
from api.sandbox.inbox import ReceivedClaim
from api.sandbox.names import clean_name, entity_type
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


def adjudicate(received: ReceivedClaim, scenario: Scenario, header: HeaderNumber) -> ClaimPayment:
    """The claim payment of an accepted claim."""
    context = received.context
    claim, subscriber = context.claim, context.subscriber
    copay_cents = scenario.copay_cents
    services = []
    for line in claim.lines:
        service = _service(line, scenario, copay_cents)
        copay_cents -= sum(a.cents for a in service.adjustments if (a.group, a.carc) == ("PR", "3"))
        services.append(service)
    adjustments = [adjustment for service in services for adjustment in service.adjustments]
    indicator = subscriber.filing_indicator
    return ClaimPayment(
        claim_id=claim.claim_id,
        status=_STATUS.get(subscriber.sequence, "1"),
        charge_cents=claim.charge_cents,
        paid_cents=sum(service.paid_cents for service in services),
        patient_responsibility_cents=sum(a.cents for a in adjustments if a.group == "PR"),
        filing_indicator=indicator if indicator in _FILING_INDICATORS else _OTHER_INDICATOR,
        payer_claim_id=icn(received),
        facility_code=claim.place_of_service,
        frequency=claim.frequency,
        names=_names(received),
        dates=[DateReference("050", received.received_on)],
        services=services,
        header=header,
    )


def _service(line: ServiceLine, scenario: Scenario, copay_cents: int) -> ServicePayment:
    charge_cents = line.charge_cents
    adjustments, allowed_cents = _adjust(charge_cents, scenario, copay_cents)
    remarks = scenario.denial.remarks if scenario.denial else ()
    return ServicePayment(
        procedure=Procedure(line.procedure.qualifier, line.procedure.code, line.procedure.modifiers),
        charge_cents=charge_cents,
        paid_cents=charge_cents - sum(adjustment.cents for adjustment in adjustments),
        units=line.units,
        submitted_units=line.units,
        dates=_dates(line.service_start, line.service_end),
        adjustments=adjustments,
        references=[Reference("6R", line.line_reference)] if line.line_reference else [],
        amounts=[] if allowed_cents is None else [Amount("B6", allowed_cents)],
        remarks=[Remark("HE", code) for code in remarks],
    )


def _adjust(charge_cents: int, scenario: Scenario, copay_cents: int) -> tuple[list[Adjustment], int | None]:
    """The adjustments of one line and its allowed amount; a denied line has no allowed amount."""
    denial = scenario.denial
    if denial is not None:
        return [Adjustment(denial.group, denial.carc, charge_cents)], None
    contractual_cents = scenario.contractual.of(charge_cents)
    allowed_cents = charge_cents - contractual_cents
    if scenario.is_all_deductible:
        patient = Adjustment("PR", "1", allowed_cents)
    else:
        patient = Adjustment("PR", "3", min(copay_cents, allowed_cents))
    rows = (Adjustment("CO", "45", contractual_cents), patient)
    return [row for row in rows if row.cents], allowed_cents


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
