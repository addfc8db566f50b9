"""Rosters become shifts once; nobody is at two stations; chains of stand-ins make no circle, whoever adds them."""

import contextlib
from datetime import date, time
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from inspections.duty import rosters
from inspections.duty.pattern import Pattern, Slot
from inspections.duty.rosters import LeaveKind, zone_of
from registry.actor import SYSTEM, Actor, Role
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid
from tests.inspections.duty.watch import shift, somebody, span, station
from tests.inspections.guards.site import account
from tests.inspections.tickets.scene import NOW


def test_published_twice_is_made_once(furnished: Connection) -> None:
    desk, people = station(furnished), [account(furnished) for _ in range(2)]
    slots = tuple(Slot(day, time(8), time(8), (who,)) for day, who in enumerate(people))
    pattern = Pattern(zone_of("Asia/Shanghai"), date(2026, 11, 23), 2, slots)
    roster, more = uuid4(), {"station_id": desk.id, "calendar_code": None, "now": NOW}
    for _ in range(2):
        rosters.add_roster(furnished, SYSTEM, id_=roster, pattern=pattern, **more)  # type: ignore[arg-type]  # by name
        days = {"first": date(2026, 11, 23), "last": date(2026, 11, 26)}
        made = rosters.publish(furnished, SYSTEM, roster, **days, now=NOW)
    assert [one.account_id for one in made] == people * 2
    assert rosters.list_shifts(furnished, desk.id, span(-48, 200)) == list(made)
    rosters.cancel_shift(furnished, SYSTEM, made[0].id, now=NOW)
    rosters.publish(furnished, SYSTEM, roster, **days, now=NOW)
    assert rosters.list_shifts(furnished, desk.id, span(-48, 200)) == list(made[1:])  # what was taken off stays off
    with pytest.raises(Invalid):
        zone_of("Mars/Olympus")


def test_nobody_is_at_two_stations_unless_allowed(furnished: Connection) -> None:
    first, second = station(furnished), station(furnished, area="370203005")
    wang = account(furnished)
    shift(furnished, first, wang, 0, 8)
    with pytest.raises(Conflict, match="two stations"), told(), furnished.begin_nested():
        shift(furnished, second, wang, 7, 9)
    shift(furnished, second, wang, 8, 9)
    shift(furnished, station(furnished, area="370203006", may_double=True), wang, 0, 8)


def test_leave_is_told_by_who_may(furnished: Connection) -> None:
    wang, other = somebody(furnished, Role.INSPECTOR), somebody(furnished, Role.INSPECTOR)
    asked = {"account_id": wang.account_id, "within": span(0, 8), "kind": LeaveKind.SICK, "now": NOW}
    with pytest.raises(Forbidden):
        rosters.take_leave(furnished, other, id_=uuid4(), **asked)  # type: ignore[arg-type]  # by name
    boss = somebody(furnished, Role.INSPECTOR)
    shift(furnished, station(furnished, supervisor_id=boss.account_id), wang.account_id, 0, 8)
    leave = uuid4()
    for who in (boss, wang):
        rosters.take_leave(furnished, who, id_=leave, **asked)  # type: ignore[arg-type]  # by name
    rosters.cancel_leave(furnished, wang, leave, now=NOW)
    rosters.take_leave(furnished, wang, id_=uuid4(), **asked)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("role", "org", "areas", "may"),
    [
        (Role.DISPATCHER, "PSGS", ("370203",), True),
        (Role.DISPATCHER, "PSGS-02", (), True),  # another crew of the house
        (Role.DISPATCHER, "SZGS", ("370203",), False),
        (Role.DISPATCHER, None, ("370203",), False),
        (Role.LEADER, None, ("370203",), True),
        (Role.LEADER, None, ("370203006",), False),
        (Role.LEADER, "PSGS", (), True),
        (Role.CREW, "PSGS", (), False),
        (Role.ADMIN, None, (), True),
    ],
)
def test_a_desk_answers_for_its_own_people(
    furnished: Connection, role: Role, org: str | None, areas: tuple[str, ...], *, may: bool
) -> None:
    wang = account(furnished)
    furnished.execute(text("update access.account set org_code = 'PSGS-01' where id = :id"), {"id": wang})
    furnished.execute(text("insert into access.account_area values (:id, '370203005')"), {"id": wang})
    who = Actor(account(furnished), "who", org, frozenset({role}), areas)
    asked = {"account_id": wang, "within": span(0, 8), "now": NOW}
    with contextlib.nullcontext() if may else pytest.raises(Forbidden, match="dispatchers of their own organisation"):
        rosters.take_leave(furnished, who, id_=uuid4(), kind=LeaveKind.ANNUAL, **asked)  # type: ignore[arg-type]  # by name
    with contextlib.nullcontext() if may else pytest.raises(Forbidden):
        rosters.ask_stand_in(furnished, who, id_=uuid4(), stand_in_id=account(furnished), **asked)  # type: ignore[arg-type]  # by name


def test_without_an_organisation_nobody_shares_it(furnished: Connection) -> None:
    wang, desk = account(furnished), somebody(furnished, Role.DISPATCHER)
    with pytest.raises(Forbidden):
        rosters.take_leave(
            furnished, desk, id_=uuid4(), account_id=wang, within=span(0, 8), kind=LeaveKind.ANNUAL, now=NOW
        )


edges = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 8), st.integers(1, 6))


@given(st.lists(edges, min_size=1, max_size=7))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_chain_comes_back(furnished: Connection, asked: list[tuple[int, int, int, int]]) -> None:
    outer = furnished.begin_nested()
    people = [account(furnished) for _ in range(4)]
    kept: list[tuple[UUID, UUID, int, int]] = []
    for a, b, begins, lasts in asked:
        one = (people[a], people[b], begins, begins + lasts)
        try:
            with told(), furnished.begin_nested():
                ends = span(begins, begins + lasts)
                who = {"account_id": one[0], "stand_in_id": one[1]}
                rosters.ask_stand_in(furnished, SYSTEM, id_=uuid4(), **who, within=ends, now=NOW)
            kept.append(one)
            assert not _comes_back(kept)
        except (Conflict, Invalid):
            twice = any(k[0] == one[0] and k[2] < one[3] and one[2] < k[3] for k in kept)
            assert a == b or twice or _comes_back([*kept, one])
    outer.rollback()


def _comes_back(kept: list[tuple[UUID, UUID, int, int]]) -> bool:
    for hour in range(16):
        after = {a: b for a, b, begins, until in kept if begins <= hour < until}
        for start in after:
            at, steps = after.get(start), 0
            while at is not None and at != start and steps < 9:
                at, steps = after.get(at), steps + 1
            if at == start:
                return True
    return False
