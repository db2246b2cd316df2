"""Keys rotate under load without a failed read: a service, a worker, and callers that read and write all the while.

Service and worker are processes of their own, each with its own memory of opened keys; the rotations are queued as the
command `firstpass keys` queues them. Every value that was sealed before is read again while it is sealed anew.
"""

import asyncio
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from api import wiring
from api.demo.caller import Caller
from api.demo.cast import assemble
from api.demo.process import DemoFailed, Site, running
from api.kit.settings import Settings
from tenants.owner import Owner
from tenants.resealing import queue_rotation, sealed_tables, versions
from tenants.services import open_services
from tests.builders import encounters, registration
from tests.builders.registration import BILLING_NPI
from tests.builders.x12_files import interchange, remittance
from tests.proof.registry import proof

PATIENTS, CLAIMS, FILES = 300, 120, 10
ROTATIONS = 3
REFRESH_SECONDS = 1.0
READERS, WRITERS = 4, 2
PATIENCE_SECONDS = 240.0


@dataclass(slots=True)
class Load:
    """What callers did and what went wrong, counted by all of them."""

    reads: int = 0
    writes: int = 0
    failed_reads: list[str] = field(default_factory=list)
    failed_writes: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, answer: httpx.Response, *, is_right: bool) -> None:
        """Count a request; one that failed is kept by its path's shape and status."""
        with self.lock:
            setattr(self, f"{kind}s", getattr(self, f"{kind}s") + 1)
            if not (answer.is_success and is_right):
                failed: list[str] = getattr(self, f"failed_{kind}s")
                failed.append(f"{answer.request.url.path.rpartition('/')[0]} {answer.status_code}")


@proof("keys.rotation")
def rotation() -> dict[str, Any]:
    """Data key and secret, three times: reads that failed of all meanwhile, and nothing old left at the end."""
    with (
        running(0, None, {"RATE_LIMIT_PER_MINUTE": "100000000", "KEY_REFRESH_SECONDS": str(REFRESH_SECONDS)}) as site,
        httpx.Client(base_url=site.base_url, timeout=60) as http,
    ):
        ehr = assemble(site, http).practices[0].ehr
        owner = Owner.practice(UUID(ehr.home.rpartition("/")[2]))
        paths = _fill(site, ehr)
        load, left = Load(), {}
        with ExitStack() as stack:
            threads = [threading.Thread(target=_read, args=(site, ehr, paths, load)) for _ in range(READERS)]
            threads += [threading.Thread(target=_write, args=(site, ehr, number, load)) for number in range(WRITERS)]
            for thread in threads:
                thread.start()
                stack.callback(thread.join)
            stack.callback(load.over.set)
            for turn in range(1, ROTATIONS + 1):
                left = asyncio.run(_rotate(site.settings, owner, turn + 1))
    return {
        "keys.rotation_failed_reads": len(load.failed_reads),
        "reads": load.reads,
        "writes": load.writes,
        "failed_writes": load.failed_writes[:20],
        "failed": load.failed_reads[:20],
        "rotations": ROTATIONS,
        "sealed_values_by_version": left,
        "ok": not load.failed_reads and not load.failed_writes and set(left) == {str(ROTATIONS + 1)},
    }


def _fill(site: Site, ehr: Caller) -> list[tuple[str, bytes]]:
    """Patients, claims and files; what to read, and a text that a right answer holds."""
    payer_id = ehr.get("/payers")["items"][0]["id"]
    ehr.post("/billing-providers", registration.billing_provider())
    paths = []
    for number in range(PATIENTS):
        made = ehr.post("/patients", registration.patient(external_id=f"MRN-{number}", middle_name=f"M{number}x"))
        paths.append((f"/patients/{made['id']}", f"M{number}x".encode()))
    ehr.post("/coverages", registration.coverage(payer_id))
    for number in range(CLAIMS):
        note = f"Note {number}"
        made = ehr.post(
            "/encounters",
            encounters.encounter(external_id=f"VISIT-{number}", note=note, patient_external_id="MRN-1"),
        )
        paths.append((f"/encounters/{made['encounter_id']}", note.encode()))
    for number in range(FILES):
        ehr.send_file(
            "/remittances",
            interchange([remittance(BILLING_NPI, trace=f"T{number}")], control=f"{number + 1:09d}"),
        )
    files = site.until("the files are there", lambda: _files(ehr))
    return paths + [(f"/transactions/{each}/file", b"ISA*") for each in files]


def _files(ehr: Caller) -> list[str]:
    found = [each["id"] for each in ehr.get_all("/transactions") if each["state"] == "processed"]
    return found if len(found) >= FILES else []


def _read(site: Site, ehr: Caller, paths: list[tuple[str, bytes]], load: Load) -> None:
    offset = threading.get_ident() % len(paths)
    with httpx.Client(base_url=site.base_url, timeout=60) as http:
        while not load.over.is_set():
            path, expected = paths[offset % len(paths)]
            offset += 7
            answer = http.get(ehr.home + path, headers={"Authorization": f"Bearer {ehr.token}"})
            load.note("read", answer, is_right=expected in answer.content)


def _write(site: Site, ehr: Caller, number: int, load: Load) -> None:
    turn = 0
    with httpx.Client(base_url=site.base_url, timeout=60) as http:
        while not load.over.is_set():
            turn += 1
            order = registration.patient(external_id=f"W-{number}-{turn % 50}", middle_name=f"T{turn}")
            headers = {"Authorization": f"Bearer {ehr.token}", "Idempotency-Key": f"{number}-{turn}"}
            answer = http.post(f"{ehr.home}/patients", json=order, headers=headers)
            load.note("write", answer, is_right=True)


async def _rotate(settings: Settings, owner: Owner, version: int) -> dict[str, int]:
    """Queue both rotations and wait until the worker has sealed everything under `version`; what is sealed how.

    Passes after the first wait for a quarter of an hour, in case of a transaction that takes so long: here they are
    run at once, as the same job.
    """
    assert wiring.JOB_MODULES, "the tables of every stage"
    async with open_services(settings) as services:
        async with services.database.owned(owner) as tx:
            await queue_rotation(tx, "keys.rotate_data_key")
            await queue_rotation(tx, "keys.rotate_master")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            counts: dict[int, int] = {}
            async with services.database.expiring(owner) as tx:
                for table in sealed_tables(owner.level):
                    for each, found in (await versions(tx, table)).items():
                        counts[each] = counts.get(each, 0) + found
            if set(counts) == {version}:
                return {str(each): found for each, found in counts.items()}
            if time.monotonic() > deadline:
                raise DemoFailed(f"still sealed under older keys: {counts}")
            if set(counts) > {version}:
                async with services.database.owned(owner) as tx:
                    await queue_rotation(tx, "keys.reencrypt")
            await asyncio.sleep(1)
