"""Every request body that the reference shows is sent as it stands; only the ids in it are this run's."""

import re
from datetime import date
from typing import Any

from tests.builders.answers import Clp, Svc, answer
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
    (f"{PRA}/encounters/validate", ""),
    (f"{PRA}/encounters", ""),
    (f"{PRA}/patients/search", ""),
    (f"{PRA}/claims/search", ""),
    (f"{PRA}/patients/{{patient_id}}/disclosures", ""),
    (f"{PRA}/submissions", ""),
    (f"{PRA}/patient-payments", ""),
    (f"{PRA}/patient-payments/{{payment_id}}/allocate", "claim_id"),
    (f"{PRA}/patient-refunds", "claim_id"),
    (f"{PRA}/patient-refunds/{{refund_id}}/send", ""),
    (f"{PRA}/patient-payments/{{payment_id}}/release", "allocation_id"),
    (f"{PRA}/patient-payments/{{payment_id}}/return", ""),
    (f"{PRA}/sandbox/calendar/advance", ""),
    (f"{PRA}/claims/{{claim_id}}/secondary-claims", ""),
    (f"{PRA}/claims/{{claim_id}}/send-again", ""),
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


async def rejected(practice: PracticeWorld, world: World) -> None:
    """The claim of the examples, turned away by the sandbox: its note says so."""
    note = {"note": "SBX 04A", "external_id": "VISIT-2"}
    body = examples(world)[f"{PRA}/encounters"] | note
    billed = await practice.ehr.post(practice.path("/encounters"), body)
    await practice.ehr.post(practice.path("/submissions"), {"claim_ids": [billed.json()["claim_id"]]})
    await world.work()


async def denied(practice: PracticeWorld, world: World) -> dict[str, str]:
    """A claim of the examples that the payer denies on a day before the appeal of the examples."""
    shown = examples(world)
    body = shown[f"{PRA}/encounters"] | {"note": "SBX 04E", "external_id": "VISIT-3"}
    billed = (await practice.ehr.post(practice.path("/encounters"), body)).json()
    await practice.ehr.post(practice.path("/submissions"), {"claim_ids": [billed["claim_id"]]})
    await world.work()
    refused = Clp(billed["claim_number"], [Svc(15000, [("CO", "50", 15000)])])
    npi = shown[f"{PRA}/billing-providers"]["npi"]
    await answer(world, practice, [refused], on=date(2026, 2, 1), npi=npi)
    [denial] = (await practice.ehr.get(practice.path("/denials"))).json()["items"]
    detail = (await practice.ehr.get(practice.path(f"/denials/{denial['id']}"))).json()
    return {"denial_id": detail["id"], "work_item_id": detail["work_item_id"]}


async def before(path: str, practice: PracticeWorld, world: World, ids: dict[str, str]) -> None:
    """What an example wants to be there."""
    shown = examples(world)
    if path.endswith("/secondary-claims"):
        second = shown[f"{PRA}/coverages"] | {"external_id": "COV-2", "sequence": "S", "member_id": "SBX01A000456"}
        later = await practice.ehr.post(practice.path("/coverages"), replaced(second, ids["payer_id"]))
        assert later.status_code == 201, later.text
    if path.endswith("/send-again"):
        await rejected(practice, world)
        newest = await practice.ehr.get(practice.path("/claims"), state="rejected")
        ids["claim_id"] = newest.json()["items"][0]["id"]
    if path.endswith("/return"):
        check = await practice.ehr.post(practice.path("/patient-payments"), shown[f"{PRA}/patient-payments"])
        ids["payment_id"] = check.json()["id"]
    if path.endswith("/assign"):
        ids |= await denied(practice, world)
    if path.endswith("/agreements/{agreement_id}/end"):
        start = path.format(**ids).replace("/end", "/activation")
        (await world.staff.post(start, headers={"If-Match": "*"})).raise_for_status()


async def test_every_example_of_the_reference_works(world: World) -> None:
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
