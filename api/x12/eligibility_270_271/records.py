"""The 270 inquiry and the 271 response (005010X279A1): who asks whom about which member, and what the plan pays.

Both are the same tree: information source (the payer), information receiver (the provider), subscriber, dependent.
The patient is the subscriber, or a dependent under him. HL numbers and counts are computed by the writer.
"""

import datetime as dt
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from api.x12.eligibility_270_271.codes import BenefitKind, benefit_kind
from api.x12.findings import Finding
from api.x12.parts import Amount, DatePeriod, Diagnosis, Party, Procedure, RawSegment, Reference


class Trace(msgspec.Struct, frozen=True):
    """TRN: the number that ties an answer to its question. TRN01 is 1 where it was given, 2 where it is echoed."""

    kind: str  # TRN01
    number: str  # TRN02
    originator: str = ""  # TRN03: 1 and a tax id, 3 and a DUNS number, 9 and whatever
    detail: str = ""  # TRN04


class ProviderRole(msgspec.Struct, frozen=True):
    """PRV: the part a provider plays (PRV01), with a taxonomy code or number (PRV02, PRV03)."""

    code: str
    qualifier: str = ""
    id: str = ""


class InsuredStatus(msgspec.Struct, frozen=True):
    """INS: subscriber or not (INS01 Y, N), relationship to the subscriber (INS02), the rest as it stood."""

    is_subscriber: str
    relationship: str
    rest: RawSegment = ()  # INS03 on; INS17 is the place in a multiple birth


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """AAA: why a question was not answered, at the level that failed. `explain_rejection` says what to do."""

    loop: str  # 2000A 2100A 2100B 2100C 2100D 2110C 2110D
    reason: str  # AAA03
    follow_up: str  # AAA04
    is_valid_request: str = "N"  # AAA01: Y when the request itself was valid
    agency: str = ""  # AAA02


class PersonFacts(msgspec.Struct, kw_only=True):
    """2000C with 2100C, or 2000D with 2100D: one person, as asked about or as the payer knows him."""

    traces: list[Trace] = []  # TRN
    party: Party  # NM1*IL or NM1*03; REF, N3, N4; `dates` holds DTP (291 plan, 346 plan begin ...)
    provider: ProviderRole | None = None  # PRV
    birth_date: dt.date | None = None  # DMG02
    birth_date_text: str = ""  # DMG02 when it is no date
    sex: str = ""  # DMG03
    demographics: RawSegment = ()  # DMG04 on
    insured: InsuredStatus | None = None  # INS
    diagnoses: list[Diagnosis] = []  # HI
    extra: list[RawSegment] = []  # MPI
    position: int = 0  # of the HL in its ST, 1 = ST

    @property
    def relationship(self) -> str:
        """INS02: 18 self, 01 spouse, 19 child, 34 other; empty when the payer did not say."""
        return self.insured.relationship if self.insured else ""


Member = TypeVar("Member", bound=PersonFacts)


class InformationReceiver(msgspec.Struct, Generic[Member], kw_only=True):
    """2000B and 2100B: the provider who asks."""

    party: Party  # NM1*1P with NPI; REF, N3, N4
    provider: ProviderRole | None = None  # PRV
    rejections: list[Rejection] = []  # 271: AAA
    subscribers: list[Member] = []
    extra: list[RawSegment] = []


class InformationSource(msgspec.Struct, Generic[Member], kw_only=True):
    """2000A and 2100A: the payer who is asked."""

    party: Party  # NM1*PR; 271: PER
    rejections: list[Rejection] = []  # 271: AAA of both loops
    receivers: list[InformationReceiver[Member]] = []
    extra: list[RawSegment] = []


class AdditionalInformation(msgspec.Struct, frozen=True):
    """III: a place of service (ZZ) or a nature of injury (GR, NI) that a question or benefit is about."""

    qualifier: str  # III01
    code: str  # III02
    category: str = ""  # III03
    text: str = ""  # III04


class ServiceInquiry(msgspec.Struct, kw_only=True):
    """2110C or 2110D of a 270: what is asked."""

    service_types: tuple[str, ...] = ("30",)  # EQ01: 30 is the plan as a whole
    procedure: Procedure | None = None  # EQ02
    coverage_level: str = ""  # EQ03: IND, FAM ...
    insurance_type: str = ""  # EQ04
    diagnosis_pointers: tuple[str, ...] = ()  # EQ05
    amounts: list[Amount] = []  # AMT: R spend down, PB billed
    places: list[AdditionalInformation] = []  # III
    references: list[Reference] = []  # REF: 9F referral, G1 authorization
    dates: list[DatePeriod] = []  # DTP*291
    extra: list[RawSegment] = []


