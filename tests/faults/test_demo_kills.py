"""A demo whose service and worker are killed tells what an undisturbed one tells; the slow proof kills 20 times."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.demo_kills import ORDER, Kill, comparable, differences, moments, play

SEED = 20_261_124


def test_a_demo_that_is_killed_twice_tells_what_an_undisturbed_one_tells(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same moments in each run
    kills = [
        Kill("adjudication", round(chance.uniform(0, 2), 2), "worker"),
        Kill("denial", round(chance.uniform(0, 1), 2), "serve"),
    ]
    print(f"seed {SEED}: {kills}")  # noqa: T201 - read when it fails
    folders = [tmp_path / name for name in ("undisturbed", "killed")]
    for folder in folders:
        folder.mkdir()
    # Both at once: one waits for the jobs of a lost worker while the other works.
    with ThreadPoolExecutor(2) as pool:
        undisturbed, killed = pool.map(play, folders, [[], kills])
    assert (undisturbed.code, killed.code) == (0, 0), undisturbed.said + killed.said
    assert [kill.victim for kill in killed.killed] == ["worker", "serve"]
    assert list(differences(comparable(undisturbed.document), comparable(killed.document))) == []


def test_the_kills_of_the_slow_proof_are_the_same_for_a_seed_and_reach_every_stage() -> None:
    seconds = dict.fromkeys(ORDER, 1.0)
    first, second = (moments(20, random.Random(SEED), seconds) for _ in range(2))  # noqa: S311 - as above
    assert first == second
    assert len(first) == 20
    assert {kill.stage for kill in first} == set(seconds)


def test_documents_differ_by_anything_but_the_ids_themselves() -> None:
    one = "01a2109c-607f-7000-87e8-971ede1be62c"
    two = "01a2109c-6097-7001-8606-5e926d12a9f6"
    document = {"ids": [one, two, one], "cents": 1}
    assert comparable(document) == comparable({"ids": [two, one, two], "cents": 1})
    for other in (
        {"ids": [one, two, two], "cents": 1},
        {"ids": [one, two], "cents": 1},
        {"ids": [one, two, one], "cents": 2},
        {"ids": [one, two, one]},
    ):
        assert len(list(differences(comparable(document), comparable(other)))) == 1
