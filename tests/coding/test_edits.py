"""Each edit of an 837P, by the body that fails it. The body of `tests.builders.encounters` fails none."""

from datetime import timedelta
from typing import Any

import pytest

from api.coding.content import Case, Parties
from api.coding.places_of_service import PLACES_OF_SERVICE, SOURCE, SOURCE_DATE
from api.coding.rules import EDITS, Severity, run_edits
from api.coding.schemas import EncounterIn
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.money import MAX_CENTS
from api.reference import CodeStanding
from api.registration import Address, BillingProvider, BillingProviderRecord, CoverageRecord, PatientRecord, Person
from tests.builders.encounters import encounter, line, rendering_provider

TODAY = now().date()
CODES = [f"A{number:02}" for number in range(13)]
ADDRESS = Address(line1="1 Elm St", city="Springfield", state="IL", zip="627010000")
PERSON = Person(
    last_name="Doe", first_name="Jane", birth_date=TODAY.replace(day=1, month=1, year=1980), sex="F", address=ADDRESS
)
VERSIONED: dict[str, Any] = {"external_id": "E", "version": 1, "created_at": now(), "updated_at": now()}
PATIENT = PatientRecord(id=new_id(), person=PERSON, **VERSIONED)
BILLING = BillingProviderRecord(
    id=new_id(),
    provider=BillingProvider(
        name="Elm",
        npi="1234567893",
        tin="123456789",
        taxonomy="207Q00000X",
        address=ADDRESS,
        contact_name="Office",
        contact_phone="2175550100",
    ),
    era_payee_ids=(),
    **VERSIONED,
)


def coverage(**changes: Any) -> CoverageRecord:
    known: dict[str, Any] = {
        "id": new_id(),
        "patient_id": PATIENT.id,
        "payer_id": new_id(),
        "member_id": "SBX01A000123",
        "group_number": "",
        "relationship": "18",
        "id_is_patient_unique": False,
        "sequence": "P",
        "subscriber": None,
    }
    return CoverageRecord(**VERSIONED, **known | changes)


UNKNOWN, HEADING = "Z99.999", "J06"
LISTED = {"Z99999": CodeStanding.UNKNOWN, "J06": CodeStanding.HAS_SUBCODES}
"""What the list says of these; whatever else a test sends is billable."""


def found(
    parties: Parties | None = None, *, is_list_loaded: bool = True, **changes: object
) -> list[tuple[str, str, Severity]]:
    order = EncounterIn.model_validate(encounter(**changes))
    content = order.content()
    case = Case(
        content,
        parties or Parties(PATIENT, coverage(), BILLING),
        TODAY,
        {code: LISTED.get(code, CodeStanding.BILLABLE) for code in content.diagnoses} if is_list_loaded else None,
        order.total_charge_cents,
        order.named(),
    )
    return [(finding.pointer, finding.code, finding.severity) for finding in run_edits(case)]


FAILING: list[tuple[str, dict[str, Any], str]] = [
    ("service-date-future", {"service_date": (TODAY + timedelta(days=1)).isoformat()}, "/body/service_date"),
    ("service-date-before-birth", {"service_date": "1979-12-31"}, "/body/service_date"),
    ("place-of-service", {"place_of_service": "30"}, "/body/place_of_service"),
    ("diagnosis-count", {"diagnoses": CODES}, "/body/diagnoses"),
    ("diagnosis-format", {"diagnoses": ["J06.9", "250.00"]}, "/body/diagnoses/1"),
    ("diagnosis-format", {"diagnoses": ["J06.9", "J06..9"]}, "/body/diagnoses/1"),
    ("diagnosis-unknown", {"diagnoses": ["J06.9", UNKNOWN]}, "/body/diagnoses/1"),
    ("diagnosis-not-specific", {"diagnoses": [HEADING]}, "/body/diagnoses/0"),
    ("diagnosis-list-missing", {"is_list_loaded": False}, "/body/diagnoses"),
    ("diagnosis-repeated", {"diagnoses": ["J06.9", "J069"]}, "/body/diagnoses/1"),
    ("line-count", {"lines": []}, "/body/lines"),
    (
        "line-count",
        {"lines": [line(procedure=f"{99000 + number}") for number in range(51)]},
        "/body/lines",
    ),
    ("procedure-format", {"lines": [line(procedure="9921")]}, "/body/lines/0/procedure"),
    ("modifier-format", {"lines": [line(modifiers=["25", "5"])]}, "/body/lines/0/modifiers/1"),
    ("modifier-format", {"lines": [line(modifiers=["25", "59", "76", "77", "78"])]}, "/body/lines/0/modifiers"),
    ("modifier-repeated", {"lines": [line(modifiers=["25", "59", "25"])]}, "/body/lines/0/modifiers/2"),
    ("units", {"lines": [line(units=0)]}, "/body/lines/0/units"),
    ("units", {"lines": [line(), line(procedure="J1100", units=-1)]}, "/body/lines/1/units"),
    ("units", {"lines": [line(units=10_000)]}, "/body/lines/0/units"),
    ("pointer-count", {"lines": [line(diagnosis_pointers=[])]}, "/body/lines/0/diagnosis_pointers"),
    ("pointer-count", {"lines": [line(diagnosis_pointers=[1, 1])]}, "/body/lines/0/diagnosis_pointers"),
    (
        "pointer-count",
        {"diagnoses": CODES[:5], "lines": [line(diagnosis_pointers=[1, 2, 3, 4, 5])]},
        "/body/lines/0/diagnosis_pointers",
    ),
    ("pointer-target", {"lines": [line(diagnosis_pointers=[1, 2])]}, "/body/lines/0/diagnosis_pointers/1"),
    ("pointer-target", {"lines": [line(diagnosis_pointers=[0])]}, "/body/lines/0/diagnosis_pointers/0"),
    ("total", {"total_charge_cents": 14999}, "/body/total_charge_cents"),
    (
        "total-limit",
        {"lines": [line(charge_cents=MAX_CENTS), line(procedure="J1100", charge_cents=1)]},
        "/body/lines",
    ),
    ("rendering-npi", {"rendering_provider": rendering_provider(npi="1679576723")}, "/body/rendering_provider/npi"),
    ("note-text", {"note": "two: colons"}, "/body/note"),
    ("note-text", {"note": "a" * 81}, "/body/note"),
    ("line-duplicate", {"lines": [line(), line()]}, "/body/lines/1"),
    ("charge-zero", {"lines": [line(charge_cents=0)]}, "/body/lines/0/charge_cents"),
]
ELSEWHERE = {
    "patient-unknown",
    "coverage-unknown",
    "billing-provider-unknown",
    "coverage-of-another-patient",
    "subscriber-missing",
}
"""Edits of the parties: their own tests below."""
WARNINGS = {"diagnosis-list-missing", "line-duplicate", "charge-zero"}


