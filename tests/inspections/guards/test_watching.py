"""Intervals of guards against minutes counted one by one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inspections.guards.watching import Stand, Watch, gaps, unguarded, watch_at

START = datetime(2026, 7, 1, tzinfo=UTC)
HOUR = 60


def minute(n: int) -> datetime:
    return START + timedelta(minutes=n)


def stand(begins: int, ends: int) -> Stand:
    return Stand(minute(begins), minute(ends))


stands_of_an_hour = st.lists(
    st.tuples(st.integers(0, HOUR), st.integers(0, HOUR)).map(lambda two: stand(*two)), max_size=6
)


def stood(stands: list[Stand], n: int) -> bool:
    return any(one.begins_at <= minute(n) < one.ends_at for one in stands)


@given(stands=stands_of_an_hour, now=st.integers(0, HOUR))
def test_the_state_is_what_a_count_of_minutes_says(stands: list[Stand], now: int) -> None:
    watch = watch_at(minute(now), opened_at=START, stands=stands)
    assert (watch.guarded_until is None) != (watch.unguarded_since is None)
    if stood(stands, now):
        until = next(n for n in range(now, HOUR + 1) if not stood(stands, n))
        assert watch == Watch(minute(until), None)
    else:
        since = now
        while since > 0 and not stood(stands, since - 1):
            since -= 1
        assert watch == Watch(None, minute(since))


@given(stands=stands_of_an_hour, span=st.tuples(st.integers(0, HOUR), st.integers(0, HOUR)).map(sorted))
def test_gaps_are_the_minutes_nobody_stood_there(stands: list[Stand], span: list[int]) -> None:
    begins, ends = span
    found = gaps(stands, begins_at=minute(begins), ends_at=minute(ends))
    alone = {n for n in range(begins, ends) if not stood(stands, n)}
    assert {n for n in range(HOUR) if any(one.begins_at <= minute(n) < one.ends_at for one in found)} == alone
    assert all(one.begins_at < one.ends_at for one in found)
    assert all(one.ends_at < other.begins_at for one, other in pairwise(found))
    assert unguarded(stands, begins_at=minute(begins), ends_at=minute(ends)) == timedelta(minutes=len(alone))


def test_the_minute_in_which_it_ends_is_unguarded() -> None:
    watch = watch_at(minute(30), opened_at=START, stands=[stand(0, 30)])
    assert watch == Watch(None, minute(30))
    assert not watch.is_guarded
    assert watch_at(minute(29), opened_at=START, stands=[stand(0, 30)]).is_guarded


def test_a_relief_in_time_leaves_no_gap() -> None:
    assert watch_at(minute(5), opened_at=START, stands=[stand(30, 50), stand(0, 30)]).guarded_until == minute(50)
