"""The 835 (005010X221A1) in the trade's words: one `Remittance` an ST, a `ClaimPayment` a CLP, a
`ServicePayment` an SVC.

Amounts are integer cents. An amount that cannot be read is 0 here and a blocking finding beside it, so no
consumer has to carry a third state: a blocked ST is never posted.
"""

import datetime as dt
from decimal import Decimal

import msgspec

from api.x12.findings import Finding
from api.x12.parts import (
    Address,
    Adjustment,
    Amount,
    Contact,
    DateReference,
    EntityName,
    Procedure,
    Quantity,
    RawSegment,
    Reference,
    Remark,
    RemarkSet,
    find_amount,
    find_reference,
)


class Payment(msgspec.Struct, kw_only=True):
    """BPR and TRN: how much, how, when, and what ties the 835 to its check or EFT."""

    handling: str  # BPR01: I remittance and money, H notification only, C, D, P, U, X
    cents: int  # BPR02
    credit_debit: str = "C"  # BPR03
    method: str  # BPR04: ACH BOP CHK FWT NON
    banking: tuple[str, ...] = ()  # BPR05 to BPR15 as they stand
    date: dt.date | None = None  # BPR16; None when missing or unreadable
    date_text: str = ""  # BPR16 when it is no date
    trace_type: str = "1"  # TRN01
    trace_number: str = ""  # TRN02: check or EFT number
    payer_id: str = ""  # TRN03: 1 + TIN of the payer
    supplemental_code: str = ""  # TRN04


class RemittanceParty(msgspec.Struct, kw_only=True):
    """1000A payer (N1*PR) or 1000B payee (N1*PE)."""

    name: str = ""  # N102
    id_qualifier: str = ""  # N103: XX NPI, FI TIN, XV plan id
    id: str = ""  # N104
    address: Address | None = None  # N3, N4
    references: list[Reference] = []  # payer 2U EO HI NF; payee TJ PQ 0B D3
    contacts: list[Contact] = []  # PER*BL, CX, IC: payer only
    extra: list[RawSegment] = []

    def reference(self, qualifier: str) -> str:
        """The first REF02 under this qualifier, or an empty string."""
        return find_reference(self.references, qualifier)

    @property
    def tax_id(self) -> str:
        """REF*TJ, or N104 when N103 is FI; empty when the file does not say."""
        return self.reference("TJ") or (self.id if self.id_qualifier == "FI" else "")


class RemittanceHeader(msgspec.Struct, kw_only=True):
    """Everything of an ST that stands before its first claim payment."""

    control_number: str  # ST02
    payment: Payment
    payer: RemittanceParty
    payee: RemittanceParty
    production_date: dt.date | None = None  # DTM*405
    references: list[Reference] = []  # REF*EV receiver, REF*F2 version
    extra: list[RawSegment] = []

    @property
    def payment_date(self) -> dt.date | None:
        """BPR16, else DTM*405; None leaves the day received to the caller."""
        return self.payment.date or self.production_date


class HeaderNumber(msgspec.Struct, frozen=True):
    """2000: the LX a claim payment stands under, with its TS3 and TS2 as they stood."""

    number: str  # LX01
    summaries: tuple[RawSegment, ...] = ()  # TS3, TS2


class ServicePayment(msgspec.Struct, kw_only=True):
    """2110: one SVC with what follows it."""

    procedure: Procedure  # SVC01, as adjudicated
    charge_cents: int  # SVC02
    paid_cents: int  # SVC03
    revenue_code: str = ""  # SVC04
    units: Decimal | None = None  # SVC05; None means 1
    submitted: Procedure | None = None  # SVC06, when the payer adjudicated another code
    submitted_units: Decimal | None = None  # SVC07
    dates: list[DateReference] = []  # DTM*472, or 150 and 151
    adjustments: list[Adjustment] = []  # CAS
    references: list[Reference] = []  # REF*6R and others
    amounts: list[Amount] = []  # AMT*B6 allowed and others
    quantities: list[Quantity] = []
    remarks: list[Remark] = []  # LQ
    extra: list[RawSegment] = []
    position: int = 0  # of the SVC in its ST, 1 = ST

    @property
    def line_reference(self) -> str:
        """REF*6R: the line item control number of the claim that was sent."""
        return find_reference(self.references, "6R")

    @property
    def allowed_cents(self) -> int | None:
        """AMT*B6."""
        return find_amount(self.amounts, "B6")

    @property
    def remark_codes(self) -> tuple[str, ...]:
        """The RARCs: LQ02 where LQ01 is HE."""
        return tuple(remark.code for remark in self.remarks if remark.qualifier == "HE")

    @property
    def service_date(self) -> dt.date | None:
        """DTM*472, else the first day (DTM*150)."""
        return _find_date(self.dates, "472") or _find_date(self.dates, "150")


