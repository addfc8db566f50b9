from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection

from registry import directory

DAY = date(2026, 11, 23)


def test_organisations_are_found_by_a_piece_of_their_name(small_conn: Connection) -> None:
    every = directory.organisations(small_conn, day=DAY)
    assert len(every) > 10
    one = every[3]
    assert one in directory.organisations(small_conn, day=DAY, text=one.name_zh[1:4])
    assert directory.organisations(small_conn, day=DAY, after=every[1].code, limit=2) == every[2:4]
    assert directory.organisations(small_conn, day=DAY, text="nobody at all") == []


def test_one_that_ends_is_told_apart_from_its_day_on(small_conn: Connection) -> None:
    one = directory.organisations(small_conn, day=DAY)[3]
    assert not one.ended
    end = text("update registry.organisation set ended_on = :on where code = :code")
    small_conn.execute(end, {"on": DAY, "code": one.code})
    for day, ended in ((DAY - timedelta(1), False), (DAY, True)):
        found = {each.code: each.ended for each in directory.organisations(small_conn, day=day)}
        assert found[one.code] is ended


def test_classes_say_how_many_there_are(small_conn: Connection) -> None:
    found = directory.classes(small_conn)
    assert sum(one.assets for one in found) > 1000
    assert any(one.is_cover and one.words for one in found)
