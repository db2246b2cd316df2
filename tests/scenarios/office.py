"""A practice's office and its billing company, through HTTP alone: what they send, what they read back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import httpx

import api.coordination.jobs
import api.fees.jobs
import api.remittance.jobs
from tests.builders.encounters import encounter, line
from tests.builders.registration import BILLING_NPI, billing_provider, coverage, patient
from tests.builders.remittances import Check, Clp, file_of
from tests.harness.world import PracticeWorld, World
from tests.scenarios.clock import Clock

Json = dict[str, Any]


@dataclass
class Claim:
    """A claim as the office knows it."""

    id: str
    number: str
    lines: list[str]
    """REF*6R of each line."""


@dataclass
class Office:
    """One practice. Writes are the EHR's, files of payers arrive in the organization's mailbox or by upload."""

    world: World
    practice: PracticeWorld
    clock: Clock
    npi: str = BILLING_NPI
    payers: dict[str, str] = field(default_factory=dict)
    patients: dict[str, str] = field(default_factory=dict)
    files: int = 0

    # Days

    async def day(self, day: date) -> None:
        """It is another day: the night's jobs have run, and the sandbox payer's files of the days have arrived."""
        self.clock.set(day)
        await self.world.advance(self.practice, 0)
        for night in (api.remittance.jobs.follow_up, api.coordination.jobs.watch, api.fees.jobs.sweep):
            await night(self.world.services)
        await self.world.work()

    # Asking

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.practice.ehr.get(self.practice.path(path), **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def all(self, path: str, **params: Any) -> list[Json]:
        """Every page."""
        found: list[Json] = []
        cursor: Json = {}
        while True:
            page = await self.get(path, limit=200, **params, **cursor)
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}

    async def ask(self, path: str, body: Any, version: int | str | None = None) -> httpx.Response:
        """A write, whatever its answer."""
        match = {} if version is None else {"If-Match": version if isinstance(version, str) else f'"{version}"'}
        return await self.practice.ehr.post(self.practice.path(path), body, headers=match)

    async def post(self, path: str, body: Any, version: int | str | None = None) -> Any:
        """A write that succeeds."""
        answer = await self.ask(path, body, version)
        assert answer.status_code < 300, f"{answer.status_code} {answer.text}"
        return answer.json()

    # The visit and its claim

    async def payer(self, mark: str, *, indicator: str = "CI", **contract: Any) -> str:
        """A payer of the organization, with a contract of the practice when one is told."""
        order = {"identifier": mark, "name": f"Payer {mark}", "filing_indicator": indicator, "channel": "sandbox"}
        made = await self.world.staff.post(self.world.path("/payers"), order)
        assert made.status_code == 201, made.text
        payer_id = self.payers[mark] = str(made.json()["id"])
        await self.world.work()  # the practices learn of it
        if contract:
            await self.post(f"/payers/{payer_id}/contracts", {"starts_on": "2026-01-01"} | contract)
        return payer_id

    async def register(self, mark: str, payer: str, member_id: str, *, sequence: str = "P") -> None:
        """A patient with a coverage; a second call adds the coverage of a later payer."""
        person = patient(external_id=f"MRN-{mark}", first_name=f"Pat {mark}")
        self.patients[mark] = (await self.post("/patients", person))["id"]
        body = coverage(
            self.payers[payer],
            external_id=f"COV-{mark}-{sequence}",
            patient_external_id=f"MRN-{mark}",
            member_id=member_id,
            sequence=sequence,
        )
        await self.post("/coverages", body)

    async def visit(
        self, mark: str, on: date, *charges: int, visit: str = "1", procedures: Sequence[str] = (), **changes: Any
    ) -> Claim:
        """An encounter of a registered patient, which becomes a claim."""
        lines = [
            line(charge_cents=cents, procedure=procedures[at] if procedures else "99213")
            for at, cents in enumerate(charges or (15000,))
        ]
        facts = {
            "external_id": f"VISIT-{mark}-{visit}",
            "patient_external_id": f"MRN-{mark}",
            "coverage_external_id": f"COV-{mark}-P",
            "service_date": on.isoformat(),
            "lines": lines,
        }
        billed = await self.post("/encounters", encounter(**facts | changes))
        return await self.claim(billed["claim_id"])

    async def claim(self, claim_id: str) -> Claim:
        found = await self.get(f"/claims/{claim_id}")
        return Claim(claim_id, found["number"], [each["control_number"] for each in found["lines"]])

    async def submit(self, *claims: Claim) -> Json:
        """Send these, or all that is ready; the batch."""
        made = await self.post("/submissions", {"claim_ids": [each.id for each in claims]} if claims else {})
        await self.world.work()
        batch: Json = await self.get(f"/submissions/{made['items'][0]['id']}")
        assert batch["state"] == "sent", batch
        return batch

    async def control_number(self, batch: Json) -> str:
        """ISA13 of the file of a batch."""
        return (await self.file(batch["transaction_id"])).split(b"*")[13].decode()

    async def file(self, transaction_id: str) -> bytes:
        answer = await self.practice.ehr.get(self.practice.path(f"/transactions/{transaction_id}/file"))
        assert answer.status_code == 200, answer.text
        return answer.content

    async def correct(self, claim: Claim, **order: Any) -> Claim:
        """A correction of a claim as it was read last, ready to be sent."""
        version = (await self.get(f"/claims/{claim.id}"))["version"]
        made = await self.post(f"/claims/{claim.id}/corrections", {"reason": "It was wrong"} | order, version)
        return await self.claim(made["claim_id"])

    # Patients' money, and the billing company's

    async def pay(self, mark: str, cents: int, source: str, *, method: str = "check", **more: Any) -> Json:
        """A patient pays today."""
        facts = {"patient_external_id": f"MRN-{mark}", "method": method, "source": source, "cents": cents}
        paid: Json = await self.post("/patient-payments", facts | {"received_on": self.clock.day.isoformat()} | more)
        return paid

    async def owed(self, mark: str) -> Json:
        """What a patient owes, itemized: the statement."""
        balance: Json = await self.get(f"/patients/{self.patients[mark]}/balance")
        return balance

    async def agree(self, **rates: int) -> None:
        """The billing company and the practice agree on a rate for each source, from this month on."""
        rules = [
            {"name": f"{source} money", "priority": at, "outcome": "rate", "rate_bps": bps, "sources": [source]}
            for at, (source, bps) in enumerate(rates.items(), 1)
        ]
        body = {"starts_on": self.clock.day.replace(day=1).isoformat(), "practice_state": "IL", "rules": rules}
        staff, path = self.world.staff, self.practice.path("/fees/agreements")
        draft = (await staff.post(path, body)).raise_for_status().json()
        started = await staff.post(f"{path}/{draft['id']}/activation", headers={"If-Match": f'"{draft["version"]}"'})
        assert started.status_code == 200, started.text
        await self.world.work()

    async def fees(self, month: str) -> tuple[int, int]:
        """Base and fee of a month, which tie out to the cash side of the ledger."""
        statement = await self.get("/fees/preview", month=month)
        assert statement["tie_out"]["ties"], statement
        assert statement["partings"] == []
        entries = await self.all("/fees/entries", month=month)
        assert sum(each["fee0_cents"] for each in entries) == statement["fee_cents"]
        assert sum(each["base0_cents"] for each in entries) == statement["base_cents"]
        return statement["base_cents"], statement["fee_cents"]

    # What payers say

    async def mailbox(self, content: bytes) -> None:
        """A file for the organization arrives; nothing of it waits for a person."""
        answer = await self.world.staff.send_file(self.world.path("/interchanges"), content)
        assert answer.status_code == 202, answer.text
        await self.world.work()
        waiting = (await self.world.staff.get(self.world.path("/interchange-transactions"))).json()["items"]
        assert waiting == []

    async def check(self, *claims: Clp, **more: Any) -> str:
        """An 835 of one check arrives in the mailbox today, and is posted; the remittance's id.

        Guaranteed for every check: undeposited funds change by BPR02, and the ledger sums to zero.
        """
        self.files += 1
        told: Json = {"day": f"{self.clock.day:%Y%m%d}", "trace": f"TRACE{self.npi[:4]}{self.files}"}
        check = replace(Check(self.npi, claims), **told | more)
        before, known = await self.account("undeposited_funds"), {each["id"] for each in await self.all("/remittances")}
        await self.mailbox(file_of(check, control=int(self.npi[:4]) * 1000 + self.files))
        (new,) = [each for each in await self.all("/remittances") if each["id"] not in known]
        assert new["state"] == "posted", new
        assert await self.account("undeposited_funds") - before == check.cents
        return str(new["id"])

    # What is read back

    async def accounts(self) -> dict[str, int]:
        """What each account stands at; the ledger sums to zero."""
        ledger = await self.get("/ledger")
        assert ledger["sum_cents"] == 0
        return {each["account"]: each["balance_cents"] for each in ledger["accounts"] if each["balance_cents"]}

    async def account(self, account: str) -> int:
        return (await self.accounts()).get(account, 0)

    async def state(self, claim: Claim) -> str:
        return str((await self.get(f"/claims/{claim.id}"))["state"])

    async def open(self, claim: Claim) -> tuple[int, int]:
        """What insurers, and what the patient, have open on a claim."""
        found = await self.get(f"/claims/{claim.id}")
        return found["insurance_balance_cents"], found["patient_balance_cents"]

    async def rows(self, claim: Claim, *kinds: str) -> list[tuple[str, str, int]]:
        """Ledger entries of a claim (debit, credit, cents), oldest first, of these sources if any are named."""
        entries = (await self.get(f"/claims/{claim.id}/timeline"))["entries"]
        return [
            (each["debit"], each["credit"], each["cents"])
            for each in entries
            if not kinds or each["source_kind"] in kinds
        ]

    async def work(self, kind: str, state: Literal["open", "done"] = "open") -> list[Json]:
        """Work items of a kind."""
        return await self.all("/work-items", kind=kind, state=state)

    async def rate(self, metric: str = "fprr", **params: Any) -> Json:
        rate: Json = await self.get("/reports/first-pass", metric=metric, **params)
        return rate

    async def behind(self, outcome: str, metric: str = "fprr", **params: Any) -> dict[str, Json]:
        """The families of one part of a rate, by the id of their original."""
        found = await self.all("/reports/first-pass/claims", metric=metric, outcome=outcome, **params)
        return {each["claim_id"]: each for each in found}


async def open_office(world: World, clock: Clock, name: str = "Elm Street", npi: str = BILLING_NPI) -> Office:
    """A test practice with its billing provider, and the sandbox's two payers."""
    practice = await world.practice(name)
    office = Office(world, practice, clock, npi, dict(world.payers))
    await office.post("/billing-providers", billing_provider(npi=npi))
    return office
