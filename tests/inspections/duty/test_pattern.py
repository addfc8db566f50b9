"""A pattern covers each minute as it says: in every zone, over month ends and nights in which clocks are moved."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.clocks.calendar import HOURS, Calendar
from inspections.duty.pattern import DaysOff, Pattern, Slot, check, expand, moment
from registry.errors import Invalid

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
WANG, LI = UUID(int=1), UUID(int=2)
CHINA = ZoneInfo("Asia/Shanghai")


def quarters(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@given(
    zone=st.sampled_from(ZONES),
    cuts=st.sets(st.integers(0, 95).map(lambda n: n * 15), min_size=1, max_size=6),
    first=st.dates(date(2024, 1, 1), date(2027, 12, 1)),
    cycle=st.integers(1, 9),
)
def test_a_day_cut_anywhere_is_covered_once(zone: str, cuts: set[int], first: date, cycle: int) -> None:
    opens = sorted(cuts)
    closes = [*opens[1:], opens[0]]
    slots = tuple(
        Slot(day, quarters(a), quarters(b), (UUID(int=day * 10 + n),))
        for day in range(cycle)
        for n, (a, b) in enumerate(zip(opens, closes, strict=True))
    )
    last = first + timedelta(days=40)  # over a month's end, often a night in which clocks are moved
    pattern = Pattern(ZoneInfo(zone), first, cycle, slots)
    spans = expand(pattern, first=first, last=last)
    for before, after in itertools.pairwise(spans):
        assert before.ends_at == after.begins_at
    assert spans[0].begins_at == moment(ZoneInfo(zone), first, quarters(opens[0]))
    assert spans[-1].ends_at == moment(ZoneInfo(zone), last + timedelta(days=1), quarters(opens[0]))
    for span in spans:
        assert span.account_id.int // 10 == (span.day - first).days % cycle


@given(first=st.dates(date(2026, 1, 1), date(2026, 10, 1)), more=st.integers(0, 60), cut=st.integers(0, 60))
def test_made_in_two_parts_is_made_once(first: date, more: int, cut: int) -> None:
    pattern = Pattern(
        CHINA, date(2026, 1, 1), 3, (Slot(0, time(20), time(8), (WANG,)), Slot(2, time(8), time(8), (LI,)))
    )
    last, middle = first + timedelta(days=more), first + timedelta(days=min(cut, more))
    parts = [
        *expand(pattern, first=first, last=middle),
        *expand(pattern, first=middle + timedelta(days=1), last=last),
    ]
    assert parts == expand(pattern, first=first, last=last)


def test_an_hour_that_does_not_occur_is_nobodys() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    slots = (
        Slot(0, time(0), time(2, 30), (WANG,)),
        Slot(0, time(2, 30), time(3), (LI,)),
        Slot(0, time(3), time(0), (WANG,)),
    )
    spans = expand(Pattern(berlin, date(2026, 3, 29), 1, slots), first=date(2026, 3, 29), last=date(2026, 3, 29))
    assert [(one.account_id, one.begins_at.hour, one.ends_at.hour) for one in spans] == [(WANG, 23, 1), (WANG, 1, 22)]
    assert moment(berlin, date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


CALENDAR = Calendar(
    "china",
    1,
    CHINA,
    (1, 2, 3, 4, 5),
    HOURS,
    frozenset({date(2026, 10, 1)}),
    frozenset({date(2026, 10, 10)}),
    frozenset({2026}),
)
WEEK = tuple(Slot(day, time(8), time(18), (WANG,)) for day in range(5))


@pytest.mark.parametrize(
    ("on", "as_", "days"),
    [("work", None, {1, 2, 5, 6, 7, 8, 9}), ("rest", None, {2, 5, 6, 7, 8, 9}), ("rest", 0, {2, 5, 6, 7, 8, 9, 10})],
)
def test_days_off_and_make_up_days_are_told(on: str, as_: int | None, days: set[int]) -> None:
    pattern = Pattern(CHINA, date(2026, 9, 28), 7, WEEK, DaysOff(on), as_)
    spans = expand(pattern, first=date(2026, 10, 1), last=date(2026, 10, 11), calendar=CALENDAR)
    assert {one.day.day for one in spans} == days


def test_a_year_that_is_not_published_is_not_guessed() -> None:
    pattern = Pattern(CHINA, date(2026, 9, 28), 7, WEEK, DaysOff.REST)
    with pytest.raises(Invalid, match="2027"):
        expand(pattern, first=date(2026, 12, 31), last=date(2027, 1, 1), calendar=CALENDAR)


@pytest.mark.parametrize("slots", [(), (Slot(7, time(8), time(9), (WANG,)),), (Slot(0, time(8), time(9), ()),)])
def test_what_is_no_pattern(slots: tuple[Slot, ...]) -> None:
    with pytest.raises(Invalid):
        check(Pattern(CHINA, date(2026, 1, 5), 7, slots))


def test_more_than_a_year_is_a_slip() -> None:
    pattern = Pattern(CHINA, date(2026, 1, 5), 1, (Slot(0, time(8), time(8), (uuid4(),)),))
    with pytest.raises(Invalid, match="366"):
        expand(pattern, first=date(2026, 1, 5), last=date(2028, 1, 5))
