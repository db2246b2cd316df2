"""fprr/1 and fpar/1 from events to numbers. Amounts are those of the definitions' book."""

from datetime import date, timedelta
from typing import Any

import pytest

from api.events import NewEvent
from api.kit.clock import now
from api.kit.ids import new_id
from tenants.session import Transaction
from tests.harness.database import Database
from tests.harness.world import World
from tests.reports.families import Families

BOOK: dict[int, dict[str, Any]] = {
    1: {"paid_cents": 8000, "any_payment": True},
    2: {"paid_cents": 0, "any_payment": True},
    3: {"charge_cents": 16500, "denied_cents": 1500, "any_payment": True, "lines_charged": 2, "lines_clean": 1},
    4: {"charge_cents": 40000, "denied_cents": 15000, "paid_cents": 15000, "any_payment": True},
    5: {"charge_cents": 20000, "paid_cents": 3920},
    6: {"charge_cents": 30000, "paid_cents": 15000},
    7: {"charge_cents": 20000, "paid_cents": 12000},
    8: {"charge_cents": 12000, "paid_cents": 0, "any_payment": False, "capitated": True},
    9: {"charge_cents": 12000, "denied_cents": 12000, "paid_cents": 0, "any_payment": False},
    10: {"complete": False, "paid_cents": 0, "any_payment": False},
    11: {"paid_cents": 0, "any_payment": True},
    12: {"denied_cents": 15000, "paid_cents": 0, "any_payment": False},
    17: {"charge_cents": 20000, "status_code": "19", "paid_cents": 3920},
}
"""The rows of the book that are adjudicated as they were first sent, by number."""


async def test_the_book_of_the_definitions_adds_up(families: Families) -> None:
    claims = {number: (await families.adjudicated(**row))[0] for number, row in BOOK.items()}
    (replaced,) = await families.submitted()  # 13
    await families.send([replaced], frequency="7")
    await families.adjudicate([replaced])
    (fixed,) = await families.submitted()  # 14
    await families.acknowledge([fixed], "rejected")
    await families.send([fixed])
    await families.adjudicate([fixed])
    (resent,) = await families.submitted()  # 15
    await families.acknowledge([resent], "rejected", source="999", from_payer=False)
    await families.send([resent])
    await families.adjudicate([resent])
    (reversed_later,) = await families.adjudicated()  # 16
    await families.adjudicate([reversed_later], status_code="22", adjudicated_on=date(2026, 5, 12), paid_cents=-8000)
    await families.adjudicate([claims[17]], payer_sequence="S", denied_cents=1000)  # the Medigap row
    (abandoned,) = await families.submitted()  # 18
    await families.acknowledge([abandoned], "rejected", from_payer=False)

    rate = await families.rate()
    assert (rate["numerator"], rate["denominator"], rate["pending"], rate["excluded"]) == (9, 15, 2, 1)
    assert rate["rate_bps"] == 6000
    assert rate["variants"]["strict"] == {"numerator": 7, "denominator": 15, "rate_bps": 4667}
    assert rate["variants"]["any_payment"] == {"numerator": 11, "denominator": 15, "rate_bps": 7333}
    assert rate["variants"]["by_line"] == {"numerator": 10, "denominator": 16, "rate_bps": 6250}
    assert rate["later_reversed"] == 1
    for metric, share in {
        "idr_full": (2, 15, 1333),  # 9, 12
        "idr_any_line": (4, 15, 2667),  # 3, 4, 9, 12
        "idr_money": (43500, 278500, 1562),  # 1500 + 15000 + 12000 + 15000
        "fprr_strict": (7, 15, 4667),
        "fprr_any_payment": (11, 15, 7333),
        "fprr_by_line": (10, 16, 6250),
    }.items():
        told = await families.rate(metric)
        assert (told["numerator"], told["denominator"], told["rate_bps"]) == share, metric
        assert (told["pending"], told["excluded"]) == (2, 1), metric
        behind = [
            item for outcome in ("numerator", "broken") for item in (await families.behind(outcome, metric)).values()
        ]
        assert sum(item["adds_numerator"] for item in behind) == share[0], metric
        assert sum(item["adds_denominator"] for item in behind) == share[1], metric
    assert (rate["definition_version"], rate["cohort_basis"]) == ("fprr/1", "first_adjudication")

    broken = await families.behind("broken")
    assert {claim: item["broken_by"] for claim, item in broken.items()} == {
        str(claims[3]): "denied",
        str(claims[4]): "denied",
        str(claims[9]): "denied",
        str(claims[12]): "denied",
        str(replaced): "replaced_early",
        str(fixed): "rejected",
    }
    assert broken[str(fixed)]["event_id"] is not None
    assert broken[str(claims[3])]["claim_payment_id"] is not None
    assert all(item["event_id"] is not None for item in broken.values())
    assert {item["broken_by"] for item in (await families.behind("excluded")).values()} == {"capitated"}
    pending = await families.behind("pending")
    assert {claim: item["broken_by"] for claim, item in pending.items()} == {
        str(claims[10]): "not_adjudicated",
        str(abandoned): "rejected_unresolved",
    }


