"""Bodies of encounters. Loose where an edit says better what to fix; strict on types, lengths and cents."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from api.coding.content import Content, Line, Named, RenderingProvider
from api.kit.money import ChargeCents
from api.kit.schemas import Input, Output
from api.registration import Day, ExternalId, FirstName, LastName, Reference, Taxonomy

Code = Annotated[str, Field(min_length=1, max_length=20)]
SmallInt = Annotated[StrictInt, Field(ge=-1_000_000, le=1_000_000)]
BODY_LINES = 200
BODY_CODES = 50
"""How long a list may be to be read at all; the edits name the limits of a claim."""


def clean_diagnoses(codes: Iterable[str]) -> tuple[str, ...]:
    """In capitals without dots."""
    return tuple(code.upper().replace(".", "", 1) for code in codes)


class RenderingProviderIn(Input):
    """2310B: the clinician who treated, when it is not the billing provider."""

    npi: Code
    last_name: LastName
    first_name: FirstName
    taxonomy: Taxonomy | None = None

    def record(self) -> RenderingProvider:
        """As it is judged and kept."""
        return RenderingProvider(
            npi=self.npi, last_name=self.last_name, first_name=self.first_name, taxonomy=self.taxonomy or ""
        )


class EncounterLineIn(Input):
    """One charge."""

    procedure: Code = Field(description="CPT or HCPCS; its form alone is checked", examples=["99213"])
    modifiers: list[Code] = Field(
        default_factory=list, max_length=BODY_CODES, description="Up to four, none twice; their form alone is checked"
    )
    charge_cents: ChargeCents
    units: SmallInt = 1
    diagnosis_pointers: list[SmallInt] = Field(
        max_length=BODY_CODES, description="Which diagnoses, counted from 1, the most important first"
    )

    def record(self) -> Line:
        """As it is judged and kept: codes in capitals."""
        return Line(
            procedure=self.procedure.upper(),
            modifiers=tuple(modifier.upper() for modifier in self.modifiers),
            charge_cents=self.charge_cents,
            units=self.units,
            pointers=tuple(self.diagnosis_pointers),
        )


class EncounterIn(Input):
    """A visit as the EHR sends it. Each party is named by one of its two ids."""

    external_id: ExternalId
    patient_id: UUID | None = None
    patient_external_id: ExternalId | None = None
    coverage_id: UUID | None = None
    coverage_external_id: ExternalId | None = None
    billing_provider_id: UUID | None = None
    billing_provider_external_id: ExternalId | None = None
    service_date: Day
    place_of_service: Code = Field(description="CMS code, checked against the list", examples=["11"])
    diagnoses: list[Code] = Field(
        max_length=BODY_CODES,
        description="ICD-10-CM, with or without dots; checked against the list of billable codes that is loaded",
    )
    rendering_provider: RenderingProviderIn | None = None
    note: Annotated[str, Field(max_length=500, description="NTE*ADD of the claim")] | None = None
    total_charge_cents: ChargeCents | None = Field(default=None, description="Compared with the lines, when sent")
    lines: list[EncounterLineIn] = Field(max_length=BODY_LINES)

    def content(self) -> Content:
        """As it is judged and kept: codes in capitals, diagnoses without dots."""
        return Content(
            service_date=self.service_date,
            place_of_service=self.place_of_service,
            diagnoses=clean_diagnoses(self.diagnoses),
            rendering_provider=self.rendering_provider.record() if self.rendering_provider else None,
            note=self.note or "",
            lines=tuple(line.record() for line in self.lines),
        )

    def reference(self, party: Literal["patient", "coverage", "billing_provider"]) -> Reference:
        """How the body names a party; None when it does so in no way or in two."""
        given: list[Reference] = [getattr(self, f"{party}_id"), getattr(self, f"{party}_external_id")]
        names = [each for each in given if each is not None]
        return names[0] if len(names) == 1 else None

    def named(self) -> Named:
        """Which field named each party."""

        def field(party: str) -> str:
            by_external_id = f"{party}_external_id"
            return by_external_id if getattr(self, by_external_id) is not None else f"{party}_id"

        return Named(field("patient"), field("coverage"), field("billing_provider"))


class FindingOut(Output):
    """One edit that failed: where in the body, its id, what to fix. An error blocks, a warning does not."""

    pointer: str
    code: str
    message: str
    severity: Literal["error", "warning"]


class Validation(Output):
    """Whether the encounter would become a claim, and what the edits found."""

    valid: bool
    findings: list[FindingOut]


class EncounterLineOut(Output):
    """One charge, numbered from 1."""

    line_no: int
    procedure: str
    modifiers: list[str]
    charge_cents: int
    units: int
    diagnosis_pointers: list[int]


class EncounterOut(Output):
    """A visit as it was billed."""

    id: UUID
    external_id: str
    patient_id: UUID
    coverage_id: UUID
    billing_provider_id: UUID
    service_date: date
    place_of_service: str
    diagnoses: list[str]
    rendering_provider: dict[str, Any] | None
    note: str | None
    verified_before_service: bool = Field(
        description="An eligibility answer was there by the day of service and said that the plan was active that month"
    )
    eligibility_check_id: UUID | None = Field(description="That answer")
    lines: list[EncounterLineOut]
    created_at: datetime
