"""What the audit costs: a read beside the same read without its row, and beside its own practice's longest posting."""

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median
from typing import Any

import httpx

from api.demo.caller import Caller
from api.demo.cast import assemble
from api.demo.process import Child, Site, environment_of, free_port, running
from tests.bench.claims import NO_LIMIT, READ_IN_TURN, analyze, cpu_seconds, figures, fill
from tests.bench.load import Sample, measure, paced
from tests.bench.long_posting import CLAIMS, copies, remittance

ROUNDS = 5
SLICES = 8
SLICE_SECONDS = 0.5
WARM_UP_SECONDS = 1.5
IDLE_SECONDS = 15.0
GIVEN = {"RATE_LIMIT_PER_MINUTE": NO_LIMIT}
PER_SECOND = 50
"""Reads while posting: less than the machine could, so that what is measured is waiting and not the queue."""


def audit_cost() -> dict[str, Any]:
    """`audit.read_ratio`: median of five rounds. `audit.get_p99_ratio_while_posting`: against the same reads idle."""
    with running(0, None, GIVEN) as site, ExitStack() as stack:
        http = stack.enter_context(httpx.Client(base_url=site.base_url, timeout=300))
        cast = assemble(site, http)
        practice = cast.practices[0]
        claim_ids = fill(practice.ehr, cast.payer_ids["SBXCO"])
        paths = [f"{practice.ehr.home}/claims/{claim_id}" for claim_id in claim_ids[:READ_IN_TURN]]
        service, worker = site.children
        worker.end()  # sealing what the rounds write would disturb whichever is running
        analyze(site)
        port = free_port()
        environment = environment_of(site.settings) | GIVEN
        log = site.settings.data_dir / "unaudited.log"
        without = Child(str(port), module="tests.bench.unaudited", log=log, environment=environment)
        stack.callback(without.end)
        measured = Site(site.settings, (service, without))
        measured.until("the service without its rows answers", lambda: _answers(port, paths[0], practice.ehr))
        ratio = _ratio(measured, port, paths, practice.ehr)
        without.end()
        another = Child("worker", log=site.settings.data_dir / "another-worker.log", environment=environment)
        stack.callback(another.end)
        return ratio | _while_posting(site, practice.ehr, practice.id, claim_ids[0], paths)


def _ratio(site: Site, port: int, paths: list[str], ehr: Caller) -> dict[str, Any]:
    """Five rounds, each of short slices in turn: what else the machine does falls on both alike."""
    samples: tuple[list[Sample], list[Sample]] = ([], [])
    ports, pids = (site.settings.port, port), [child.pid for child in site.children]
    for at in ports:
        asyncio.run(measure(at, paths, ehr.token, seconds=WARM_UP_SECONDS))
    before = [cpu_seconds(pid) for pid in pids]
    for number in range(ROUNDS * SLICES):
        for target in (0, 1) if number % 2 else (1, 0):
            samples[target].append(asyncio.run(measure(ports[target], paths, ehr.token, seconds=SLICE_SECONDS)))
    used = [cpu_seconds(pid) - start for pid, start in zip(pids, before, strict=True)]
    rates = [[_rate(side[at : at + SLICES]) for at in range(0, len(side), SLICES)] for side in samples]
    ratios = [mine / bare for mine, bare in zip(*rates, strict=True)]
    return {
        "audit.read_ratio": round(median(ratios), 3),
        "audit.read_ratio.rounds": [round(ratio, 3) for ratio in ratios],
        "audit.read": figures(samples[0], used[0]),
        "audit.read.without": figures(samples[1], used[1]),
    }


def _rate(slices: list[Sample]) -> float:
    return sum(each.requests for each in slices) / sum(each.seconds for each in slices)


def _while_posting(site: Site, ehr: Caller, practice_id: str, claim_id: str, paths: list[str]) -> dict[str, Any]:
    server = site.settings.embedded_server
    assert server is not None
    copied = copies(server.migration_url(site.settings.database), practice_id, claim_id)
    analyze(site)
    npi = next(iter(ehr.get_all("/billing-providers")))["npi"]
    content = remittance(npi, copied.plain(), copied.day)
    asyncio.run(paced(site.settings.port, paths, ehr.token, per_second=PER_SECOND, until=_after(WARM_UP_SECONDS)))
    idle = asyncio.run(paced(site.settings.port, paths, ehr.token, per_second=PER_SECOND, until=_after(IDLE_SECONDS)))
    remittance_id = ehr.send_file("/remittances", content)["items"][0]["id"]
    started = time.monotonic()
    state: dict[str, Any] = {}

    def is_posted() -> bool:
        state.update(ehr.get(f"/remittances/{remittance_id}"))
        return bool(state["state"] != "received")

    busy = asyncio.run(paced(site.settings.port, paths, ehr.token, per_second=PER_SECOND, until=is_posted))
    seconds = time.monotonic() - started
    assert (state["state"], state["claim_payment_count"]) == ("posted", CLAIMS), state
    return {
        "audit.get_p99_ratio_while_posting": round(busy.p99_ms / idle.p99_ms, 2),
        "audit.get_idle": {"requests": idle.requests, "p50_ms": idle.p50_ms, "p99_ms": idle.p99_ms},
        "audit.get_while_posting": {"requests": busy.requests, "p50_ms": busy.p50_ms, "p99_ms": busy.p99_ms},
        "audit.posting_seconds": round(seconds, 1),
    }


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _answers(port: int, path: str, ehr: Caller) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {ehr.token}"})
    except httpx.TransportError:
        return False
    return answer.is_success
