"""A second opinion on an office's books, as it stands."""

from collections.abc import Mapping

from tests.harness.database import Database
from tests.scenarios.office import Office
from tests.second_opinion import Verdict, second_opinion


async def opinion_on(office: Office, database: Database) -> Verdict:
    """Rows as `backup`, bytes through the office's own client."""

    async def fetch(path: str, params: Mapping[str, str]) -> bytes:
        answer = await office.practice.ehr.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.content

    return await second_opinion(fetch, database.url("backup"), str(office.practice.id))


async def must_agree(office: Office, database: Database, *kinds: str) -> None:
    """It agrees to the cent, and it had something to say of each of these kinds."""
    verdict = await opinion_on(office, database)
    assert verdict.differences == []
    assert verdict.agrees
    said = {"account", "balance by entries", "balance by bytes", "paid by bytes", "checks", "rate", *kinds}
    assert said <= verdict.compared.keys()
