"""What it costs to post a remittance of 17,400 claims of two lines, against writing the same rows by hand.

The verb is the worker's, in a process of its own, for a practice with a fee agreement: read, balanced, matched, posted,
and all that follows in the transaction (first-pass facts, denials, work items, patients' shares, fees).
"""

import asyncio
import time
from statistics import median
from typing import Any
from uuid import UUID

import httpx

from api.demo.caller import Caller
from api.demo.process import Child, Site, environment_of
from tenants.arrays import adapters_with_arrays
from tests.bench.load import paced
from tests.bench.long_posting import CLAIMS
from tests.bench.many_entries import ENTRIES, fill_ledger
from tests.bench.posting_floor import next_transaction, replay, written
from tests.bench.posting_stage import NO_LIMIT, WARM_UP, Ready, ready
from tests.builders import encounters, registration

ROUNDS = 3
CHUNK = 2_000
"""Rows a statement of the floor: what is quickest of 1,000, 2,000, 5,000 and all."""
FEW, MANY = 1_000, 100_000
MANY_ROUNDS = 1
PER_SECOND = 50
IDLE_SECONDS = 15.0
WARM_SECONDS = 3.0
READ_IN_TURN = 20


def posting() -> dict[str, Any]:
    """`posting.ratio_to_floor`, `.claims_per_s`, `.peak_mib`, `.others_p99_ratio`: medians, with their rounds."""
    with ready() as stage:
        others = _others(stage)
        warm, main = stage.waiting(WARM_UP), stage.waiting(CLAIMS)
        service, _ = stage.site.children
        service.end()  # a database that is copied may have no other guest
        stage.analyze()
        rounds = [_round(stage, warm, main) for _ in range(ROUNDS)]
        ratio = _told(rounds)
        return ratio | _beside_others(stage, main, others)


def posting_flatness() -> dict[str, Any]:
    """Cost a claim of 1,000 and 100,000 claims, and with ten million entries present, against that of 17,400.

    `posting.flatness` is the farthest of the three. Takes some four minutes.
    """
    with ready() as stage:
        warm = stage.waiting(WARM_UP)
        checks = {count: stage.waiting(count) for count in (FEW, CLAIMS, MANY)}
        service, _ = stage.site.children
        service.end()
        stage.analyze()
        costs: dict[str, list[float]] = {}
        peaks: dict[str, float] = {}
        for _ in range(MANY_ROUNDS):
            for count, check in checks.items():
                with stage.clone("posting_flat") as database:
                    told = stage.run([warm, check], database)
                costs.setdefault(f"{count:_}", []).append(told["seconds"][1] / count)
                peaks[f"{count:_}"] = round(told["peak_mib"], 1)
        filled = fill_ledger(stage.admin_url(), stage.practice_id, stage.claim_id)
        stage.analyze()
        costs["full"] = [stage.run([warm, checks[CLAIMS]])["seconds"][1] / CLAIMS]
        usual = median(costs[f"{CLAIMS:_}"])
        ratios = {name: round(median(each) / usual, 3) for name, each in costs.items()}
        return {
            "posting.flatness": max(ratios.values()),
            "posting.flatness.ratios": ratios,
            "posting.flatness.us_per_claim": {
                name: [round(1_000_000 * each) for each in rounds] for name, rounds in costs.items()
            },
            "posting.flatness.peak_mib": peaks,
            "posting.flatness.entries": ENTRIES,
            "posting.flatness.fill_seconds": round(filled, 1),
        }


class _Arrays:
    """The product's own way to send a list, for a floor that has it too."""

    adapters = adapters_with_arrays()
    connection = None


def _round(stage: Ready, warm: UUID, main: UUID) -> dict[str, Any]:
    """Ours in one copy of the database, the floor in another."""
    with stage.clone("posting_ours") as ours, stage.clone("posting_floor") as floor:
        stage.run([warm], ours)
        stage.run([warm], floor)
        since = next_transaction(stage.admin_url(ours))
        told = stage.run([main], ours)
        parts = written(stage.admin_url(ours), stage.admin_url(floor), since)
        floor_seconds = replay(stage.url(floor), stage.practice_id, parts, CHUNK)
    with stage.clone("posting_floor") as floor:
        stage.run([warm], floor)
        quick_seconds = replay(stage.url(floor), stage.practice_id, parts, CHUNK, _Arrays())
    return {
        "seconds": told["seconds"][0],
        "floor": floor_seconds,
        "quick_floor": quick_seconds,
        "peak_mib": told["peak_mib"],
        "rows": {part.table: part.rows for part in parts},
    }


