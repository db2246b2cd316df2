"""Search of patients in a practice of 100,000: by the beginning of a last name with the birth year, and by exact ids.

Each search is a request of its own to the service, one after the other, as a person at a desk searches. Surnames come
in the uneven shares that surnames have.
"""

import asyncio
import datetime as dt
import http.client
import random
import time
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import httpx
import orjson

from api.demo.caller import Caller
from api.demo.cast import assemble
from api.demo.process import running
from api.kit.clock import now
from api.kit.ids import new_id
from api.kit.settings import Settings
from api.registration.records import Address, Person, seal_patient
from tenants.keys import Keyring
from tenants.owner import Owner
from tenants.services import open_services
from tests.bench.claims import NO_LIMIT, analyze

PATIENTS = 100_000
BATCH = 5_000
SEARCHES = 400
WARM_UP = 50
SURNAMES = 2_000
FIRST_NAMES = ("Ada", "Ben", "Cora", "Dev", "Ella", "Finn", "Gia", "Hugo", "Ines", "Jon")
ONSETS = ("B", "Br", "C", "Ch", "D", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Sm", "St", "T", "W")
NUCLEI = ("a", "e", "i", "o", "u", "ar", "er", "il", "on", "or")
CODAS = ("son", "ton", "ley", "man", "ez", "sen", "ner", "well", "ford", "ing")
COLUMNS = (
    *("external_id", "external_id_index", "last_name", "first_name", "middle_name"),
    *("birth_date", "address", "sex", "name_token"),
)
INSERT = (
    "insert into patient (tenant_id, id, external_id, external_id_index, last_name, first_name, middle_name,"
    " birth_date, address, sex, name_token, version, created_at, updated_at)"
    " select p.tenant_id, u.id, u.external_id, u.external_id_index, u.last_name, u.first_name, u.middle_name,"
    "  u.birth_date, u.address, u.sex, u.name_token, 1, %(at)s, %(at)s"
    " from practice_profile p join unnest(%(id)b::uuid[], %(external_id)b::bytea[], %(external_id_index)b::bytea[],"
    "  %(last_name)b::bytea[], %(first_name)b::bytea[], %(middle_name)b::bytea[], %(birth_date)b::bytea[],"
    "  %(address)b::bytea[], %(sex)b::text[], %(name_token)b::bytea[]) u(id, external_id, external_id_index, last_name,"
    "  first_name, middle_name, birth_date, address, sex, name_token) on true where p.tenant_id = %(tenant_id)s"
)


def patient_search() -> dict[str, Any]:
    """Milliseconds a search: the median, and the 99th of a hundred."""
    with (
        running(0, None, {"RATE_LIMIT_PER_MINUTE": NO_LIMIT}) as site,
        httpx.Client(base_url=site.base_url, timeout=30) as caller,
    ):
        ehr = assemble(site, caller).practices[0].ehr
        chance = random.Random(20_261_124)  # noqa: S311 - made-up people, the same in each run
        people = _people(chance)
        seconds = asyncio.run(_fill(site.settings, UUID(ehr.home.rpartition("/")[2]), people))
        analyze(site)
        asked = chance.choices(people, k=SEARCHES)
        prefix = [{"last_name": person.last_name[:3], "birth_year": person.birth_date.year} for person in asked]
        whole = [{"last_name": person.last_name, "birth_year": person.birth_date.year} for person in asked]
        exact = [{"external_id": f"MRN-{number}"} for number in chance.choices(range(PATIENTS), k=SEARCHES)]
        return (
            _measure("search.prefix", site.settings.port, ehr, prefix)
            | _measure("search.name", site.settings.port, ehr, whole)
            | _measure("search.exact", site.settings.port, ehr, exact)
            | {"search.patients": PATIENTS, "search.fill_seconds": round(seconds, 1)}
        )


def _people(chance: random.Random) -> list[Person]:
    names = [f"{chance.choice(ONSETS)}{chance.choice(NUCLEI)}{chance.choice(CODAS)}" for _ in range(SURNAMES)]
    shares = [1 / (rank + 10) for rank in range(SURNAMES)]
    address = Address(line1="12 Elm St", city="Springfield", state="IL", zip="627010000")
    return [
        Person(
            last_name=last_name,
            first_name=chance.choice(FIRST_NAMES),
            birth_date=dt.date(chance.randint(1935, 2025), chance.randint(1, 12), chance.randint(1, 28)),
            sex="U",
            address=address,
        )
        for last_name in chance.choices(names, shares, k=PATIENTS)
    ]


async def _fill(settings: Settings, practice_id: UUID, people: list[Person]) -> float:
    """Insert patients sealed as the service seals them, set-based; seconds."""
    started = time.perf_counter()
    async with open_services(settings) as services:
        numbered = list(enumerate(people))
        for start in range(0, PATIENTS, BATCH):
            async with services.database.owned(Owner.practice(practice_id)) as tx:
                keys = await services.vault.keyring(tx)
                await tx.execute(
                    INSERT, _rows(keys, numbered[start : start + BATCH]) | {"tenant_id": practice_id, "at": now()}
                )
    return time.perf_counter() - started


def _rows(keys: Keyring, batch: list[tuple[int, Person]]) -> dict[str, Any]:
    ids = [new_id() for _ in batch]
    rows = [
        seal_patient(keys, patient_id, f"MRN-{number}", person)
        for patient_id, (number, person) in zip(ids, batch, strict=True)
    ]
    return {name: [row[name] for row in rows] for name in COLUMNS} | {"id": ids}


def _measure(name: str, port: int, ehr: Caller, queries: list[dict[str, Any]]) -> dict[str, Any]:
    taken, found = [], 0
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for number, query in enumerate([*queries[:WARM_UP], *queries]):
        headers = {"Authorization": f"Bearer {ehr.token}", "Content-Type": "application/json"}
        body = orjson.dumps(query)
        started = time.perf_counter()
        connection.request("POST", f"{ehr.home}/patients/search", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        elapsed = (time.perf_counter() - started) * 1000
        assert answer.status == 200, content
        matches = orjson.loads(content)["items"]
        assert matches, query
        if number >= WARM_UP:
            taken.append(elapsed)
            found += len(matches)
    connection.close()
    return {
        f"{name}_ms": round(median(taken), 2),
        f"{name}_p99_ms": round(quantiles(taken, n=100)[-1], 2),
        f"{name}_matches": round(found / len(queries), 1),
    }