class PersonInquiry(PersonFacts, kw_only=True):
    """A dependent asked about."""

    inquiries: list[ServiceInquiry] = msgspec.field(default_factory=list)


class SubscriberInquiry(PersonInquiry, kw_only=True):
    """A subscriber: the patient when he has inquiries of his own, else the one through whom a dependent is found."""

    dependents: list[PersonInquiry] = msgspec.field(default_factory=list)


class EligibilityInquiry(msgspec.Struct, kw_only=True):
    """One ST of a 270."""

    control_number: str  # ST02
    reference: str  # BHT03
    created: dt.datetime  # BHT04, BHT05
    purpose: str = "13"  # BHT02: 13 request, 01 cancellation
    kind: str = ""  # BHT06
    sources: list[InformationSource[SubscriberInquiry]] = []
    extra: list[RawSegment] = []
    findings: list[Finding] = []


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """HSD: how a benefit comes, such as 12 visits within 3 weeks."""

    quantity_qualifier: str = ""  # HSD01: VS visits, DY days, HS hours, MN months, FL units
    quantity: Decimal | None = None  # HSD02
    per: str = ""  # HSD03: DA, WK, MO, VS, YR
    every: Decimal | None = None  # HSD04
    period: str = ""  # HSD05, as EB06
    period_count: Decimal | None = None  # HSD06
    pattern: str = ""  # HSD07
    pattern_time: str = ""  # HSD08


class RelatedEntity(msgspec.Struct, kw_only=True):
    """2120C or 2120D: somebody a benefit names, such as the primary care provider or another payer."""

    party: Party  # NM1, N3, N4, PER
    relationship: str = ""  # NM110
    provider: ProviderRole | None = None  # PRV
    extra: list[RawSegment] = []


class Benefit(msgspec.Struct, kw_only=True):
    """2110C or 2110D of a 271: one EB. What is absent is unknown, never zero."""

    information: str  # EB01
    coverage_level: str = ""  # EB02: IND, FAM, EMP, CHD ...
    service_types: tuple[str, ...] = ()  # EB03
    insurance_type: str = ""  # EB04: HM, PR, MB ...
    plan: str = ""  # EB05
    period: str = ""  # EB06: 23 calendar year, 27 visit, 29 remaining ...
    cents: int | None = None  # EB07
    percent_bps: int | None = None  # EB08 in basis points: .2 is 20 %, 2000 here
    percent_text: str = ""  # EB08 when basis points cannot hold it
    quantity_qualifier: str = ""  # EB09
    quantity: Decimal | None = None  # EB10
    authorization: str = ""  # EB11: Y, N, U
    network: str = ""  # EB12: Y in, N out, U unknown, W either
    procedure: Procedure | None = None  # EB13
    diagnosis_pointers: tuple[str, ...] = ()  # EB14
    deliveries: list[Delivery] = []  # HSD
    references: list[Reference] = []  # REF
    dates: list[DatePeriod] = []  # DTP: 291 plan, 292 benefit, 346 ...
    rejections: list[Rejection] = []  # AAA
    messages: list[str] = []  # MSG
    places: list[AdditionalInformation] = []  # 2115 III
    entities: list[RelatedEntity] = []  # 2120
    extra: list[RawSegment] = []
    position: int = 0  # of the EB in its ST, 1 = ST

    @property
    def kind(self) -> BenefitKind:
        """What EB01 says, as one word."""
        return benefit_kind(self.information)

    @property
    def is_remaining(self) -> bool:
        """EB06 29 or 33: what is left of a total that another EB states."""
        return self.period in {"29", "33"}

    @property
    def is_in_network(self) -> bool | None:
        """EB12; None when it is unknown, or when the benefit is the same in and out of network."""
        return {"Y": True, "N": False}.get(self.network)

    @property
    def needs_authorization(self) -> bool | None:
        """EB11; None when the payer did not say."""
        return {"Y": True, "N": False}.get(self.authorization)


class PersonCoverage(PersonFacts, kw_only=True):
    """A dependent as the payer answers about him."""

    rejections: list[Rejection] = msgspec.field(default_factory=list)  # AAA
    benefits: list[Benefit] = msgspec.field(default_factory=list)


class SubscriberCoverage(PersonCoverage, kw_only=True):
    """A subscriber as the payer answers about him."""

    dependents: list[PersonCoverage] = msgspec.field(default_factory=list)


class EligibilityResponse(msgspec.Struct, kw_only=True):
    """One ST of a 271."""

    control_number: str  # ST02
    reference: str  # BHT03: echoes the 270's
    created: dt.datetime  # BHT04, BHT05
    purpose: str = "11"  # BHT02: 11 response, 06 confirmation
    kind: str = ""  # BHT06
    sources: list[InformationSource[SubscriberCoverage]] = []
    extra: list[RawSegment] = []
    findings: list[Finding] = []
