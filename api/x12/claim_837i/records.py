"""The claim and the line of an 837I (005010X223A2); the loops around them are those of every 837."""

import datetime as dt

import msgspec

from api.x12.claim_837 import records as every_837
from api.x12.claim_837.records import ClaimLoop, LineLoop
from api.x12.dates import parse_date
from api.x12.parts import DatePeriod, Procedure

_DATE_LENGTH = 8


class CodedDiagnosis(msgspec.Struct, frozen=True):
    """HI: a diagnosis with its qualifier (ABK, ABJ, APR, ABN, ABF), code without dot, present on admission (HI-9)."""

    qualifier: str
    code: str
    present_on_admission: str = ""  # Y, N, U, W


class CodedProcedure(msgspec.Struct, frozen=True):
    """HI*BBR or BBQ: an ICD-10 procedure of the stay and its day."""

    qualifier: str  # BBR principal, BBQ other, CAH advanced billing concept
    code: str
    date: dt.date


class Occurrence(msgspec.Struct, frozen=True):
    """HI*BH: an occurrence code and its day."""

    code: str
    date: dt.date


class OccurrenceSpan(msgspec.Struct, frozen=True):
    """HI*BI: an occurrence span code and its days."""

    code: str
    start: dt.date
    end: dt.date


class ValueAmount(msgspec.Struct, frozen=True):
    """HI*BE: a value code and its amount; some codes count days or units in it, as hundredths here too."""

    code: str
    cents: int


class InstitutionalLine(LineLoop, kw_only=True):
    """2400: one LX with its SV2. `extra` keeps HCP."""

    revenue_code: str  # SV201
    procedure: Procedure | None = None  # SV202
    noncovered_cents: int | None = None  # SV207


class InstitutionalClaim(ClaimLoop[InstitutionalLine], kw_only=True):
    """2300: one CLM. `dates`: 434 statement, 435 admission, 096 discharge hour; `amounts`: F3 estimated patient share;
    `providers`: 2310A-F by NM101 (71 72 ZZ 82 77 DN). `extra` keeps CN1, K3, CRC, HCP and any HI that cannot be read.
    """

    facility_type: str  # CLM05-1: the type of bill without its frequency digit, 11 inpatient, 13 outpatient ...
    facility_qualifier: str = "A"  # CLM05-2
    admission_type: str = ""  # CL101
    admission_source: str = ""  # CL102
    patient_status: str = ""  # CL103: 01 home, 30 still a patient ...
    principal_diagnosis: CodedDiagnosis | None = None  # HI*ABK
    admitting_diagnosis: CodedDiagnosis | None = None  # HI*ABJ
    visit_reasons: list[CodedDiagnosis] = msgspec.field(default_factory=list)  # HI*APR, at most 3
    external_causes: list[CodedDiagnosis] = msgspec.field(default_factory=list)  # HI*ABN, at most 12
    drg: str = ""  # HI*DR
    other_diagnoses: list[CodedDiagnosis] = msgspec.field(default_factory=list)  # HI*ABF, at most 24, as all below
    principal_procedure: CodedProcedure | None = None  # HI*BBR
    other_procedures: list[CodedProcedure] = msgspec.field(default_factory=list)  # HI*BBQ
    occurrence_spans: list[OccurrenceSpan] = msgspec.field(default_factory=list)  # HI*BI
    occurrences: list[Occurrence] = msgspec.field(default_factory=list)  # HI*BH
    values: list[ValueAmount] = msgspec.field(default_factory=list)  # HI*BE
    conditions: list[str] = msgspec.field(default_factory=list)  # HI*BG
    treatments: list[str] = msgspec.field(default_factory=list)  # HI*TC

    @property
    def type_of_bill(self) -> str:
        """Facility type and frequency: 131 is an outpatient hospital's original bill."""
        return self.facility_type + self.frequency

    @property
    def statement(self) -> DatePeriod | None:
        """DTP*434: the days the bill covers."""
        return next((period for period in self.dates if period.qualifier == "434"), None)

    @property
    def admitted_on(self) -> dt.date | None:
        """The day of DTP*435, which may carry an hour as well (format DT)."""
        period = next((period for period in self.dates if period.qualifier == "435"), None)
        return (period.start or parse_date(period.text[:_DATE_LENGTH])) if period else None


InstitutionalPatient = every_837.Patient[InstitutionalClaim]
InstitutionalSubscriber = every_837.Subscriber[InstitutionalClaim]
InstitutionalBilling = every_837.BillingProvider[InstitutionalClaim]
InstitutionalBatch = every_837.ClaimBatch[InstitutionalClaim]
InstitutionalContext = every_837.ClaimContext[InstitutionalClaim]
