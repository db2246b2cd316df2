"""A valid 276 and 277 to start from."""

import datetime as dt
from decimal import Decimal

import msgspec

from api.x12 import (
    Amount,
    ClaimInquiry,
    ClaimStatusReport,
    Contact,
    DatePeriod,
    LineInquiry,
    LineStatusReport,
    Party,
    Procedure,
    Reference,
    StatusCode,
    StatusDependent,
    StatusDetail,
    StatusPayer,
    StatusProvider,
    StatusReceiver,
    StatusRequest,
    StatusResponse,
    StatusSubscriber,
)
from tests.x12.builders import CREATED, NPI, SERVICE_DATE

TRACE = "20260106000002"
CLAIM_ID = "CLM0001"
_SERVICE = DatePeriod("472", SERVICE_DATE, SERVICE_DATE)
_STAY = DatePeriod("472", SERVICE_DATE, SERVICE_DATE + dt.timedelta(days=3))


def _payer() -> Party:
    return Party(entity_code="PR", last_name="EMPIRE HEALTH", id_qualifier="PI", id="87726")


def _receiver() -> Party:
    return Party(entity_code="41", last_name="BILLING COMPANY", id_qualifier="46", id="SUBMITTER")


def _provider() -> Party:
    return Party(entity_code="1P", last_name="ALBANY FAMILY MEDICINE", id_qualifier="XX", id=NPI)


def _subscriber() -> Party:
    return Party(
        entity_code="IL",
        entity_type="1",
        last_name="DOE",
        first_name="JANE",
        id_qualifier="MI",
        id="SBX01A000123",
    )


def _child() -> Party:
    return Party(entity_code="QC", entity_type="1", last_name="DOE", first_name="TOM")


def asked_claim(trace: str = TRACE, **changes: object) -> ClaimInquiry:
    """A claim asked about by its CLM01, the payer's number and a line."""
    base = ClaimInquiry(
        trace_number=trace,
        references=[Reference("1K", "ICN1"), Reference("BLT", "111"), Reference("EJ", CLAIM_ID)],
        amounts=[Amount("T3", 15_000)],
        dates=[_STAY],
        lines=[
            LineInquiry(
                procedure=Procedure("HC", "99213", ("25",)),
                charge_cents=15_000,
                revenue_code="0450",
                units=Decimal(1),
                references=[Reference("FJ", "LINE1")],
                dates=[_SERVICE],
            )
        ],
    )
    return msgspec.structs.replace(base, **changes)


def request(claims: list[ClaimInquiry] | None = None, control_number: str = "0001") -> StatusRequest:
    """One ST of a 276: a subscriber who is the patient, and a dependent under another one."""
    asked = [asked_claim()] if claims is None else claims
    patient: StatusSubscriber[ClaimInquiry] = StatusSubscriber(
        party=_subscriber(), birth_date=dt.date(1980, 2, 29), sex="F", claims=asked
    )
    child: StatusDependent[ClaimInquiry] = StatusDependent(
        party=_child(), birth_date=dt.date(2015, 5, 5), sex="M", claims=[asked_claim(TRACE + "9", lines=[])]
    )
    family: StatusSubscriber[ClaimInquiry] = StatusSubscriber(party=_subscriber(), dependents=[child])
    provider: StatusProvider[ClaimInquiry] = StatusProvider(parties=[_provider()], subscribers=[patient, family])
    receiver: StatusReceiver[ClaimInquiry] = StatusReceiver(party=_receiver(), providers=[provider])
    return StatusRequest(
        control_number=control_number,
        reference=f"STAT{control_number}",
        created=CREATED,
        payers=[StatusPayer(party=_payer(), receivers=[receiver])],
    )


def paid(**changes: object) -> StatusDetail:
    """F1: paid by check."""
    base = StatusDetail(
        codes=(StatusCode("F1", "65"),),
        date=dt.date(2026, 1, 20),
        charge_cents=15_000,
        paid_cents=8_000,
        adjudicated_on=dt.date(2026, 1, 18),
        paid_on=dt.date(2026, 1, 20),
        check_number="EFT0001",
    )
    return msgspec.structs.replace(base, **changes)


def reported_claim(trace: str = TRACE, **changes: object) -> ClaimStatusReport:
    """The answer to `asked_claim`."""
    base = ClaimStatusReport(
        trace_number=trace,
        statuses=[paid()],
        references=[Reference("1K", "ICN1"), Reference("EJ", CLAIM_ID)],
        dates=[_STAY],
        lines=[
            LineStatusReport(
                procedure=Procedure("HC", "99213", ("25",)),
                charge_cents=15_000,
                paid_cents=8_000,
                units=Decimal(1),
                statuses=[
                    StatusDetail(
                        codes=(StatusCode("F1", "65"), StatusCode("F1", "104", "PR", ("RX",))),
                        date=dt.date(2026, 1, 20),
                    )
                ],
                references=[Reference("FJ", "LINE1")],
                dates=[_SERVICE],
            )
        ],
    )
    return msgspec.structs.replace(base, **changes)


def response(claims: list[ClaimStatusReport] | None = None, control_number: str = "0001") -> StatusResponse:
    """One ST of a 277: the answers to `request`, and a provider the payer does not know."""
    answered = [reported_claim()] if claims is None else claims
    pending = StatusDetail(codes=(StatusCode("P1", "20"),), date=dt.date(2026, 1, 10), charge_cents=15_000)
    unknown = StatusDetail(codes=(StatusCode("E0", "24", "85"),), date=dt.date(2026, 1, 10))
    child: StatusDependent[ClaimStatusReport] = StatusDependent(
        party=_child(), claims=[reported_claim(TRACE + "9", statuses=[pending], lines=[])]
    )
    patient: StatusSubscriber[ClaimStatusReport] = StatusSubscriber(party=_subscriber(), claims=answered)
    family: StatusSubscriber[ClaimStatusReport] = StatusSubscriber(party=_subscriber(), dependents=[child])
    known: StatusProvider[ClaimStatusReport] = StatusProvider(parties=[_provider()], subscribers=[patient, family])
    other: StatusProvider[ClaimStatusReport] = StatusProvider(
        parties=[msgspec.structs.replace(_provider(), id="1245319599")], trace_number="0", statuses=[unknown]
    )
    payer = msgspec.structs.replace(
        _payer(), contacts=[Contact(function="IC", name="SUPPORT", numbers=(("TE", "8005550112"),))]
    )
    receiver: StatusReceiver[ClaimStatusReport] = StatusReceiver(party=_receiver(), providers=[known, other])
    return StatusResponse(
        control_number=control_number,
        reference=f"STAT{control_number}",
        created=CREATED,
        payers=[StatusPayer(party=payer, receivers=[receiver])],
    )
