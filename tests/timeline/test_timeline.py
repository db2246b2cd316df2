"""A claim's story as one answer: what happened, the bytes, the ledger, denials and fees."""

from typing import Any

from tests.builders.submissions import billing_practice, make_claim
from tests.harness.world import PracticeWorld, World


async def settled(world: World, scenario: str) -> tuple[PracticeWorld, dict[str, Any]]:
    """A claim that went out and was answered, and its timeline."""
    practice = await billing_practice(world)
    claim = await make_claim(world, practice, 1, scenario=scenario)
    (await practice.ehr.post(practice.path("/submissions"), {})).raise_for_status()
    await world.work()
    answer = await practice.ehr.get(practice.path(f"/claims/{claim['id']}/timeline"))
    assert answer.status_code == 200, answer.text
    return practice, answer.json()


async def test_the_bytes_that_went_out_and_came_back_are_there(world: World) -> None:
    practice, told = await settled(world, "01A")
    kinds = [(file["direction"], file["kind"]) for file in told["files"]]
    assert kinds[0] == ("sent", "837P")
    assert sorted(kinds[1:]) == [("received", kind) for kind in ("277CA", "835", "999", "TA1")]
    for file in told["files"]:
        content = await practice.ehr.get(practice.path(f"/transactions/{file['transaction_id']}/file"))
        assert content.content.startswith(b"ISA"), file["kind"]
    (payment,) = [file for file in told["files"] if file["kind"] == "835"]
    assert (payment["status_code"], payment["paid_cents"]) == ("1", 8000)


async def test_what_was_posted_on_the_claim_is_there_in_order(world: World) -> None:
    _, told = await settled(world, "01A")
    posted = [(entry["debit"], entry["credit"], entry["cents"]) for entry in told["entries"]]
    assert posted[0] == ("insurance_receivable", "charges", 15000)
    assert sorted(posted[1:]) == [
        ("contractual_adjustments", "insurance_receivable", 4500),
        ("patient_receivable", "insurance_receivable", 2500),
        ("undeposited_funds", "insurance_receivable", 8000),
    ]
    assert told["denials"] == told["fees"] == []
    (payment,) = [file for file in told["files"] if file["kind"] == "835"]
    assert {entry["claim_payment_id"] for entry in told["entries"][1:]} == {payment["claim_payment_id"]}


async def test_a_denial_is_there_as_it_stands(world: World) -> None:
    _, told = await settled(world, "07A")
    (denial,) = told["denials"]
    assert (denial["group_code"], denial["reason_code"], denial["cents"], denial["state"]) == (
        "CO",
        "197",
        15000,
        "open",
    )
    assert [item["kind"] for item in told["items"]][-2:] == ["claim.adjudicated", "denial.opened"]
