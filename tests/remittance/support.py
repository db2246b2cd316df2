"""What the tests of remittances share."""

from typing import Any

from tests.harness.world import PracticeWorld, World

ADDRESS = {"line1": "100 Main Street", "city": "Springfield", "state": "IL", "zip": "627010001"}


def billing_provider(*payee_ids: str, npi: str = "1234567893") -> dict[str, Any]:
    return {
        "external_id": "BP",
        "name": "Elm Street Clinic",
        "npi": npi,
        "tin": "123456789",
        "taxonomy": "207Q00000X",
        "address": ADDRESS,
        "contact_name": "Front Desk",
        "contact_phone": "2175550100",
        "era_payee_ids": list(payee_ids),
    }


async def register_payee(practice: PracticeWorld, *payee_ids: str) -> None:
    """Let an 835 to one of these payees be the practice's."""
    answer = await practice.ehr.post(practice.path("/billing-providers"), billing_provider(*payee_ids))
    assert answer.status_code == 201, answer.text


async def upload(world: World, practice: PracticeWorld, content: bytes) -> list[str]:
    """Upload a file, run the jobs, and return the remittances' ids."""
    answer = await practice.ehr.send_file(practice.path("/remittances"), content)
    assert answer.status_code == 202, answer.text
    await world.work()
    return [item["id"] for item in answer.json()["items"]]


async def read_state(practice: PracticeWorld, remittance_id: str) -> str:
    """The state of a remittance."""
    answer = await practice.ehr.get(practice.path(f"/remittances/{remittance_id}"))
    return str(answer.json()["state"])


async def balance(practice: PracticeWorld, account: str) -> int:
    """Debits minus credits of an account; the ledger as a whole is zero."""
    ledger = (await practice.ehr.get(practice.path("/ledger"))).json()
    assert ledger["sum_cents"] == 0
    return sum(row["balance_cents"] for row in ledger["accounts"] if row["account"] == account)
