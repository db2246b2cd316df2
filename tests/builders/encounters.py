"""Bodies of encounters for the patient, coverage and billing provider of `tests.builders.registration`."""

from typing import Any

from tests.builders.registration import RENDERING_NPI, billing_provider, coverage, patient
from tests.harness.world import PracticeWorld, World


def line(**changes: object) -> dict[str, Any]:
    return {"procedure": "99213", "charge_cents": 15000, "units": 1, "diagnosis_pointers": [1]} | changes


def encounter(**changes: object) -> dict[str, Any]:
    """An office visit of 15000 cents."""
    return {
        "external_id": "VISIT-1",
        "patient_external_id": "MRN-1",
        "coverage_external_id": "COV-1",
        "billing_provider_external_id": "BP-1",
        "service_date": "2026-01-15",
        "place_of_service": "11",
        "diagnoses": ["J06.9"],
        "lines": [line()],
    } | changes


def rendering_provider(**changes: object) -> dict[str, Any]:
    return {"npi": RENDERING_NPI, "last_name": "Stone", "first_name": "Alex", "taxonomy": "207Q00000X"} | changes


async def register(world: World, practice: PracticeWorld, payer: str = "SBXCO", **changes: object) -> None:
    """The patient, the coverage and the billing provider that an encounter names; `changes` are the coverage's."""
    for path, body in (
        ("/patients", patient()),
        ("/coverages", coverage(world.payers[payer]) | changes),
        ("/billing-providers", billing_provider()),
    ):
        (await practice.ehr.post(practice.path(path), body)).raise_for_status()


async def bill(practice: PracticeWorld, **changes: object) -> dict[str, Any]:
    """Send an encounter; the answer with its claim."""
    answer = await practice.ehr.post(practice.path("/encounters"), encounter(**changes))
    assert answer.status_code == 201, answer.text
    billed: dict[str, Any] = answer.json()
    return billed
