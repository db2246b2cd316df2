"""A search reads by its index, however many patients there are: the short form of `search.prefix_ms` in the bench."""

from typing import Any
from unittest.mock import patch

import psycopg
import pytest

from tests.builders.registration import patient
from tests.harness.database import Database
from tests.harness.world import World

MANY = 20_000
SHARED_BY = 500
"""So many different beginnings of names and birth years: forty patients each."""
FILL = """
insert into patient (tenant_id, id, external_id, external_id_index, last_name, first_name, birth_date, address, sex,
    name_token, version, created_at, updated_at)
select %(tenant_id)s, gen_random_uuid(), '', sha256(('x' || n)::bytea), '', '', '', '', 'F',
    sha256((n %% %(shared_by)s)::text::bytea), 1, now(), now() from generate_series(1, %(many)s) n
"""


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"last_name": "Doe", "birth_year": 1980}, "patient_by_name_token"),
        ({"external_id": "MRN-1"}, "patient_external_id"),
    ],
)
async def test_patients_are_found_by_an_index(
    world: World, database: Database, query: dict[str, Any], index: str
) -> None:
    practice = await world.practice()
    (await practice.ehr.post(practice.path("/patients"), patient())).raise_for_status()
    database.as_superuser(FILL, {"tenant_id": practice.id, "shared_by": SHARED_BY, "many": MANY})
    database.as_superuser("analyze patient; analyze coverage")
    sent: list[tuple[Any, Any]] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(cursor: Any, statement: Any, params: Any = None, **more: Any) -> Any:
        sent.append((statement, params))
        return await execute(cursor, statement, params, **more)

    with patch.object(psycopg.AsyncCursor, "execute", noted):
        (await practice.ehr.post(practice.path("/patients/search"), query)).raise_for_status()
    (searching,) = [each for each in sent if "from patient" in str(each[0])]
    with psycopg.connect(database.url("app")) as connection:
        connection.execute("select set_config('app.tenant', %s, true)", [str(practice.id)])
        plan = "\n".join(row[0] for row in connection.execute(f"explain {searching[0]}".encode(), searching[1]))
    assert index in plan, plan
    assert "Seq Scan on patient" not in plan, plan
