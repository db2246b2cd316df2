"""A partner, the practice it is told about, and releases to it."""

from dataclasses import dataclass
from typing import Any

from tests.harness.database import Database
from tests.harness.world import Caller, World
from tests.reports.families import Families

MONTH = "2026-03"


@dataclass(slots=True)
class Releasing:
    """One partner of one practice."""

    world: World
    database: Database
    families: Families
    partner_id: str
    partner: Caller

    @classmethod
    async def open(cls, world: World, database: Database, name: str = "Elm Street") -> "Releasing":
        practice = await world.practice(name)
        order = {"name": "Lakeside Network", "practice_ids": [str(practice.id)]}
        answer = await world.staff.post(world.path("/partners"), order)
        answer.raise_for_status()
        partner_id = answer.json()["id"]
        client = await world.client(kind="partner", partner_id=partner_id, scopes=["releases:read"])
        return cls(world, database, Families(world, database, practice), partner_id, client)

    async def order(self, **order: Any) -> str:
        """Order a release of March; its id."""
        body = {"partner_id": self.partner_id, "month_from": MONTH, "month_to": MONTH} | order
        answer = await self.world.staff.post(self.world.path("/releases"), body)
        assert answer.status_code == 202, answer.text
        assert answer.json()["state"] == "computing"
        ordered: str = answer.json()["id"]
        return ordered

    async def release(self, **order: Any) -> str:
        """Order one and let the job compute it."""
        ordered = await self.order(**order)
        await self.world.work()
        return ordered

    async def rates(self, **params: Any) -> dict[str, Any]:
        """What the partner reads."""
        answer = await self.partner.get(f"/v1/partners/{self.partner_id}/first-pass-rates", **params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def fprr(self) -> tuple[int | None, int | None, str | None]:
        """The partner's fprr of March: numerator, denominator, reason."""
        (cell,) = [item for item in (await self.rates())["items"] if item["metric"] == "fprr"]
        return cell["numerator"], cell["denominator"], cell["suppressed_reason"]
