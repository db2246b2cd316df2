import pytest

from api.files import plugged
from tests.harness.world import World


def order(**changes: str) -> dict[str, str]:
    return {"identifier": "PLAN1", "name": "Plan", "filing_indicator": "CI", "channel": "sandbox"} | changes


@pytest.mark.parametrize("channel", ["directory", "sftp", "http"])
async def test_a_payer_on_a_channel_that_is_not_there_is_refused(world: World, channel: str) -> None:
    answer = await world.staff.post(world.path("/payers"), order(channel=channel))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/body/channel"]


async def test_the_contract_names_the_channels_that_are_there(world: World) -> None:
    contract = (await world.http.get("/openapi.json")).json()
    channel = contract["components"]["schemas"]["PayerCreate"]["properties"]["channel"]
    named = channel.get("enum") or [channel["const"]]
    assert [name for name in named if plugged(name) is None] == []
    assert [name for name in ("sandbox", "directory", "sftp", "http") if plugged(name)] == named


async def test_an_identifier_is_explained_in_words(world: World) -> None:
    answer = await world.staff.post(world.path("/payers"), order(identifier="plan-1"))
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/body/identifier", "payer_identifier")
    ]
    assert "[A-Z" not in answer.text
