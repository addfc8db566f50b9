from sqlalchemy import Connection, text

from registry.organisations import names_of


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
