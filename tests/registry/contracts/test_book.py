"""Contracts of the register: files, changes, kin as the pure rule says."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from registry.actor import SYSTEM, Actor, Role
from registry.contracts import book
from registry.contracts.contract import Contract, kin
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from tests.registry import quarter

STEWARD = Actor(uuid4(), "steward", None, frozenset({Role.STEWARD}), ("370203",))
DESK = Actor(uuid4(), "desk", None, frozenset({Role.DISPATCHER}), ("370203",))
CREW = Actor(uuid4(), "crew", "A-01", frozenset({Role.CREW}), ())
ONE = Contract("K-1", "B", "A", date(2026, 1, 1), date(2026, 12, 31), (quarter.EAST,), ())
HEAD = ",".join(book.COLUMNS) + "\n"
ROW = f"K-1,B,A,2026-01-01,2026-12-31,{quarter.EAST},\n"


@pytest.fixture
def town(conn: Connection) -> Connection:
    quarter.build(conn)
    rows = [(code, "company", None) for code in "ABCD"] + [("A-01", "crew", "A"), ("B-01", "crew", "B")]
    insert = "insert into registry.organisation (code, name_zh, name_en, kind, parent_code)"
    for code, kind, parent in rows:
        values = {"code": code, "kind": kind, "parent": parent}
        conn.execute(text(f"{insert} values (:code, :code, :code, :kind, :parent)"), values)
    conn.execute(text("update registry.asset set owner_code = 'A' where class_code = '01002'"))
    return conn


def test_a_file_is_loaded_twice_as_once(town: Connection, tmp_path: Path) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text(HEAD + ROW + "K-2,C,A,2026-01-01,2026-06-30,,01002|01004\n", "utf-8")
    assert book.load(town, STEWARD, file) == book.Loaded(2, 0, 0)
    assert book.load(town, SYSTEM, file) == book.Loaded(0, 0, 2)
    file.write_text(HEAD + ROW.replace("12-31", "10-31"), "utf-8")
    assert book.load(town, STEWARD, file) == book.Loaded(0, 1, 0)
    assert [one.number for one in book.list_contracts(town, DESK).contracts] == ["K-1", "K-2"]
    assert book.find(town, DESK, "K-2").class_codes == ("01002", "01004")
    assert [one.number for one in book.list_contracts(town, DESK, org="C").contracts] == ["K-2"]
    assert [one.number for one in book.list_contracts(town, DESK, day=date(2026, 11, 1)).contracts] == []
    page = book.list_contracts(town, DESK, limit=1)
    assert page.next == "K-1"
    assert book.list_contracts(town, DESK, limit=1, after=page.next).next is None


@pytest.mark.parametrize(
    ("body", "say"),
    [
        (HEAD + ROW.replace("2026-01-01", "1.1.2026"), "line 2: starts_on"),
        (HEAD + ROW.replace("K-1", ""), "line 2: number is missing"),
        (HEAD + ROW.replace(",B,", ",NOBODY,"), "line 2: NOBODY"),
        (HEAD + ROW.replace(quarter.EAST, "370203999999"), "370203999999"),
        (HEAD + ROW + ROW, "twice: K-1"),
        ("number\nK-1\n", "columns"),
        (HEAD + ROW.replace("2026-12-31", "2025-12-31"), "ends on or after"),
        (HEAD + ROW.replace(",B,", ",A,"), "between two"),
    ],
)
def test_a_wrong_file_is_told_and_changes_nothing(town: Connection, tmp_path: Path, body: str, say: str) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text(body, "utf-8")
    with pytest.raises(Invalid, match=say), told(), town.begin_nested():
        book.load(town, STEWARD, file)
    assert book.list_contracts(town, DESK).contracts == []
    with pytest.raises(NotFound):
        book.load(town, STEWARD, tmp_path / "none.csv")


def test_entered_and_changed_by_a_steward_from_what_it_said(town: Connection) -> None:
    assert book.enter(town, STEWARD, ONE) == book.enter(town, STEWARD, ONE) == ONE
    ended = Contract(**{name: getattr(ONE, name) for name in book.COLUMNS} | {"ends_on": date(2026, 6, 30)})
    with pytest.raises(Conflict, match="says something else"):
        book.enter(town, STEWARD, ended)
    with pytest.raises(Stale):
        book.change(town, STEWARD, ended, if_version=book.version(ONE) + 1)
    assert book.change(town, STEWARD, ended, if_version=book.version(ONE)) == ended
    with pytest.raises(NotFound):
        book.change(town, STEWARD, Contract("K-9", "B", "A", ONE.starts_on, ONE.ends_on), if_version=1)
    with pytest.raises(Conflict, match="at that time already"), told(), town.begin_nested():
        book.enter(town, STEWARD, Contract("K-2", "B", "A", date(2026, 6, 30), date(2027, 1, 1), ONE.section_codes))
    book.enter(town, STEWARD, Contract("K-3", "B", "A", date(2026, 7, 1), date(2027, 1, 1), ONE.section_codes))


def test_who_reads_and_who_keeps(town: Connection) -> None:
    for act in (
        lambda: book.list_contracts(town, CREW),
        lambda: book.find(town, CREW, "K"),
        lambda: book.enter(town, DESK, ONE),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(NotFound):
        book.find(town, DESK, "K-1")
    with pytest.raises(Invalid):
        book.list_contracts(town, DESK, limit=0)


def test_under_which_contract_a_thing_is_kept(town: Connection) -> None:
    book.enter(town, STEWARD, ONE)
    code = quarter.asset_code(quarter.SEWER, 1)
    assert book.contract_of_asset(town, DESK, code, day=date(2026, 11, 23)) == ONE
    assert book.contract_of_asset(town, DESK, code, day=date(2027, 1, 1)) is None
    assert book.contract_of_asset(town, DESK, quarter.asset_code(quarter.SEWER, 3), day=date(2026, 11, 23)) is None
    with pytest.raises(NotFound):
        book.contract_of_asset(town, DESK, "37020301002999999", day=date(2026, 11, 23))


orgs = st.sampled_from(["A", "B", "C", "D", "A-01", "B-01"])
days = st.dates(date(2026, 1, 1), date(2026, 1, 6))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(orgs, orgs, days, days), max_size=5), days, orgs)
def test_the_database_knows_the_same_kin(
    town: Connection, signed: list[tuple[str, str, date, date]], day: date, house: str
) -> None:
    with town.begin_nested() as undone:
        entered = []
        for number, (a, b, one, other) in enumerate(signed):
            contract = Contract(str(number), a, b, min(one, other), max(one, other))
            try:
                with told(), town.begin_nested():
                    entered.append(book.enter(town, SYSTEM, contract))
            except JinggeError:
                continue  # two of the same at once, or with oneself
        moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        expected = kin(house, entered, day=day, crews={"A-01": "A", "B-01": "B"})
        assert book.kin_of(town, house, moment) == expected
        assert book.kin_of(town, house, moment, moment) == expected
        undone.rollback()
