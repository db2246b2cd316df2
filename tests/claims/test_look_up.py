"""What later stages get of claims."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from api.claims import ClaimState, Move, by_numbers, candidates, for_submission, move, ready
from api.claims.snapshot import Snapshot, decode
from api.kit.ids import new_id
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.encounters import bill, encounter, line, register, rendering_provider
from tests.builders.registration import coverage, patient, person
from tests.harness.world import PracticeWorld, World


@dataclass
class Billed:
    practice: PracticeWorld
    owner: Owner
    ids: list[UUID]
    numbers: list[str]


@pytest.fixture
async def billed(world: World) -> Billed:
    practice = await world.practice()
    await register(world, practice)
    bodies = [await bill(practice, external_id=f"V-{index}") for index in range(3)]
    return Billed(
        practice,
        Owner.practice(practice.id),
        [UUID(each["claim_id"]) for each in bodies],
        [each["claim_number"] for each in bodies],
    )


async def test_ready_claims_come_oldest_first_and_never_to_two(world: World, billed: Billed) -> None:
    async with (
        work_for(world.services, billed.owner, "test") as one,
        work_for(world.services, billed.owner, "test") as two,
    ):
        first = await ready(one, 2)
        second = await ready(two, 10)
        chosen = await ready(two, 10, [billed.ids[2], new_id()])
        none = await ready(two, 10, [])
    assert [each.id for each in first] == billed.ids[:2]
    assert {each.channel for each in first} == {"sandbox"}
    assert [each.id for each in second] == billed.ids[2:], "what another transaction holds is passed over"
    assert ([each.id for each in chosen], none) == ([billed.ids[2]], [])


async def test_a_queued_claim_is_no_longer_ready(world: World, billed: Billed) -> None:
    async with work_for(world.services, billed.owner, "test") as work:
        await move(work, [Move(billed.ids[0], ClaimState.QUEUED, "claim.queued")])
        assert [each.id for each in await ready(work, 10)] == billed.ids[1:]


async def test_for_submission_gives_everything_the_837p_says(world: World, billed: Billed) -> None:
    await billed.practice.ehr.post(billed.practice.path("/patients"), patient(last_name="Changed"))
    async with work_for(world.services, billed.owner, "test") as work:
        found = await for_submission(work, [billed.ids[1], new_id(), billed.ids[0]])
    assert [each.id for each in found] == [billed.ids[1], billed.ids[0]]
    claim = found[0]
    assert (claim.payer_identifier, claim.payer_name, claim.filing_indicator) == ("SBXCO", "Sandbox Commercial", "CI")
    snapshot = claim.snapshot
    assert snapshot.number == claim.number == billed.numbers[1]
    assert snapshot.patient.last_name == "Doe", "as it stood when the claim was made"
    assert snapshot.subscriber == snapshot.patient
    assert snapshot.billing_provider.npi == "1234567893"
    assert snapshot.charge_cents == 15000
    assert [each.control_number for each in snapshot.lines] == [f"{claim.number}01"]


async def test_by_numbers_gives_the_practices_own(world: World, billed: Billed) -> None:
    oak = await world.practice("Oak")
    async with work_for(world.services, billed.owner, "test") as work:
        mine = await by_numbers(work, [*billed.numbers[:2], "NOSUCH"])
    async with work_for(world.services, Owner.practice(oak.id), "test") as work:
        foreign = await by_numbers(work, billed.numbers)
    assert {number: facts.id for number, facts in mine.items()} == dict(
        zip(billed.numbers[:2], billed.ids[:2], strict=True)
    )
    assert {facts.state for facts in mine.values()} == {ClaimState.READY}
    assert foreign == {}


async def test_candidates_are_found_by_number_or_icn_with_their_lines(world: World, billed: Billed) -> None:
    async with work_for(world.services, billed.owner, "test") as work:
        icn = "2026015ABC"
        steps = [ClaimState.QUEUED, ClaimState.SUBMITTED]
        await move(work, [Move(billed.ids[2], state, "claim.moved", payer_claim_control_number=icn) for state in steps])
        found = await candidates(work, [billed.numbers[0]], [icn, "OTHER"])
        nothing = await candidates(work, [], [])
    assert [each.id for each in found] == [billed.ids[0], billed.ids[2]]
    assert found[1].payer_claim_control_number == icn
    [single] = found[0].lines
    assert (single.control_number, single.procedure, single.modifiers) == (f"{billed.numbers[0]}01", "99213", ())
    assert (single.units, single.charge_cents, single.service_date.isoformat()) == (1, 15000, "2026-01-15")
    assert nothing == []


async def snapshot_of(world: World, practice: PracticeWorld, claim_id: str) -> Snapshot:
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        [found] = await for_submission(work, [UUID(claim_id)])
    return found.snapshot


async def test_a_dependent_is_billed_under_the_subscriber(world: World) -> None:
    practice = await world.practice()
    holder = person(last_name="Roe", first_name="Sam")
    await register(world, practice, relationship="19", subscriber=holder)
    snapshot = await snapshot_of(world, practice, (await bill(practice))["claim_id"])
    assert (snapshot.relationship, snapshot.subscriber.last_name, snapshot.patient.last_name) == ("19", "Roe", "Doe")


async def test_a_dependent_with_an_id_of_its_own_is_billed_as_the_subscriber(world: World) -> None:
    practice = await world.practice()
    await register(world, practice, relationship="19", id_is_patient_unique=True)
    snapshot = await snapshot_of(world, practice, (await bill(practice))["claim_id"])
    assert (snapshot.relationship, snapshot.subscriber) == ("18", snapshot.patient)


async def test_the_content_hash_tells_whether_the_same_was_billed(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    same = [
        await bill(practice, external_id=f"V-{index}", rendering_provider=rendering_provider()) for index in range(2)
    ]
    other = await bill(practice, external_id="V-9", lines=[line(units=2)])
    first, second, third = [(await snapshot_of(world, practice, each["claim_id"])) for each in (*same, other)]
    assert first.number != second.number
    assert first.content_hash() == second.content_hash() != third.content_hash()
    assert decode(first.encode()) == first


async def test_a_coverage_of_medicare_is_billed_to_medicare(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    await practice.ehr.post(practice.path("/coverages"), coverage(world.payers["SBXMC"], external_id="COV-2"))
    answer = await practice.ehr.post(practice.path("/encounters"), encounter(coverage_external_id="COV-2"))
    snapshot = await snapshot_of(world, practice, answer.json()["claim_id"])
    assert (snapshot.payer.identifier, snapshot.payer.filing_indicator) == ("SBXMC", "MB")
