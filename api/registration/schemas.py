"""Bodies of patients, coverages and billing providers."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, get_args
from uuid import UUID

import msgspec
from fastapi import Query
from pydantic import Field, StrictBool

from api.kit.schemas import Input, Output, Page
from api.registration.fields import (
    X12_TEXT,
    BirthDate,
    City,
    Day,
    ExternalId,
    FirstName,
    LastName,
    MiddleName,
    Npi,
    Phone,
    State,
    Street,
    Taxonomy,
    Tin,
    Zip,
    Zip9,
)
from api.registration.records import (
    Address,
    BillingProvider,
    BillingProviderRecord,
    CoverageRecord,
    PatientRecord,
    Person,
)

Sex = Literal["F", "M", "U"]
Relationship = Literal["18", "01", "19", "20", "21", "39", "40", "53", "G8"]
Sequence = Literal["P", "S", "T"]


class AddressIn(Input):
    """N3 and N4."""

    line1: Street
    line2: Street | None = None
    city: City
    state: State
    zip: Zip

    def address(self) -> Address:
        """As it is kept."""
        return Address(line1=self.line1, line2=self.line2 or "", city=self.city, state=self.state, zip=self.zip)


class BillingAddressIn(AddressIn):
    """2010AA: a street with a nine-digit ZIP."""

    zip: Zip9


class PersonIn(Input):
    """A subscriber or patient: NM1, N3, N4, DMG."""

    last_name: LastName
    first_name: FirstName
    middle_name: MiddleName | None = None
    birth_date: BirthDate
    sex: Sex = Field(description="DMG03: U unknown")
    address: AddressIn

    def person(self) -> Person:
        """As it is kept."""
        return Person(
            last_name=self.last_name,
            first_name=self.first_name,
            middle_name=self.middle_name or "",
            birth_date=self.birth_date,
            sex=self.sex,
            address=self.address.address(),
        )


class PatientUpsert(PersonIn):
    """A patient as the EHR knows it: created, or changed when `external_id` is known."""

    external_id: ExternalId


class AddressOut(Output):
    """An address."""

    line1: str
    line2: str | None
    city: str
    state: str
    zip: str

    @classmethod
    def of(cls, address: Address) -> Self:
        """From what is kept."""
        return cls(**msgspec.structs.asdict(address) | {"line2": address.line2 or None})


IdentityField = Literal["birth_date"]
MASKED: frozenset[str] = frozenset(get_args(IdentityField))
"""What is masked unless a read asks for it by name and may see it."""

Include = Annotated[
    list[IdentityField],
    Query(default_factory=list, description="Masked fields to show; needs the scope `registration:identity` as well"),
]


class PersonOut(Output):
    """A subscriber."""

    last_name: str
    first_name: str
    middle_name: str | None
    birth_date: Day | None = Field(
        description="Null: masked. A read with `include=birth_date` and the scope `registration:identity` shows it"
    )
    sex: str
    address: AddressOut

    @classmethod
    def of(cls, person: Person, shown: frozenset[str]) -> Self:
        """From what is kept; `shown` names the masked fields to show."""
        return cls(**_person(person, shown))


class PatientOut(PersonOut):
    """A patient."""

    id: UUID
    external_id: str
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of_record(cls, record: PatientRecord, shown: frozenset[str] = frozenset()) -> Self:
        """From what is kept; `shown` names the masked fields to show."""
        return cls(**_person(record.person, shown), **_versioned(record))


class PatientSearch(Input):
    """Exactly one way to look: `external_id`, `member_id`, or `last_name` with `birth_year`."""

    external_id: ExternalId | None = None
    member_id: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    last_name: Annotated[str, Field(min_length=1, max_length=60, description="The name or how it begins")] | None = None
    birth_year: Annotated[int, Field(ge=1850, le=2200)] | None = None


class PatientMatches(Output):
    """What was found, oldest first; `more` says that the list was cut: narrow the search."""

    items: list[PatientOut]
    more: bool


class CoverageUpsert(Input):
    """A membership: created, or changed when `external_id` is known. The patient is named by one of its ids."""

    external_id: ExternalId
    patient_id: UUID | None = None
    patient_external_id: ExternalId | None = None
    payer_id: UUID = Field(description="One of the practice's payers")
    member_id: Annotated[str, Field(min_length=2, max_length=80, description="NM109 of loop 2010BA"), X12_TEXT]
    group_number: Annotated[str, Field(min_length=1, max_length=50, description="SBR03"), X12_TEXT] | None = None
    relationship: Relationship = Field(
        description="The patient to the subscriber: 18 self, 01 spouse, 19 child, G8 other"
    )
    id_is_patient_unique: StrictBool = Field(
        default=False,
        description="The member id is the patient's own, as Medicaid's is: no subscriber is needed",
    )
    sequence: Sequence = Field(default="P", description="SBR01: P primary, S secondary, T tertiary")
    subscriber: PersonIn | None = Field(default=None, description="Needed unless the patient is the subscriber")


class CoverageOut(Output):
    """A membership."""

    id: UUID
    external_id: str
    patient_id: UUID
    payer_id: UUID
    member_id: str
    group_number: str | None
    relationship: str
    id_is_patient_unique: bool
    sequence: str
    subscriber: PersonOut | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of_record(cls, record: CoverageRecord, shown: frozenset[str] = frozenset()) -> Self:
        """From what is kept; `shown` names the masked fields to show."""
        known = msgspec.structs.asdict(record)
        subscriber = PersonOut.of(record.subscriber, shown) if record.subscriber else None
        return cls(**known | {"group_number": record.group_number or None, "subscriber": subscriber})


class BillingProviderUpsert(Input):
    """A billing entity of the practice: created, or changed when `external_id` is known."""

    external_id: ExternalId
    name: Annotated[str, Field(min_length=1, max_length=60, description="NM103 of loop 2010AA"), X12_TEXT]
    npi: Npi
    tin: Tin
    taxonomy: Taxonomy
    address: BillingAddressIn = Field(description="A street: no post office box")
    pay_to_address: AddressIn | None = Field(default=None, description="2010AB: where paper checks go; may be a box")
    era_payee_ids: list[Annotated[str, Field(min_length=2, max_length=80), X12_TEXT]] = Field(
        default_factory=list, max_length=20, description="What payers call it in an 835 besides NPI and TIN"
    )
    contact_name: Annotated[str, Field(min_length=1, max_length=60), X12_TEXT]
    contact_phone: Phone

    def provider(self) -> BillingProvider:
        """As it is kept."""
        return BillingProvider(
            name=self.name,
            npi=self.npi,
            tin=self.tin,
            taxonomy=self.taxonomy,
            address=self.address.address(),
            pay_to_address=self.pay_to_address.address() if self.pay_to_address else None,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
        )


class BillingProviderOut(Output):
    """A billing entity."""

    id: UUID
    external_id: str
    name: str
    npi: str
    tin: str
    taxonomy: str
    address: AddressOut
    pay_to_address: AddressOut | None
    era_payee_ids: list[str]
    contact_name: str
    contact_phone: str
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of_record(cls, record: BillingProviderRecord) -> Self:
        """From what is kept."""
        provider = record.provider
        addresses = {
            "address": AddressOut.of(provider.address),
            "pay_to_address": AddressOut.of(provider.pay_to_address) if provider.pay_to_address else None,
        }
        return cls(
            **msgspec.structs.asdict(provider) | addresses,
            era_payee_ids=list(record.era_payee_ids),
            **_versioned(record),
        )


class BillingProviderPage(Page):
    """Billing entities, oldest first."""

    items: list[BillingProviderOut]


def _person(person: Person, shown: frozenset[str]) -> dict[str, Any]:
    known = msgspec.structs.asdict(person)
    masked = dict.fromkeys(MASKED - shown)
    return known | {"middle_name": person.middle_name or None, "address": AddressOut.of(person.address)} | masked


def _versioned(record: PatientRecord | BillingProviderRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in ("id", "external_id", "version", "created_at", "updated_at")}
