"""A practice, its claims at a payer that is silent until the test speaks for it, and checks that must tie out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from api.files import Outgoing, plug, plugged
from api.ledger import check as check_ledger
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.encounters import bill, line
from tests.builders.registration import BILLING_NPI, billing_provider, coverage, patient
from tests.builders.remittances import Check, Clp, file_of
from tests.harness.world import PracticeWorld, World
from tests.remittance.support import balance, read_state

FUNDS = "undeposited_funds"
Row = tuple[str, str, int]
"""(debit, credit, cents)."""


class SilentChannel:
    """Takes every file and answers nothing."""

    async def send(self, file: Outgoing) -> list[bytes]:
        del file
        return []


@dataclass
class Claim:
    """A claim that was sent, and what an 835 calls its lines."""

    id: str
    number: str
    patient: str
    lines: list[str]


@dataclass
class Story:
    """Claims and checks of one practice, through the API."""

    world: World
    practice: PracticeWorld
    payers: dict[str, str]
    npi: str = BILLING_NPI
    patients: int = 0
    files: int = 0
    posted: list[str] = field(default_factory=list)

    async def claim(self, *charges: int, later: str = "", procedures: Sequence[str] = (), **changes: object) -> Claim:
        """A claim at payer A of a patient of its own, sent; `later`: the payers of the patient's further coverages."""
        self.patients += 1
        mark = str(self.patients)
        await self._post("/patients", patient(external_id=f"MRN-{mark}"))
        await self._cover(mark, "P", self.payers["A"], f"COV-{mark}")
        for sequence, payer in zip("ST", later, strict=False):
            await self._cover(mark, sequence, self.payers[payer], f"COV-{mark}-{sequence}")
        billed = await bill(
            self.practice,
            external_id=f"VISIT-{mark}",
            patient_external_id=f"MRN-{mark}",
            coverage_external_id=f"COV-{mark}",
            lines=[
                line(charge_cents=cents, procedure=procedures[at] if procedures else "99213")
                for at, cents in enumerate(charges)
            ],
            **changes,
        )
        await self.send()
        found = await self.get(f"/claims/{billed['claim_id']}")
        return Claim(
            billed["claim_id"],
            billed["claim_number"],
            found["patient_id"],
            [each["control_number"] for each in found["lines"]],
        )

    async def _cover(self, mark: str, sequence: str, payer_id: str, external_id: str) -> None:
        body = coverage(
            payer_id, external_id=external_id, patient_external_id=f"MRN-{mark}", member_id=f"M{mark}{sequence}"
        )
        await self._post("/coverages", body | {"sequence": sequence})

    async def send(self) -> None:
        """What is ready leaves; nobody answers."""
        await self._post("/submissions", {})
        await self.world.work()

    async def pay(self, *claims: Clp, **more: Any) -> str:
        """Post a check of these claim payments; see `post`."""
        return await self.post(Check(self.npi, claims, **more))

    async def post(self, check: Check) -> str:
        """Upload and post: funds change by BPR02, the ledger holds, and the same check again does nothing."""
        self.files += 1
        if check.trace == "T1":
            check = replace(check, trace=f"T{self.files}")
        before = await balance(self.practice, FUNDS)
        [remittance_id] = await self.upload(check)
        assert await read_state(self.practice, remittance_id) == "posted"
        assert await balance(self.practice, FUNDS) - before == max(check.cents, 0)
        await self.must_hold()
        entries = (await self.get("/ledger"))["entries"]
        self.files += 1
        [again] = await self.upload(check)
        assert await read_state(self.practice, again) == "replayed"
        assert (await self.get("/ledger"))["entries"] == entries
        self.posted.append(remittance_id)
        return remittance_id

    async def upload(self, *checks: Check) -> list[str]:
        content = file_of(*checks, control=self.files)
        answer = await self.practice.ehr.send_file(self.practice.path("/remittances"), content)
        assert answer.status_code == 202, answer.text
        await self.world.work()
        return [item["id"] for item in answer.json()["items"]]

    async def must_hold(self) -> None:
        """Balances equal entries."""
        async with self.world.services.database.owned(Owner.practice(self.practice.id)) as tx:
            assert await check_ledger(tx) == []

    async def rows(self, remittance_id: str, claim: Claim | None = None) -> list[Row]:
        """What a check has posted, of a claim if one is given, in the order of posting."""
        params = {"remittance_id": remittance_id, "limit": 200} | ({"claim_id": claim.id} if claim else {})
        items = (await self.get("/ledger/entries", **params))["items"]
        return [(item["debit"], item["credit"], item["cents"]) for item in reversed(items)]

    async def state(self, claim: Claim) -> str:
        return str((await self.get(f"/claims/{claim.id}"))["state"])

    async def open(self, claim: Claim) -> tuple[int, int]:
        """What the insurers, and what the patient, have open."""
        found = await self.get(f"/claims/{claim.id}")
        return found["insurance_balance_cents"], found["patient_balance_cents"]

    async def account(self, account: str) -> int:
        return await balance(self.practice, account)

    async def items(self, kind: str, state: str = "open") -> list[dict[str, Any]]:
        """Work of a kind."""
        found: list[dict[str, Any]] = (await self.get("/work-items", kind=kind, state=state))["items"]
        return found

    async def events(self, claim: Claim, kind: str = "claim.adjudicated") -> list[dict[str, Any]]:
        timeline = (await self.get(f"/claims/{claim.id}/timeline"))["items"]
        return [item["data"] for item in timeline if item["kind"] == kind]

    async def payments(self, remittance_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(f"/remittances/{remittance_id}/claim-payments"))["items"]
        return found

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.practice.ehr.get(self.practice.path(path), **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def _post(self, path: str, body: Any) -> None:
        answer = await self.practice.ehr.post(self.practice.path(path), body)
        assert answer.status_code < 400, answer.text


@contextmanager
def silence() -> Iterator[None]:
    """The payers' channel says nothing meanwhile."""
    channel = plugged("sandbox")
    assert channel is not None
    plug("sandbox", SilentChannel(), is_for_tests=True)
    try:
        yield
    finally:
        plug("sandbox", channel.channel, is_for_tests=channel.is_for_tests)


async def begin(world: World, npi: str = BILLING_NPI) -> Story:
    """A practice with three payers."""
    for mark in "ABC":
        order = {"identifier": f"PAY{mark}", "name": f"Payer {mark}", "filing_indicator": "CI", "channel": "sandbox"}
        if order["identifier"] not in world.payers:
            answer = await world.staff.post(world.path("/payers"), order)
            world.payers[f"PAY{mark}"] = answer.raise_for_status().json()["id"]
    practice = await world.practice()
    answer = await practice.ehr.post(practice.path("/billing-providers"), billing_provider(npi=npi))
    answer.raise_for_status()
    return Story(world, practice, {mark: world.payers[f"PAY{mark}"] for mark in "ABC"}, npi)


async def run(story: Story, verb: Any, *arguments: Any) -> Any:
    """A verb in a transaction of the practice, as a job has it."""
    async with work_for(story.world.services, Owner.practice(story.practice.id), "job:test") as work:
        return await verb(work, *arguments)
