"""How many kinds of defects `check` finds in each set, and how many pyx12 does."""

from typing import Any

from tests.proof.registry import proof
from tests.x12.mutations import MUTATION_SETS, run_mutations


@proof("x12.mutations")
def mutations() -> dict[str, Any]:
    """By set: kinds found, kinds there are, kinds pyx12 finds. Fails when one is missed."""
    counts: dict[str, Any] = {name: run_mutations(name) for name in MUTATION_SETS}
    missed = [name for name, count in counts.items() if count["found"] < count["total"]]
    return counts | {"ok": not missed}
