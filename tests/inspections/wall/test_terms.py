"""A day and months as Qingdao counts them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inspections.wall.terms import MONTHS, day_of, month_after, months_of, stuck_rule, unmoved_since

moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given a zone


def test_the_day_begins_at_midnight_in_qingdao() -> None:
    assert day_of(datetime(2026, 11, 26, 16, 30, tzinfo=UTC)).isoformat() == "2026-11-27T00:00:00+08:00"
    assert day_of(datetime(2026, 11, 26, 15, 59, tzinfo=UTC)).isoformat() == "2026-11-26T00:00:00+08:00"


@given(moments)
def test_months_follow_each_other_and_hold_the_moment(now: datetime) -> None:
    starts = months_of(now)
    assert len(starts) == MONTHS
    assert starts[-1] <= now < month_after(starts[-1])
    assert [month_after(first) for first in starts[:-1]] == list(starts[1:])
    assert starts[-1] <= day_of(now) <= now < day_of(now) + timedelta(days=1)


def test_over_a_new_year() -> None:
    starts = months_of(datetime(2026, 12, 31, 16, 0, tzinfo=UTC), 3)
    assert [f"{one:%Y-%m}" for one in starts] == ["2026-11", "2026-12", "2027-01"]


def test_the_rule_says_its_hours() -> None:
    said = stuck_rule(72)
    assert "72" in said.zh
    assert "72" in said.en
    now = datetime(2026, 11, 27, tzinfo=UTC)
    assert unmoved_since(now, 72) == now - timedelta(days=3)
