"""A campaign from its making to its end, on a real database."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign
from inspections.campaigns.campaign import State
from inspections.campaigns.parameters import Parameters, Staffing
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.campaigns import town
from tests.inspections.campaigns.conftest import Make


def _actor(*roles: Role, areas: tuple[str, ...] = (town.DIVISION,)) -> Actor:
    return Actor(account_id=uuid.uuid4(), name="阿明", org_code=None, roles=frozenset(roles), areas=areas)


def _account(conn: Connection, login: str) -> uuid.UUID:
    made = text("insert into access.account (login, name) values (:login, :login) returning id")
    return uuid.UUID(str(conn.execute(made, {"login": login}).scalar_one()))


def _count(conn: Connection, question: str, campaign_id: uuid.UUID) -> int:
    return int(conn.execute(text(question), {"id": campaign_id}).scalar_one())


def test_the_scope_is_frozen_at_the_start(conn: Connection, make: Make, now: datetime) -> None:
    started = campaign.start(conn, SYSTEM, (made := make()).id, now=now)
    assert started.state is State.RUNNING
    assert started.started_at == now
    assert started.version > made.version
    assert _count(conn, "select count(*) from inspections.target where campaign_id = :id", made.id) == town.covers()
    summed = "select sum(targets) from inspections.campaign_unit where campaign_id = :id"
    assert _count(conn, summed, made.id) == town.covers() == started.plan["covers"]
    loose = """select count(*) from inspections.campaign_unit
                where campaign_id = :id and (assignment_id is null or day_no is null or position is null)"""
    assert _count(conn, loose, made.id) == 0


@pytest.mark.parametrize("staffing", list(Staffing))
def test_what_was_planned_is_what_starts(conn: Connection, make: Make, now: datetime, staffing: Staffing) -> None:
    made = make(staffing=staffing, days=2)
    planned = campaign.plan(conn, SYSTEM, made.id)
    assert campaign.start(conn, SYSTEM, made.id, now=now).plan == planned.plan


def test_people_asked_for_are_the_people_who_start(conn: Connection, make: Make, now: datetime) -> None:
    made = make()
    planned = campaign.plan(conn, SYSTEM, made.id, people=4)
    assert planned.plan["people"] == 4
    assert planned.days == planned.plan["days"] == 1
    started = campaign.start(conn, SYSTEM, made.id, now=now)
    assert started.plan["people"] == 4
    shares = "select count(*) from inspections.assignment where campaign_id = :id and not second_look"
    assert _count(conn, shares, made.id) == 4


def test_each_grid_worker_has_the_covers_of_the_own_grid(conn: Connection, make: Make, now: datetime) -> None:
    made = campaign.start(conn, SYSTEM, make(staffing=Staffing.GRID_WORKERS).id, now=now)
    foreign = """select count(*) from inspections.target t
                   join registry.asset a on a.code = t.asset_code
                   join inspections.campaign_unit u on u.id = t.unit_id
                   join inspections.assignment s on s.id = u.assignment_id
                  where t.campaign_id = :id and (a.grid_code <> u.grid_code or s.grid_code <> u.grid_code)"""
    assert _count(conn, foreign, made.id) == 0
    shares = "select count(*) from inspections.assignment where campaign_id = :id and not second_look"
    assert _count(conn, shares, made.id) == made.plan["people"] == 16


def test_what_comes_later_is_late_and_counted_once(conn: Connection, make: Make, now: datetime) -> None:
    made = campaign.start(conn, SYSTEM, make().id, now=now)
    copied = """insert into registry.asset (code, code_scheme, class_code, community_code, segment_code, geom, source,
                                            source_id, first_at, valid_from)
                select '37020301002' || 900000 + source_id::int, code_scheme, class_code, community_code, segment_code,
                       geom, 'later', source_id, now(), now()
                  from registry.asset where source_id::int in (1, 2, 250)"""
    conn.execute(text(copied.replace("::", "\\:\\:")))
    assert campaign.add_late(conn, SYSTEM, made.id) == 3
    assert campaign.add_late(conn, SYSTEM, made.id) == 0
    assert _count(conn, "select count(*) from inspections.target where campaign_id = :id and late", made.id) == 3
    summed = "select sum(targets) from inspections.campaign_unit where campaign_id = :id"
    assert _count(conn, summed, made.id) == town.covers() + 3


def test_it_ends_once(conn: Connection, make: Make, now: datetime) -> None:
    made = campaign.start(conn, SYSTEM, make().id, now=now)
    ended = campaign.end(conn, SYSTEM, made.id, now=now + timedelta(days=14))
    assert ended.state is State.ENDED
    for deed in (campaign.start, campaign.end):
        with pytest.raises(Conflict, match="ended"):
            deed(conn, SYSTEM, made.id, now=now)
    with pytest.raises(Conflict):
        campaign.plan(conn, SYSTEM, made.id)


def test_making_it_again_is_the_same_and_otherwise_a_conflict(conn: Connection, make: Make, now: datetime) -> None:
    made = make()
    given = {word: getattr(made, word) for word in ("id", "name", "area_code", "starts_on", "staffing", "parameters")}
    assert campaign.create(conn, SYSTEM, **given, days=14, now=now) == made
    with pytest.raises(Conflict, match="already"):
        campaign.create(conn, SYSTEM, **given | {"name": "另一个"}, days=14, now=now)
    campaign.plan(conn, SYSTEM, made.id, days=3)
    assert campaign.create(conn, SYSTEM, **given, days=14, now=now).days == 3


@pytest.mark.parametrize(
    "wrong",
    [{"area_code": "110101"}, {"days": 0}, {"days": 400}, {"parameters": Parameters(classes=("99999",))}],
    ids=str,
)
def test_what_cannot_be_is_refused(make: Make, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        make(**wrong)


def test_days_and_people_are_not_both_given(conn: Connection, make: Make) -> None:
    with pytest.raises(Invalid, match="days or the people"):
        campaign.plan(conn, SYSTEM, make().id, days=3, people=3)
    with pytest.raises(Invalid, match="as many as there are grids"):
        campaign.plan(conn, SYSTEM, make(staffing=Staffing.GRID_WORKERS).id, people=3)


def test_a_stale_version_changes_nothing(conn: Connection, make: Make, now: datetime) -> None:
    made = make()
    campaign.plan(conn, SYSTEM, made.id, if_version=made.version)
    with pytest.raises(Stale):
        campaign.start(conn, SYSTEM, made.id, now=now, if_version=made.version)


def test_who_may_change_it(conn: Connection, make: Make, now: datetime) -> None:
    made = make()
    assert campaign.plan(conn, _actor(Role.PLANNER), made.id).plan
    for nobody in (_actor(Role.INSPECTOR), _actor(Role.PLANNER, areas=(town.WEST,))):
        with pytest.raises(Forbidden):
            campaign.start(conn, nobody, made.id, now=now)
    with pytest.raises(NotFound):
        campaign.start(conn, _actor(Role.PLANNER, areas=("110101",)), made.id, now=now)


def test_who_sees_it(conn: Connection, make: Make) -> None:
    made = make(area_code=town.WEST)
    for areas, seen in (((town.DIVISION,), True), ((town.WEST + "001",), True), ((town.EAST,), False), ((), False)):
        actor = _actor(Role.INSPECTOR, areas=areas)
        assert (made in campaign.listed(conn, actor)) == seen
        if not seen:
            with pytest.raises(NotFound):
                campaign.by_id(conn, actor, made.id)


def test_the_list_goes_on_after_its_cursor(conn: Connection, make: Make) -> None:
    made = {make_one.id for make_one in (make(), make(days=3), make(days=5))}
    first = campaign.listed(conn, SYSTEM, limit=2)
    rest = campaign.listed(conn, SYSTEM, limit=2, after=(first[-1].created_at, first[-1].id))
    assert [len(first), len(rest)] == [2, 1]
    assert {one.id for one in first + rest} == made


def test_assignments_are_given_all_or_none(conn: Connection, make: Make, now: datetime) -> None:
    made = campaign.plan(conn, SYSTEM, make().id, people=3)
    started = campaign.start(conn, SYSTEM, made.id, now=now)
    one, two = _account(conn, "one"), _account(conn, "two")
    changed = campaign.set_accounts(conn, SYSTEM, made.id, {1: one, 2: two}, if_version=started.version)
    assert changed.version == started.version + 1
    campaign.set_accounts(conn, SYSTEM, made.id, {2: None})
    held = text("select number, account_id from inspections.assignment where campaign_id = :id order by number")
    assert conn.execute(held, {"id": made.id}).all()[:3] == [(1, one), (2, None), (3, None)]
    with pytest.raises(Invalid, match="99"):
        campaign.set_accounts(conn, SYSTEM, made.id, {99: one})


def test_nobody_looks_twice_at_the_own_work(conn: Connection, make: Make, now: datetime) -> None:
    made = campaign.start(conn, SYSTEM, make(parameters=Parameters(second_look_share=0.5)).id, now=now)
    second = made.plan["people"] + 1  # type: ignore[operator]  # a number
    with pytest.raises(Conflict, match="somebody else"):
        campaign.set_accounts(conn, SYSTEM, made.id, dict.fromkeys((1, second), _account(conn, "one")))
