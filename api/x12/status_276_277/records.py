"""The 276 request and the 277 response (005010X212): where a claim stands at the payer.

Both are the same tree: payer, information receiver (who sends), service provider, subscriber, dependent, and the
claims of each patient. HL numbers and counts are computed by the writer. A status never posts money.
"""

import datetime as dt
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from api.x12.findings import Finding
from api.x12.parts import (
    Amount,
    DatePeriod,
    Party,
    Procedure,
    RawSegment,
    Reference,
    StatusCode,
    find_amount,
    find_reference,
)
from api.x12.status_276_277.classes import StatusClass, status_class


class StatusDetail(msgspec.Struct, frozen=True, kw_only=True):
    """STC of a 277: codes (STC01, STC10, STC11), and what the payer knows of its decision and payment."""

    codes: tuple[StatusCode, ...]
    date: dt.date | None = None  # STC02: as of when
    action: str = ""  # STC03: not of this guide, sent all the same
    charge_cents: int | None = None  # STC04
    paid_cents: int | None = None  # STC05
    adjudicated_on: dt.date | None = None  # STC06
    method: str = ""  # STC07: not of this guide
    paid_on: dt.date | None = None  # STC08
    check_number: str = ""  # STC09
    message: str = ""  # STC12

    @property
    def category(self) -> str:
        """The category of STC01: F1 paid, F2 denied, P3 pending ..."""
        return self.codes[0].category if self.codes else ""

    @property
    def status_class(self) -> StatusClass:
        """Where the claim stands by the category of STC01; STC10 and STC11 only add reasons."""
        return status_class(self.category)


class MatchKeys(msgspec.Struct, frozen=True):
    """What ties an answer to a claim of ours, the strongest first."""

    trace_number: str  # TRN02: what our 276 gave
    claim_id: str  # REF*EJ: our CLM01
    payer_claim_id: str  # REF*1K: the payer's ICN


class ClaimFacts(msgspec.Struct, kw_only=True):
    """2200D or 2200E as far as question and answer share it: one claim."""

    trace_number: str  # TRN02: TRN*1 in a 276, TRN*2 in a 277
    references: list[Reference] = []  # EJ our CLM01, 1K payer's ICN, BLT type of bill, D9, XZ, 6P, VV
    dates: list[DatePeriod] = []  # DTP*472
    extra: list[RawSegment] = []
    position: int = 0  # of the TRN in its ST, 1 = ST

    @property
    def match_keys(self) -> MatchKeys:
        """TRN02, REF*EJ and REF*1K."""
        return MatchKeys(
            self.trace_number, find_reference(self.references, "EJ"), find_reference(self.references, "1K")
        )


class LineFacts(msgspec.Struct, kw_only=True):
    """2210 or 2220 as far as question and answer share it: one service line."""

    procedure: Procedure  # SVC01
    charge_cents: int  # SVC02
    revenue_code: str = ""  # SVC04
    units: Decimal | None = None  # SVC07
    references: list[Reference] = []  # REF*FJ: our line item control number
    dates: list[DatePeriod] = []  # DTP*472
    extra: list[RawSegment] = []

    @property
    def line_reference(self) -> str:
        """REF*FJ."""
        return find_reference(self.references, "FJ")


class LineInquiry(LineFacts, kw_only=True):
    """2210 of a 276."""


class ClaimInquiry(ClaimFacts, kw_only=True):
    """2200 of a 276: a claim asked about."""

    amounts: list[Amount] = msgspec.field(default_factory=list)  # AMT*T3 total charge
    lines: list[LineInquiry] = msgspec.field(default_factory=list)

    @property
    def charge_cents(self) -> int | None:
        """AMT*T3."""
        return find_amount(self.amounts, "T3")


class LineStatusReport(LineFacts, kw_only=True):
    """2220 of a 277."""

    paid_cents: int | None = None  # SVC03
    statuses: list[StatusDetail] = msgspec.field(default_factory=list)  # STC


class ClaimStatusReport(ClaimFacts, kw_only=True):
    """2200 of a 277: where a claim stands."""

    statuses: list[StatusDetail] = msgspec.field(default_factory=list)  # STC
    lines: list[LineStatusReport] = msgspec.field(default_factory=list)

    @property
    def status_class(self) -> StatusClass:
        """Where the claim stands: by its first STC, for the others only add to it."""
        return self.statuses[0].status_class if self.statuses else "unknown"


AnyClaim = TypeVar("AnyClaim", bound=ClaimFacts)


class StatusDependent(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000E, 2100E and 2200E: a patient who is not the subscriber."""

    party: Party  # NM1*QC
    birth_date: dt.date | None = None  # 276: DMG02
    sex: str = ""  # 276: DMG03
    claims: list[AnyClaim] = []
    extra: list[RawSegment] = []


class StatusSubscriber(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000D, 2100D and 2200D: claims stand here when the subscriber is the patient."""

    party: Party  # NM1*IL
    birth_date: dt.date | None = None  # 276: DMG02
    sex: str = ""  # 276: DMG03
    claims: list[AnyClaim] = []
    dependents: list[StatusDependent[AnyClaim]] = []
    extra: list[RawSegment] = []


class StatusProvider(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000C and 2100C: the provider of service; 2200C when the payer answers about him as a whole."""

    parties: list[Party]  # NM1*1P, at most two
    trace_number: str = ""  # 277: TRN02
    statuses: list[StatusDetail] = []  # 277: STC
    subscribers: list[StatusSubscriber[AnyClaim]] = []
    extra: list[RawSegment] = []


class StatusReceiver(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000B and 2100B: who sends the request; 2200B when the payer answers about the request as a whole."""

    party: Party  # NM1*41
    trace_number: str = ""  # 277: TRN02 = BHT03 of the 276
    statuses: list[StatusDetail] = []  # 277: STC
    providers: list[StatusProvider[AnyClaim]] = []
    extra: list[RawSegment] = []


class StatusPayer(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000A and 2100A."""

    party: Party  # NM1*PR; 277: PER
    receivers: list[StatusReceiver[AnyClaim]] = []
    extra: list[RawSegment] = []


class StatusTransaction(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """One ST of a 276 or 277."""

    control_number: str  # ST02
    reference: str  # BHT03
    created: dt.datetime  # BHT04, BHT05
    payers: list[StatusPayer[AnyClaim]] = []
    extra: list[RawSegment] = []
    findings: list[Finding] = []


StatusRequest = StatusTransaction[ClaimInquiry]
StatusResponse = StatusTransaction[ClaimStatusReport]
