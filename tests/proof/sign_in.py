"""An unknown client and a bad secret answer alike and as slowly."""

import asyncio
import time
from statistics import median
from typing import Any

from api.kit.ids import new_id
from api.kit.postgres.server import EmbeddedServer
from tests.harness.world import World
from tests.proof.registry import proof
from tests.proof.worlds import server, stage

PAIRS = 150
COIN = 0.5
TELLS = 0.65
"""A guess that is right so often would tell whether a client exists; half is what a coin does."""


@proof("sign_in.timing")
def timing() -> dict[str, Any]:
    """Milliseconds of both, and how often the best threshold between them guesses right which it was."""
    with server() as on:
        return asyncio.run(_measure(on))


async def _measure(on: EmbeddedServer) -> dict[str, Any]:
    async with stage(on) as opened:
        world = opened.world
        unknown, wrong = [], []
        for _ in range(PAIRS):
            unknown.append(await _milliseconds(world, str(new_id())))
            wrong.append(await _milliseconds(world, world.staff.client_id))
    guessed = _best_guess(unknown, wrong)
    return {
        "unknown_client_ms": round(median(unknown), 2),
        "wrong_secret_ms": round(median(wrong), 2),
        "guessed_right": round(guessed, 3),
        "ok": guessed < TELLS,
    }


async def _milliseconds(world: World, client_id: str) -> float:
    started = time.perf_counter()
    answer = await world.http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, "wrong"))
    assert answer.status_code == 401, answer.text
    return (time.perf_counter() - started) * 1000


def _best_guess(unknown: list[float], wrong: list[float]) -> float:
    """The share of right guesses of the best rule `slower than this: the one, else the other`."""
    both = sorted([(value, 1) for value in unknown] + [(value, -1) for value in wrong])
    lead, best = 0, 0
    for _, side in both:
        lead += side
        best = max(best, abs(lead))
    return COIN + best / len(both)
