"""The service runs as roles that row security binds, or not at all."""

import pytest

from tenants.session import Database as Pools
from tenants.session import RoleRefusedError
from tests.harness.database import Database


@pytest.mark.parametrize("login", ["superuser", "migrator", "retention"])
async def test_the_service_refuses_to_start_as_anyone_but_the_role_itself(database: Database, login: str) -> None:
    url = database.superuser_url if login == "superuser" else database.url(login)  # type: ignore[arg-type]
    pools = Pools({"app": url}, 1)
    try:
        with pytest.raises(RoleRefusedError):
            await pools.open()
    finally:
        await pools.close()
