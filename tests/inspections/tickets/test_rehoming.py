"""Merging, splitting, replacing and retiring leave no work with a code that ended."""

from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from inspections.observations.gathering import asset_by_code
from inspections.tickets import rehoming
from inspections.tickets.filing import report_defects
from inspections.tickets.steps import take
from registry.database import writing
from registry.errors import Conflict
from registry.history.rules import Part, Position, Said
from tests.inspections.tickets.scene import DESK, INSPECTOR, NOW, OTHER_SEWER, SEWER, see
from tests.registry.quarter import at

NOBODY_LEFT = """
    select 'ticket ' || t.number from inspections.ticket t join registry.asset a on a.code = t.asset_code
    where a.status = 'removed' and t.state not in ('closed', 'void')
    union all
    select 'item ' || m.defect_code from inspections.maintenance_item m join registry.asset a on a.code = m.asset_code
    where a.status = 'removed' and m.state = 'listed'
"""


def said() -> Said:
    return Said(id=uuid4(), account="wang", areas=None, reason="同一口井")


def file(conn: Connection, code: str, defect: str = "missing") -> str:
    """A hazard somebody saw on a cover; the number of its ticket."""
    seen = see(conn, code, defect)
    number = report_defects(conn, INSPECTOR, [seen], now=NOW)[seen.observation_id].number
    return number or ""


def step(conn: Connection, number: str, *actions: str) -> None:
    ticket = conn.execute(text("select id, version from inspections.ticket where number = :n"), {"n": number}).one()
    for version, action in enumerate(actions, start=ticket.version):
        data = {"assignee_code": "SZGS"} if action == "dispatch" else {}
        take(conn, DESK, ticket.id, action=action, event_id=uuid4(), if_version=version, now=NOW, data=data)


