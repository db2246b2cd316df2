"""Money is received: it is unapplied, its source is fixed, and what names the payer of it is sealed."""

import pytest

from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.world import World
from tests.patient_accounts.accounts import TODAY, Accounts, slug

STRANGER = "01890a5d-ac96-774b-bcce-b302099a8057"


async def test_a_payment_without_a_claim_is_unapplied_cash(accounts: Accounts) -> None:
    await accounts.claim()
    paid = await accounts.pay(1200, method="cash", reference="Receipt 12")
    assert (paid["cents"], paid["unapplied_cents"], paid["allocated_cents"], paid["refunded_cents"]) == (
        1200,
        1200,
        0,
        0,
    )
    assert (paid["reference"], paid["claim_id"], paid["version"]) == ("Receipt 12", None, 1)
    assert await accounts.entries() == [("patient_cash", "unapplied_cash", 1200)]


async def test_a_payment_for_a_claim_with_an_open_share_goes_there_at_once_and_the_rest_waits(
    accounts: Accounts,
) -> None:
    claim = await accounts.decided()
    paid = await accounts.pay(3000, claim_id=claim["id"])
    assert (paid["allocated_cents"], paid["unapplied_cents"]) == (2500, 500)
    assert paid["created_at"] <= paid["updated_at"]
    batches = {item["batch_id"] for item in (await accounts.get("/ledger/entries", limit=2))["items"]}
    assert len(batches) == 2, "receipt and allocation are batches of their own"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"patient_external_id": "MRN-9"}, "/body/patient_external_id"),
        ({"patient_external_id": None, "patient_id": STRANGER}, "/body/patient_id"),
        ({"patient_id": STRANGER}, "/body/patient_id"),
        ({"claim_id": STRANGER}, "/body/claim_id"),
        ({"received_on": "2999-01-01"}, "/body/received_on"),
        ({"received_on": "1989-12-31"}, "/body/received_on"),
    ],
)
async def test_what_the_practice_does_not_have_or_can_not_be_is_refused(
    accounts: Accounts, changes: dict[str, object], pointer: str
) -> None:
    await accounts.claim()
    body = {"patient_external_id": "MRN-1", "method": "cash", "source": "desk", "cents": 100, "received_on": TODAY}
    answer = await accounts.post("/patient-payments", body | changes)
    assert (answer.status_code, slug(answer)) == (422, "patient-account-invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await accounts.entries() == []


async def test_a_claim_of_another_patient_is_an_unknown_one(accounts: Accounts) -> None:
    await accounts.claim(1)
    other = await accounts.claim(2)
    body = {"patient_external_id": "MRN-1", "method": "cash", "source": "desk", "cents": 100, "received_on": TODAY}
    foreign = await accounts.post("/patient-payments", body | {"claim_id": other["id"]})
    unknown = await accounts.post("/patient-payments", body | {"claim_id": STRANGER})
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())


@pytest.mark.parametrize("cents", [0, -1, 2.5, "100"])
async def test_an_amount_is_whole_cents_and_more_than_none(accounts: Accounts, cents: object) -> None:
    await accounts.claim()
    body = {"patient_external_id": "MRN-1", "method": "cash", "source": "desk", "cents": cents, "received_on": TODAY}
    assert (await accounts.post("/patient-payments", body)).status_code == 422


async def test_a_retry_with_the_same_key_posts_nothing_more(accounts: Accounts) -> None:
    await accounts.claim()
    body = {"patient_external_id": "MRN-1", "method": "card", "source": "desk", "cents": 700, "received_on": TODAY}
    first = await accounts.post("/patient-payments", body, key="k1")
    again = await accounts.post("/patient-payments", body, key="k1")
    assert first.content == again.content
    assert (await accounts.ledger())["patient_cash"] == 700


async def test_the_reference_is_sealed_and_events_tell_neither_it_nor_the_patient(
    accounts: Accounts, database: Database
) -> None:
    await accounts.claim()
    paid = await accounts.pay(900, reference="Jane Doe 1041")
    [(kept,)] = database.as_superuser("select reference from patient_payment")
    assert b"Doe" not in bytes(kept)
    [event] = await accounts.events("patient_payment.received")
    assert event["data"]["cents"] == 900
    assert event["data"]["ledger_batch_id"] == (await accounts.get("/ledger/entries"))["items"][0]["batch_id"]
    assert not {"Doe", paid["patient_id"]} & set(str(event["data"]).replace("'", " ").split())


async def test_payments_are_listed_newest_first_page_by_page_and_by_patient(accounts: Accounts) -> None:
    await accounts.claim(1)
    await accounts.claim(2)
    ids = [(await accounts.pay(100 + number, 1 + number % 2))["id"] for number in range(5)]
    seen, cursor = [], None
    while True:
        page = await accounts.get("/patient-payments", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ids[::-1]
    patient_id = (await accounts.get(f"/patient-payments/{ids[0]}"))["patient_id"]
    own = await accounts.get("/patient-payments", patient_id=patient_id)
    assert [item["id"] for item in own["items"]] == [ids[4], ids[2], ids[0]]
    claim = await accounts.get("/patient-payments", unapplied=True, limit=1)
    assert len(claim["items"]) == 1


async def test_another_practices_payment_is_an_unknown_one(accounts: Accounts, world: World) -> None:
    await accounts.claim()
    paid = await accounts.pay(100)
    oak = await world.practice("Oak")
    foreign = await oak.ehr.get(oak.path(f"/patient-payments/{paid['id']}"))
    unknown = await oak.ehr.get(oak.path(f"/patient-payments/{STRANGER}"))
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    mine = await oak.ehr.post(oak.path("/patients"), patient())
    body = {"patient_id": mine.json()["id"], "claim_id": paid["id"], "method": "cash", "source": "desk", "cents": 1}
    answer = await oak.ehr.post(oak.path("/patient-payments"), body | {"received_on": TODAY})
    assert answer.status_code == 422


async def test_reading_is_audited_and_needs_its_scope(accounts: Accounts, world: World, database: Database) -> None:
    await accounts.claim()
    paid = await accounts.pay(100)
    await accounts.get(f"/patient-payments/{paid['id']}")
    await accounts.balance(paid["patient_id"])
    rows = database.as_superuser(
        "select action, subject_id::text, row_count from audit_record where action like 'patient_%'"
        " and action not like 'patient.%' order by occurred_at"
    )
    assert rows == [
        ("patient_payment.receive", paid["id"], None),
        ("patient_payment.read", paid["id"], 1),
        ("patient_payment.read", paid["id"], 1),
        ("patient_balance.read", paid["patient_id"], 1),
    ]
    reader = await world.client(
        kind="practice", practice_id=str(accounts.practice.id), scopes=["registration:read", "ledger:read"]
    )
    for path in (f"/patient-payments/{paid['id']}", f"/patients/{paid['patient_id']}/balance", "/patient-refunds"):
        assert (await reader.get(accounts.practice.path(path))).status_code == 403
