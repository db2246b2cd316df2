"""The house rules hold on this checkout, and each of them finds what it is for."""

import ast
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI

from tenants.routing import practice_router
from tests.architecture import statements as rules
from tests.architecture.checks import PROJECT, owner_columns, source_checks
from tests.architecture.routes import routes
from tests.architecture.source import Source
from tests.architecture.words import floats_near_money, phi_in_logs

OWNERS = {"claim": "tenant_id", "patient": "tenant_id", "payer": "organization_id", "release": "organization_id"}
CHECKS = ("routes", "imports", "sql-in-store", "tenant-named", "citus", "phi-in-logs", "floats")


@pytest.mark.parametrize("name", CHECKS)
def test_the_rule_holds(name: str) -> None:
    assert source_checks(PROJECT)[name]() == []


def planted(folder: Path, code: str, path: str = "api/claims/store.py") -> Source:
    file = folder / path
    file.parent.mkdir(parents=True)
    file.write_text(code)
    return Source(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "select id from claim",
        "select id from claim where id = %(id)s",
        "select c.id from claim c where c.tenant_id = tenant_id and c.id = %(tenant_id)s",
        "select c.id from claim c join patient p on p.id = c.patient_id where c.tenant_id = %(tenant_id)s",
        "select id from claim where tenant_id = %(tenant_id)s and exists (select from patient p where p.id = x)",
        "update claim c set state = u.state from unnest(%(ids)b::uuid[]) u(id, state) where c.id = u.id",
        "delete from claim where id = any(%(ids)s)",
        "insert into claim (id, tenant_id) values (%(id)s, %(tenant_id)s)",
        "insert into claim (tenant_id, id) select p.tenant_id, p.id from patient p where p.id = %(id)s",
        "with r as (select id from claim) select id from r",
        "select id from release where partner_id = partner_id",
        "insert into claim (tenant_id, id) values (%(tenant_id)s, 1) returning (select count(*) from patient)",
    ],
)
def test_a_statement_without_its_owner_is_found(tmp_path: Path, statement: str) -> None:
    source = planted(tmp_path, f"SQL = {statement!r}")
    assert [found for found in rules.tenant_named(source, OWNERS) if "SQL" in found] != []


@pytest.mark.parametrize(
    "statement",
    [
        "select id from claim where tenant_id = %(tenant_id)s",
        "select p.id from claim c join patient p on p.tenant_id = c.tenant_id where c.tenant_id = %(tenant_id)s",
        "select id from payer where organization_id = %(organization_id)s",
        "select id from release where partner_id = %(partner_id)s",
        "select c.id from claim c where c.tenant_id = any(%(tenant_ids)s)",
        "insert into claim (tenant_id, id) values (%(tenant_id)s, %(id)s)",
        "select label from code where set_name = %(name)s",
        "select pg_try_advisory_xact_lock(%(number)s) as got",
    ],
)
def test_a_statement_with_its_owner_passes(tmp_path: Path, statement: str) -> None:
    source = planted(tmp_path, f"SQL = {statement!r}")
    assert [found for found in rules.tenant_named(source, OWNERS) if "SQL" in found] == []


def test_every_statement_of_the_product_turns_red_once_its_owner_is_dropped() -> None:
    owner_of = owner_columns()
    kept = [
        text for text in rules.statements(Source(PROJECT)) if (text.path, text.function) not in rules.CROSSES_OWNERS
    ]
    unseen = []
    for text in kept:
        for name in ("tenant_id", "organization_id", "partner_id"):
            if name == "partner_id" and "organization_id = %(organization_id)s" in text.value:
                continue
            for bound in {f"{name} = %({name})s", f"{name} = any(%("} & _in(text.value, name):
                without = text.value.replace(bound, bound.replace(name, "id", 1), 1)
                if name == "organization_id":  # a release is its partner's too: either names it
                    without = without.replace("partner_id = %(partner_id)s", "id = %(partner_id)s")
                if without != text.value and not rules.unbound(without, owner_of):
                    unseen.append(f"{text.place}: {bound}")
    assert unseen == []
    assert len(kept) > 50


def _in(statement: str, name: str) -> set[str]:
    return {bound for bound in (f"{name} = %({name})s", f"{name} = any(%(") if bound in statement}


