"""A sheet is made once, signed by two, and stays what was signed whatever changes meanwhile."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.duty import handover
from inspections.duty.handover import Handover, Side
from inspections.duty.stations import Station
from registry.actor import SYSTEM, Actor, Role
from registry.database import told, writing
from registry.errors import Conflict, Forbidden, NotFound, Stale
from tests.inspections.duty.watch import hours, shift, somebody, station
from tests.inspections.guards.site import dispatch
from tests.inspections.tickets.scene import NOW, OTHER_SEWER, hazard


def desk_of_two(conn: Connection) -> tuple[Station, Actor, Actor]:
    wang, li = somebody(conn), somebody(conn)
    desk = station(conn)
    shift(conn, desk, wang.account_id, -8, 1)
    shift(conn, desk, li.account_id, 1, 9)
    return desk, wang, li


def made(conn: Connection, actor: Actor, desk: Station) -> Handover:
    times = {"begins_at": hours(-8), "ends_at": hours(1), "until": hours(9)}
    return handover.make(conn, actor, id_=uuid4(), station_id=desk.id, **times, now=NOW + timedelta(minutes=30))


def test_what_stands_on_it(furnished: Connection) -> None:
    desk, wang, _ = desk_of_two(furnished)
    ticket = hazard(furnished)
    dispatch(furnished, ticket)
    sheet = made(furnished, wang, desk).told
    number = sheet["hazards"][0]["number"]
    assert [one["number"] for one in sheet["holes"]] == [number]
    assert sheet["holes"][0]["unguarded_since"]
    assert {one["number"] for one in sheet["promises"]} == {number}
    assert [one["action"] for one in sheet["changes"]][:1] == ["report"]


def test_two_sign_it_and_it_stays(town: Engine) -> None:
    with writing(town) as conn:
        desk, wang, li = desk_of_two(conn)
        hazard(conn)
        one = made(conn, wang, desk)
        other = somebody(conn, Role.DISPATCHER)

    def change() -> None:
        with writing(town) as conn:
            hazard(conn, OTHER_SEWER)

    third = threading.Thread(target=change)
    third.start()
    with writing(town) as conn:
        with pytest.raises(Forbidden, match="on duty"):
            handover.sign(conn, other, one.id, Side.OUTGOING, if_version=1, now=hours(1))
        handover.sign(conn, wang, one.id, Side.OUTGOING, if_version=1, now=hours(1))
    third.join()
    with writing(town) as conn:
        with pytest.raises(Stale):
            handover.sign(conn, li, one.id, Side.INCOMING, if_version=1, now=hours(1))
        signed = handover.sign(conn, li, one.id, Side.INCOMING, if_version=2, now=hours(1))
        assert handover.sign(conn, li, one.id, Side.INCOMING, if_version=2, now=hours(2)) == signed
    assert (signed.sheet, signed.sha256, signed.version) == (one.sheet, one.sha256, 3)
    assert len(signed.told["hazards"]) == 1
    with town.connect() as conn:
        assert conn.execute(text("select count(*) from inspections.ticket")).scalar_one() == 2


def test_the_database_keeps_it(furnished: Connection) -> None:
    desk, wang, _ = desk_of_two(furnished)
    one = made(furnished, wang, desk)
    for change in ("update inspections.duty_handover set sheet = '{}'", "delete from inspections.duty_handover"):
        with pytest.raises(Conflict, match="as it was signed"), told(), furnished.begin_nested():
            furnished.execute(text(change))
    with pytest.raises(Conflict, match="sheet for the end"), told(), furnished.begin_nested():
        made(furnished, wang, desk)
    assert handover.list_handovers(furnished, SYSTEM, desk.id, is_unsigned=True) == ([one], None)


def test_one_person_signs_for_one_side(furnished: Connection) -> None:
    wang, desk = somebody(furnished), station(furnished)
    shift(furnished, desk, wang.account_id, -8, 9)
    one = made(furnished, wang, desk)
    handover.sign(furnished, wang, one.id, Side.OUTGOING, if_version=1, now=hours(1))
    with pytest.raises(Conflict, match="hands over"), told(), furnished.begin_nested():
        handover.sign(furnished, wang, one.id, Side.INCOMING, if_version=2, now=hours(1))
    with pytest.raises(NotFound):
        handover.read(furnished, somebody(furnished, areas=("370202",)), one.id)


def test_where_nobody_is_there_the_supervisor_signs(furnished: Connection) -> None:
    boss, wang = somebody(furnished), somebody(furnished)
    desk = station(furnished, supervisor_id=boss.account_id)
    shift(furnished, desk, wang.account_id, -8, 1)
    one = made(furnished, wang, desk)
    with pytest.raises(Forbidden):
        handover.sign(furnished, boss, one.id, Side.OUTGOING, if_version=1, now=hours(1))
    assert handover.sign(furnished, boss, one.id, Side.INCOMING, if_version=1, now=hours(1)).incoming_by
