from typing import Any

import pytest

from api.acknowledgements.jobs import receive
from api.kit.ids import new_id
from api.x12 import (
    ClaimAcknowledgement,
    ClaimStatus,
    DatePeriod,
    EntityName,
    Party,
    ProviderStatus,
    ReceiverStatus,
    StatusCode,
    StatusInformation,
    write_277cas,
)
from tests.builders.registration import BILLING_NPI
from tests.builders.submissions import billing_practice, make_claim
from tests.builders.x12_files import interchange_acknowledgement
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World
from tests.x12.builders import CREATED, SERVICE_DATE, facts


async def sent(
    world: World, practice: PracticeWorld, scenario: str = "04E", count: int = 1
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A batch that was sent, and its claims; with 04E they stay submitted."""
    claims = [await make_claim(world, practice, number, scenario=scenario) for number in range(1, count + 1)]
    answer = await practice.ehr.post(practice.path("/submissions"), {})
    assert answer.status_code == 202, answer.text
    await world.work()
    return answer.json()["items"][0], claims


async def read(practice: PracticeWorld, path: str) -> dict[str, Any]:
    answer = await practice.ehr.get(practice.path(path))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def states(practice: PracticeWorld, claims: list[dict[str, Any]]) -> list[str]:
    return [(await read(practice, f"/claims/{claim['id']}"))["state"] for claim in claims]


async def deliver(world: World, content: bytes) -> None:
    answer = await world.staff.send_file(world.path("/interchanges"), content)
    assert answer.status_code == 202, answer.text
    await world.work()
    waiting = (await world.staff.get(world.path("/interchange-transactions"))).json()["items"]
    assert waiting == []


def stc(category: str, status: str = "21", action: str = "U", entity: str = "") -> StatusInformation:
    return StatusInformation(
        codes=(StatusCode(category, status, entity),), date=SERVICE_DATE, action=action, cents=15000
    )


def claim_status(number: str, *statuses: StatusInformation) -> ClaimStatus:
    return ClaimStatus(
        patient=EntityName("QC", "1", "DOE", "JANE", "", "", "", "MI", "M0001"),
        claim_id=number,
        statuses=list(statuses),
        dates=[DatePeriod("472", SERVICE_DATE, SERVICE_DATE)],
    )


def acknowledgement(
    claims: list[ClaimStatus],
    *,
    source: str = "AY",
    receiver: tuple[StatusInformation, ...] = (),
    provider: tuple[StatusInformation, ...] = (),
    reference: str = "000000001",
    control: str = "000000500",
) -> bytes:
    answer = ClaimAcknowledgement(
        control_number="0001",
        reference="ANSWER",
        created=CREATED,
        source=Party(entity_code=source, last_name="CLEARINGHOUSE", id_qualifier="46", id="CLEAR"),
        trace_number="ANSWER",
        received_on=SERVICE_DATE,
        processed_on=SERVICE_DATE,
        receivers=[
            ReceiverStatus(
                receiver=Party(entity_code="41", last_name="BILLING", id_qualifier="46", id="FPBILLING"),
                trace_number=reference,
                statuses=list(receiver) or [stc("A1", "19", "WQ")],
                providers=[
                    ProviderStatus(
                        provider=Party(entity_code="85", last_name="ELM", id_qualifier="XX", id=BILLING_NPI),
                        trace_number="0",
                        statuses=list(provider),
                        claims=claims,
                    )
                ]
                if claims or provider
                else [],
            )
        ],
    )
    return write_277cas([answer], facts(control))


@pytest.mark.parametrize(("scenario", "kind"), [("04C", "999"), ("04D", "TA1")])
async def test_a_rejected_envelope_rejects_its_claims(
    world: World, database: Database, scenario: str, kind: str
) -> None:
    practice = await billing_practice(world)
    batch, claims = await sent(world, practice, scenario)
    assert await states(practice, claims) == ["rejected"]
    answers = (await read(practice, f"/submissions/{batch['id']}/acknowledgements"))["items"]
    assert [(each["kind"], each["code"]) for each in answers if each["outcome"] == "rejected"] == [(kind, "R")]
    if kind == "999":
        rejected = next(each for each in answers if each["outcome"] == "rejected")
        assert [error["segment"] for error in rejected["detail"]] == ["HI"]
    (event,) = database.as_superuser("select data from event where kind = 'claim.acknowledged'")
    assert (event[0]["source"], event[0]["outcome"], event[0]["from_payer"]) == (kind, "rejected", False)
    about = (await read(practice, f"/claims/{claims[0]['id']}/acknowledgements"))["submissions"]
    assert kind in {each["kind"] for each in about}


async def test_acceptance_above_the_claim_does_not_cascade(world: World) -> None:
    practice = await billing_practice(world)
    _, claims = await sent(world, practice)
    accepted = (stc("A2", "20", "WQ"),)
    content = acknowledgement(
        [claim_status(claims[0]["number"], stc("A1", "19", "WQ"))], receiver=accepted, provider=accepted
    )
    await deliver(world, content)
    assert await states(practice, claims) == ["submitted"]


REFUSED = (stc("A3"),)
ABOVE = pytest.mark.parametrize(("receiver", "provider"), [(REFUSED, ()), ((), REFUSED)], ids=["HL 21", "HL 19"])
Statuses = tuple[StatusInformation, ...]


@ABOVE
async def test_a_rejection_above_covers_every_claim_below(world: World, receiver: Statuses, provider: Statuses) -> None:
    practice = await billing_practice(world)
    _, claims = await sent(world, practice, count=2)
    listed = [claim_status(claim["number"], stc("A1", "19", "WQ")) for claim in claims]
    await deliver(world, acknowledgement(listed, receiver=receiver, provider=provider))
    assert await states(practice, claims) == ["rejected", "rejected"]


@ABOVE
async def test_a_rejection_that_lists_no_claim_covers_all_that_were_sent(
    world: World, receiver: Statuses, provider: Statuses
) -> None:
    practice = await billing_practice(world)
    _, claims = await sent(world, practice, count=2)
    await deliver(world, acknowledgement([], receiver=receiver, provider=provider))
    assert await states(practice, claims) == ["rejected", "rejected"]


async def test_the_clearinghouse_accepts_and_the_payer_behind_it_rejects(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    _, claims = await sent(world, practice)
    number = claims[0]["number"]
    await deliver(world, acknowledgement([claim_status(number, stc("A2", "20", "WQ"))]))
    assert await states(practice, claims) == ["accepted"]
    late = acknowledgement([claim_status(number, stc("A7", "562", entity="85"))], source="PR", control="000000501")
    await deliver(world, late)
    assert await states(practice, claims) == ["rejected"]
    events = [
        row[0] for row in database.as_superuser("select data from event where kind = 'claim.acknowledged' order by id")
    ]
    assert [(each["outcome"], each["from_payer"]) for each in events][1:] == [("accepted", False), ("rejected", True)]


async def test_an_action_that_contradicts_its_category_decides_nothing(world: World) -> None:
    practice = await billing_practice(world)
    _, claims = await sent(world, practice)
    await deliver(world, acknowledgement([claim_status(claims[0]["number"], stc("A7", "21", "WQ"))]))
    assert await states(practice, claims) == ["submitted"]
    newest = (await read(practice, "/transactions"))["items"][0]
    assert [finding["rule"] for finding in newest["findings"]] == ["acknowledgement.action"]


async def test_the_same_acknowledgement_taken_twice_counts_once(world: World, database: Database) -> None:
    practice = await billing_practice(world)
    _, claims = await sent(world, practice)
    await deliver(world, acknowledgement([claim_status(claims[0]["number"], stc("A2", "20", "WQ"))]))
    (newest,) = database.as_superuser(
        "select id from transaction_file where transaction_set = '277CA' order by created_at desc limit 1"
    )
    count = "select (select count(*) from event), (select count(*) from claim_acknowledgement)"
    before = database.as_superuser(count)
    await receive(world.services, practice_id=practice.id, transaction_file_id=newest[0])
    assert database.as_superuser(count) == before


async def test_an_answer_to_an_older_batch_does_not_reject_what_was_sent_again(
    world: World, database: Database
) -> None:
    practice = await billing_practice(world)
    _, claims = await sent(world, practice, "04E")
    again = new_id()
    database.as_superuser(
        "insert into submission_batch (tenant_id, id, channel, state, claim_count, interchange_control,"
        f" transaction_file_id, created_at) select tenant_id, '{again}', channel, state, 1, 77,"
        "  transaction_file_id, now() from submission_batch returning 1"
    )
    database.as_superuser(
        f"insert into submission_claim select tenant_id, '{again}', claim_id, false from submission_claim returning 1"
    )
    await deliver(world, interchange_acknowledgement(1, status="R", code="024"))
    assert await states(practice, claims) == ["submitted"]


async def test_an_answer_to_a_file_nobody_sent_waits_in_the_queue(world: World) -> None:
    await billing_practice(world)
    answer = await world.staff.send_file(world.path("/interchanges"), interchange_acknowledgement(4711))
    assert answer.status_code == 202
    await world.work()
    waiting = (await world.staff.get(world.path("/interchange-transactions"))).json()["items"]
    assert [(each["transaction_set"], each["reason"]) for each in waiting] == [("TA1", "batch_unknown")]


async def test_a_foreign_claim_reads_like_an_unknown_one(world: World) -> None:
    elm, oak = await billing_practice(world, "Elm"), await world.practice("Oak")
    batch, claims = await sent(world, elm)
    for path, known in (
        ("/claims/{}/acknowledgements", claims[0]["id"]),
        ("/submissions/{}/acknowledgements", batch["id"]),
    ):
        foreign = await oak.ehr.get(oak.path(path.format(known)))
        unknown = await oak.ehr.get(oak.path(path.format("01890a5d-ac96-774b-bcce-b302099a8057")))
        assert (foreign.status_code, foreign.content) == (404, unknown.content)
