"""The clock against hand-worked cases of published calendars and rules, and what must hold for any."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.clocks.calendar import HOURS, WEEK, Calendar, calendar_of
from inspections.clocks.limits import Unit, allowed
from inspections.clocks.reckoning import Count, Pause, count_of, due, remaining
from registry.errors import Invalid
from tests.inspections.clocks.cases import CASES, CHINA, NEW_YORK_NIGHT, WD, WH, Case
from tests.inspections.clocks.test_limits import limit


def _at(text: str, calendar: Calendar) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=calendar.zone)


def _pauses(case: Case) -> list[Pause]:
    spans = [(_at(since, case.calendar), _at(until, case.calendar)) for since, until in case.pauses]
    return [Pause(since, until, until + timedelta(days=99)) for since, until in spans]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.start} {case.amount} {case.unit} {case.calendar.code}")
def test_hand_worked_cases(case: Case) -> None:
    start, end = _at(case.start, case.calendar), _at(case.end, case.calendar)
    what = limit(case.amount, case.unit)
    found = due(start, what, case.calendar, pauses=_pauses(case))
    assert found.due_at == end, case.source
    assert found.due_at.tzinfo is UTC
    assert found.guessed_years == ()
    counted = count_of(what, case.calendar, _pauses(case)).between(start, end)
    assert counted == allowed(what, case.calendar)
    assert remaining(start, what, case.calendar, now=end, pauses=_pauses(case)) == timedelta()


def test_every_case_says_where_it_is_from() -> None:
    assert all(case.source for case in CASES)
    assert not any("qingdao" in case.source.lower() for case in CASES)


def test_beyond_the_published_years_only_weekends_are_known_and_it_says_so() -> None:
    last = max(CHINA.years)
    found = due(datetime(last, 12, 31, 17, tzinfo=CHINA.zone), limit("5", WD), CHINA)
    assert found.guessed_years == (last + 1,)
    assert due(datetime(last, 12, 31, 17, tzinfo=CHINA.zone), limit("50"), CHINA).guessed_years == ()


def test_a_clock_rings_by_shares_of_its_limit() -> None:
    start = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 09:00 in Qingdao
    times = due(start, limit("4", WH), CHINA)
    local = [at.astimezone(CHINA.zone).strftime("%H:%M") for at in (times.warn_at, times.due_at) if at]
    assert local == ["12:00", "15:00"]
    assert times.escalate_at is not None
    assert times.supervise_at is not None
    assert times.escalate_at - times.due_at == timedelta(hours=1)
    assert times.supervise_at - times.due_at == timedelta(hours=2)
    silent = due(start, limit("4", WH, shares=None), CHINA)
    assert (silent.warn_at, silent.escalate_at, silent.supervise_at) == (None, None, None)


def test_a_pause_ends_by_itself_at_its_cap() -> None:
    start = datetime(2026, 11, 23, 1, tzinfo=UTC)
    pause = Pause(start + timedelta(hours=1), None, start + timedelta(hours=5))
    assert due(start, limit("6"), CHINA, pauses=[pause]).due_at == start + timedelta(hours=10)


def test_a_calendar_without_end_is_refused() -> None:
    never = calendar_of(
        code="never",
        version=1,
        time_zone="Asia/Shanghai",
        weekdays=WEEK,
        hours=HOURS,
        days_off=[date(2026, 1, 1) + timedelta(days=n) for n in range(4000)],
        make_up_days=(),
        years=(2026,),
    )
    with pytest.raises(Invalid, match="more than ten years ahead"):
        due(datetime(2026, 1, 1, tzinfo=UTC), limit("1", WH), never)


# What must hold for any --------------------------------------------------------------------------------------------

starts = st.integers(0, 600 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
amounts = st.decimals("0.25", "40", places=2)
calendars = st.sampled_from([CHINA, NEW_YORK_NIGHT])
spans = st.integers(0, 20 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> tuple[Pause, ...]:
    """Up to three pauses after a start, which may overlap."""
    made = []
    for _ in range(draw(st.integers(0, 3))):
        since = start + draw(spans)
        until = since + draw(spans)
        made.append(Pause(since, draw(st.sampled_from([until, None])), since + draw(spans)))
    return tuple(made)


@given(starts, starts, amounts, st.sampled_from(Unit), calendars, st.data())
def test_a_later_start_never_ends_earlier(
    one: datetime, other: datetime, amount: Decimal, unit: Unit, calendar: Calendar, data: st.DataObject
) -> None:
    first, second = sorted((one, other))
    still = data.draw(pauses(first))
    what = limit(str(amount), unit)
    assert due(first, what, calendar, pauses=still).due_at <= due(second, what, calendar, pauses=still).due_at


@given(starts, amounts, amounts, st.sampled_from(Unit), calendars, st.data())
def test_a_longer_limit_never_ends_earlier(
    start: datetime, one: Decimal, other: Decimal, unit: Unit, calendar: Calendar, data: st.DataObject
) -> None:
    less, more = sorted((one, other))
    still = data.draw(pauses(start))
    first = due(start, limit(str(less), unit), calendar, pauses=still)
    assert first.due_at <= due(start, limit(str(more), unit), calendar, pauses=still).due_at


@given(starts, amounts, st.data())
def test_working_hours_end_in_working_hours(start: datetime, amount: Decimal, data: st.DataObject) -> None:
    still = data.draw(pauses(start))
    end = due(start, limit(str(amount), WH), CHINA, pauses=still).due_at
    day = end.astimezone(CHINA.zone).date()
    assert any(opens <= end <= closes for opens, closes in CHINA.spans(day))
    assert not any(pause.since < end < pause.ends_at for pause in still)
    assert end >= start + timedelta(seconds=float(amount) * 3600)


@given(starts, spans, spans, st.sampled_from([None, CHINA, NEW_YORK_NIGHT]), st.data())
def test_counted_time_adds_up(
    start: datetime, one: timedelta, other: timedelta, calendar: Calendar | None, data: st.DataObject
) -> None:
    count = Count(calendar, data.draw(pauses(start)))
    middle, end = start + one, start + one + other
    assert count.between(start, middle) + count.between(middle, end) == count.between(start, end)


@given(starts, amounts, st.sampled_from(Unit), calendars, st.data())
def test_at_its_end_exactly_the_limit_was_counted(
    start: datetime, amount: Decimal, unit: Unit, calendar: Calendar, data: st.DataObject
) -> None:
    """What a pause takes away is given back, no more and no less."""
    what, still = limit(str(amount), unit), data.draw(pauses(start))
    end = due(start, what, calendar, pauses=still).due_at
    assert count_of(what, calendar, still).between(start, end) == allowed(what, calendar)
    assert remaining(start, what, calendar, now=end, pauses=still) == timedelta()


@given(starts, st.integers(1, 20))
def test_working_days_are_eight_hours(start: datetime, days: int) -> None:
    assert due(start, limit(str(days), WD), CHINA) == due(start, limit(str(days * 8), WH), CHINA)
