from sqlalchemy.engine import Connection

from registry import directory


def test_organisations_are_found_by_a_piece_of_their_name(small_conn: Connection) -> None:
    every = directory.organisations(small_conn)
    assert len(every) > 10
    one = every[3]
    assert one in directory.organisations(small_conn, text=one.name_zh[1:4])
    assert directory.organisations(small_conn, after=every[1].code, limit=2) == every[2:4]
    assert directory.organisations(small_conn, text="nobody at all") == []


def test_classes_say_how_many_there_are(small_conn: Connection) -> None:
    found = directory.classes(small_conn)
    assert sum(one.assets for one in found) > 1000
    assert any(one.is_cover and one.words for one in found)