async def test_acceptance_counts_content_rejects_and_not_envelopes(families: Families) -> None:
    (cleared,) = await families.submitted()
    await families.acknowledge([cleared], "accepted", from_payer=False)
    await families.acknowledge([cleared], "rejected")
    (received,) = await families.submitted()
    await families.acknowledge([received], "interim")
    await families.adjudicate([received])
    (silent,) = await families.submitted()
    await families.acknowledge([silent], "accepted", from_payer=False)
    (enveloped,) = await families.submitted()
    await families.acknowledge([enveloped], "rejected", source="TA1", from_payer=False)
    await families.acknowledge([enveloped], "accepted")
    await families.acknowledge([enveloped], "rejected")

    rate = await families.rate("fpar")
    assert (rate["numerator"], rate["denominator"], rate["pending"], rate["excluded"]) == (2, 3, 1, 0)
    assert (rate["rate_bps"], rate["transport_rejects"], rate["variants"]) == (6667, 1, None)
    assert set(await families.behind("broken", "fpar")) == {str(cleared)}
    assert set(await families.behind("pending", "fpar")) == {str(silent)}


@pytest.mark.parametrize("source", ["277CA", "999", "TA1"])
async def test_whatever_was_turned_away_and_not_sent_again_is_unresolved(families: Families, source: str) -> None:
    (claim,) = await families.submitted(submitted_on=now().date())
    await families.acknowledge([claim], "rejected", source=source)
    (pending,) = (await families.behind("pending")).values()
    assert pending["broken_by"] == "rejected_unresolved"
    assert await families.counts(cohort_basis="first_submission") == (0, 1, 0, 0)
    await families.send([claim])
    (pending,) = (await families.behind("pending")).values()
    assert pending["broken_by"] == "not_adjudicated"
    assert await families.counts(cohort_basis="first_submission") == (0, 0, 1, 0)


async def test_nothing_divided_by_nothing_is_null(families: Families) -> None:
    await families.submitted()
    rate = await families.rate()
    assert (rate["denominator"], rate["rate_bps"], rate["pending"]) == (0, None, 1)


async def test_the_first_adjudication_stands_unless_an_earlier_one_arrives_late(families: Families) -> None:
    (claim,) = await families.adjudicated(denied_cents=500)
    await families.adjudicate([claim], adjudicated_on=date(2026, 4, 2))
    assert await families.counts() == (0, 1, 0, 0)
    await families.adjudicate([claim], adjudicated_on=date(2026, 2, 28))
    assert await families.counts() == (1, 1, 0, 0)
    assert await families.counts(month="2026-02") == (1, 1, 0, 0)
    assert await families.counts(month="2026-03") == (0, 0, 0, 0)


async def test_a_correction_in_the_file_of_its_reversal_is_the_first_adjudication(families: Families) -> None:
    (claim,) = await families.submitted()
    rows = [
        families.adjudication(family_id=claim, denied_cents=500),
        families.adjudication(family_id=claim, status_code="22"),
        families.adjudication(family_id=claim, denied_cents=0),
    ]
    await families.record_all([NewEvent("claim.adjudicated", "claim", claim, row) for row in rows])
    rate = await families.rate()
    assert (rate["numerator"], rate["denominator"], rate["later_reversed"]) == (1, 1, 0)