@pytest.mark.parametrize(("code", "change", "pointer"), FAILING, ids=[f"{code}-{at}" for code, _, at in FAILING])
def test_a_body_that_fails_one_edit_is_told_that_one(code: str, change: dict[str, Any], pointer: str) -> None:
    assert found(**change) == [(pointer, code, Severity.WARNING if code in WARNINGS else Severity.ERROR)]


def test_every_edit_has_a_body_that_fails_it() -> None:
    assert {edit.code for edit in EDITS} == {code for code, _, _ in FAILING} | ELSEWHERE


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"service_date": TODAY.isoformat()},
        {"service_date": "1980-01-01"},
        {"diagnoses": ["U07.1", "Z79.4", "O9A.111", "S72.001A", "e11.9"]},
        {"diagnoses": CODES[:12], "lines": [line(diagnosis_pointers=[1, 12, 3, 4])]},
        {"lines": [line(modifiers=["25", "59", "76", "77"], units=9_999)]},
        {"lines": [line(procedure="j1100"), line(modifiers=["25"]), line()]},
        {"total_charge_cents": 15000},
        {"note": "SBX 01A SPLIT-CLAIM DELAY=3", "rendering_provider": rendering_provider()},
    ],
)
def test_what_payers_take_passes(change: dict[str, Any]) -> None:
    assert found(**change) == []


def test_all_that_is_wrong_is_told_at_once_errors_first() -> None:
    lines = [line(charge_cents=0, units=0), line(procedure="x", diagnosis_pointers=[])]
    assert found(place_of_service="98", diagnoses=[], lines=lines) == [
        ("/body/place_of_service", "place-of-service", Severity.ERROR),
        ("/body/diagnoses", "diagnosis-count", Severity.ERROR),
        ("/body/lines/1/procedure", "procedure-format", Severity.ERROR),
        ("/body/lines/0/units", "units", Severity.ERROR),
        ("/body/lines/1/diagnosis_pointers", "pointer-count", Severity.ERROR),
        ("/body/lines/0/diagnosis_pointers/0", "pointer-target", Severity.ERROR),
        ("/body/lines/0/charge_cents", "charge-zero", Severity.WARNING),
    ]


def test_unknown_parties_are_told_where_they_were_named() -> None:
    assert found(Parties(None, None, None), patient_external_id=None, patient_id=str(new_id())) == [
        ("/body/patient_id", "patient-unknown", Severity.ERROR),
        ("/body/coverage_external_id", "coverage-unknown", Severity.ERROR),
        ("/body/billing_provider_external_id", "billing-provider-unknown", Severity.ERROR),
    ]


def test_the_coverage_is_the_patients() -> None:
    theirs = coverage(patient_id=new_id())
    assert [code for _, code, _ in found(Parties(PATIENT, theirs, BILLING))] == ["coverage-of-another-patient"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"relationship": "19"}, ["subscriber-missing"]),
        ({"relationship": "19", "subscriber": PERSON}, []),
        ({"relationship": "19", "id_is_patient_unique": True}, []),
    ],
)
def test_a_dependent_needs_a_subscriber_unless_the_id_is_its_own(change: dict[str, Any], codes: list[str]) -> None:
    assert [code for _, code, _ in found(Parties(PATIENT, coverage(**change), BILLING))] == codes


def test_places_of_service_say_where_they_come_from() -> None:
    assert "Medicare" in SOURCE
    assert SOURCE_DATE < TODAY
    assert all(len(code) == 2 and code.isdigit() for code in PLACES_OF_SERVICE)
