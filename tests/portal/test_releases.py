from uuid import UUID

import psycopg
import pytest

from api.portal.jobs import release
from api.portal.rules import suppression
from tests.harness.database import Database
from tests.harness.world import World
from tests.portal.releasing import MONTH, Releasing

ALL_TABLES = "select tablename from pg_tables where schemaname in ('public', 'jobs') order by tablename"


async def test_ten_claims_are_suppressed_and_eleven_are_not(releasing: Releasing) -> None:
    await releasing.families.adjudicated(10)
    await releasing.release()
    assert await releasing.fprr() == (None, None, "fewer_than_11")
    await releasing.families.adjudicated(1, denied_cents=100)
    await releasing.release()
    assert await releasing.fprr() == (10, 11, None)


async def test_a_released_rate_is_told_with_its_practice_month_and_definition(releasing: Releasing) -> None:
    await releasing.families.adjudicated(11)
    assert await releasing.rates() == {
        "release_id": None,
        "as_of": None,
        "definition_versions": [],
        "items": [],
        "next_cursor": None,
    }
    release_id = await releasing.release(month_from="2026-02")
    found = await releasing.rates()
    assert (found["release_id"], found["definition_versions"]) == (release_id, ["fprr/1", "fpar/1"])
    shown = {
        (item["practice_name"], item["month"], item["metric"], item["denominator"], item["rate_bps"])
        for item in found["items"]
    }
    # Accepted by the 835, in the month they were sent; resolved in the month they were paid.
    assert shown == {
        ("Elm Street", "2026-02", "fpar", 11, 10000),
        ("Elm Street", "2026-02", "fprr", None, None),
        ("Elm Street", MONTH, "fpar", None, None),
        ("Elm Street", MONTH, "fprr", 11, 10000),
    }


async def test_a_release_is_computing_until_its_job_has_run(releasing: Releasing) -> None:
    path = releasing.world.path("/releases")
    ordered = await releasing.order()
    before = (await releasing.world.staff.get(f"{path}/{ordered}")).json()
    assert (before["state"], before["as_of"], before["cell_count"]) == ("computing", None, None)
    await releasing.world.work()
    after = (await releasing.world.staff.get(f"{path}/{ordered}")).json()
    assert (after["state"], after["cell_count"], after["suppressed_count"]) == ("released", 2, 2)
    listed = (await releasing.world.staff.get(path)).json()["items"]
    assert listed == [after]


async def test_a_restatement_is_a_new_release_and_the_old_one_stays(releasing: Releasing) -> None:
    await releasing.families.adjudicated(11)
    first = await releasing.release()
    await releasing.families.adjudicated(11, denied_cents=100)
    second = await releasing.release()
    assert await releasing.fprr() == (11, 22, None)
    kept = releasing.database.as_superuser(
        "select release_id::text, numerator, denominator from release_cell where metric = 'fprr' order by release_id"
    )
    assert kept == [(first, 11, 11), (second, 11, 22)]


async def test_a_restatement_by_fewer_than_eleven_claims_is_suppressed(releasing: Releasing) -> None:
    await releasing.families.adjudicated(20)
    await releasing.release()
    await releasing.families.adjudicated(1, denied_cents=100)
    await releasing.release()
    assert await releasing.fprr() == (None, None, "differs_from_earlier_release_by_fewer_than_11")


async def test_what_another_partner_was_told_is_not_told_slightly_later(
    releasing: Releasing, world: World, database: Database
) -> None:
    await releasing.families.adjudicated(20)
    await releasing.release()
    await releasing.families.adjudicated(1)
    order = {"name": "Second Network", "practice_ids": [str(releasing.families.practice.id)]}
    partner_id = (await world.staff.post(world.path("/partners"), order)).json()["id"]
    client = await world.client(kind="partner", partner_id=partner_id, scopes=["releases:read"])
    second = Releasing(world, database, releasing.families, partner_id, client)
    await second.release()
    assert (await second.fprr())[2] == "differs_from_earlier_release_by_fewer_than_11"


async def test_a_number_is_not_shown_again_after_one_in_between_was_withheld(
    releasing: Releasing, database: Database
) -> None:
    await releasing.families.adjudicated(20)
    await releasing.release()
    (one,) = await releasing.families.adjudicated(1)
    await releasing.release()
    assert await releasing.fprr() == (None, None, "differs_from_earlier_release_by_fewer_than_11")
    database.as_superuser("delete from first_pass_fact where family_id = %s", [one])
    # 20 once more would tell that there were 20 to 20 in between.
    await releasing.release()
    assert await releasing.fprr() == (None, None, "differs_from_earlier_release_by_fewer_than_11")


@pytest.mark.parametrize(
    ("now", "earlier", "shown"),
    [
        ((9, 11), [], True),
        ((9, 10), [], False),
        ((0, 0), [], False),
        ((9, 11), [(9, 11)], True),
        ((8, 11), [(9, 11)], False),
        ((20, 21), [(9, 11)], False),
        ((20, 22), [(9, 11)], True),
        ((9, 11), [(20, 22)], True),
        ((20, 22), [(20, 33), (19, 21)], False),
        ((9, 11), [(20, 22), (9, 11)], True),
        ((9, 11), [(9, 11), (20, 22)], False),
        ((9, 11), [(9, 11), None], False),
        ((9, 11), [None], True),
        ((20, 22), [(9, 11), None], True),
    ],
)
def test_a_cell_is_shown_unless_it_or_a_difference_is_small(
    now: tuple[int, int], earlier: list[tuple[int, int] | None], *, shown: bool
) -> None:
    assert (suppression(*now, earlier) is None) == shown


