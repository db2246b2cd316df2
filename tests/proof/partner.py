"""All releases to all partners together tell nothing of what was suppressed."""

import asyncio
import random
from collections import defaultdict
from typing import Any

from api.kit.postgres.server import EmbeddedServer
from tests.portal.differencing import BELIEFS, Told, attack, generated, search_all, threshold_alone, told
from tests.portal.releasing import MONTH, Releasing
from tests.proof.registry import proof
from tests.proof.worlds import server, stage

THRESHOLD, SIZES = 3, ((9, 2), (9, 3), (7, 4))
GENERATED, RELEASES = 300, 8
SLACK = 15
PRACTICES, ROUNDS = 3, 6
SHOWN = (
    "select c.practice_id::text, c.month::text, c.metric, c.numerator, c.denominator, c.suppressed_reason"
    " from release_cell c join release r on r.id = c.release_id order by r.as_of, r.id"
)


@proof("partner.differencing")
def differencing() -> dict[str, Any]:
    """`partner.differencing_recovered`: by an exact search over all small histories, by interval reasoning over
    generated ones under the real threshold, and over what the product itself released to three partners.
    """
    exact = [
        search_all(belief, threshold=THRESHOLD, size=size, releases=releases)
        for belief in BELIEFS.values()
        for size, releases in SIZES
    ]
    chance = random.Random(2026)  # noqa: S311 - data, not secrets
    histories = [generated(chance, releases=RELEASES) for _ in range(GENERATED)]
    made = [(told(history), max(d for _, d in history)) for history in histories]
    with server() as on:
        released = asyncio.run(_release(on))
    views = made + [(view, _most(view)) for view in released]
    follows = [each for view, most in views for belief in BELIEFS for each in attack(view, belief, most=most + SLACK)]
    recovered = [*(each for found in exact for each in found.recovered), *follows]
    control = search_all(next(iter(BELIEFS.values())), threshold=THRESHOLD, size=9, releases=2, rule=threshold_alone)
    suppressed = sum(isinstance(each, str) for view, _ in views for each in view)
    return {
        "partner.differencing_recovered": len(recovered),
        "recovered": recovered[:20],
        "small_histories": {"views": sum(each.views for each in exact), "suppressed": sum(e.suppressed for e in exact)},
        "generated": {"cells": GENERATED, "releases": RELEASES},
        "released_by_the_product": {"cells": len(released), "suppressed": _suppressed(released)},
        "suppressed_cells_attacked": suppressed,
        "recovered_from_a_rule_without_memory": len(control.recovered),
        "ok": not recovered and bool(control.recovered) and _suppressed(released) > 0,
    }


def _suppressed(views: list[tuple[Told, ...]]) -> int:
    return sum(isinstance(each, str) for view in views for each in view)


def _most(view: tuple[Told, ...]) -> int:
    return max((each[1] for each in view if not isinstance(each, str)), default=0)


async def _release(on: EmbeddedServer) -> list[tuple[Told, ...]]:
    """What an organization told three partners of overlapping practices, restated round after round, by cell."""
    chance = random.Random(7)  # noqa: S311 - data, not secrets
    async with stage(on) as opened:
        world, database = opened.world, opened.database
        partners = [await Releasing.open(world, database, f"Practice {number}") for number in range(PRACTICES)]
        order = {"name": "All", "practice_ids": [str(each.families.practice.id) for each in partners]}
        answer = await world.staff.post(world.path("/partners"), order)
        everyone = answer.raise_for_status().json()["id"]
        for turn in range(ROUNDS):
            for each in partners:
                if arrived := chance.choice((0, 1, 3, 9, 11, 12, 20)):
                    await each.families.adjudicated(arrived, denied_cents=chance.choice((0, 100)))
            for each in chance.sample(partners, 2):
                await each.release()
            if turn % 2:
                await partners[0].release(partner_id=everyone, month_to=MONTH)
        cells: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
        for practice, month, metric, numerator, denominator, reason in database.as_superuser(SHOWN):
            cells[practice, month, metric].append(reason or (numerator, denominator))
    return [tuple(view) for view in cells.values()]
