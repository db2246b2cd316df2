"""Mutations: a valid file of each set, broken in every way `check` must find.

`run_mutations` breaks the base of a set kind by kind. A kind is found when the rule meant for it finds each of its
variants; pyx12, which has maps for some sets only, is asked as well where it has one.
"""

from tests.x12.mutations.kinds import MutationSet, is_found, is_rejected_by_judge
from tests.x12.mutations.sets import MUTATION_SETS

__all__ = ["MUTATION_SETS", "MutationSet", "run_mutations"]


def run_mutations(name: str) -> dict[str, int]:
    """How many kinds of a set there are, how many `check` finds, and how many the judge finds."""
    mutations = MUTATION_SETS[name]
    base = mutations.base()
    found = judged = 0
    for kind in mutations.kinds:
        found += all(is_found(base, variant) for variant in kind.variants)
        judged += mutations.has_judge and all(is_rejected_by_judge(base, variant) for variant in kind.variants)
    return {"found": found, "total": len(mutations.kinds), "pyx12_found": judged}
