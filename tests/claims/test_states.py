"""The state machine, through `move`, as the stages use it."""

from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.claims import ADJUDICATED, TRANSITIONS, ClaimState, Move, Moved, move
from api.claims.states import may_move
from api.kit.ids import new_id
from tenants.owner import Owner
from tenants.services import work_for
from tests.builders.encounters import bill, register
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World

STATES = st.sampled_from(ClaimState)
TAKEN_BACK = {ClaimState.REVERSED, ClaimState.PENDED, ClaimState.FORWARDED}
"""Where a payer's own later word may lead from its decision."""


def test_every_state_is_in_the_table_and_none_leads_to_itself() -> None:
    assert set(TRANSITIONS) == set(ClaimState)
    assert not any(may_move(state, state) for state in ClaimState)


def test_rejected_is_not_denied() -> None:
    assert ClaimState.REJECTED not in ADJUDICATED
    assert may_move(ClaimState.REJECTED, ClaimState.READY)
    assert not may_move(ClaimState.DENIED, ClaimState.READY)


@given(st.lists(STATES, max_size=30))
def test_no_acknowledgement_undoes_what_a_payer_decided(targets: list[ClaimState]) -> None:
    state = ClaimState.SUBMITTED
    is_decided = False
    for target in targets:
        state = target if may_move(state, target) else state
        is_decided = is_decided or state in ADJUDICATED
        assert not is_decided or state in ADJUDICATED | TAKEN_BACK


async def moved(world: World, practice: PracticeWorld, moves: Sequence[Move]) -> list[Moved]:
    async with work_for(world.services, Owner.practice(practice.id), "test") as work:
        return await move(work, moves)


async def test_any_sequence_of_moves_stays_in_the_table(world: World, database: Database) -> None:
    practice = await world.practice()
    await register(world, practice)
    ids = [UUID((await bill(practice, external_id=f"V-{index}"))["claim_id"]) for index in range(3)]
    targets = list(ClaimState) * 2
    for start in range(len(targets)):
        batch = [
            Move(claim_id, targets[(start * 7 + place) % len(targets)], "claim.moved")
            for place, claim_id in enumerate(ids)
        ]
        for result in await moved(world, practice, batch):
            wanted = next(each.state for each in batch if each.claim_id == result.claim_id)
            assert result.before is not None
            assert wanted is not None
            assert result.applied is may_move(result.before, wanted)
            assert result.after == (wanted if result.applied else result.before)
    steps = database.as_superuser("select data ->> 'from', data ->> 'to' from event where kind = 'claim.moved'")
    assert steps
    assert all(may_move(ClaimState(before), ClaimState(after)) for before, after in steps)
    versions = database.as_superuser("select sum(version - 1) from claim")
    assert versions == [(len(steps),)], "each move that applied is a version and an event"


async def test_a_late_or_repeated_acknowledgement_changes_nothing(world: World, database: Database) -> None:
    practice = await world.practice()
    await register(world, practice)
    claim_id = UUID((await bill(practice))["claim_id"])
    path = [ClaimState.QUEUED, ClaimState.SUBMITTED, ClaimState.ACCEPTED, ClaimState.PAID]
    first = await moved(world, practice, [Move(claim_id, state, "claim.moved") for state in path])
    assert all(result.applied for result in first), "moves of one claim apply in the order given"
    [late] = await moved(
        world, practice, [Move(claim_id, ClaimState.ACCEPTED, "claim.moved", payer_claim_control_number="LATE")]
    )
    assert late == Moved(claim_id, ClaimState.PAID, ClaimState.PAID, applied=False)
    assert database.as_superuser("select state, version, payer_claim_control_number from claim") == [
        ("paid", 2, None)
    ], "one change of the row"


async def test_a_move_tells_why_and_keeps_the_icn(world: World) -> None:
    practice = await world.practice()
    await register(world, practice)
    billed = await bill(practice)
    claim_id = UUID(billed["claim_id"])
    await moved(
        world,
        practice,
        [
            Move(claim_id, ClaimState.QUEUED, "claim.queued"),
            Move(
                claim_id,
                ClaimState.REJECTED,
                "claim.turned_away",
                {"status": "A7:562:85"},
                reason="277CA",
                payer_claim_control_number="ICN-1",
            ),
        ],
    )
    timeline = (await practice.ehr.get(practice.path(f"/claims/{claim_id}/timeline"))).json()["items"]
    assert [event["kind"] for event in timeline] == ["claim.created", "claim.queued", "claim.turned_away"]
    assert timeline[-1]["reason"] == "277CA"
    assert timeline[-1]["data"] == {
        "number": billed["claim_number"],
        "family_id": str(claim_id),
        "from": "queued",
        "to": "rejected",
        "status": "A7:562:85",
    }
    claim = (await practice.ehr.get(practice.path(f"/claims/{claim_id}"))).json()
    assert (claim["state"], claim["payer_claim_control_number"], claim["version"]) == ("rejected", "ICN-1", 2)


async def test_another_practices_claim_does_not_move(world: World, database: Database) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    await register(world, elm)
    claim_id = UUID((await bill(elm))["claim_id"])
    strangers = [Move(claim_id, ClaimState.QUEUED, "claim.queued"), Move(new_id(), ClaimState.QUEUED, "claim.queued")]
    assert [(each.before, each.applied) for each in await moved(world, oak, strangers)] == [(None, False)] * 2
    assert database.as_superuser("select state from claim") == [("ready",)]