async def test_the_database_refuses_a_released_cell_of_ten(releasing: Releasing) -> None:
    release_id = await releasing.release()
    organization = {"app.organization": releasing.world.organization_id}
    with pytest.raises(psycopg.errors.CheckViolation):
        releasing.database.sql(
            "app",
            "insert into release_cell values"
            " (%s, %s, %s, gen_random_uuid(), '2026-01-01', 'fprr', 'Elm', 10, 10, null)",
            [releasing.world.organization_id, releasing.partner_id, release_id],
            organization,
        )


@pytest.mark.parametrize("table", ["release_order", "release", "release_cell"])
@pytest.mark.parametrize("change", ["update {} set partner_id = partner_id", "delete from {}", "truncate {}"])
async def test_a_release_can_not_be_changed(releasing: Releasing, table: str, change: str) -> None:
    await releasing.release()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        releasing.database.sql(
            "app", change.format(table), settings={"app.organization": releasing.world.organization_id}
        )


async def test_the_job_computes_a_release_once(releasing: Releasing) -> None:
    await releasing.families.adjudicated(11)
    ordered = await releasing.release()
    before = await releasing.rates()
    await releasing.families.adjudicated(30)
    await release(releasing.world.services, organization_id=releasing.world.organization_id, release_id=UUID(ordered))
    assert await releasing.rates() == before


async def test_a_partner_sees_its_releases_and_no_other_table(releasing: Releasing) -> None:
    await releasing.families.adjudicated(11)
    await releasing.release()
    mine = {"app.partner": releasing.partner_id}
    tables = [name for (name,) in releasing.database.as_superuser(ALL_TABLES)]
    readable = {table for table in tables if _readable(releasing.database, table, mine)}
    assert readable == {"release", "release_cell"}
    assert len(releasing.database.sql("partner_reader", "select 1 from release_cell", (), mine)) == 2
    for settings in ({}, {"app.partner": releasing.families.practice.id}):
        assert releasing.database.sql("partner_reader", "select 1 from release_cell", (), settings) == []


def _readable(database: Database, table: str, settings: dict[str, str]) -> bool:
    schema = "jobs" if table.startswith("procrastinate") else "public"
    try:
        database.sql("partner_reader", f"select from {schema}.{table} limit 1", (), settings)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


async def test_another_partner_is_an_unknown_one(releasing: Releasing, world: World, database: Database) -> None:
    other = await Releasing.open(world, database, "Oak Avenue")
    foreign = await releasing.partner.get(f"/v1/partners/{other.partner_id}/first-pass-rates")
    unknown = await releasing.partner.get("/v1/partners/01960000-0000-7000-8000-000000000000/first-pass-rates")
    assert (foreign.status_code, foreign.content) == (404, unknown.content)
    for path in (releasing.families.practice.path("/reports/first-pass"), world.path("/releases")):
        answer = await releasing.partner.get(path, metric="fprr")
        assert answer.status_code in {403, 404}
    staff = await world.staff.get(f"/v1/partners/{other.partner_id}/first-pass-rates")
    assert (staff.status_code, staff.content) == (404, unknown.content)


async def test_a_partners_read_is_in_the_organizations_audit(releasing: Releasing) -> None:
    await releasing.rates()
    audited = releasing.database.as_superuser(
        "select detail->>'partner' from organization_audit_record where action = 'request.read' and actor_id = %s",
        [releasing.partner.client_id],
    )
    assert audited == [(releasing.partner_id,)]


async def test_pages_stay_with_the_release_they_began_in(releasing: Releasing) -> None:
    first = await releasing.release(month_from="2026-01")
    page = await releasing.rates(limit=4)
    await releasing.release()
    rest = await releasing.rates(limit=4, cursor=page["next_cursor"])
    assert (page["release_id"], rest["release_id"], rest["next_cursor"]) == (first, first, None)
    seen = [(item["month"], item["metric"]) for item in page["items"] + rest["items"]]
    assert seen == [(month, metric) for month in ("2026-01", "2026-02", "2026-03") for metric in ("fpar", "fprr")]


@pytest.mark.parametrize(
    ("order", "pointer"),
    [
        ({"partner_id": "01960000-0000-7000-8000-000000000000"}, "/body/partner_id"),
        ({"month_from": "2026-04"}, "/body/month_to"),
        ({"month_from": "2023-01"}, "/body/month_to"),
        ({"month_from": "2200-01", "month_to": "2200-01"}, "/body/month_to"),
        ({"month_to": "soon"}, "/body/month_to"),
    ],
)
async def test_an_order_that_can_not_be_computed_names_why(
    releasing: Releasing, order: dict[str, str], pointer: str
) -> None:
    body = {"partner_id": releasing.partner_id, "month_from": MONTH, "month_to": MONTH} | order
    answer = await releasing.world.staff.post(releasing.world.path("/releases"), body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
