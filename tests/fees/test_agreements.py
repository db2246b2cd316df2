"""Agreements: drafted, changed, started, ended; and what the database itself refuses."""

from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.fees.books import START, Books, rule, terms
from tests.harness.database import Database
from tests.ledger.test_periods import CLOSE, LOCK, Closing


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_a_draft_changes_as_a_whole_and_an_active_agreement_not_at_all(books: Books) -> None:
    draft = await books.draft(rule(rate_bps=600))
    assert (draft["state"], draft["version"], draft["time_zone"]) == ("draft", 1, "America/Chicago")
    path = f"/fees/agreements/{draft['id']}"
    changed = await books.staff(f"{path}/terms", terms(rule(1, rate_bps=500), rule(2, sources=["desk"])), 1)
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"2"'
    assert [each["rate_bps"] for each in changed.json()["rules"]] == [500, 500]
    assert (await books.staff(f"{path}/terms", terms(), 1)).status_code == 412
    assert (await books.staff(f"{path}/terms", terms())).status_code == 428
    active = await books.start(changed.json())
    assert (active.json()["state"], active.json()["version"]) == ("active", 3)
    for verb, body in (("terms", terms()), ("activation", None)):
        again = await books.staff(f"{path}/{verb}", body, 3)
        assert (again.status_code, again.json()["type"].split("/")[-1]) == (409, "agreement-not-draft")
    shown = (await books.practice.ehr.get(books.practice.path(path))).json()
    assert shown == active.json()


async def test_the_practice_reads_its_agreement_and_does_not_write_it(books: Books) -> None:
    active = await books.agree()
    shown = (await books.practice.ehr.get(books.practice.path("/fees/agreements"))).json()["items"]
    assert [each["id"] for each in shown] == [active["id"]]
    for path, body in (
        ("/fees/agreements", terms()),
        (f"/fees/agreements/{active['id']}/terms", terms()),
        (f"/fees/agreements/{active['id']}/activation", None),
        (f"/fees/agreements/{active['id']}/end", {"ends_on": "2027-12-31", "reason": "no more"}),
    ):
        assert (await books.practice.ehr.post(books.practice.path(path), body)).status_code == 403
    order = {"kind": "practice", "practice_id": str(books.practice.id), "scopes": ["agreements:write"]}
    refused = await books.world.staff.post(books.world.path("/clients"), {"name": "c"} | order)
    assert refused.status_code == 422


async def test_the_next_start_ends_an_agreement_and_an_end_of_its_own_does_too(books: Books) -> None:
    first = await books.agree()
    second = await books.agree(starts_on="2027-04-01")
    path = f"/fees/agreements/{second['id']}/end"
    order = {"ends_on": "2027-06-30", "reason": "The practice bills by itself"}
    assert (await books.staff(path, order)).status_code == 428
    early = await books.staff(path, order | {"ends_on": "2027-03-31"}, second["version"])
    assert (early.status_code, codes(early)) == (409, [("/body/ends_on", "range")])
    ended = await books.staff(path, order, second["version"])
    assert ended.json()["last_day"] == "2027-06-30"
    assert (await books.staff(path, order, ended.json()["version"])).status_code == 409
    shown = (await books.practice.ehr.get(books.practice.path("/fees/agreements"))).json()["items"]
    assert [(each["id"], each["last_day"]) for each in shown] == [
        (second["id"], "2027-06-30"),
        (first["id"], "2027-03-31"),
    ]


async def test_an_agreement_does_not_end_before_a_day_that_was_charged(books: Books) -> None:
    active = await books.agree()
    books.on(date(2027, 2, 10))
    await books.post(books.paid(await books.claim(), 100))
    order = {"ends_on": "2027-02-09", "reason": "no more"}
    refused = await books.staff(f"/fees/agreements/{active['id']}/end", order, active["version"])
    assert (refused.status_code, codes(refused)) == (409, [("/body/ends_on", "fees_charged")])


async def test_terms_that_contradict_themselves_are_refused_where_they_do(books: Books) -> None:
    wrong = terms(
        rule(1, outcome="rate", rate_bps=None),
        rule(1, outcome="exclude"),
        rule(2, service_from="2027-02-01", service_to="2027-01-01", procedure_from="99215", procedure_to="99211"),
        rule(3, payer_ids=["01960000-0000-7000-8000-000000000000"]),
        time_zone="America/Nowhere",
    )
    refused = await books.staff("/fees/agreements", wrong)
    assert refused.status_code == 422
    assert set(codes(refused)) == {
        ("/body/rules/0/rate_bps", "outcome"),
        ("/body/rules/1/rate_bps", "outcome"),
        ("/body/rules/1/priority", "priority_taken"),
        ("/body/rules/2/service_to", "range"),
        ("/body/rules/2/procedure_to", "range"),
        ("/body/rules/3/payer_ids/0", "unknown_id"),
        ("/body/time_zone", "unknown_zone"),
    }


