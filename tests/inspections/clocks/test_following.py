"""What each step does to the clocks of a stored ticket."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.clocks.following import at_dispatch, over, repair_limits
from inspections.clocks.limits import Kind
from inspections.tickets.steps import ticket_of
from registry.errors import Conflict, Invalid
from tests.inspections.clocks.walk import Walk, hours
from tests.inspections.tickets.scene import INSPECTOR, NOW, OTHER_SEWER, SEWER, hazard

AT_DISPATCH = {Kind.ARRIVE, Kind.MAKE_SAFE, Kind.REPAIR, Kind.RETURN}


@pytest.fixture
def walk(furnished: Connection) -> Walk:
    return Walk(furnished, hazard(furnished))


def test_clocks_start_at_dispatch_and_signing_is_nothing_to_them(walk: Walk) -> None:
    assert walk.kinds() == {Kind.LEVEL}
    assert walk.due(Kind.LEVEL) == 1  # a hazard is dispatched within the hour
    walk.step("file", 0.5)
    assert walk.kinds() == {Kind.LEVEL}
    ticket = walk.step("dispatch", 1)
    assert walk.kinds() == AT_DISPATCH
    assert (walk.due(Kind.ARRIVE), walk.due(Kind.MAKE_SAFE), walk.due()) == (1.5, 2, 7)
    assert walk.due(Kind.RETURN) == 2 * 24 + 1  # two working days, from a Monday at 10:00
    assert ticket.due_at == hours(7)
    assert "Tianjin 2017" in ticket.limit_reason
    before = walk.standing
    walk.steps("sign", "accept", at=2)
    assert walk.standing == before


def test_each_clock_is_met_by_its_own_step(walk: Walk) -> None:
    walk.steps("file", "dispatch", "accept")
    walk.step("arrive", 0.25)
    assert walk.kinds() == AT_DISPATCH - {Kind.ARRIVE}
    walk.step("make_safe", 0.5)
    assert walk.kinds() == {Kind.REPAIR, Kind.RETURN}
    walk.step("repair", 3)
    assert walk.kinds() == {Kind.VERIFY}
    walk.step("verify", 4)
    walk.step("close", 4, condition="J-restored")
    assert walk.kinds() == set()
    met = {clock.kind: clock.met_at for clock in walk.standing.clocks}
    assert met == {
        Kind.LEVEL: NOW,
        Kind.ARRIVE: hours(0.25),
        Kind.MAKE_SAFE: hours(0.5),
        Kind.REPAIR: hours(3),
        Kind.RETURN: None,
        Kind.VERIFY: hours(4),
    }


def test_what_is_safe_before_it_is_dispatched_has_no_clock_for_it(walk: Walk) -> None:
    walk.steps("make_safe", "file", "dispatch")
    assert walk.kinds() == AT_DISPATCH - {Kind.MAKE_SAFE}


def test_a_second_dispatch_buys_no_time_but_that_of_the_desk(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.step("return", 1)
    assert walk.due() == 6  # until the desk agrees the clock runs on
    assert Kind.LEVEL in walk.kinds()
    walk.step("accept_return", 2)
    safe_at = walk.due(Kind.MAKE_SAFE)
    again = walk.step("dispatch", 3, assignee_code="SZGS")
    assert walk.due() == 7
    assert again.due_at == hours(7)
    assert walk.due(Kind.MAKE_SAFE) == safe_at == 1  # an open shaft does not wait for the desk
    assert walk.due(Kind.RETURN) == 2 * 24 + 3  # the new unit has its own time to say that it is not theirs


def test_a_desk_that_does_not_dispatch_stops_the_clock_for_its_cap_alone(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.steps("return", "accept_return", at=1)
    late = walk.step("dispatch", 100)
    assert late.due_at == hours(24 + 6)  # from 10:00 to 10:00 of the next working day it stood still


def test_a_return_that_comes_too_late_is_refused(walk: Walk) -> None:
    walk.steps("file", "dispatch", "accept")
    with pytest.raises(Conflict, match="the time to return it has passed"):
        walk.step("return", 49)
    walk.step("return", 47)
    walk.step("refuse_return", 48)
    assert walk.due(Kind.RETURN) == 48
    with pytest.raises(Conflict, match="the time to return it has passed"):
        walk.step("return", 49)


def test_a_suspension_pauses_the_repair_until_it_is_resumed(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.step("ask_suspension", 1, until=hours(24 * 4).isoformat())
    walk.step("approve", 1)
    assert walk.due() == 6
    walk.step("suspend", 2)
    assert walk.due() == 24 * 4 + 4  # at the latest
    assert walk.due(Kind.MAKE_SAFE) == 1
    ticket = walk.step("resume", 12)
    assert ticket.due_at == hours(16)
    (pause,) = walk.standing.pauses
    assert (pause.since, pause.until, pause.reason) == (hours(2), hours(12), "because")


def test_a_suspension_lasts_no_longer_than_the_table_allows(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.step("ask_suspension", 0, until=hours(24 * 300).isoformat())
    walk.steps("approve", "suspend")
    (pause,) = walk.standing.pauses
    assert pause.cap_at == hours(24 * 28)  # 20 working days: four weeks


def test_an_extension_moves_the_limit_and_keeps_what_was(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.step("ask_extension", 1, until=hours(10).isoformat())
    walk.step("approve", 1)
    assert walk.step("extend", 2).due_at == hours(10)
    replaced, runs = [clock for clock in walk.standing.clocks if clock.kind is Kind.REPAIR]
    assert (replaced.superseded_at, replaced.times.due_at) == (hours(2), hours(6))
    assert (runs.started_at, runs.times.due_at) == (NOW, hours(10))


def test_an_extension_goes_no_farther_than_the_table_allows(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.step("ask_extension", 1, until=hours(24 * 60).isoformat())
    walk.step("approve", 1)
    with pytest.raises(Invalid, match="at the most: Shandong"):
        walk.step("extend", 2)


def test_where_conditions_prevent_it_a_person_grants_the_longer_limit(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.step("ask_extension", 1, until=hours(36).isoformat(), condition="prevented")
    walk.step("approve", 1)
    ticket = walk.step("extend", 2)
    assert ticket.due_at == hours(36)
    assert "Guangzhou 2021" in ticket.limit_reason


def test_a_condition_that_is_not_in_the_table_is_refused(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    walk.step("ask_extension", 1, until=hours(36).isoformat(), condition="lazy")
    walk.step("approve", 1)
    with pytest.raises(Invalid, match="no limit is set for missing under the condition 'lazy'"):
        walk.step("extend", 2)


def test_another_category_has_its_own_limit_from_the_same_start(walk: Walk) -> None:
    walk.steps("file", "dispatch")
    minor = walk.step("recategorise", 3, defect_code="noise")
    assert minor.due_at == hours(48)  # two working days since it was dispatched
    assert walk.kinds() == {Kind.REPAIR, Kind.RETURN}  # a noise needs no barrier
    back = walk.step("recategorise", 4, defect_code="missing")
    assert back.due_at == hours(6)  # as though it had never been another
    assert walk.due(Kind.MAKE_SAFE) == 5  # from now: nobody was told before
    repairs = [clock for clock in walk.standing.clocks if clock.kind is Kind.REPAIR]
    assert [clock.superseded_at for clock in repairs] == [hours(3), hours(4), None]


def test_rework_runs_on_as_though_it_had_not_been_repaired(walk: Walk) -> None:
    walk.steps("file", "dispatch", "accept", "make_safe")
    walk.step("repair", 2)
    ticket = walk.step("rework", 5)
    assert ticket.due_at == hours(6)
    assert walk.due() == 6
    assert Kind.VERIFY not in walk.kinds()


def test_what_is_filed_again_starts_anew(walk: Walk) -> None:
    walk.steps("file", "dispatch", "accept", "make_safe", "repair", "verify")
    walk.step("close", condition="J-restored")
    walk.step("reopen", 50)
    assert walk.kinds() == {Kind.LEVEL}
    ticket = walk.step("dispatch", 51)
    assert ticket.due_at == hours(57)
    assert walk.kinds() == AT_DISPATCH


def test_each_level_has_its_own_clock(walk: Walk) -> None:
    walk.conn.execute(text("update inspections.ticket set level = 'grid' where id = :id"), {"id": walk.id})
    walk.step("raise", 0.5)
    clocks = [clock for clock in walk.standing.clocks if clock.kind is Kind.LEVEL]
    assert [(clock.limit.condition, clock.met_at) for clock in clocks] == [
        ("district", hours(0.5)),  # where it stood when it was reported
        ("community", None),
    ]
    assert walk.due(Kind.LEVEL) == 24.5
    walk.step("raise", 1)
    assert walk.running(Kind.LEVEL).limit.condition == "street"  # type: ignore[union-attr]  # it runs
    walk.step("file", 2)
    assert walk.running(Kind.LEVEL).limit.condition == "district"  # type: ignore[union-attr]  # it runs


def test_check_has_a_clock(walk: Walk) -> None:
    walk.conn.execute(
        text("insert into access.account (id, login, name, created_at) values (:id, 'walker', 'walker', now())"),
        {"id": INSPECTOR.account_id},
    )
    walk.conn.execute(
        text("insert into access.account_role (account_id, role) values (:id, 'inspector')"),
        {"id": INSPECTOR.account_id},
    )
    walk.step("ask_check", 0, checker_id=str(INSPECTOR.account_id))
    assert walk.due(Kind.CHECK) == 6  # four working hours from 09:00, with two hours of noon: 15:00
    walk.step("check", 1, finding="confirmed")
    assert Kind.CHECK not in walk.kinds()


def test_what_ends_otherwise_ends_its_clocks(walk: Walk) -> None:
    walk.step("void", 1)
    assert walk.kinds() == set()
    other = Walk(walk.conn, hazard(walk.conn, OTHER_SEWER))
    over(walk.conn, other.id, at=hours(1))
    assert other.kinds() == set()
    assert [clock.superseded_at for clock in other.standing.clocks] == [hours(1)]


def test_children_of_a_split_stand_at_the_desk(walk: Walk) -> None:
    walk.step("file")
    child = uuid4()
    walk.step("split", 1, children=[{"id": str(child), "defect_code": "frame"}])
    assert Walk(walk.conn, child).kinds() == {Kind.LEVEL}


def test_without_a_limit_nothing_is_dispatched(furnished: Connection) -> None:
    row = furnished.execute(
        text("select t.*, st_x(geom) as lon, st_y(geom) as lat from inspections.ticket t where id = :id"),
        {"id": hazard(furnished, SEWER)},
    )
    ticket = ticket_of(row.mappings().one())
    with pytest.raises(Invalid, match="profile 'nobody' has no time limit for missing"):
        at_dispatch(furnished, ticket, profile="nobody", now=NOW)
    assert repair_limits(furnished, profile="nobody", defect_codes=["missing"], at=NOW) == {}
    assert repair_limits(furnished, profile="strict", defect_codes=["missing"], at=NOW)["missing"].amount == 2
