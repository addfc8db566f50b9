from datetime import date

from sqlalchemy import Connection, text

from registry.organisations import names_of, standing


def test_names_by_code_and_pinyin_where_there_is_no_english(conn: Connection) -> None:
    conn.execute(
        text("insert into registry.organisation (code, name_zh, name_en, kind) "
             "values ('A', '排水公司', 'Drainage', 'company'), ('B', '供水公司', '', 'company')")
    )  # fmt: skip
    found = names_of(conn, ["B", "A", None, "C", "A"])
    assert found.keys() == {"A", "B"}
    assert (found["A"].zh, found["A"].en) == ("排水公司", "Drainage")
    assert found["B"].en.isascii()
    assert found["B"].en


def test_nobody_asked_for_costs_no_query(conn: Connection) -> None:
    assert names_of(conn, [None, ""]) == {}


def test_who_ended_answers_for_nothing_from_that_day_on(conn: Connection) -> None:
    conn.execute(
        text("insert into registry.organisation (code, name_zh, name_en, kind, parent_code, ended_on) values "
             "('A', '排水公司', '', 'company', null, null), ('A-1', '一班', 'First', 'crew', 'A', null), "
             "('C', '旧公司', 'Old', 'company', null, '2026-11-27')")
    )  # fmt: skip
    assert [one.code for one in standing(conn, date(2026, 11, 26))] == ["A", "C", "A-1"]
    found = standing(conn, date(2026, 11, 27))
    assert [(one.code, one.kind, one.parent_code) for one in found] == [("A", "company", None), ("A-1", "crew", "A")]
    assert found[0].en.isascii()
