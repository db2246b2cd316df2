"""A practice whose money is posted on days of the test's choice, and the agreements it pays by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.events import NewEvent, record
from api.kit.ids import new_id
from api.ledger import Entry, allocations_of, open_batch
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.encounters import line
from tests.builders.submissions import billing_practice, make_claim
from tests.harness.world import PracticeWorld, World

START = date(2027, 1, 1)
"""The first day of the stories: after every month that a practice of today has."""

FUNDS, INSURANCE, PATIENT = "undeposited_funds", "insurance_receivable", "patient_receivable"
UNAPPLIED, DUE, REFUNDS = "unapplied_cash", "due_to_payer", "refunds_payable"


def rule(priority: int = 1, **changes: object) -> dict[str, Any]:
    """5 % of everything."""
    return {"name": f"Rule {priority}", "priority": priority, "outcome": "rate", "rate_bps": 500} | changes


def terms(*rules: dict[str, Any], **changes: object) -> dict[str, Any]:
    body = {"starts_on": START.isoformat(), "practice_state": "IL", "rules": list(rules) or [rule()]}
    return body | changes


@dataclass(slots=True)
class Books:
    """One practice, its organization's client, and a clock for postings."""

    world: World
    practice: PracticeWorld
    monkeypatch: pytest.MonkeyPatch
    claims: int = 0

    def on(self, day: date, hour: int = 18) -> None:
        """Money is posted on this day from now on, at this hour UTC."""
        self.at(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))

    def at(self, instant: datetime) -> None:
        """Money is posted at this instant from now on."""
        self.monkeypatch.setattr("api.ledger.post.now", lambda: instant)

    async def claim(self, *charges: int, payer: str = "SBXCO", **changes: Any) -> UUID:
        """A claim that is not sent, with a line a charge."""
        self.claims += 1
        lines = [line(charge_cents=cents) for cents in charges or (50_000,)]
        made = await make_claim(self.world, self.practice, self.claims, payer=payer, lines=lines, **changes)
        return UUID(made["id"])

    def paid(self, claim_id: UUID, cents: int, line_no: int = 1, payer: str = "SBXCO") -> Entry:
        """An insurer's payment of a line."""
        payer_id = UUID(self.world.payers[payer])
        return Entry(FUNDS, INSURANCE, cents, claim_id=claim_id, line_no=line_no, payer_id=payer_id)

    async def post(self, *entries: Entry, source: str = "insurance", told: bool = True) -> UUID:
        """One batch, and the event of a posting that names it; the batch."""
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test") as work:
            batch = await open_batch(work, "test", new_id(), START, allocation_source=source)
            await batch.add(entries)
            if told:
                facts = {"ledger_batch_id": str(batch.id)}
                await record(work, [NewEvent("remittance.posted", "remittance", batch.id, facts)])
        return batch.id

    async def allocation(self, batch_id: UUID) -> UUID:
        """The only allocation of a batch."""
        async with work_for(self.world.services, Owner.practice(self.practice.id), "job:test") as work:
            (found,) = await allocations_of(work, batch_id)
        return found.id

    async def draft(self, *rules: dict[str, Any], **changes: object) -> dict[str, Any]:
        answer = await self.staff("/fees/agreements", terms(*rules, **changes))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def agree(self, *rules: dict[str, Any], **changes: object) -> dict[str, Any]:
        """An active agreement."""
        made = await self.draft(*rules, **changes)
        answer = await self.start(made)
        assert answer.status_code == 200, answer.text
        active: dict[str, Any] = answer.json()
        await self.world.work()
        return active

    async def start(self, draft: dict[str, Any]) -> httpx.Response:
        return await self.staff(f"/fees/agreements/{draft['id']}/activation", None, draft["version"])

    async def staff(self, path: str, body: Any, version: int | None = None) -> httpx.Response:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return await self.world.staff.post(self.practice.path(path), body, headers=headers)

    async def preview(self, month: str = "2027-01") -> dict[str, Any]:
        """A month, which must tie."""
        answer = await self.practice.ehr.get(self.practice.path("/fees/preview"), month=month)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def month(self, month: str = "2027-01") -> tuple[int, int]:
        """Base and fee of a month that ties."""
        shown = await self.preview(month)
        assert shown["tie_out"]["ties"], shown
        assert shown["partings"] == []
        assert shown["base_cents"] == sum(line["base_cents"] for line in shown["lines"])
        assert shown["fee_cents"] == sum(line["fee_cents"] for line in shown["lines"])
        assert shown["tie_out"]["exclusions_cents"] == sum(each["cents"] for each in shown["exclusions"])
        return shown["base_cents"], shown["fee_cents"]

    async def entries(self, **filters: Any) -> list[dict[str, Any]]:
        """Fee entries, oldest first."""
        answer = await self.practice.ehr.get(self.practice.path("/fees/entries"), limit=200, **filters)
        assert answer.status_code == 200, answer.text
        return list(reversed(answer.json()["items"]))

    async def fees(self, **filters: Any) -> list[int]:
        return [entry["fee0_cents"] for entry in await self.entries(**filters)]


def undone(entries: Sequence[Entry]) -> list[Entry]:
    """What reverses them."""
    return [entry.undone() for entry in entries]


async def open_books(world: World, monkeypatch: pytest.MonkeyPatch) -> Books:
    """A practice with a billing provider; the clock stands at the start of the stories."""
    opened = Books(world, await billing_practice(world), monkeypatch)
    opened.on(START)
    return opened