async def test_a_practice_is_in_a_state_or_territory(books: Books) -> None:
    refused = await books.staff("/fees/agreements", terms(practice_state="ZZ"))
    assert (refused.status_code, codes(refused)) == (422, [("/body/practice_state", "state")])
    assert (await books.draft(practice_state="PR"))["practice_state"] == "PR"


async def test_what_can_not_be_charged_yet_can_be_drafted_and_not_started(books: Books) -> None:
    draft = await books.draft(rule(), basis="deposited", time_zone="America/New_York", options={"accrue_on": "receipt"})
    refused = await books.start(draft)
    assert refused.status_code == 409
    assert codes(refused) == [
        ("/basis", "basis_not_supported"),
        ("/time_zone", "time_zone_differs"),
        ("/options/accrue_on", "option_not_supported"),
    ]


async def test_two_agreements_do_not_start_on_one_day_nor_over_days_that_were_charged(books: Books) -> None:
    await books.agree()
    assert codes(await books.start(await books.draft())) == [("/starts_on", "start_taken")]
    books.on(date(2027, 2, 10))
    await books.post(books.paid(await books.claim(), 100))
    refused = await books.start(await books.draft(starts_on="2027-02-01"))
    assert codes(refused) == [("/starts_on", "fees_charged")]
    assert "2027-02-11" in refused.json()["errors"][0]["message"]
    assert (await books.start(await books.draft(starts_on="2027-02-11"))).status_code == 200


async def test_an_agreement_does_not_start_in_a_closed_month(books: Books, database: Database) -> None:
    await books.post(books.paid(await books.claim(), 100))
    await Closing(database, books.practice, START).run(LOCK, CLOSE)
    assert codes(await books.start(await books.draft())) == [("/starts_on", "month_closed")]
    assert (await books.start(await books.draft(starts_on="2027-02-01"))).status_code == 200


async def test_its_start_and_its_end_are_events(books: Books, database: Database) -> None:
    active = await books.agree()
    order = {"ends_on": "2027-12-31", "reason": "no more"}
    (await books.staff(f"/fees/agreements/{active['id']}/end", order, active["version"])).raise_for_status()
    told = "select kind, data from event where tenant_id = %s and subject_id = %s order by occurred_at"
    assert database.as_superuser(told, [books.practice.id, active["id"]]) == [
        ("fee_agreement.activated", {"starts_on": "2027-01-01", "revision": 1}),
        ("fee_agreement.ended", {"ends_on": "2027-12-31"}),
    ]


async def test_an_organization_sees_each_practices_month_and_their_sums(books: Books) -> None:
    await books.agree()
    await books.post(books.paid(await books.claim(), 10_000))
    other = await books.world.practice("Oak Avenue")
    answer = await books.world.staff.get(books.world.path("/fees/preview"), month="2027-01")
    shown = answer.json()
    assert (shown["base_cents"], shown["fee_cents"], shown["ties"]) == (10_000, 500, True)
    assert {item["practice_id"]: (item["base_cents"], item["fee_cents"]) for item in shown["items"]} == {
        str(books.practice.id): (10_000, 500),
        str(other.id): (0, 0),
    }


class Service:
    """The service's own role, in the practice."""

    def __init__(self, database: Database, books: Books) -> None:
        self.database, self.books = database, books

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        tenant = self.books.practice.id
        return self.database.sql("app", statement, {"tenant": tenant}, {"app.tenant": tenant})


@pytest.fixture
async def service(books: Books, database: Database) -> Service:
    """After an active agreement has charged 10000 at 5 %."""
    await books.agree()
    await books.post(books.paid(await books.claim(), 10_000))
    return Service(database, books)


