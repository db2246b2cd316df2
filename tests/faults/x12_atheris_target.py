"""What atheris runs, in its own environment: `survive`, on bytes it thinks up or damages as files are damaged."""

import random
import sys

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]  # in an environment of its own

with atheris.instrument_imports(include=["api.x12"]):
    from tests.faults.x12_damage import damaged
    from tests.faults.x12_target import survive

_OWN_SHARE = 0.5


def mutate(data: bytes, longest: int, seed: int) -> bytes:
    """Half of the time libFuzzer's own way, half of the time as files break."""
    chance = random.Random(seed)  # noqa: S311 - libFuzzer gives the seed
    if chance.random() < _OWN_SHARE:
        return bytes(atheris.Mutate(data, longest))
    return damaged(data, chance)[:longest] if data else data


atheris.Setup(sys.argv, lambda data: survive(bytes(data)) and None, custom_mutator=mutate)
atheris.Fuzz()