def tickets(conn: Connection) -> dict[str, tuple[object, ...]]:
    rows = conn.execute(
        text(
            "select t.number, t.state, t.asset_code, st_dwithin(t.geom, a.geom, 1e-9), count(s)"
            " from inspections.ticket t join registry.asset a on a.code = t.asset_code"
            " left join inspections.ticket_sighting s on s.ticket_id = t.id group by t.id, a.code"
        )
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def events(conn: Connection, number: str) -> list[str]:
    statement = (
        "select e.action from inspections.ticket_event e join inspections.ticket t on t.id = e.ticket_id"
        " where t.number = :number order by e.version"
    )
    return list(conn.execute(text(statement), {"number": number}).scalars())


def left(conn: Connection) -> list[str]:
    return list(conn.execute(text(NOBODY_LEFT)).scalars())


def test_a_ticket_goes_with_the_merged_asset(furnished: Connection) -> None:
    number = file(furnished, OTHER_SEWER)
    moved = rehoming.merge(furnished, DESK, SEWER, said(), others=[OTHER_SEWER], now=NOW)
    assert (moved.tickets, moved.joined) == ((number,), ())
    assert tickets(furnished) == {number: ("reported", SEWER, True, 1)}
    assert events(furnished, number) == ["report", "rehome"]
    assert left(furnished) == []


@pytest.mark.parametrize("further", [SEWER, OTHER_SEWER])
def test_two_tickets_on_one_hole_become_the_one_that_is_further_along(furnished: Connection, further: str) -> None:
    numbers = {code: file(furnished, code) for code in (SEWER, OTHER_SEWER)}
    step(furnished, numbers[further], "file", "dispatch")
    moved = rehoming.merge(furnished, DESK, SEWER, said(), others=[OTHER_SEWER], now=NOW)
    (other,) = {*numbers.values()} - {numbers[further]}
    assert moved.joined == (other,)
    found = tickets(furnished)
    assert found[numbers[further]] == ("dispatched", SEWER, True, 2)
    assert found[other][0] == "void"
    assert events(furnished, other)[-1] == "void"
    assert left(furnished) == []


def test_tickets_of_three_records_of_one_cover(furnished: Connection) -> None:
    """A ticket that was given over may have to give way in its turn: its versions go on in order."""
    copy = (
        "insert into registry.asset (class_code, geom) select class_code, geom from registry.asset where code = :code"
    )
    third = furnished.execute(text(f"{copy} returning code"), {"code": SEWER}).scalar_one()
    numbers = {code: file(furnished, code) for code in (OTHER_SEWER, third)}
    step(furnished, numbers[third], "file", "dispatch")
    rehoming.merge(furnished, DESK, SEWER, said(), others=[OTHER_SEWER, third], now=NOW)
    found = tickets(furnished)
    assert (found[numbers[third]][:2], found[numbers[OTHER_SEWER]][0]) == (("dispatched", SEWER), "void")
    assert events(furnished, numbers[OTHER_SEWER]) == ["report", "rehome", "void"]


def test_items_of_the_maintenance_list_join(furnished: Connection) -> None:
    for code, defect in ((SEWER, "noise"), (OTHER_SEWER, "noise"), (OTHER_SEWER, "marking")):
        file(furnished, code, defect)
    rehoming.merge(furnished, DESK, SEWER, said(), others=[OTHER_SEWER], now=NOW)
    rows = furnished.execute(
        text(
            "select asset_code, defect_code, sightings from inspections.maintenance_item"
            " where state = 'listed' order by 2"
        )
    )
    assert [tuple(row) for row in rows] == [(SEWER, "marking", 1), (SEWER, "noise", 2)]
    assert left(furnished) == []


def test_the_new_thing_takes_over_the_work(furnished: Connection) -> None:
    number = file(furnished, SEWER)
    moved = rehoming.replace(furnished, DESK, SEWER, said(), now=NOW, fields={"material": "composite"})
    assert tickets(furnished)[number][1] == moved.done.codes[0]
    assert left(furnished) == []


def test_each_ticket_goes_to_the_part_nearest_to_it(furnished: Connection) -> None:
    number = file(furnished, SEWER)
    places = [Position(lon=at(20, 7)[0], lat=at(20, 7)[1]), Position(lon=at(36, 7)[0], lat=at(36, 7)[1])]
    moved = rehoming.split(furnished, DESK, SEWER, said(), parts=[Part(position=one) for one in places], now=NOW)
    assert tickets(furnished)[number][1:3] == (moved.done.codes[1], True)
    assert left(furnished) == []


@pytest.mark.parametrize("defect", ["missing", "noise"])
def test_a_thing_with_open_work_is_not_retired(furnished: Connection, defect: str) -> None:
    file(furnished, SEWER, defect)
    with pytest.raises(Conflict, match="open work"), furnished.begin_nested():
        rehoming.retire(furnished, SEWER, said())
    assert furnished.execute(
        text("select status from registry.asset where code = :code"), {"code": SEWER}
    ).scalar_one() == ("intact")
    assert rehoming.retire(furnished, OTHER_SEWER, said()).done.ended == (OTHER_SEWER,)


def test_the_same_deed_again_moves_nothing(furnished: Connection) -> None:
    number, told = file(furnished, OTHER_SEWER), said()
    rehoming.merge(furnished, DESK, SEWER, told, others=[OTHER_SEWER], now=NOW)
    again = rehoming.merge(furnished, DESK, SEWER, told, others=[OTHER_SEWER], now=datetime.now(UTC))
    assert again.done.repeated
    assert events(furnished, number) == ["report", "rehome"]


def test_an_old_plate_stands_for_the_thing_it_is_by_now(furnished: Connection) -> None:
    rehoming.merge(furnished, DESK, SEWER, said(), others=[OTHER_SEWER], now=NOW)
    found = asset_by_code(furnished, OTHER_SEWER)
    assert found is not None
    assert found.code == SEWER


def desk(engine: Engine) -> psycopg.Connection[tuple[object, ...]]:
    """A planner's desktop program, straight at the tables."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, application_name="QGIS", autocommit=True)


def test_a_cover_with_a_ticket_is_not_deleted_by_hand_but_may_be_put_back(town: Engine) -> None:
    with writing(town) as conn:
        number = file(conn, SEWER)
    with desk(town) as qgis:
        with pytest.raises(psycopg.errors.ForeignKeyViolation, match=r"observation|ticket"):
            qgis.execute("delete from registry.asset where code = %s", (SEWER,))
        with qgis.transaction():
            qgis.execute(
                "create temporary table kept on commit drop as select * from registry.asset where code = %s", (SEWER,)
            )
            qgis.execute("delete from registry.asset where code = %s", (SEWER,))
            qgis.execute("update kept set code = null, change_id = null, geom = st_translate(geom, 0.00001, 0)")
            qgis.execute("insert into registry.asset select * from kept")
    with writing(town) as conn:
        assert [row[:2] for row in tickets(conn).values()] == [("reported", SEWER)]
        assert list(tickets(conn)) == [number]
        assert left(conn) == []


def test_a_merge_by_hand_cannot_leave_a_ticket_behind(town: Engine) -> None:
    with writing(town) as conn:
        file(conn, OTHER_SEWER)
    with desk(town) as qgis:
        with pytest.raises(psycopg.errors.ForeignKeyViolation), qgis.transaction():  # noqa: PT012 - at its commit
            qgis.execute("update registry.asset set material = 'iron' where code = %s", (SEWER,))
            qgis.execute("delete from registry.asset where code = %s", (OTHER_SEWER,))
        assert qgis.execute("select material from registry.asset where code = %s", (SEWER,)).fetchone() == (None,)
    with writing(town) as conn:
        assert left(conn) == []