class ClaimPayment(msgspec.Struct, kw_only=True):
    """2100: one CLP with what follows it, its service payments included."""

    claim_id: str  # CLP01 = CLM01 of the claim; "0" when the payer had none: never a key
    status: str  # CLP02: 1 2 3 4 19 20 21 22 23 25. Never derive a denial from it
    charge_cents: int  # CLP03
    paid_cents: int  # CLP04
    patient_responsibility_cents: int | None = None  # CLP05; None when empty, as a reversal leaves it
    filing_indicator: str = ""  # CLP06
    payer_claim_id: str = ""  # CLP07: the payer's ICN
    facility_code: str = ""  # CLP08
    frequency: str = ""  # CLP09
    patient_status: str = ""  # CLP10
    drg: str = ""  # CLP11
    drg_weight: str = ""  # CLP12
    discharge_fraction: str = ""  # CLP13
    rest: tuple[str, ...] = ()  # CLP14 and on
    adjustments: list[Adjustment] = []  # CAS at claim level
    names: list[EntityName] = []  # NM1*QC IL 74 82 TT PR GB
    inpatient: RemarkSet | None = None  # MIA
    outpatient: RemarkSet | None = None  # MOA
    references: list[Reference] = []  # REF
    dates: list[DateReference] = []  # DTM*232 233 036 050
    contacts: list[Contact] = []  # PER*CX
    amounts: list[Amount] = []  # AMT: AU, I interest, F5 ...
    quantities: list[Quantity] = []  # QTY
    services: list[ServicePayment] = []  # 2110
    header: HeaderNumber | None = None  # 2000; None when no LX stood before
    extra: list[RawSegment] = []
    position: int = 0  # of the CLP in its ST, 1 = ST

    def name(self, entity_code: str) -> EntityName | None:
        """The first NM1 with this NM101 (QC patient, IL subscriber, 74 corrected, 82 rendering, TT
        crossover).
        """
        for name in self.names:
            if name.entity_code == entity_code:
                return name
        return None

    def reference(self, qualifier: str) -> str:
        """The first claim-level REF02 under this qualifier, or an empty string."""
        return find_reference(self.references, qualifier)

    def amount_cents(self, qualifier: str) -> int | None:
        """The first claim-level AMT02 under this qualifier (I interest, AU coverage), or None."""
        return find_amount(self.amounts, qualifier)

    @property
    def patient(self) -> EntityName | None:
        """NM1*QC."""
        return self.name("QC")

    @property
    def is_reversal(self) -> bool:
        """CLP02 22: the negative of an earlier claim payment."""
        return self.status == "22"

    @property
    def remark_codes(self) -> tuple[str, ...]:
        """The RARCs of MIA and MOA."""
        return tuple(code for part in (self.inpatient, self.outpatient) if part for code in part.remark_codes)


class ProviderAdjustment(msgspec.Struct, kw_only=True):
    """One pair of a PLB. Positive cents reduce the check, negative ones raise it."""

    provider_id: str  # PLB01
    fiscal_date: dt.date | None  # PLB02
    code: str  # PLB03-1: WO 72 FB L6 CS ...
    reference: str = ""  # PLB03-2: all that ties it to a claim
    cents: int  # PLB04
    fiscal_date_text: str = ""  # PLB02 when it is no date
    rest: tuple[str, ...] = ()  # components after PLB03-2


class Remittance(msgspec.Struct, kw_only=True):
    """One ST of an 835, whole."""

    header: RemittanceHeader
    claims: list[ClaimPayment]
    provider_adjustments: list[ProviderAdjustment] = []
    findings: list[Finding] = []  # of the envelope, the reading and the balance


def _find_date(dates: list[DateReference], qualifier: str) -> dt.date | None:
    for reference in dates:
        if reference.qualifier == qualifier:
            return reference.date
    return None
