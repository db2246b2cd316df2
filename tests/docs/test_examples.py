"""Every request body that the reference shows is sent as it stands; only the ids in it are this run's."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.builders.answers import Clp, Svc, answer
from tests.builders.x12_files import interchange, remittance
from tests.harness.world import PracticeWorld, World

EXAMPLE_ID = re.compile(r"01[89][0-9a-f]{5}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
ORG, PRA = "/v1/organizations/{organization_id}", "/v1/practices/{practice_id}"
IN_ORDER = [
    # operation, the id that stands for the one in its example
    (f"{ORG}/payers", ""),
    (f"{ORG}/practices", ""),
    (f"{ORG}/clients", ""),
    (f"{ORG}/partners", "practice_id"),
    (f"{PRA}/patients", ""),
    (f"{PRA}/coverages", "payer_id"),
    (f"{PRA}/billing-providers", ""),
    (f"{PRA}/eligibility-checks", ""),
    (f"{PRA}/encounters/validate", ""),
    (f"{PRA}/encounters", ""),
    (f"{PRA}/patients/search", ""),
    (f"{PRA}/claims/search", ""),
    (f"{PRA}/patients/{{patient_id}}/disclosures", ""),
    (f"{PRA}/submissions", ""),
    (f"{PRA}/sandbox/calendar/advance", ""),
    (f"{PRA}/patient-payments", ""),
    (f"{PRA}/patient-payments/{{payment_id}}/allocate", "claim_id"),
    (f"{PRA}/patient-refunds", "claim_id"),
    (f"{PRA}/patient-refunds/{{refund_id}}/send", ""),
    (f"{PRA}/patient-payments/{{payment_id}}/release", "allocation_id"),
    (f"{PRA}/patient-payments/{{payment_id}}/return", ""),
    (f"{PRA}/claims/{{claim_id}}/secondary-claims", ""),
    (f"{PRA}/claims/{{claim_id}}/finish-insurance", ""),
    (f"{PRA}/claims/{{claim_id}}/send-again", ""),
    (f"{PRA}/claims/{{claim_id}}/withdrawal", ""),
    (f"{PRA}/claim-payments/{{claim_payment_id}}/release", ""),
    (f"{PRA}/takebacks/{{takeback_id}}/release", ""),
    (f"{PRA}/work-items/{{work_item_id}}/assign", ""),
    (f"{PRA}/work-items/{{work_item_id}}/notes", ""),
    (f"{PRA}/work-items/{{work_item_id}}/close", ""),
    (f"{PRA}/denials/{{denial_id}}/appeals", ""),
    (f"{PRA}/appeals/{{appeal_id}}/outcome", ""),
    (f"{PRA}/denials/{{denial_id}}/write-off", ""),
    (f"{PRA}/claims/{{claim_id}}/corrections", ""),
    (f"{PRA}/payers/{{payer_id}}/contracts", ""),
    (f"{PRA}/fees/agreements", ""),
    (f"{PRA}/fees/agreements/{{agreement_id}}/terms", ""),
    (f"{PRA}/fees/agreements/{{agreement_id}}/end", ""),
    (f"{ORG}/releases", "partner_id"),
    (f"{ORG}/practices/{{practice_id}}/retention", ""),
    (f"{ORG}/practices/{{practice_id}}/offboarding", ""),
]
NOTES = {"corrections": "SBX 04A", "finish-insurance": "SBX 03B", "send-again": "SBX 04A", "withdrawal": ""}
"""Examples that want a claim of their own, and what the sandbox is asked to answer it; not sent without a note."""
KEPT = {
    f"{ORG}/payers": ("payer_id", "id"),
    f"{ORG}/partners": ("partner_id", "id"),
    f"{PRA}/patients": ("patient_id", "id"),
    f"{PRA}/encounters": ("claim_id", "claim_id"),
    f"{PRA}/patient-payments": ("payment_id", "id"),
    f"{PRA}/patient-refunds": ("refund_id", "id"),
    f"{PRA}/fees/agreements": ("agreement_id", "id"),
}


def examples(world: World) -> dict[str, Any]:
    """The example of each operation that takes a JSON body, by path."""
    found = {}
    for path, operations in world.app.openapi()["paths"].items():
        content = operations.get("post", {}).get("requestBody", {}).get("content", {})
        if "application/json" in content:
            found[path] = content["application/json"].get("example")
    return found


async def billed(practice: PracticeWorld, world: World, visit: str, note: str = "") -> dict[str, Any]:
    """The claim of another visit like that of the examples; sent, when a note tells the sandbox what to answer."""
    changes = {"external_id": visit} | ({"note": note} if note else {})
    made = await practice.ehr.post(practice.path("/encounters"), examples(world)[f"{PRA}/encounters"] | changes)
    claim: dict[str, Any] = made.json()
    if note:
        await practice.ehr.post(practice.path("/submissions"), {"claim_ids": [claim["claim_id"]]})
        await world.work()
    return claim


async def denied(practice: PracticeWorld, world: World) -> dict[str, str]:
    """A claim of the examples that the payer denies on a day before the appeal of the examples."""
    shown = examples(world)
    claim = await billed(practice, world, "VISIT-3", "SBX 04E")
    refused = Clp(claim["claim_number"], [Svc(15000, [("CO", "50", 15000)])])
    npi = shown[f"{PRA}/billing-providers"]["npi"]
    await answer(world, practice, [refused], on=date(2026, 2, 1), npi=npi)
    [denial] = (await practice.ehr.get(practice.path("/denials"))).json()["items"]
    detail = (await practice.ehr.get(practice.path(f"/denials/{denial['id']}"))).json()
    return {"denial_id": detail["id"], "work_item_id": detail["work_item_id"]}


async def set_aside(practice: PracticeWorld, world: World) -> dict[str, str]:
    """A claim payment and a takeback that nobody knows: they wait in unapplied cash."""
    npi = examples(world)[f"{PRA}/billing-providers"]["npi"]
    content = interchange([remittance(npi, trace="EXAMPLE", withheld=1000)])
    uploaded = await practice.ehr.send_file(practice.path("/remittances"), content)
    await world.work()
    check = practice.path(f"/remittances/{uploaded.json()['items'][0]['id']}")
    [payment] = (await practice.ehr.get(f"{check}/claim-payments")).json()["items"]
    [adjustment] = (await practice.ehr.get(check)).json()["provider_adjustments"]
    return {"claim_payment_id": payment["id"], "takeback_id": adjustment["takebacks"][0]["id"]}


async def withheld(practice: PracticeWorld, world: World) -> dict[str, str]:
    """The item of a takeback that nobody knows: a person may close it, unlike a denial's."""
    npi = examples(world)[f"{PRA}/billing-providers"]["npi"]
    await practice.ehr.send_file(
        practice.path("/remittances"), interchange([remittance(npi, trace="EXAMPLE-2", withheld=1000)])
    )
    await world.work()
    found = await practice.ehr.get(practice.path("/work-items"), kind="takeback", state="open")
    return {"work_item_id": found.json()["items"][0]["id"]}


