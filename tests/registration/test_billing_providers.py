from typing import Any

import pytest

from tests.builders.registration import BILLING_NPI, OTHER_NPI, address, billing_provider
from tests.harness.database import Database
from tests.harness.world import PracticeWorld, World


async def post(practice: PracticeWorld, **changes: object) -> Any:
    return await practice.ehr.post(practice.path("/billing-providers"), billing_provider(**changes))


def identifiers(database: Database) -> list[tuple[str, str]]:
    return [
        (kind, value)
        for kind, value in database.as_superuser("select kind, value from payee_identifier order by kind, value")
    ]


async def test_the_same_external_id_is_one_provider_and_a_change_is_a_version(world: World) -> None:
    practice = await world.practice()
    created, same, changed = await post(practice), await post(practice), await post(practice, name="Elm Clinic")
    assert [answer.status_code for answer in (created, same, changed)] == [201, 200, 200]
    assert [answer.json()["version"] for answer in (created, same, changed)] == [1, 1, 2]
    read = await practice.ehr.get(practice.path(f"/billing-providers/{created.json()['id']}"))
    assert read.json() == changed.json()
    assert (read.json()["tin"], read.json()["address"]["zip"]) == ("123456789", "627010001")


async def test_what_an_835_calls_it_routes_to_the_practice(world: World, database: Database) -> None:
    practice = await world.practice()
    await post(practice, era_payee_ids=["ERA-77", "ERA-77"])
    assert identifiers(database) == [("era_payee_id", "ERA-77"), ("npi", BILLING_NPI), ("tin", "123456789")]


async def test_a_number_given_up_and_taken_again_is_no_conflict(world: World) -> None:
    practice = await world.practice()
    answers = [await post(practice, npi=npi) for npi in (BILLING_NPI, OTHER_NPI, BILLING_NPI)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]


async def test_two_providers_of_a_practice_share_a_tin(world: World, database: Database) -> None:
    practice = await world.practice()
    await post(practice)
    second = await post(practice, external_id="BP-2", npi=OTHER_NPI)
    assert second.status_code == 201
    assert [kind for kind, _ in identifiers(database)] == ["npi", "npi", "tin"]


async def test_another_practices_npi_is_refused_and_says_nothing_of_it(world: World, database: Database) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    await post(elm)
    refused = await post(oak, tin="987654321")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/payee-identifier-taken")
    assert str(elm.id) not in refused.text
    assert "Elm" not in refused.text
    assert database.as_superuser("select count(*) from billing_provider") == [(1,)]
    assert ("tin", "987654321") not in identifiers(database), "half a registration would route money"
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/body/npi", "payee-identifier-taken")
    ]
    shared_tin = await post(oak, npi=OTHER_NPI)
    assert shared_tin.status_code == 201, "one TIN may serve two practices"


async def test_each_identifier_that_is_taken_is_pointed_at(world: World) -> None:
    elm, oak = await world.practice("Elm"), await world.practice("Oak")
    await post(elm, era_payee_ids=["ERA-1", "ERA-2"])
    refused = await post(oak, era_payee_ids=["OWN-1", "ERA-2"])
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/body/npi", "/body/era_payee_ids/1"]
    assert str(elm.id) not in refused.text
    assert (await post(oak, npi=OTHER_NPI, era_payee_ids=["OWN-1"])).status_code == 201
    changed = await post(oak, npi=OTHER_NPI, era_payee_ids=["OWN-1", "ERA-1"])
    assert [error["pointer"] for error in changed.json()["errors"]] == ["/body/era_payee_ids/1"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"npi": "1234567890"}, "/body/npi", "npi"),
        ({"npi": "3234567893"}, "/body/npi", "npi"),
        ({"npi": "123456789"}, "/body/npi", "npi"),
        ({"tin": "12345678"}, "/body/tin", "tin"),
        ({"taxonomy": "207Q00000"}, "/body/taxonomy", "taxonomy"),
        ({"address": address(zip="62701")}, "/body/address/zip", "zip"),
        ({"address": address(line1="P.O. Box 12")}, "/body/address/line1", "po_box"),
        ({"address": address(line2="PO BOX 9")}, "/body/address/line2", "po_box"),
        ({"address": address(line1="POB 12")}, "/body/address/line1", "po_box"),
        ({"contact_phone": "555"}, "/body/contact_phone", "phone"),
    ],
)
async def test_what_2010aa_can_not_say_is_refused(
    world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    practice = await world.practice()
    answer = await post(practice, **change)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert "[0-9" not in answer.text, "told in words, not as a pattern"


async def test_checks_may_go_to_a_box(world: World) -> None:
    practice = await world.practice()
    answer = await post(practice, pay_to_address=address(line1="PO Box 12", zip="62701"))
    assert answer.status_code == 201


async def test_the_list_goes_page_by_page_and_counts_what_it_shows(world: World, database: Database) -> None:
    practice = await world.practice()
    for number in range(3):
        assert (await post(practice, external_id=f"BP-{number}")).status_code == 201
    first = (await practice.ehr.get(practice.path("/billing-providers"), limit=2)).json()
    second = (await practice.ehr.get(practice.path("/billing-providers"), limit=2, cursor=first["next_cursor"])).json()
    assert [item["external_id"] for item in first["items"] + second["items"]] == ["BP-0", "BP-1", "BP-2"]
    assert second["next_cursor"] is None
    counted = database.as_superuser(
        "select row_count from audit_record where action = 'billing_provider.list' order by occurred_at"
    )
    assert counted == [(2,), (1,)]
    other = await world.practice("Oak")
    foreign = await other.ehr.get(other.path("/billing-providers"), cursor=first["next_cursor"])
    assert foreign.status_code == 422, "a cursor is its owner's"
