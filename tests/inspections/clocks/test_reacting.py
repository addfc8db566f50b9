"""What steps do to clocks, as values: nothing is lost, and no order of steps buys time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.clocks.clock import Cause, Clock
from inspections.clocks.limits import Kind, Unit
from inspections.clocks.reacting import REACTIONS, Facts, Standing, grant, react
from inspections.clocks.workdays import published
from inspections.tickets.terms import Action
from registry.errors import Invalid
from tests.inspections.clocks.test_limits import limit

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
CALENDARS = {"china": published()}
DEFECTS = {"missing": ("6", Unit.EMERGENCY_HOUR), "noise": ("2", Unit.WORKING_DAY), "broken": ("4", Unit.WORKING_HOUR)}
LIMITS = [
    *(limit(*amount, number=n, defect_code=code) for n, (code, amount) in enumerate(DEFECTS.items(), start=1)),
    limit("1", number=10, kind=Kind.MAKE_SAFE),
    limit("20", Unit.WORKING_DAY, number=11, kind=Kind.PAUSE, defect_code=None, condition="suspended", shares=None),
    limit("1", Unit.WORKING_DAY, number=12, kind=Kind.PAUSE, defect_code=None, condition="returned", shares=None),
    limit("36", number=13, condition="prevented"),
    limit("10", Unit.WORKING_DAY, number=14, kind=Kind.EXTENSION, defect_code=None, shares=None),
    limit("2", Unit.WORKING_DAY, number=15, kind=Kind.RETURN, defect_code=None, shares=None),
]
TICKET = UUID(int=9)


def facts(at: datetime, defect_code: str = "missing", **more: object) -> Facts:
    return Facts(uuid4(), at, defect_code, "district", LIMITS, CALENDARS, **more)  # type: ignore[arg-type]  # by name


def after(action: str, at: float = 0, standing: Standing | None = None, **more: object) -> Standing:
    return react(standing or Standing(TICKET), REACTIONS[action], facts(NOW + timedelta(hours=at), **more))  # type: ignore[arg-type]  # by name


def repair(standing: Standing) -> Clock:
    clock = standing.running(Kind.REPAIR)
    assert clock is not None
    return clock


def test_every_reaction_is_to_an_action_of_the_workflow() -> None:
    assert REACTIONS.keys() <= set(Action)
    assert "sign" not in REACTIONS
    assert "accept" not in REACTIONS


def test_without_a_limit_of_the_repair_nothing_starts() -> None:
    with pytest.raises(Invalid, match="no time limit for the repair of ghost"):
        after("dispatch", defect_code="ghost")


def test_without_a_cap_nothing_pauses() -> None:
    running = after("dispatch")
    bare = Facts(uuid4(), NOW, "missing", "district", LIMITS[:4], CALENDARS)
    with pytest.raises(Invalid, match="how long clocks may stand still"):
        react(running, REACTIONS["suspend"], bare)


def test_a_condition_is_granted_from_the_same_start() -> None:
    granted = grant(after("dispatch"), facts(NOW + timedelta(hours=5)), condition="prevented")
    assert repair(granted).times.due_at == NOW + timedelta(hours=36)
    with pytest.raises(Invalid, match="no repair clock runs"):
        grant(Standing(TICKET), facts(NOW), condition="prevented")
    with pytest.raises(Invalid, match="after the present limit"):
        grant(after("dispatch"), facts(NOW), until=NOW + timedelta(hours=6))


hours = st.integers(0, 40 * 4).map(lambda quarters: quarters / 4)
defects = st.sampled_from(sorted(DEFECTS))


@given(st.lists(st.tuples(hours, defects), max_size=6), defects)
def test_a_change_of_category_and_back_loses_nothing(changes: list[tuple[float, str]], first: str) -> None:
    """However often it was another: what is reckoned in the end is what had been reckoned from the start."""
    start = after("dispatch", defect_code=first)
    standing, at = start, 0.0
    for wait, code in [*changes, (0.0, first)]:
        at += wait
        standing = after("recategorise", at, standing, defect_code=code)
        assert repair(standing).started_at == NOW
    assert repair(standing).times == repair(start).times
    assert set(start.clocks) <= {
        clock if clock.is_running else next((one for one in start.clocks if one.id == clock.id), clock)
        for clock in standing.clocks
    }


@given(
    st.lists(st.tuples(hours, st.sampled_from(["suspend", "resume", "accept_return", "dispatch", "rework", "sign"])))
)
def test_no_order_of_steps_buys_time(walk: list[tuple[float, str]]) -> None:
    """A limit moves by exactly what the pauses took out of it, never by dispatching again."""
    standing, at = after("dispatch"), 0.0
    for wait, action in walk:
        at += wait
        if action in REACTIONS:
            standing = after(action, at, standing)
    clock = repair(standing)
    end = clock.times.due_at
    stopped = sorted((pause.pause().since, pause.pause().ends_at) for pause in standing.pauses)
    still, edge = timedelta(), NOW
    for since, until in stopped:
        still += max(min(until, end) - max(since, edge), timedelta())
        edge = max(edge, min(until, end))
    assert end - NOW == timedelta(hours=6) + still
    assert clock.started_at == NOW
    assert len([one for one in standing.clocks if one.kind is Kind.REPAIR]) == 1


@given(hours, hours)
def test_a_second_pause_of_the_same_cause_is_the_first(one: float, other: float) -> None:
    first = after("suspend", one, after("dispatch"))
    assert after("suspend", one + other, first).pauses == first.pauses
    assert [pause.cause for pause in first.pauses] == [Cause.SUSPENDED]
