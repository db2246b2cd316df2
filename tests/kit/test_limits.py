from datetime import UTC, datetime, timedelta

from api.kit.limits import FixedWindow

NOON = datetime(2026, 3, 12, 12, 0, 0, tzinfo=UTC)


def test_the_limit_is_reached_and_the_next_minute_starts_anew() -> None:
    window = FixedWindow(2)
    quotas = [window.take("a", NOON + timedelta(seconds=second)) for second in (0, 10, 59, 60)]
    assert [quota.exceeded for quota in quotas] == [False, False, True, False]
    assert [quota.remaining for quota in quotas] == [1, 0, 0, 1]
    assert [quota.reset_seconds for quota in quotas] == [60, 50, 1, 60]


def test_keys_count_apart() -> None:
    window = FixedWindow(1)
    assert not window.take("a", NOON).exceeded
    assert not window.take("b", NOON).exceeded
    assert window.take("a", NOON).exceeded


def test_looking_counts_nothing() -> None:
    window = FixedWindow(1)
    assert not window.spent("a", NOON).exceeded
    assert not window.take("a", NOON).exceeded
    assert window.spent("a", NOON).exceeded


def test_a_window_that_has_passed_leaves_nothing_in_memory() -> None:
    window = FixedWindow(1)
    for number in range(1000):
        window.take(number, NOON)
    window.take("a", NOON + timedelta(minutes=1))
    assert window._counts == {"a": 1}


def test_headers_say_quota_window_rest_and_reset() -> None:
    assert FixedWindow(100).take("a", NOON + timedelta(seconds=15)).headers() == {
        "RateLimit-Policy": '"default";q=100;w=60',
        "RateLimit": '"default";r=99;t=45',
    }
