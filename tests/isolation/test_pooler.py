"""Practices that share a few connections: with a pooler of the service's own, and behind PgBouncer where there is one.

`make proof` installs PgBouncer and sends 2,000 requests of 20 practices through it.
"""

import pytest
from pydantic import SecretStr, ValidationError

from api.kit.settings import Settings
from tenants.session import Database as Pools
from tests.harness.database import Database
from tests.harness.world import open_world
from tests.isolation.pooler import SERVER_CONNECTIONS, crowd, left_behind, pgbouncer, pooled, program

SECRET = SecretStr("s" * 32)


async def test_practices_that_share_two_connections_see_their_own_rows(
    clean_database: Database, settings: Settings
) -> None:
    async with open_world(settings.model_copy(update={"pool_size": SERVER_CONNECTIONS})) as world:
        seen = await crowd(world, clean_database, practices=4, requests=120)
    assert (seen.requests, seen.failed, seen.wrong_rows) == (120, [], [])


# The tests need Python and make alone, so the real PgBouncer is there or not; the test above holds the promise without
# it, and `make proof` fails where PgBouncer is missing.
@pytest.mark.skipif(program() is None, reason="pgbouncer is not installed; `make proof` installs it")
async def test_practices_behind_pgbouncer_see_their_own_rows(clean_database: Database, settings: Settings) -> None:
    with pgbouncer(clean_database) as url:
        async with open_world(pooled(settings, url)) as world:
            seen = await crowd(world, clean_database, practices=4, requests=120)
        assert (seen.requests, seen.failed, seen.wrong_rows) == (120, [], [])
        assert 0 < seen.server_connections <= SERVER_CONNECTIONS
        owner = str(seen.practices[0].id)
        assert left_behind(url, owner, "set local app.tenant = '{owner}'") == 0
        assert left_behind(url, owner, "set app.tenant = '{owner}'") > 0, "the ground would not tell"


@pytest.mark.parametrize(("is_pooled", "threshold"), [(True, None), (False, 5)])
async def test_behind_a_pooler_nothing_is_prepared(
    clean_database: Database, *, is_pooled: bool, threshold: int | None
) -> None:
    pools = Pools({"app": clean_database.url("app")}, 1, pooled=is_pooled)
    await pools.open()
    try:
        async with pools.platform() as tx:
            assert tx.connection.prepare_threshold == threshold
    finally:
        await pools.close()


def test_a_pooler_is_for_requests_and_the_server_for_what_keeps_a_session() -> None:
    chosen = Settings(
        database_url="postgresql://db:5432/billing",
        pooler_url="postgresql://pool:6432/billing",
        database_role_secret=SECRET,
    )
    assert "@pool:6432/" in chosen.pooled_url("app")
    assert "@db:5432/" in chosen.role_url("app")
    assert "@db:5432/" in chosen.role_url("migrator")


@pytest.mark.parametrize("url", ["postgresql://postgres:secret@pool/billing", "postgresql://pool/billing"])
def test_a_pooler_with_a_login_or_without_its_server_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(pooler_url=url)
