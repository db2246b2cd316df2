"""Each kind of defect is found by the rule meant for it; the files they are made from have none.

The judge's share of them is counted by `make proof`.
"""

import pytest

from api.x12 import acknowledge_group, find_rule, read_file, write_999s
from api.x12.check import check_transaction
from tests.judges.pyx12_judge import judge
from tests.x12 import builders
from tests.x12.mutations import MUTATION_SETS, MutationSet
from tests.x12.mutations.kinds import Kind, found_rules, is_found, mutate

_ALL = [(entry, kind) for entry in MUTATION_SETS.values() for kind in entry.kinds]
_LEAST = {"835": 44, "837P": 39, "837I": 40}


@pytest.mark.parametrize("mutations", MUTATION_SETS.values(), ids=MUTATION_SETS)
def test_the_base_of_each_set_is_clean(mutations: MutationSet) -> None:
    base = mutations.base()
    assert found_rules(base) == set()
    if mutations.has_judge:
        assert judge(base).is_accepted
    assert len(mutations.kinds) >= _LEAST.get(mutations.name, 20)


@pytest.mark.parametrize(("mutations", "kind"), _ALL, ids=[f"{entry.name}: {kind.name}" for entry, kind in _ALL])
def test_each_kind_is_found_by_the_rule_meant_for_it(mutations: MutationSet, kind: Kind) -> None:
    base = mutations.base()
    for number, variant in enumerate(kind.variants, 1):
        assert find_rule(variant.rule) is not None
        assert is_found(base, variant), (number, variant.rule, found_rules(mutate(base, variant)))


def test_the_999_for_each_defect_of_a_claim_file_is_accepted_by_the_judge() -> None:
    mutations = MUTATION_SETS["837P"]
    base = mutations.base()
    verdicts = set()
    for kind in mutations.kinds:
        (group,) = read_file(mutate(base, kind.variants[0])).interchanges[0].groups
        findings = {at: check_transaction(t) for at, t in enumerate(group.transactions)}
        answer = acknowledge_group(group, "0001", findings)
        verdicts.add(answer.status)
        payload = write_999s([answer], builders.facts())
        assert judge(payload).is_accepted, (kind.name, judge(payload).errors)
        assert found_rules(payload) == set(), kind.name
    assert verdicts == {"A", "R"}