async def test_a_claim_sent_again_before_its_adjudication_is_not_broken(families: Families) -> None:
    (claim,) = await families.submitted()
    await families.send([claim])
    await families.adjudicate([claim])
    await families.send([claim], frequency="7")
    assert await families.counts() == (1, 1, 0, 0)


async def test_a_void_before_the_adjudication_excludes(families: Families) -> None:
    (claim,) = await families.submitted()
    await families.send([claim], frequency="8")
    assert await families.counts() == (0, 0, 0, 1)
    await families.adjudicate([claim])  # the payer had it already
    assert await families.counts() == (0, 1, 0, 0)


@pytest.mark.parametrize("status", ["4", "23", "25"])
async def test_what_was_not_processed_is_not_resolved(families: Families, status: str) -> None:
    await families.adjudicated(status_code=status)
    assert (await families.counts())[0] == 0


async def test_a_family_without_history_is_in_no_rate(families: Families) -> None:
    await families.adjudicate(families.exist(1))
    assert await families.counts() == (0, 0, 0, 0)


async def test_a_rebill_opens_no_family_and_breaks_one_that_is_not_adjudicated(families: Families) -> None:
    early, late = await families.submitted(2)
    rebill = families.submission(family_id=early)
    await families.record_all([NewEvent("claim.submitted", "claim", new_id(), rebill)])
    await families.adjudicate([early, late])
    await families.record_all([NewEvent("claim.submitted", "claim", new_id(), rebill | {"family_id": late})])
    secondary = families.submission(family_id=late, payer_sequence="S")
    await families.record_all([NewEvent("claim.submitted", "claim", new_id(), secondary)])
    assert await families.counts() == (1, 2, 0, 0)
    assert {item["broken_by"] for item in (await families.behind("broken")).values()} == {"replaced_early"}


async def test_a_duplicate_answer_is_no_adjudication(families: Families) -> None:
    (claim,) = await families.adjudicated(duplicate=True, denied_cents=0, paid_cents=0)
    assert await families.counts() == (0, 0, 1, 0)
    await families.adjudicate([claim])
    assert await families.counts() == (1, 1, 0, 0)


