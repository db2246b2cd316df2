"""The loops the 837P and the 837I share: one `ClaimBatch` an ST, then billing provider, subscriber, claim, line.

HL numbers, segment counts and LX numbers are not here: the writer computes them. Control numbers are the
caller's.
"""

import datetime as dt
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec

from api.x12.findings import Finding
from api.x12.parts import (
    Adjustment,
    Amount,
    DatePeriod,
    Party,
    Procedure,
    RawSegment,
    Reference,
    RemarkSet,
    find_amount,
    find_reference,
)


class Note(msgspec.Struct, frozen=True):
    """NTE: code (ADD, CER, DCP, DGN, TPO) and text."""

    code: str
    text: str


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """PWK: report type (PWK01), how it is sent (PWK02), control number (PWK06)."""

    report_type: str
    transmission: str
    control_number: str = ""


class Drug(msgspec.Struct, kw_only=True):
    """2410: LIN (qualifier N4, NDC), CTP (quantity, unit), REF*XZ prescription."""

    qualifier: str = "N4"  # LIN02
    code: str  # LIN03
    quantity: Decimal | None = None  # CTP04
    unit: str = ""  # CTP05-1
    references: list[Reference] = []
    extra: list[RawSegment] = []


class LineAdjudication(msgspec.Struct, kw_only=True):
    """2430: what another payer decided on the line. Copied unchanged from its 835."""

    payer_id: str  # SVD01 = NM109 of a 2330B
    paid_cents: int  # SVD02
    procedure: Procedure | None = None  # SVD03: always there in an 837P
    revenue_code: str = ""  # SVD04: 837I
    units: Decimal | None = None  # SVD05
    bundled_line: str = ""  # SVD06
    adjustments: list[Adjustment] = []  # CAS
    paid_on: dt.date | None = None  # DTP*573
    amounts: list[Amount] = []  # AMT*EAF
    extra: list[RawSegment] = []


class LineLoop(msgspec.Struct, kw_only=True):
    """2400 as far as both sets have it."""

    charge_cents: int  # SV102, SV203
    unit: str = "UN"  # SV103 UN or MJ, SV204 UN or DA
    units: Decimal = Decimal(1)  # SV104, SV205
    attachments: list[Attachment] = []  # PWK
    dates: list[DatePeriod] = []  # DTP*472 and others
    references: list[Reference] = []  # REF*6R and others
    amounts: list[Amount] = []  # AMT
    notes: list[Note] = []  # NTE
    drug: Drug | None = None  # 2410
    providers: list[Party] = []  # 2420, by NM101
    adjudications: list[LineAdjudication] = []  # 2430
    extra: list[RawSegment] = []
    position: int = 0  # of the LX in its ST, 1 = ST

    @property
    def line_reference(self) -> str:
        """REF*6R: the line item control number the 835 echoes."""
        return find_reference(self.references, "6R")

    @property
    def service_start(self) -> dt.date | None:
        """First day of DTP*472."""
        return next((period.start for period in self.dates if period.qualifier == "472"), None)

    @property
    def service_end(self) -> dt.date | None:
        """Last day of DTP*472."""
        return next((period.end for period in self.dates if period.qualifier == "472"), None)


class OtherPayer(msgspec.Struct, kw_only=True):
    """2320 and 2330: another payer of the claim, and what it decided at claim level."""

    sequence: str  # SBR01: P S T A-H U
    relationship: str  # SBR02
    group_number: str = ""  # SBR03
    group_name: str = ""  # SBR04
    insurance_type: str = ""  # SBR05
    filing_indicator: str = ""  # SBR09
    adjustments: list[Adjustment] = []  # CAS
    amounts: list[Amount] = []  # AMT*D paid, A8 noncovered, EAF remaining patient liability
    benefits_assigned: str = "Y"  # OI03
    patient_signature_source: str = ""  # OI04
    release_of_information: str = "Y"  # OI06
    inpatient: RemarkSet | None = None  # MIA: 837I
    outpatient: RemarkSet | None = None  # MOA
    subscriber: Party  # 2330A NM1*IL
    payer: Party  # 2330B NM1*PR; `dates` holds DTP*573
    providers: list[Party] = []  # 2330C and on
    extra: list[RawSegment] = []

    @property
    def paid_cents(self) -> int | None:
        """AMT*D: what this payer paid; None when it has not adjudicated."""
        return find_amount(self.amounts, "D")


Line = TypeVar("Line", bound=LineLoop)


