"""A practice whose patients pay, and claims that the sandbox's payer decides on."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from api.events import NewEvent, record
from tenants.owner import Owner
from tenants.services import work_for
from tests.audit.chains import sealed
from tests.builders.encounters import bill
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.world import PracticeWorld, World

TODAY = date(2026, 1, 20).isoformat()
COPAY, DEDUCTIBLE = "01A", "02A"
"""The sandbox's scenarios: 15000 with CO-45 4500, PR-3 2500, paid 8000; or with PR-1 10500, paid 0."""


@dataclass(slots=True)
class Accounts:
    """The accounts of one practice's patients, through the API."""

    world: World
    practice: PracticeWorld

    async def claim(self, number: int = 1, scenario: str = COPAY, **changes: Any) -> dict[str, Any]:
        """A claim of patient `number`: its id and number, not sent."""
        return await make_claim(self.world, self.practice, number, scenario=scenario, **changes)

    async def visit(self, number: int, visit: str, scenario: str, **changes: Any) -> dict[str, Any]:
        """Another claim of a patient who has one, not sent."""
        billed = await bill(
            self.practice,
            external_id=visit,
            patient_external_id=f"MRN-{number}",
            coverage_external_id=f"COV-{number}",
            note=f"SBX {scenario}",
            **changes,
        )
        return {"id": billed["claim_id"], "number": billed["claim_number"]}

    async def adjudicate(self) -> None:
        """Send what is ready; the payer answers."""
        (await self.practice.ehr.post(self.practice.path("/submissions"), {})).raise_for_status()
        await self.world.work()

    async def decided(self, number: int = 1, scenario: str = COPAY, **changes: Any) -> dict[str, Any]:
        """A claim that insurance is finished with."""
        claim = await self.claim(number, scenario, **changes)
        await self.adjudicate()
        return claim

    async def settle(self, claim: dict[str, Any]) -> None:
        """Tell once more that insurance is finished with a claim: what was allocated stays as it is."""
        async with work_for(self.world.services, Owner.practice(self.practice.id), "test") as work:
            await record(work, [NewEvent("claim.insurance_finished", "claim", UUID(claim["id"]))])

    async def post(
        self, path: str, body: Any, version: int | str | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return await self.practice.ehr.post(self.practice.path(path), body, key=key, headers=headers)

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.practice.ehr.get(self.practice.path(path), **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def pay(self, cents: int, number: int = 1, **changes: Any) -> dict[str, Any]:
        """A desk payment of patient `number`."""
        body = {
            "patient_external_id": f"MRN-{number}",
            "method": "check",
            "source": "desk",
            "cents": cents,
            "received_on": TODAY,
        }
        answer = await self.post("/patient-payments", body | changes)
        assert answer.status_code == 201, answer.text
        paid: dict[str, Any] = answer.json()
        return paid

    async def allocate(self, payment: dict[str, Any], **order: Any) -> dict[str, Any]:
        answer = await self.post(f"/patient-payments/{payment['id']}/allocate", order, payment["version"])
        assert answer.status_code == 200, answer.text
        allocated: dict[str, Any] = answer.json()
        return allocated

    async def refund(self, **order: Any) -> dict[str, Any]:
        answer = await self.post("/patient-refunds", order)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def send(self, refund: dict[str, Any]) -> dict[str, Any]:
        answer = await self.post(f"/patient-refunds/{refund['id']}/send", {"sent_on": TODAY}, refund["version"])
        assert answer.status_code == 200, answer.text
        sent: dict[str, Any] = answer.json()
        return sent

    async def balance(self, patient_id: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.get(f"/patients/{patient_id}/balance")
        return found

    async def ledger(self) -> dict[str, int]:
        """What each account stands at; zero in all."""
        ledger = await self.get("/ledger")
        assert ledger["sum_cents"] == 0
        return {row["account"]: row["balance_cents"] for row in ledger["accounts"]}

    async def entries(self, *kinds: str) -> list[tuple[str, str, int]]:
        """(debit, credit, cents) of patients' money, oldest first."""
        rows = (await self.get("/ledger/entries", limit=200))["items"]
        wanted = kinds or ("patient_payment", "patient_allocation", "patient_refund", "patient_refund_sent")
        return [(row["debit"], row["credit"], row["cents"]) for row in reversed(rows) if row["source_kind"] in wanted]

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """Of the feed, when it has all."""
        await sealed(self.world)
        items = (await self.get("/events", limit=500))["items"]
        return [item for item in items if item["kind"] == kind]


async def open_accounts(world: World) -> Accounts:
    return Accounts(world, await billing_practice(world))


def slug(answer: httpx.Response) -> str:
    """The problem an answer is."""
    return str(answer.json()["type"]).rpartition("/")[2]
