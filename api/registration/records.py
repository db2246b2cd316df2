"""Patients, coverages and billing providers opened: what the rows say without their seals, and how they are sealed.

`Address`, `Person` and `BillingProvider` are kept as JSON (here and in claim snapshots): a field may be added with
a default, none renamed.
"""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from api.registration.rules import name_token
from tenants.columns import Sealed
from tenants.keys import Keyring
from tenants.session import Row


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """N3 and N4. `zip` is digits alone."""

    line1: str
    line2: str = ""
    city: str
    state: str
    zip: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """NM1, N3, N4 and DMG of a subscriber or patient. `sex` is F, M or U."""

    last_name: str
    first_name: str
    middle_name: str = ""
    birth_date: dt.date
    sex: str
    address: Address


class BillingProvider(msgspec.Struct, frozen=True, kw_only=True):
    """2010AA and 2010AB: an organization (NM102 2)."""

    name: str
    npi: str
    tin: str
    taxonomy: str
    address: Address
    pay_to_address: Address | None = None
    contact_name: str
    contact_phone: str


class Versioned(msgspec.Struct, frozen=True, kw_only=True):
    """What every record carries."""

    id: UUID
    external_id: str
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


class PatientRecord(Versioned, frozen=True, kw_only=True):
    """A patient."""

    person: Person


class CoverageRecord(Versioned, frozen=True, kw_only=True):
    """A coverage. `subscriber` is None when the member id is the patient's own."""

    patient_id: UUID
    payer_id: UUID
    member_id: str
    group_number: str
    relationship: str
    id_is_patient_unique: bool
    sequence: str
    subscriber: Person | None


class BillingProviderRecord(Versioned, frozen=True, kw_only=True):
    """A billing provider, and what payers call it in an 835."""

    provider: BillingProvider
    era_payee_ids: tuple[str, ...]


def open_patient(keys: Keyring, row: Row) -> PatientRecord:
    """A patient's row without its seals."""

    def text(column: str) -> str:
        return _open(keys, "patient", row, column)

    person = Person(
        last_name=text("last_name"),
        first_name=text("first_name"),
        middle_name=text("middle_name"),
        birth_date=dt.date.fromisoformat(text("birth_date")),
        sex=row["sex"],
        address=msgspec.json.decode(text("address"), type=Address),
    )
    return PatientRecord(person=person, external_id=text("external_id"), **_versioned(row))


def open_last_name(keys: Keyring, row: Row) -> str:
    """The last name alone, for a search that opens many."""
    return _open(keys, "patient", row, "last_name")


def seal_patient(keys: Keyring, patient_id: UUID, external_id: str, person: Person) -> dict[str, Any]:
    """The columns of a patient's row."""

    def seal(column: str, plain: str) -> Sealed:
        return keys.seal_text("patient", column, patient_id, plain)

    return {
        "external_id": seal("external_id", external_id),
        "external_id_index": keys.index("patient.external_id", external_id),
        "last_name": seal("last_name", person.last_name),
        "first_name": seal("first_name", person.first_name),
        "middle_name": seal("middle_name", person.middle_name) if person.middle_name else None,
        "birth_date": seal("birth_date", person.birth_date.isoformat()),
        "address": seal("address", msgspec.json.encode(person.address).decode()),
        "sex": person.sex,
        "name_token": keys.index("patient.name_token", name_token(person.last_name, person.birth_date.year)),
    }


def open_coverage(keys: Keyring, row: Row) -> CoverageRecord:
    """A coverage's row without its seals."""

    def text(column: str) -> str:
        return _open(keys, "coverage", row, column)

    return CoverageRecord(
        external_id=text("external_id"),
        patient_id=row["patient_id"],
        payer_id=row["payer_id"],
        member_id=text("member_id"),
        group_number=text("group_number"),
        relationship=row["relationship"],
        id_is_patient_unique=row["id_is_patient_unique"],
        sequence=row["sequence"],
        subscriber=msgspec.json.decode(text("subscriber"), type=Person) if row["subscriber"] is not None else None,
        **_versioned(row),
    )


def seal_coverage(keys: Keyring, record: CoverageRecord) -> dict[str, Any]:
    """The columns of a coverage's row."""

    def seal(column: str, plain: str) -> Sealed:
        return keys.seal_text("coverage", column, record.id, plain)

    subscriber = msgspec.json.encode(record.subscriber).decode() if record.subscriber else None
    return {
        "patient_id": record.patient_id,
        "payer_id": record.payer_id,
        "external_id": seal("external_id", record.external_id),
        "external_id_index": keys.index("coverage.external_id", record.external_id),
        "member_id": seal("member_id", record.member_id),
        "member_id_index": keys.index("coverage.member_id", record.member_id),
        "group_number": seal("group_number", record.group_number) if record.group_number else None,
        "subscriber": seal("subscriber", subscriber) if subscriber else None,
        "relationship": record.relationship,
        "id_is_patient_unique": record.id_is_patient_unique,
        "sequence": record.sequence,
    }


def open_billing_provider(row: Row) -> BillingProviderRecord:
    """A billing provider's row: nothing in it is sealed, it is in every payer's directory."""
    provider = BillingProvider(
        name=row["name"],
        npi=row["npi"],
        tin=row["tin"],
        taxonomy=row["taxonomy"],
        address=Address(**row["address"]),
        pay_to_address=Address(**row["pay_to_address"]) if row["pay_to_address"] else None,
        contact_name=row["contact_name"],
        contact_phone=row["contact_phone"],
    )
    return BillingProviderRecord(
        provider=provider,
        external_id=row["external_id"],
        era_payee_ids=tuple(row["era_payee_ids"]),
        **_versioned(row),
    )


def billing_provider_columns(record: BillingProviderRecord) -> dict[str, Any]:
    """The columns of a billing provider's row."""
    provider = msgspec.to_builtins(record.provider)
    return {**provider, "external_id": record.external_id, "era_payee_ids": list(record.era_payee_ids)}


def _open(keys: Keyring, table: str, row: Row, column: str) -> str:
    sealed = row[column]
    return "" if sealed is None else keys.open_text(table, column, row["id"], bytes(sealed))


def _versioned(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "version", "created_at", "updated_at")}
