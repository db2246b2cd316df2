"""No suppressed cell follows from all releases together; the short form of `partner.differencing` in `make proof`."""

import random

import pytest

from tests.portal.differencing import BELIEFS, attack, generated, search_all, shown_again, threshold_alone, told


@pytest.mark.parametrize("belief", BELIEFS)
def test_nothing_follows_from_any_history_under_a_small_threshold(belief: str) -> None:
    found = search_all(BELIEFS[belief], threshold=3, size=8, releases=3)
    assert found.recovered == []
    assert found.suppressed > 100


def test_the_search_finds_what_a_rule_without_the_releases_before_lets_through() -> None:
    found = search_all(
        BELIEFS["claims only come, and are corrected"], threshold=3, size=8, releases=2, rule=threshold_alone
    )
    assert "((0, 3), (0, 4)): 1 claims came in between" in found.recovered


@pytest.mark.parametrize("belief", BELIEFS)
def test_nothing_follows_from_generated_histories_under_the_real_threshold(belief: str) -> None:
    chance = random.Random(11)  # noqa: S311 - data, not secrets
    suppressed = 0
    for _ in range(15):
        history = generated(chance, releases=6)
        view = told(history)
        suppressed += sum(isinstance(each, str) for each in view)
        assert attack(view, belief, most=max(d for _, d in history) + 15) == []
    assert suppressed > 20


def test_the_attack_finds_what_follows() -> None:
    history = [(18, 20), (17, 20), (18, 20)]
    view = told(history, shown_again)
    # The number of before, shown again, tells that there were as many in between.
    found = attack(view, "claims only come, and are corrected", most=40, rule=shown_again)
    assert found == [f"{view}: a suppressed cell is 20"]
    assert [isinstance(each, str) for each in told(history)] == [False, True, True]
