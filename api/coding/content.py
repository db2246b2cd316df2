"""What an encounter says, as frozen values: judged by the edits, kept and compared, made into a claim."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from api.reference import CodeStanding
from api.registration import BillingProviderRecord, CoverageRecord, PatientRecord


class RenderingProvider(msgspec.Struct, frozen=True, kw_only=True):
    """2310B: the clinician (NM102 1). Kept as JSON: a field may be added with a default, none renamed."""

    npi: str
    last_name: str
    first_name: str
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One charge (2400). `pointers` count the diagnoses from 1."""

    procedure: str
    modifiers: tuple[str, ...]
    charge_cents: int
    units: int
    pointers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """One visit, without its parties. `diagnoses` are ICD-10-CM in capitals without dots, the principal one first."""

    service_date: dt.date
    place_of_service: str
    diagnoses: tuple[str, ...]
    lines: tuple[Line, ...]
    rendering_provider: RenderingProvider | None = None
    note: str = ""

    @property
    def charge_cents(self) -> int:
        """CLM02."""
        return sum(line.charge_cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who was treated, who pays, who bills; None for one the practice does not have."""

    patient: PatientRecord | None
    coverage: CoverageRecord | None
    billing_provider: BillingProviderRecord | None


@dataclass(frozen=True, slots=True)
class Named:
    """The fields of the body that named the parties: where a finding about one of them points."""

    patient: str = "patient_id"
    coverage: str = "coverage_id"
    billing_provider: str = "billing_provider_id"


@dataclass(frozen=True, slots=True)
class Case:
    """What the edits look at. `today` is the practice's; `total_cents` the EHR's own total, when it sent one.

    `standings` is what the list of diagnosis codes says of each; None where no list is loaded.
    """

    content: Content
    parties: Parties
    today: dt.date
    standings: Mapping[str, CodeStanding] | None
    total_cents: int | None = None
    named: Named = field(default_factory=Named)


@dataclass(frozen=True, slots=True)
class CodedEncounter:
    """An encounter that is kept, its parties all known."""

    id: UUID
    is_new: bool
    content: Content
    patient: PatientRecord
    coverage: CoverageRecord
    billing_provider: BillingProviderRecord