class ClaimLoop(msgspec.Struct, Generic[Line], kw_only=True):
    """2300 as far as both sets have it: one CLM."""

    claim_id: str  # CLM01: what CLP01 and the 277CA's TRN02 echo
    charge_cents: int  # CLM02 = sum of the lines
    frequency: str = "1"  # CLM05-3: 1 original, 7 replacement, 8 void
    provider_signature: str = ""  # CLM06: 837P
    assignment: str = "A"  # CLM07
    benefits_assigned: str = "Y"  # CLM08
    release_of_information: str = "Y"  # CLM09
    patient_signature_source: str = ""  # CLM10
    related_causes: tuple[str, ...] = ()  # CLM11: AA, EM, OA, then state and country
    special_program: str = ""  # CLM12
    delay_reason: str = ""  # CLM20
    dates: list[DatePeriod] = []  # DTP
    attachments: list[Attachment] = []  # PWK
    amounts: list[Amount] = []  # AMT
    references: list[Reference] = []  # G1, F8, D9, EA, 9F, X4, P4 ...
    notes: list[Note] = []  # NTE
    providers: list[Party] = []  # 2310, by NM101
    other_payers: list[OtherPayer] = []  # 2320
    lines: list[Line] = []  # 2400
    extra: list[RawSegment] = []
    position: int = 0  # of the CLM in its ST, 1 = ST

    def reference(self, qualifier: str) -> str:
        """The first REF02 under this qualifier (G1 authorization, F8 payer's ICN, D9, EA, 9F), or an empty
        string.
        """
        return find_reference(self.references, qualifier)

    def provider(self, entity_code: str) -> Party | None:
        """The first 2310 party with this NM101 (82 rendering, 77 facility, DN referring, 71 attending)."""
        return next((party for party in self.providers if party.entity_code == entity_code), None)


AnyClaim = TypeVar("AnyClaim", bound=ClaimLoop[Any])


class Patient(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000C and 2010CA: a dependent whose member id is the subscriber's."""

    relationship: str  # PAT01: 01 spouse, 19 child ...
    party: Party  # NM1*QC
    birth_date: dt.date | None = None  # DMG02
    sex: str = ""  # DMG03
    claims: list[AnyClaim] = []
    extra: list[RawSegment] = []  # PAT05-09 as one PAT, DMG04 and on


class Subscriber(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000B, 2010BA and 2010BB. Claims stand here when the subscriber is the patient (SBR02 18), else on
    `patients`.
    """

    sequence: str  # SBR01: P primary, S secondary, T tertiary
    relationship: str = ""  # SBR02: 18 self, or blank
    group_number: str = ""  # SBR03
    group_name: str = ""  # SBR04
    insurance_type: str = ""  # SBR05: why Medicare is secondary
    filing_indicator: str = ""  # SBR09: MB, CI, BL ...
    party: Party  # NM1*IL; NM109 is the member id
    birth_date: dt.date | None = None  # DMG02
    sex: str = ""  # DMG03
    payer: Party  # 2010BB NM1*PR; NM109 is the payer id
    claims: list[AnyClaim] = []
    patients: list[Patient[AnyClaim]] = []
    extra: list[RawSegment] = []


class BillingProvider(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """2000A, 2010AA-AC: who bills, and who is paid when that is someone or somewhere else."""

    party: Party  # NM1*85: NPI in `id`, taxonomy PRV*BI, REF*EI or SY
    pay_to: Party | None = None  # 2010AB NM1*87: an address only
    pay_to_plan: Party | None = None  # 2010AC NM1*PE
    subscribers: list[Subscriber[AnyClaim]] = []
    extra: list[RawSegment] = []  # CUR


class ClaimBatch(msgspec.Struct, Generic[AnyClaim], kw_only=True):
    """One ST of an 837, whole."""

    control_number: str  # ST02
    reference: str  # BHT03: the submitter's number of the batch
    created: dt.datetime  # BHT04, BHT05
    purpose: str = "00"  # BHT02: 00 original, 18 reissue
    kind: str = "CH"  # BHT06: CH chargeable, RP reporting
    submitter: Party  # 1000A NM1*41 with PER*IC
    receiver: Party  # 1000B NM1*40
    billing_providers: list[BillingProvider[AnyClaim]] = []
    findings: list[Finding] = []


class ClaimContext(msgspec.Struct, Generic[AnyClaim], frozen=True):
    """One claim with the loops it stands in, as the claim iterator gives it."""

    billing: BillingProvider[AnyClaim]
    subscriber: Subscriber[AnyClaim]
    patient: Patient[AnyClaim] | None
    claim: AnyClaim
