"""The two hottest reads against the same work by hand: both served by uvicorn, one worker each, on one database."""

import asyncio
import os
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import psycopg

from api.demo.caller import Caller
from api.demo.cast import assemble
from api.demo.process import Child, Site, environment_of, free_port, running
from tests.bench.load import Sample, measure
from tests.builders import encounters, registration

CLAIMS = 300
READ_IN_TURN = 64
ROUNDS = 15
ROUND_SECONDS = 1.0
WARM_UP_SECONDS = 1.5
NO_LIMIT = "100000000"


def claim_reads() -> dict[str, Any]:
    """Ratios (median over alternating rounds) with the figures behind them."""
    with running(0, None, {"RATE_LIMIT_PER_MINUTE": NO_LIMIT}) as site, ExitStack() as stack:
        http = stack.enter_context(httpx.Client(base_url=site.base_url, timeout=30))
        cast = assemble(site, http)
        ehr = cast.practices[0].ehr
        claim_ids = fill(ehr, cast.payer_ids["SBXCO"])
        service, worker = site.children
        worker.end()  # sealing what the rounds write would disturb whichever is running
        analyze(site)
        port = free_port()
        arguments = (str(port), cast.practices[0].id)
        floor = Child(*arguments, module="tests.bench.by_hand", environment=environment_of(site.settings))
        stack.callback(floor.end)
        one = [f"{ehr.home}/claims/{claim_id}" for claim_id in claim_ids[:READ_IN_TURN]]
        newest = [f"{ehr.home}/claims"]
        measured = Site(site.settings, (service, floor))
        measured.until("the floor answers alike", lambda: _answer_alike(ehr, port, [one[0], *newest]))
        return _compare("api.get_claim", measured, port, one, ehr) | _compare(
            "api.list_claims", measured, port, newest, ehr
        )


def fill(ehr: Caller, payer_id: str) -> list[str]:
    """Claims of two lines; their ids."""
    ehr.post("/patients", registration.patient())
    ehr.post("/coverages", registration.coverage(payer_id))
    ehr.post("/billing-providers", registration.billing_provider())
    lines = [encounters.line(), encounters.line(procedure="85025", charge_cents=6000)]
    return [
        ehr.post("/encounters", encounters.encounter(external_id=f"VISIT-{number}", lines=lines))["claim_id"]
        for number in range(CLAIMS)
    ]


def analyze(site: Site) -> None:
    server = site.settings.embedded_server
    assert server is not None
    with psycopg.connect(server.migration_url(site.settings.database), autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _answer_alike(ehr: Caller, port: int, paths: list[str]) -> bool:
    """Whether the floor is up. Raises AssertionError if it does less than the service: its bodies must be the same."""
    headers = {"Authorization": f"Bearer {ehr.token}"}
    for path in paths:
        try:
            by_hand = httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers)
        except httpx.TransportError:
            return False
        ours = ehr.http.get(path, headers=headers).json()
        ours.pop("next_cursor", None)
        assert by_hand.json() == ours, path
    return True


def _compare(name: str, site: Site, port: int, paths: list[str], ehr: Caller) -> dict[str, Any]:
    ours: list[Sample] = []
    floor: list[Sample] = []
    service, by_hand = (child.pid for child in site.children)
    asyncio.run(measure(site.settings.port, paths, ehr.token, seconds=WARM_UP_SECONDS))
    asyncio.run(measure(port, paths, ehr.token, seconds=WARM_UP_SECONDS))
    before = [cpu_seconds(service), cpu_seconds(by_hand)]
    for number in range(ROUNDS):
        for target in (0, 1) if number % 2 else (1, 0):
            into, at = ((ours, site.settings.port), (floor, port))[target]
            into.append(asyncio.run(measure(at, paths, ehr.token, seconds=ROUND_SECONDS)))
    used = [cpu_seconds(service) - before[0], cpu_seconds(by_hand) - before[1]]
    ratios = [mine.per_second / theirs.per_second for mine, theirs in zip(ours, floor, strict=True)]
    return {
        f"{name}.ratio_to_psycopg": round(median(ratios), 3),
        f"{name}.ratio_to_psycopg.rounds": [round(ratio, 3) for ratio in ratios],
        f"{name}.service": figures(ours, used[0]),
        f"{name}.psycopg": figures(floor, used[1]),
    }


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def figures(samples: list[Sample], cpu_seconds: float) -> dict[str, Any]:
    requests = sum(sample.requests for sample in samples)
    return {
        "requests": requests,
        "cpu_us_per_request": round(cpu_seconds / requests * 1_000_000),
        "per_second": round(median(sample.per_second for sample in samples)),
        "p50_ms": median(sample.p50_ms for sample in samples),
        "p99_ms": median(sample.p99_ms for sample in samples),
    }
