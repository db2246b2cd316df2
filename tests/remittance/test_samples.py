"""Real 835 files: those that balance are posted to unapplied cash, the others quarantined with level and cents."""

import os
from pathlib import Path

import pytest

from tests.harness.world import PracticeWorld, World

SAMPLES = Path(os.environ.get("X12_SAMPLES", Path(__file__).parents[3] / "shared" / "x12-samples"))
NINE = SAMPLES / "albmarin_badX12/tests/files/edi/X221-multiple-claims-single-check.edi"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the sample files are not on this machine")

ADDRESS = {"line1": "100 Main Street", "city": "Springfield", "state": "IL", "zip": "627010001"}


async def register_payee(practice: PracticeWorld, *payee_ids: str) -> None:
    answer = await practice.ehr.post(
        practice.path("/billing-providers"),
        {
            "external_id": "BP",
            "name": "Elm Street Clinic",
            "npi": "1234567893",
            "tin": "123456789",
            "taxonomy": "207Q00000X",
            "address": ADDRESS,
            "contact_name": "Front Desk",
            "contact_phone": "2175550100",
            "era_payee_ids": list(payee_ids),
        },
    )
    assert answer.status_code == 201, answer.text


async def balance(practice: PracticeWorld, account: str) -> int:
    answer = await practice.ehr.get(practice.path("/ledger"))
    ledger = answer.json()
    assert ledger["sum_cents"] == 0
    return sum(row["balance_cents"] for row in ledger["accounts"] if row["account"] == account)


@needs_samples
async def test_nine_claims_of_one_number_are_nine_claim_payments_and_81080_cents(world: World) -> None:
    practice = await world.practice()
    await register_payee(practice, "999994703")
    first = await practice.ehr.send_file(practice.path("/remittances"), NINE.read_bytes())
    assert first.status_code == 202, first.text
    await world.work()
    remittance_id = first.json()["items"][0]["id"]
    found = await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))
    assert found.json()["state"] == "posted", found.text
    payments = await practice.ehr.get(practice.path("/claim-payments"), match_state="unmatched")
    assert len(payments.json()["items"]) == 9
    assert await balance(practice, "unapplied_cash") == -81080
    assert await balance(practice, "undeposited_funds") == 81080
