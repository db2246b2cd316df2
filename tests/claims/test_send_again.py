"""A rejected claim goes out again, for whoever names the version they have read; a retry gets the first answer."""

from tests.builders.submissions import billing_practice, make_claim
from tests.harness.world import PracticeWorld, World

REASON = {"reason": "The file was refused, not the claim"}


async def rejected_claim(world: World) -> tuple[PracticeWorld, str, str]:
    """A practice, a claim that the front end turned away, and its ETag."""
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, scenario="04A")
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    path = practice.path(f"/claims/{claim['id']}")
    found = await practice.ehr.get(path)
    assert found.json()["state"] == "rejected"
    return practice, path, found.headers["etag"]


async def test_a_rejected_claim_is_ready_again_and_says_why(world: World) -> None:
    practice, path, etag = await rejected_claim(world)
    answer = await practice.ehr.post(f"{path}/send-again", REASON, headers={"If-Match": etag})
    assert (answer.status_code, answer.json()["state"]) == (200, "ready")
    assert answer.headers["etag"] != etag
    last = (await practice.ehr.get(f"{path}/timeline")).json()["items"][-1]
    assert (last["kind"], last["reason"]) == ("claim.returned", REASON["reason"])
    sent = await practice.ehr.post(practice.path("/submissions"), {})
    assert sent.status_code == 202


async def test_without_the_version_428_and_with_an_old_one_412(world: World) -> None:
    practice, path, _ = await rejected_claim(world)
    missing = await practice.ehr.post(f"{path}/send-again", REASON)
    stale = await practice.ehr.post(f"{path}/send-again", REASON, headers={"If-Match": '"1"'})
    assert [missing.status_code, stale.status_code] == [428, 412]
    assert (await practice.ehr.get(path)).json()["state"] == "rejected"


async def test_a_replay_with_a_version_gone_stale_gets_the_stored_answer(world: World) -> None:
    practice, path, etag = await rejected_claim(world)
    first = await practice.ehr.post(f"{path}/send-again", REASON, key="k1", headers={"If-Match": etag})
    again = await practice.ehr.post(f"{path}/send-again", REASON, key="k1", headers={"If-Match": etag})
    assert (first.status_code, first.content, first.headers["etag"]) == (
        again.status_code,
        again.content,
        again.headers["etag"],
    )
    fresh = await practice.ehr.post(f"{path}/send-again", REASON, key="k2", headers={"If-Match": etag})
    assert fresh.status_code == 412


async def test_only_a_rejected_claim_is_sent_again(world: World) -> None:
    practice = await billing_practice(world)
    claim = await make_claim(world, practice)
    path = practice.path(f"/claims/{claim['id']}")
    answer = await practice.ehr.post(f"{path}/send-again", REASON, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "claim-not-rejected")