async def before(path: str, practice: PracticeWorld, world: World, ids: dict[str, str]) -> None:
    """What an example wants to be there."""
    shown = examples(world)
    if path.endswith("/secondary-claims"):
        second = shown[f"{PRA}/coverages"] | {"external_id": "COV-2", "sequence": "S", "member_id": "SBX01A000456"}
        later = await practice.ehr.post(practice.path("/coverages"), replaced(second, ids["payer_id"]))
        assert later.status_code == 201, later.text
    last = path.rpartition("/")[2]
    if last in NOTES:
        ids["claim_id"] = (await billed(practice, world, f"VISIT-{last}", NOTES[last]))["claim_id"]
    if path.endswith("/claim-payments/{claim_payment_id}/release"):
        ids |= await set_aside(practice, world)
    if path.endswith("/return"):
        check = await practice.ehr.post(practice.path("/patient-payments"), shown[f"{PRA}/patient-payments"])
        ids["payment_id"] = check.json()["id"]
    if path.endswith("/assign"):
        ids |= await denied(practice, world)
    if path.endswith("/work-items/{work_item_id}/close"):
        ids |= await withheld(practice, world)
    if path.endswith("/agreements/{agreement_id}/end"):
        start = path.format(**ids).replace("/end", "/activation")
        (await world.staff.post(start, headers={"If-Match": "*"})).raise_for_status()


async def test_every_example_of_the_reference_works(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # The example asks about a visit of the week to come.
    monkeypatch.setattr("api.eligibility.request_check.now", lambda: datetime(2026, 11, 25, tzinfo=UTC))
    practice = await world.practice()
    shown = examples(world)
    assert set(shown) == {path for path, _ in IN_ORDER}, "an operation without an entry here, or an entry too many"
    assert [path for path, example in shown.items() if example is None] == []
    ids = {"organization_id": str(world.organization_id), "practice_id": str(practice.id)}
    for path, named in IN_ORDER:
        text = shown[path]
        if path.endswith("/payers"):
            text = text | {"identifier": "SBXCO2"}  # the world has the one of the example already
        await before(path, practice, world, ids)
        caller = world.staff if path.startswith((ORG, f"{PRA}/fees/")) else practice.ehr
        sent = await caller.post(path.format(**ids), replaced(text, ids.get(named, "")), headers={"If-Match": "*"})
        assert sent.status_code < 300, f"{path}: {sent.text}"
        if path.endswith("/allocate"):
            ids["allocation_id"] = sent.json()["allocations"][0]["id"]
        if path.endswith("/appeals"):
            ids["appeal_id"] = sent.json()["appeals"][0]["id"]
        if path in KEPT:
            name, member = KEPT[path]
            ids[name] = sent.json()[member]
        await world.work()


def replaced(body: Any, own_id: str) -> Any:
    """The body with the id of the example replaced by ours."""
    if isinstance(body, dict):
        return {key: replaced(value, own_id) for key, value in body.items()}
    if isinstance(body, list):
        return [replaced(value, own_id) for value in body]
    return own_id if isinstance(body, str) and EXAMPLE_ID.fullmatch(body) else body
