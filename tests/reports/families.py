"""Claim families whose cycle is told by events alone, as the stages before the reports record them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from api.events import NewEvent, record
from api.kit.ids import new_id
from tenants.owner import Owner
from tenants.services import work_for
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

SENT_ON = date(2026, 2, 27)
PAID_ON = date(2026, 3, 12)
CHARGE_CENTS = 15000

CLAIM = """
insert into claim (tenant_id, id, number, family_id, receivable_claim_id, correction_method, frequency,
    encounter_id, patient_id, coverage_id, payer_id,
    billing_provider_id, payer_sequence, state, service_from, service_to, charge_cents, snapshot, content_hash, version,
    created_at, updated_at)
select %(tenant_id)s, u.id, 'T' || upper(right(u.id::text, 12)), u.id, u.id, '', '1', u.id, u.id, u.id,
    %(payer_id)s, u.id, 'P',
    'submitted', '2026-02-20', '2026-02-20', 15000, ''::bytea, ''::bytea, 1, now(), now()
from unnest(%(ids)s::uuid[]) u(id)
"""


@dataclass(slots=True)
class Families:
    """The claims of one practice, and what happens to them."""

    world: World
    database: Database
    practice: PracticeWorld

    @property
    def payer_id(self) -> UUID:
        return UUID(self.world.payers["SBXCO"])

    def exist(self, count: int) -> list[UUID]:
        """Bare claims: what a fact points at. Written past the rules of the stages that make real ones."""
        ids = [new_id() for _ in range(count)]
        with psycopg.connect(self.database.superuser_url) as connection:
            connection.execute("set session_replication_role = replica")
            params = {"tenant_id": self.practice.id, "payer_id": self.payer_id, "ids": ids}
            connection.execute(CLAIM, params)
        return ids

    async def submitted(self, count: int = 1, **data: Any) -> list[UUID]:
        """New families, sent."""
        ids = self.exist(count)
        await self.send(ids, **data)
        return ids

    async def adjudicated(self, count: int = 1, **data: Any) -> list[UUID]:
        """New families, sent and paid as billed unless `data` says otherwise."""
        ids = await self.submitted(count)
        await self.adjudicate(ids, **data)
        return ids

    async def send(self, ids: Sequence[UUID], **data: Any) -> None:
        await self.record("claim.submitted", ids, self.submission(**data))

    async def acknowledge(self, ids: Sequence[UUID], outcome: str, **data: Any) -> None:
        told = {"outcome": outcome, "from_payer": True, "source": "277CA", "received_on": date(2026, 2, 28)} | data
        await self.record("claim.acknowledged", ids, told)

    async def adjudicate(self, ids: Sequence[UUID], **data: Any) -> None:
        await self.record("claim.adjudicated", ids, self.adjudication(**data))

    def submission(self, **data: Any) -> dict[str, Any]:
        return {
            "batch_id": new_id(),
            "submitted_on": SENT_ON,
            "payer_id": self.payer_id,
            "billing_provider_id": new_id(),
            "charge_cents": CHARGE_CENTS,
            "lines": 1,
            "frequency": "1",
            "payer_sequence": "P",
        } | data

    def adjudication(self, **data: Any) -> dict[str, Any]:
        return {
            "adjudicated_on": PAID_ON,
            "from": "accepted",
            "to": "paid",
            "status_code": "1",
            "complete": True,
            "denied_cents": 0,
            "paid_cents": 8000,
            "charge_cents": CHARGE_CENTS,
            "any_payment": True,
            "capitated": False,
            "duplicate": False,
            "lines_charged": 1,
            "lines_clean": 0 if data.get("denied_cents") else 1,
            "payer_id": self.payer_id,
            "payer_sequence": "P",
            "claim_payment_id": new_id(),
        } | data

    async def record(self, kind: str, ids: Sequence[UUID], data: dict[str, Any]) -> None:
        await self.record_all(
            [NewEvent(kind, "claim", family_id, data | {"family_id": family_id}) for family_id in ids]
        )

    async def record_all(self, events: Sequence[NewEvent]) -> None:
        """Events of one transaction."""
        async with work_for(self.world.services, Owner.practice(self.practice.id), "test") as work:
            await record(work, events)

    async def rate(self, metric: str = "fprr", **params: Any) -> dict[str, Any]:
        answer = await self.practice.ehr.get(self.practice.path("/reports/first-pass"), metric=metric, **params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def counts(self, metric: str = "fprr", **params: Any) -> tuple[int, int, int, int]:
        """Of a rate: numerator, denominator, pending, excluded."""
        rate = await self.rate(metric, **params)
        return rate["numerator"], rate["denominator"], rate["pending"], rate["excluded"]

    async def behind(self, outcome: str, metric: str = "fprr", **params: Any) -> dict[str, dict[str, Any]]:
        """The claims of one part of a rate, by id."""
        path = self.practice.path("/reports/first-pass/claims")
        answer = await self.practice.ehr.get(path, metric=metric, outcome=outcome, **params)
        assert answer.status_code == 200, answer.text
        return {item["claim_id"]: item for item in answer.json()["items"]}