@pytest.mark.parametrize(
    "statement",
    [
        "update fee_agreement set starts_on = '2030-01-01' where tenant_id = %(tenant)s returning id",
        "update fee_agreement set options = '{}', practice_state = 'NY' where tenant_id = %(tenant)s returning id",
        "update fee_agreement set is_draft = true, activated_at = null where tenant_id = %(tenant)s returning id",
        "update fee_rule set is_draft = false where tenant_id = %(tenant)s returning id",
    ],
)
async def test_no_term_of_an_active_agreement_can_be_changed(service: Service, statement: str) -> None:
    assert service.run(statement) == []


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("update fee_rule set rate_bps = 1 where tenant_id = %(tenant)s", errors.InsufficientPrivilege),
        ("delete from fee_rule where tenant_id = %(tenant)s", errors.InsufficientPrivilege),
        ("delete from fee_agreement where tenant_id = %(tenant)s", errors.InsufficientPrivilege),
        ("update fee_entry set fee0_cents = 1 where tenant_id = %(tenant)s", errors.InsufficientPrivilege),
        ("delete from fee_entry where tenant_id = %(tenant)s", errors.InsufficientPrivilege),
        ("update fee_entry_link set fee_cents = 1 where tenant_id = %(tenant)s", errors.InsufficientPrivilege),
        ("delete from fee_agreement_end where tenant_id = %(tenant)s", errors.InsufficientPrivilege),
    ],
)
async def test_what_was_agreed_and_charged_is_only_added_to(
    service: Service, statement: str, refusal: type[psycopg.Error]
) -> None:
    with pytest.raises(refusal):
        service.run(statement)


RULE = (
    "insert into fee_rule (tenant_id, id, agreement_id, is_draft, revision, priority, name, sources, payer_ids,"
    " filing_indicators, procedure_from, procedure_to, provider_npis, originated, outcome, rate_bps)"
    " select g.tenant_id, gen_random_uuid(), g.id, {draft}, g.revision, 9, 'Sneaked in', '{{}}', '{{}}', '{{}}', '',"
    " '', '{{}}', '', 'rate', 900 from fee_agreement g where g.tenant_id = %(tenant)s"
)


@pytest.mark.parametrize(
    ("is_draft", "refusal"), [("true", errors.ForeignKeyViolation), ("false", errors.InsufficientPrivilege)]
)
async def test_no_rule_is_added_to_an_active_agreement(
    service: Service, is_draft: str, refusal: type[psycopg.Error]
) -> None:
    with pytest.raises(refusal):
        service.run(RULE.format(draft=is_draft))


async def test_a_collection_is_charged_once(service: Service) -> None:
    again = (
        "insert into fee_entry (tenant_id, id, allocation_id, ledger_batch_id, accounting_date, agreement_id, rule_id,"
        " source, claim_id, family_id, line_no, cents, base0_cents, excluded_cents, excluded_reason, fee0_cents)"
        " select f.tenant_id, gen_random_uuid(), f.allocation_id, f.ledger_batch_id, f.accounting_date, f.agreement_id,"
        " f.rule_id, f.source, f.claim_id, f.family_id, f.line_no, f.cents, f.base0_cents, 0, '', 1 from fee_entry f"
        " where f.tenant_id = %(tenant)s"
    )
    with pytest.raises(errors.UniqueViolation):
        service.run(again)


async def test_a_draft_becomes_active_with_its_rules_or_not_at_all(books: Books, database: Database) -> None:
    await books.draft()
    alone = (
        "update fee_agreement set is_draft = false, activated_at = now(), activated_by = id"
        " where tenant_id = %(tenant)s"
    )
    with pytest.raises(errors.ForeignKeyViolation):
        Service(database, books).run(alone)
    born = (
        "insert into fee_agreement (tenant_id, id, is_draft, revision, starts_on, practice_state, basis, time_zone,"
        " custody, options, version, created_at, created_by, updated_at, activated_at, activated_by)"
        " select tenant_id, gen_random_uuid(), false, 1, '2030-01-01', practice_state, basis, time_zone, custody,"
        " options, 1, now(), created_by, now(), now(), created_by from fee_agreement where tenant_id = %(tenant)s"
    )
    with pytest.raises(errors.InsufficientPrivilege):
        Service(database, books).run(born)


async def test_two_active_agreements_of_one_start_are_refused_by_the_database(books: Books, database: Database) -> None:
    await books.agree()
    await books.draft()
    both = (
        "with r as (update fee_rule set is_draft = false where tenant_id = %(tenant)s and is_draft)"
        " update fee_agreement set is_draft = false, activated_at = now(), activated_by = id"
        " where tenant_id = %(tenant)s and is_draft"
    )
    with pytest.raises(errors.UniqueViolation):
        Service(database, books).run(both)
