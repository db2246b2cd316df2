"""The ground the walk stands on: two organizations; in the first two practices that share it, in the second a third.

Each site is filled by the exercisers themselves, twice over, so that every list has a second page.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from api.kit.settings import Settings
from api.onboarding.bootstrap import create_organization
from tenants.scopes import ORGANIZATION_SCOPES, PRACTICE_SCOPES
from tests.harness.world import Caller, PracticeWorld, World, open_world


@dataclass(slots=True)
class Site:
    """A practice with its organization, whoever acts for them, and the ids of what they have made."""

    number: int
    world: World
    practice: PracticeWorld
    partner: Caller | None = None
    round: int = 0
    turn: int = 0
    ids: dict[str, str] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)
    """A cursor to the second page of each list, by operation."""
    keys: dict[str, str] = field(default_factory=dict)
    """The idempotency key that each write was last made under, by the name of its exerciser."""

    @property
    def mark(self) -> str:
        """Tells this site's data, and each round of it, from every other's."""
        return f"{self.number}{self.round}"

    @property
    def member_id(self) -> str:
        return f"SBX01A{self.mark}X"

    @property
    def npi(self) -> str:
        return with_check_digit(f"19{self.number:03d}{self.round:04d}")


def with_check_digit(nine_digits: str) -> str:
    """An NPI: the Luhn digit over 80840 and nine digits."""
    total = 0
    for position, digit in enumerate(reversed(f"80840{nine_digits}")):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{nine_digits}{-total % 10}"


@dataclass(slots=True)
class Ground:
    """`mine` and `neighbor` are practices of one organization, `stranger` of another."""

    mine: Site
    neighbor: Site
    stranger: Site
    narrow: dict[str, Caller] = field(default_factory=dict)
    """Clients of `mine` that hold one scope, by kind and scope."""

    @property
    def sites(self) -> tuple[Site, Site, Site]:
        return self.mine, self.neighbor, self.stranger

    async def lacking(self, scope: str, level: str) -> Caller:
        """A caller of `mine` at this level whose token lacks a scope."""
        world, practice = self.mine.world, self.mine.practice
        if level == "organizations":
            other = next(each for each in sorted(ORGANIZATION_SCOPES) if each != scope)
            order = {"kind": "organization", "scopes": [other], "granted_practice_ids": [str(practice.id)]}
        else:
            other = next(each for each in sorted(PRACTICE_SCOPES) if each != scope)
            order = {"kind": "practice", "scopes": [other], "practice_id": str(practice.id)}
        key = f"{level} {other}"
        if key not in self.narrow:
            self.narrow[key] = await world.client(**order)
        return self.narrow[key]


@asynccontextmanager
async def open_ground(settings: Settings) -> AsyncIterator[Ground]:
    """The product with three empty sites."""
    async with open_world(settings) as world:
        elm, oak = await world.practice("Elm Street"), await world.practice("Oak Avenue")
        organization_id, first = await create_organization(world.services, "Bay Billing")
        other = World(settings, world.app, world.services, world.http, organization_id, world.staff)
        other.staff = await world.caller(str(first.id), first.client_secret)
        for identifier, indicator in (("SBXCO", "CI"), ("SBXMC", "MB")):
            order = {"identifier": identifier, "name": "Sandbox", "filing_indicator": indicator, "channel": "sandbox"}
            answer = await other.staff.post(other.path("/payers"), order)
            other.payers[identifier] = answer.raise_for_status().json()["id"]
        pine = await other.practice("Pine Road")
        yield Ground(Site(1, world, elm), Site(2, world, oak), Site(3, other, pine))
