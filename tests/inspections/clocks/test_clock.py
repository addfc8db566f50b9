"""One clock as a value: what it rings, and how much of it is left."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from inspections.clocks.clock import Cause, Clock, Paused, Stage, left, reckon, start
from inspections.clocks.limits import Kind
from inspections.clocks.workdays import published
from registry.errors import Invalid
from tests.inspections.clocks.test_limits import limit

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
CALENDARS = {"china": published()}
HOUR = timedelta(hours=1)


def made(**changes: object) -> Clock:
    return start(id=UUID(int=1), ticket_id=UUID(int=2), limit=limit(**changes), calendars=CALENDARS, at=NOW)  # type: ignore[arg-type]  # by name


def pause(since: float, until: float | None, cap: float, cause: Cause = Cause.SUSPENDED) -> Paused:
    ends = None if until is None else NOW + until * HOUR
    return Paused(UUID(int=3), UUID(int=2), cause, "why", NOW + since * HOUR, ends, NOW + cap * HOUR)


def test_it_rings_in_order_and_not_again() -> None:
    clock = made()
    assert [stage for stage, _ in clock.stages()] == list(Stage)
    assert [stage for stage, _ in clock.stages(until=NOW + 6 * HOUR)] == [Stage.WARN, Stage.LATE]
    assert clock.next_at == NOW + 4.5 * HOUR
    assert made(shares=None).next_at is None


def test_a_pause_of_its_own_kind_moves_it() -> None:
    clock = made()
    still = [pause(1, 3, 9)]
    assert reckon(clock, calendars=CALENDARS, pauses=still).times.due_at == NOW + 8 * HOUR
    assert left(clock, calendars=CALENDARS, pauses=still, now=NOW + 4 * HOUR) == 4 * HOUR
    assert left(clock, calendars=CALENDARS, pauses=[], now=NOW + 7 * HOUR) == -HOUR


def test_nothing_pauses_making_safe() -> None:
    clock = made(kind=Kind.MAKE_SAFE)
    for cause in Cause:
        assert reckon(clock, calendars=CALENDARS, pauses=[pause(0, 2, 9, cause)]).times == clock.times


def test_a_calendar_that_is_not_loaded_is_named() -> None:
    with pytest.raises(Invalid, match=r"no calendar 'mars'; load calendars\.csv"):
        made(calendar_code="mars")