async def test_by_submission_claims_that_nobody_reworks_are_failures(families: Families) -> None:
    today = now().date()
    (rejected,) = await families.submitted(submitted_on=today)
    await families.acknowledge([rejected], "rejected")
    await families.submitted(submitted_on=today)  # silent, but not yet for long
    await families.submitted(submitted_on=today - timedelta(days=121))
    await families.adjudicated()
    assert await families.counts() == (1, 1, 3, 0)
    assert await families.counts(cohort_basis="first_submission") == (1, 3, 1, 0)
    answer = await families.practice.ehr.get(
        families.practice.path("/reports/first-pass"), metric="fpar", cohort_basis="first_adjudication"
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/cohort_basis")


async def test_a_rate_breaks_down_into_parts_that_add_up(families: Families) -> None:
    await families.adjudicated(2)
    await families.adjudicated(1, denied_cents=100)
    await families.adjudicate(await families.submitted(), adjudicated_on=date(2026, 4, 2))
    await families.submitted()
    path = families.practice.path("/reports/first-pass/breakdown")

    async def parts(by: str, **params: Any) -> list[dict[str, Any]]:
        answer = await families.practice.ehr.get(path, metric="fprr", by=by, **params)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    months = await parts("month")
    assert [(each["month"], each["numerator"], each["denominator"], each["pending"]) for each in months] == [
        ("2026-02", 0, 0, 1),
        ("2026-03", 2, 3, 0),
        ("2026-04", 1, 1, 0),
    ]
    assert (await parts("month", month_from="2026-03", month_to="2026-03")) == [months[1]]
    (payer,) = await parts("payer")
    assert (payer["payer_id"], payer["numerator"], payer["denominator"]) == (str(families.payer_id), 3, 4)
    providers = await parts("provider")
    assert len(providers) == 4  # each send of this test has a provider of its own
    assert sum(each["denominator"] for each in providers) == 4
    first = (await families.practice.ehr.get(path, metric="fprr", by="month", limit=2)).json()
    rest = (
        await families.practice.ehr.get(path, metric="fprr", by="month", limit=2, cursor=first["next_cursor"])
    ).json()
    assert (first["items"] + rest["items"], rest["next_cursor"]) == (months, None)
    for provider in providers:
        mine = await families.behind("numerator", billing_provider_id=provider["billing_provider_id"])
        assert len(mine) == provider["numerator"]


async def test_months_and_payers_select_families(families: Families) -> None:
    await families.adjudicated()
    await families.submitted()
    assert await families.counts(month="2026-03") == (1, 1, 0, 0)
    assert await families.counts(month="2026-02") == (0, 0, 1, 0)
    assert await families.counts("fpar", month="2026-02") == (1, 1, 1, 0)
    assert await families.counts(payer_id=str(families.payer_id)) == (1, 1, 1, 0)
    assert await families.counts(payer_id=families.world.payers["SBXMC"]) == (0, 0, 0, 0)


async def test_thousands_of_claims_take_the_statements_of_one(
    families: Families, monkeypatch: pytest.MonkeyPatch
) -> None:
    executed: list[str] = []
    execute = Transaction.execute

    async def counted(tx: Transaction, sql: str, params: Any = None) -> None:
        executed.append(sql)
        await execute(tx, sql, params)

    await families.adjudicated(1)  # the practice's keys are opened, which the audit tells of once
    monkeypatch.setattr(Transaction, "execute", counted)
    await families.adjudicated(1)
    alone = list(executed)
    executed.clear()
    await families.adjudicated(3000)
    assert executed == alone
    assert (await families.counts())[1] == 3002


async def test_the_list_behind_a_rate_pages_through_every_claim_once(families: Families) -> None:
    ids = await families.adjudicated(5)
    path = families.practice.path("/reports/first-pass/claims")
    params: dict[str, Any] = {"metric": "fprr", "outcome": "numerator", "limit": 2}
    seen: list[str] = []
    while True:
        page = (await families.practice.ehr.get(path, **params)).json()
        seen += [item["claim_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert seen == sorted(str(one) for one in ids)
    foreign = await families.practice.ehr.get(path, **(params | {"outcome": "broken"}))
    assert (foreign.status_code, foreign.json()["type"].rsplit("/")[-1]) == (422, "cursor-invalid")


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-00", "2026-3", "26-03-1", "٢٠٢٦-03", "1999-12"])
async def test_a_month_that_is_none_is_refused(families: Families, month: str) -> None:
    answer = await families.practice.ehr.get(families.practice.path("/reports/first-pass"), metric="fprr", month=month)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/month"


async def test_every_read_is_audited(families: Families) -> None:
    await families.adjudicated(2)
    await families.rate()
    await families.behind("numerator")
    rows = families.database.as_superuser(
        "select action, row_count from audit_record where action like 'report.%' order by xid"
    )
    assert rows == [("report.first_pass", 1), ("report.first_pass.claims", 2)]


async def test_an_organization_sees_the_practices_it_may_enter_and_their_sum(world: World, database: Database) -> None:
    elm = Families(world, database, await world.practice("Elm"))
    oak = Families(world, database, await world.practice("Oak"))
    await elm.adjudicated(3)
    await elm.adjudicated(1, denied_cents=100)
    await oak.adjudicated(1, denied_cents=100)
    answer = await world.staff.get(world.path("/reports/first-pass"), metric="fprr")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [(item["practice_name"], item["numerator"], item["denominator"]) for item in found["items"]] == [
        ("Elm", 3, 4),
        ("Oak", 0, 1),
    ]
    assert (found["total"]["numerator"], found["total"]["denominator"], found["total"]["rate_bps"]) == (3, 5, 6000)

    limited = await world.client(
        kind="organization", scopes=["reports:read"], granted_practice_ids=[str(oak.practice.id)]
    )
    seen = (await limited.get(world.path("/reports/first-pass"), metric="fprr")).json()
    assert [item["practice_name"] for item in seen["items"]] == ["Oak"]
    nobody = await world.client(kind="organization", scopes=["reports:read"])
    assert (await nobody.get(world.path("/reports/first-pass"), metric="fprr")).json()["items"] == []

    audited = database.as_superuser(
        "select detail->'practices' from organization_audit_record where action = 'request.read' and actor_id = %s",
        [limited.client_id],
    )
    assert audited == [([str(oak.practice.id)],)]