def _told(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    ratios = [each["seconds"] / each["floor"] for each in rounds]
    return {
        "posting.ratio_to_floor": round(median(ratios), 2),
        "posting.ratio_to_floor.rounds": [round(ratio, 2) for ratio in ratios],
        "posting.claims_per_s": round(CLAIMS / median(each["seconds"] for each in rounds)),
        "posting.seconds": [round(each["seconds"], 2) for each in rounds],
        "posting.ratio_to_floor_with_our_arrays": round(
            median(each["seconds"] / each["quick_floor"] for each in rounds), 2
        ),
        "posting.floor_seconds": [round(each["floor"], 2) for each in rounds],
        "posting.peak_mib": round(median(each["peak_mib"] for each in rounds), 1),
        "posting.rows": rounds[0]["rows"],
    }


def _others(stage: Ready) -> tuple[Caller, list[str]]:
    """Another practice, and what is read of it."""
    ehr = stage.cast.practices[1].ehr
    ehr.post("/patients", registration.patient())
    ehr.post("/coverages", registration.coverage(stage.cast.payer_ids["SBXCO"]))
    ehr.post("/billing-providers", registration.billing_provider(npi=registration.OTHER_NPI))
    claims = [
        ehr.post("/encounters", encounters.encounter(external_id=f"VISIT-{number}"))["claim_id"]
        for number in range(READ_IN_TURN)
    ]
    return ehr, [f"{ehr.home}/claims/{claim_id}" for claim_id in claims]


def _beside_others(stage: Ready, main: UUID, others: tuple[Caller, list[str]]) -> dict[str, Any]:
    """GETs of another practice while a worker posts, against the same ones idle."""
    ehr, paths = others
    given = environment_of(stage.settings) | {"RATE_LIMIT_PER_MINUTE": NO_LIMIT}
    service = Child("serve", log=stage.settings.data_dir / "another.log", environment=given)
    site = Site(stage.settings, (service,))
    worker = None
    try:
        site.until("the service answers again", lambda: _is_up(f"{site.base_url}{paths[0]}", ehr))
        port = stage.settings.port
        worker = Child("worker", log=stage.settings.data_dir / "another-worker.log", environment=given)
        site.until("the worker has done what waited", _is_posted(stage.ehr, main))
        asyncio.run(paced(port, paths, ehr.token, per_second=PER_SECOND, until=_after(WARM_SECONDS)))
        idle = asyncio.run(paced(port, paths, ehr.token, per_second=PER_SECOND, until=_after(IDLE_SECONDS)))
        posted = _is_posted(stage.ehr, stage.waiting(CLAIMS))
        busy = asyncio.run(paced(port, paths, ehr.token, per_second=PER_SECOND, until=posted))
    finally:
        if worker is not None:
            worker.end()
        service.end()
    return {
        "posting.others_p99_ratio": round(busy.p99_ms / idle.p99_ms, 2),
        "posting.others_idle": {"requests": idle.requests, "p50_ms": idle.p50_ms, "p99_ms": idle.p99_ms},
        "posting.others_while_posting": {"requests": busy.requests, "p50_ms": busy.p50_ms, "p99_ms": busy.p99_ms},
    }


def _is_up(address: str, ehr: Caller) -> bool:
    try:
        return httpx.get(address, headers={"Authorization": f"Bearer {ehr.token}"}).is_success
    except httpx.TransportError:
        return False


def _is_posted(ehr: Caller, remittance_id: UUID) -> Any:
    def look() -> bool:
        return bool(ehr.get(f"/remittances/{remittance_id}")["state"] != "received")

    return look


def _after(seconds: float) -> Any:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
