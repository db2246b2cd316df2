"""The 277CA (005010X214): received, accepted or rejected before adjudication, level by level down to the
claim.

A1 says received, not accepted. A rejection at the receiver (HL 21) or provider (HL 19) covers all below; an
acceptance there covers nothing. A claim may get several, from the clearinghouse, an intermediary and the
payer.
"""

import datetime as dt
from decimal import Decimal

import msgspec

from api.x12.findings import Finding
from api.x12.parts import DatePeriod, EntityName, Party, Procedure, RawSegment, Reference, StatusCode


class StatusInformation(msgspec.Struct, frozen=True, kw_only=True):
    """STC: codes (STC01, STC10, STC11), date (STC02), action WQ accept or U reject (STC03), amount (STC04),
    text.
    """

    codes: tuple[StatusCode, ...]
    date: dt.date | None = None
    action: str = ""
    cents: int | None = None
    message: str = ""  # STC12


class LineStatus(msgspec.Struct, kw_only=True):
    """2220D: SVC, STC, REF*FJ."""

    procedure: Procedure  # SVC01
    charge_cents: int  # SVC02
    revenue_code: str = ""  # SVC04
    units: Decimal | None = None  # SVC07
    statuses: list[StatusInformation] = []
    references: list[Reference] = []  # FJ line, XZ
    dates: list[DatePeriod] = []  # DTP*472
    extra: list[RawSegment] = []


class ClaimStatus(msgspec.Struct, kw_only=True):
    """2000D to 2200D: one claim."""

    patient: EntityName  # 2100D NM1*QC
    claim_id: str  # TRN02 = CLM01
    statuses: list[StatusInformation] = []
    references: list[Reference] = []  # 1K payer's ICN, D9 clearinghouse, BLT
    dates: list[DatePeriod] = []  # DTP*472
    lines: list[LineStatus] = []
    extra: list[RawSegment] = []
    position: int = 0


class ProviderStatus(msgspec.Struct, kw_only=True):
    """2000C to 2200C: one billing provider, with counts QA accepted and QC rejected."""

    provider: Party  # NM1*85
    trace_number: str = ""  # TRN02
    statuses: list[StatusInformation] = []
    references: list[Reference] = []
    accepted_count: int | None = None  # QTY*QA
    rejected_count: int | None = None  # QTY*QC
    accepted_cents: int | None = None  # AMT*YU
    rejected_cents: int | None = None  # AMT*YY
    claims: list[ClaimStatus] = []
    extra: list[RawSegment] = []


class ReceiverStatus(msgspec.Struct, kw_only=True):
    """2000B to 2200B: the submitter of the 837, with counts 90 accepted and AA rejected."""

    receiver: Party  # NM1*41
    trace_number: str = ""  # TRN02 = BHT03 of the 837
    statuses: list[StatusInformation] = []
    accepted_count: int | None = None  # QTY*90
    rejected_count: int | None = None  # QTY*AA
    accepted_cents: int | None = None  # AMT*YU
    rejected_cents: int | None = None  # AMT*YY
    providers: list[ProviderStatus] = []
    extra: list[RawSegment] = []


class ClaimAcknowledgement(msgspec.Struct, kw_only=True):
    """One ST of a 277CA."""

    control_number: str  # ST02
    reference: str  # BHT03
    created: dt.datetime  # BHT04, BHT05
    source: Party  # 2100A NM1*PR payer or AY clearinghouse
    trace_number: str = ""  # 2200A TRN02
    received_on: dt.date | None = None  # DTP*050
    processed_on: dt.date | None = None  # DTP*009
    receivers: list[ReceiverStatus] = []
    extra: list[RawSegment] = []
    findings: list[Finding] = []