@pytest.mark.parametrize(
    "statement",
    [
        "select * from claim where tenant_id = %(tenant_id)s",
        "select c.* from claim c where c.tenant_id = %(tenant_id)s",
        "insert into claim (tenant_id, id) select %(tenant_id)s, u.id from unnest(%(ids)b::uuid[]) u(id)",
        "insert into claim (tenant_id, id) select o.id, u.id from payer o join unnest(%(ids)b) u(id) on true",
        "insert into claim (tenant_id, id) select p.tenant_id, gen_random_uuid() from patient p where true",
        "select set_config('app.tenant', %(tenant_id)s, false) from claim",
        "set session app.tenant = 'x'",
        "select sum(charge_cents)::float from claim where tenant_id = %(tenant_id)s",
    ],
)
def test_what_a_distributed_server_refuses_is_found(tmp_path: Path, statement: str) -> None:
    assert rules.citus(planted(tmp_path, f"SQL = {statement!r}"), OWNERS) != []


@pytest.mark.parametrize(
    "code",
    [
        'async def verb(tx): await tx.rows("select id from claim where tenant_id = %(tenant_id)s")',
        'WHERE = "x"\nasync def verb(tx): await tx.rows(f"delete from claim where {WHERE}")',
        'PART = "a as (insert into claim (tenant_id, id) select 1, 2)"',
        'def verb(tx): return tx.execute("update claim set state = 1")',
        "def verb(work, what): return work.tx.execute(what)",
        "def verb(tx): return tx.execute(\"set local app.tenant = 'x'\")",
    ],
)
def test_sql_outside_a_store_is_found(tmp_path: Path, code: str) -> None:
    source = planted(tmp_path, code, "api/claims/void.py")
    assert [found for found in rules.sql_in_store(source) if "void.py" in found] != []


@pytest.mark.parametrize(
    "call",
    [
        'log.info("patient", last_name=row.last_name)',
        'log.info(f"patient {patient}")',
        'log.warning("refused", what=form["member_id"])',
        'structlog.get_logger().error("x", detail={"birth_date": value})',
        'logging.getLogger(__name__).info("%s", request.body)',
        "print(patient.first_name)",
        'log.exception("failed")',
        'log.error("failed", exc_info=True)',
        'NewEvent("claim.made", "claim", claim_id, {"diagnoses": codes})',
        'work.audit("patient.read", "patient", patient_id, name=patient.last_name)',
        'field_error("/body/member_id", "unknown", f"{coverage.member_id} is unknown")',
    ],
)
def test_phi_in_a_log_call_is_found(tmp_path: Path, call: str) -> None:
    assert phi_in_logs(planted(tmp_path, call, "api/claims/void.py")) != []


@pytest.mark.parametrize(
    "call",
    ['log.info("request", route=route.path, status=status)', 'log.info("kept", count=len(body))', "audit(patient.id)"],
)
def test_ids_and_counts_may_be_logged(tmp_path: Path, call: str) -> None:
    ast.parse(call)
    assert phi_in_logs(planted(tmp_path, call, "api/claims/void.py")) == []


@pytest.mark.parametrize(
    "code",
    [
        "def share(paid_cents): return paid_cents / 2",
        "def share(paid_cents): return float(paid_cents)",
        "def share(paid_cents): return paid_cents * 0.06",
        "class Fee:\n    rate_bps: float",
    ],
)
def test_a_float_near_money_is_found(tmp_path: Path, code: str) -> None:
    assert floats_near_money(planted(tmp_path, code, "api/fees/accrue.py")) != []


def by_external_id(external_id: str) -> str:
    return external_id


def test_an_operation_without_owner_or_with_a_strange_scope_is_found() -> None:
    public, owned, app = APIRouter(), practice_router("planted"), FastAPI(docs_url=None, redoc_url=None)
    public.get("/v1/statistics")(lambda: None)
    owned.operation("GET", "/a", scope="claims:peek", kind="read", summary="")(lambda: None)
    owned.operation("GET", "/b", scope="clients:read", kind="read", summary="")(lambda: None)
    owned.operation("POST", "/c", scope="claims:read", kind="read", summary="")(lambda: None)
    owned.operation("GET", "/d", scope="claims:read", kind="read", summary="")(by_external_id)
    app.include_router(public)
    app.include_router(owned)
    assert len(routes(app)) == 5
