"""Whose turn it is, the stand-in's where one is away, the area's where nobody is: told once, whoever looks."""

import threading
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, text

from inspections.clocks.ringing import ring
from inspections.duty import rosters
from inspections.duty.rosters import LeaveKind
from inspections.duty.stations import Kind
from inspections.duty.turns import supervisor_of, tell_fallbacks, turn_of
from registry.actor import SYSTEM
from registry.database import writing
from tests.inspections.duty.watch import OFFICE, hours, office, shift, span, station
from tests.inspections.guards.site import account, dispatch
from tests.inspections.tickets.scene import NOW, OTHER_SEWER, hazard
from tests.registry import quarter


def fallbacks(conn: Connection) -> list[tuple[str, str]]:
    rows = conn.execute(
        text("select org_code, data ->> 'zh' as zh from inspections.ticket_event where action = 'fallback'")
    )
    return [(row.org_code, row.zh) for row in rows]


def away(conn: Connection, who: UUID, begins: float = 0, until: float = 100) -> None:
    asked = {"account_id": who, "within": span(begins, until), "kind": LeaveKind.ANNUAL}
    rosters.take_leave(conn, SYSTEM, id_=uuid4(), **asked, now=NOW)  # type: ignore[arg-type]  # by name


def replaced(conn: Connection, who: UUID, by: UUID) -> None:
    asked = uuid4()
    rosters.ask_stand_in(conn, SYSTEM, id_=asked, account_id=who, stand_in_id=by, within=span(0, 100), now=NOW)
    rosters.approve_stand_in(conn, SYSTEM, asked, now=NOW)


def test_the_stand_in_of_the_desk_has_the_turn(furnished: Connection) -> None:
    ticket, wang, li = hazard(furnished), account(furnished), account(furnished)
    desk = station(furnished)
    shift(furnished, desk, wang, 0, 8)
    turn = turn_of(furnished, [ticket], NOW)[ticket]
    assert (turn.station_id, turn.responsible, turn.current) == (desk.id, wang, wang)
    away(furnished, wang)
    replaced(furnished, wang, li)
    turn = turn_of(furnished, [ticket], NOW)[ticket]
    assert (turn.responsible, turn.current, turn.is_fallback) == (wang, li, False)
    assert tell_fallbacks(furnished, now=NOW) == (0, None)


def test_a_desk_that_opens_soon_keeps_it(furnished: Connection) -> None:
    ticket = hazard(furnished)
    desk = station(furnished)
    shift(furnished, desk, account(furnished), 5, 8)
    turn = turn_of(furnished, [ticket], NOW)[ticket]
    assert (turn.station_id, turn.opens_at, turn.is_fallback) == (desk.id, hours(5), False)


def test_nobody_answers_so_the_area_does_once(furnished: Connection) -> None:
    ticket = hazard(furnished)
    office(furnished, quarter.EAST[:9])
    assert tell_fallbacks(furnished, now=NOW) == (0, None)  # nobody keeps duty
    desk, wang = station(furnished), account(furnished)
    shift(furnished, desk, wang, 0, 8)
    away(furnished, wang)
    turn = turn_of(furnished, [ticket], NOW)[ticket]
    assert (turn.org_code, turn.is_fallback) == (OFFICE, True)
    version = "select version from inspections.ticket"
    before = furnished.execute(text(version)).scalar_one()
    assert [tell_fallbacks(furnished, now=NOW)[0] for _ in range(2)] == [1, 0]
    assert fallbacks(furnished) == [(OFFICE, "无人应答，属地兜底")]
    assert furnished.execute(text(version)).scalar_one() == before  # quiet


def test_a_unit_answers_itself_and_its_crew_where_it_keeps_one(furnished: Connection) -> None:
    ticket = hazard(furnished)
    dispatch(furnished, ticket)
    turn = turn_of(furnished, [ticket], NOW)[ticket]
    assert (turn.org_code, turn.is_fallback) == ("PSGS", False)
    crew, wang = station(furnished, Kind.CREW, None, org_code="PSGS-01"), account(furnished)
    shift(furnished, crew, wang, 0, 8)
    assert turn_of(furnished, [ticket], NOW)[ticket].current == wang
    assert tell_fallbacks(furnished, now=NOW) == (0, None), "a unit that has it is no area that must"


def test_escalation_names_the_supervisor_who_is_there(furnished: Connection) -> None:
    ticket, boss, deputy = hazard(furnished), account(furnished), account(furnished)
    station(furnished, Kind.CREW, None, org_code="PSGS-01", supervisor_id=boss)
    dispatch(furnished, ticket)
    away(furnished, boss, until=10_000)
    replaced(furnished, boss, deputy)
    act = supervisor_of(furnished, ticket, NOW)
    assert act is not None
    assert (act.responsible, act.current) == (boss, deputy)
    while ring(furnished, now=hours(90)):
        pass
    told = "select data ->> 'supervisor_id' from inspections.ticket_event where action = 'escalate' and ticket_id = :id"
    assert set(furnished.execute(text(told), {"id": ticket}).scalars()) == {str(deputy)}


def test_chores_at_once_and_one_that_is_killed_tell_it_once(town: Engine) -> None:
    with writing(town) as conn:
        office(conn, quarter.EAST[:9])
        hazard(conn)
        hazard(conn, OTHER_SEWER)
        station(conn)
    with town.connect() as conn:  # killed before its end
        assert tell_fallbacks(conn, now=NOW)[0] == 2
    told: list[int] = []

    def run() -> None:
        with writing(town) as conn:
            told.append(tell_fallbacks(conn, now=NOW)[0])

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(told) == 2
    with town.connect() as conn:
        assert len(fallbacks(conn)) == 2
