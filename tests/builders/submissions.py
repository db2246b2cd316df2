"""A practice that can send claims, and claims for the sandbox's scenarios, one patient each."""

from typing import Any

from tests.builders.encounters import bill
from tests.builders.registration import BILLING_NPI, billing_provider, coverage, patient
from tests.harness.world import PracticeWorld, World


async def billing_practice(
    world: World, name: str = "Elm Street", *, npi: str = BILLING_NPI, mode: str = "test"
) -> PracticeWorld:
    """A practice with its billing provider."""
    practice = await world.practice(name, mode=mode)
    answer = await practice.ehr.post(practice.path("/billing-providers"), billing_provider(npi=npi))
    answer.raise_for_status()
    return practice


async def make_claim(
    world: World,
    practice: PracticeWorld,
    number: int = 1,
    *,
    scenario: str = "01A",
    payer: str = "SBXCO",
    member: dict[str, Any] | None = None,
    **changes: object,
) -> dict[str, Any]:
    """Register a patient and send an encounter for one scenario of the sandbox; the claim's id and number.

    `member` changes the coverage, `changes` the encounter.
    """
    order = coverage(
        world.payers[payer],
        external_id=f"COV-{number}",
        patient_external_id=f"MRN-{number}",
        member_id=f"SBX{scenario}{number:06d}",
    )
    registered = (("/patients", patient(external_id=f"MRN-{number}")), ("/coverages", order | (member or {})))
    for path, order in registered:
        (await practice.ehr.post(practice.path(path), order)).raise_for_status()
    billed = await bill(
        practice,
        external_id=f"VISIT-{number}",
        patient_external_id=f"MRN-{number}",
        coverage_external_id=f"COV-{number}",
        **changes,
    )
    return {"id": billed["claim_id"], "number": billed["claim_number"]}
