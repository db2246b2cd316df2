"""Who takes part: a billing company, two practices, their EHRs, and a partner."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import httpx

from api.demo.caller import Caller, Json
from api.demo.plan import COMMERCIAL, MEDICARE, PRACTICE_ONE, PRACTICE_TWO, Expected, Visit
from api.demo.process import Site
from api.kit.settings import Settings
from api.onboarding.bootstrap import create_organization
from tenants.oauth.schemas import ClientCreated
from tenants.scopes import PARTNER_SCOPES, PRACTICE_SCOPES
from tenants.services import open_services

TIME_ZONE: Final = "America/Chicago"
PAYERS: Final[tuple[Json, ...]] = (
    {"identifier": COMMERCIAL, "name": "Sandbox Commercial", "filing_indicator": "CI", "channel": "sandbox"},
    {"identifier": MEDICARE, "name": "Sandbox Medicare", "filing_indicator": "MB", "channel": "sandbox"},
)
PRACTICES: Final = (
    ("Elm Street Family Medicine", "1234567893", PRACTICE_ONE),
    ("Oak Avenue Pediatrics", "1003000126", PRACTICE_TWO),
)
"""Name, NPI of the billing provider, visits."""


@dataclass(slots=True)
class DemoPractice:
    """A practice, its EHR's client, and what its visits must come to."""

    id: str
    name: str
    ehr: Caller
    npi: str
    expected: Expected
    patient_ids: dict[int, str] = field(default_factory=dict)
    """By the number of the person's first visit."""
    claim_ids: dict[int, str] = field(default_factory=dict)
    """The first claim of each visit, by its number."""
    corrected_ids: dict[int, str] = field(default_factory=dict)
    """The claim that took its place, where one did."""
    submission_ids: list[str] = field(default_factory=list)
    remittance_ids: list[str] = field(default_factory=list)
    claims: int = 0
    charged_cents: int = 0
    insurance_paid_cents: int = 0
    patient_paid_cents: int = 0
    fee_cents: int = 0
    fee_tie_out: bool = False
    ledger_sum_cents: int = 0
    ledger_entries: int = 0
    accounts: dict[str, int] = field(default_factory=dict)
    """Balance by ledger account."""
    fee_statement: Json = field(default_factory=dict)
    first_pass: Json = field(default_factory=dict)
    """Every rate by its name; like the amounts above, as the API told it."""

    def read_claims(self) -> dict[str, Json]:
        """Every claim as it stands, by id."""
        return {claim["id"]: claim for claim in self.ehr.get_all("/claims")}

    def pairs(self, claims: Mapping[str, Json]) -> list[tuple[Visit, Json]]:
        """Each visit that was billed with its first claim."""
        return [
            (visit, claims[self.claim_ids[visit.number]])
            for visit in self.expected.visits
            if visit.number in self.claim_ids
        ]

    def visits_of(self, *scenarios: str) -> list[Visit]:
        """The visits that asked for one of these."""
        return [visit for visit in self.expected.visits if visit.scenario in scenarios]

    def ids_of(self, *firsts: str) -> list[str]:
        """The claims that the first answer must leave like this."""
        return sorted(
            self.claim_ids[visit.number]
            for visit in self.expected.visits
            if visit.story.first in firsts and visit.number in self.claim_ids
        )

    def standing_claim(self, number: int) -> str:
        """The claim of a visit that stands in the end."""
        return self.corrected_ids.get(number, self.claim_ids[number])

    def as_json(self) -> Json:
        """For the document."""
        names = (
            *("id", "name", "claims", "charged_cents", "insurance_paid_cents", "patient_paid_cents"),
            *("fee_cents", "fee_tie_out", "first_pass"),
        )
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class Cast:
    """Everybody, and the payer they deal with."""

    site: Site
    organization_id: str
    staff: Caller
    practices: tuple[DemoPractice, ...]
    partner: Caller
    partner_id: str
    payer_ids: dict[str, str]
    """By identifier."""

    def clients(self) -> list[Json]:
        """What a reader needs to sign in as each of them."""
        owners: list[tuple[Caller, Json]] = [(self.staff, {"organization_id": self.organization_id})]
        owners += [(practice.ehr, {"practice_id": practice.id}) for practice in self.practices]
        owners.append((self.partner, {"organization_id": self.organization_id, "partner_id": self.partner_id}))
        return [
            {
                "name": caller.name,
                "client_id": caller.client_id,
                "client_secret": caller.client_secret,
                "scopes": caller.scopes,
            }
            | owner
            for caller, owner in owners
        ]


def assemble(site: Site, http: httpx.Client) -> Cast:
    """Make a new organization as an operator does, and the rest as its first client, through the API."""
    organization_id, first = asyncio.run(_bootstrap(site.settings, "Harbor Billing"))
    home = f"/v1/organizations/{organization_id}"
    staff = Caller(http, "Harbor Billing", str(first.id), first.client_secret, first.scopes, home, site.look_after)
    payer_ids = {payer["identifier"]: staff.post("/payers", payer)["id"] for payer in PAYERS}
    practices = tuple(_practice(staff, *each) for each in PRACTICES)
    waiting = {practice.id for practice in practices}
    site.until("both practices are set up", lambda: waiting <= _active(staff))
    name = "Lakeside Health Plan"
    partner_id = staff.post("/partners", {"name": name, "practice_ids": sorted(waiting)})["id"]
    order = {"kind": "partner", "partner_id": partner_id, "scopes": sorted(PARTNER_SCOPES)}
    partner = _client(staff, name, f"/v1/partners/{partner_id}", order)
    return Cast(site, str(organization_id), staff, practices, partner, partner_id, payer_ids)


async def _bootstrap(settings: Settings, name: str) -> tuple[UUID, ClientCreated]:
    async with open_services(settings) as services:
        return await create_organization(services, name)


def _practice(staff: Caller, name: str, npi: str, expected: Expected) -> DemoPractice:
    order = {"name": name, "time_zone": TIME_ZONE, "mode": "test"}
    practice_id = staff.post("/practices", order)["id"]
    binding = {"kind": "practice", "practice_id": practice_id, "scopes": sorted(PRACTICE_SCOPES)}
    ehr = _client(staff, f"EHR of {name}", f"/v1/practices/{practice_id}", binding)
    return DemoPractice(practice_id, name, ehr, npi, expected)


def _active(staff: Caller) -> set[str]:
    return {practice["id"] for practice in staff.get_all("/practices") if practice["state"] == "active"}


def _client(staff: Caller, name: str, home: str, order: Json) -> Caller:
    made = staff.post("/clients", {"name": name} | order)
    return Caller(staff.http, name, made["id"], made["client_secret"], made["scopes"], home, staff.look_after)
