from collections.abc import Callable
from typing import Any

Proof = Callable[[], dict[str, Any]]
PROOFS: dict[str, Proof] = {}


def proof(name: str) -> Callable[[Proof], Proof]:
    """Register a proof: what it returns stands in `build/proof.json` under `name`, and an exception is a failure."""

    def register(function: Proof) -> Proof:
        if name in PROOFS:
            raise ValueError(f"proof {name} is registered twice")
        PROOFS[name] = function
        return function

    return register
