"""What was true, and what was known: the versions that triggers keep beside each coded table."""

from collections.abc import Callable, Iterator, Sequence

import psycopg
import pytest
from sqlalchemy import Engine

from tests.registry.history.desk import Row, client, clock, one, point, rows, then, together, town
from tests.registry.quarter import SEWER, asset_code

Desk = psycopg.Connection[Row]
FIRST = asset_code(SEWER, 1)
JUNE, JULY, AUGUST, SEPTEMBER = (f"2026-0{month}-01T00:00:00Z" for month in (6, 7, 8, 9))
CODES = "select code from registry_then.asset order by code"


@pytest.fixture
def desk(fresh: Callable[[], Engine]) -> Iterator[Desk]:
    """A register that has known the first cover since June: broken since August."""
    with client(town(fresh)) as opened:
        opened.execute("update registry.asset set valid_from = %s where code = %s", (JUNE, FIRST))
        say(opened, "update registry.asset set status = 'broken'", since=AUGUST)
        yield opened


def say(desk: Desk, statement: str, *values: object, since: str = "") -> None:
    """One change of the first cover that is said to hold since a moment."""
    with together(desk):
        desk.execute("select set_config('jingge.valid_from', %s, true)", (since,))
        desk.execute(f"{statement} where code = %s", (*values, FIRST))


def told(
    desk: Desk, *, as_of: object = "", known: object = "", what: str = "status, material"
) -> Sequence[tuple[object, ...]]:
    """What is told of the first cover."""
    found = then(desk, f"select {what} from registry_then.asset where code = '{FIRST}'", as_of=as_of, known=known)
    return [tuple(row.values()) for row in found]


def test_each_moment_has_its_version(desk: Desk) -> None:
    assert told(desk, as_of="2026-05-31T00:00:00Z") == []
    assert told(desk, as_of=JUNE) == told(desk, as_of=JULY) == [("intact", None)]
    assert told(desk, as_of=AUGUST) == told(desk) == [("broken", None)]


def test_what_was_answered_is_answered_again(desk: Desk) -> None:
    before = clock(desk)
    say(desk, "update registry.asset set material = 'iron', geom = %s", point(36, 7))
    desk.execute("delete from registry.asset where code = %s", (asset_code(SEWER, 2),))
    assert told(desk, known=before) == [("broken", None)]
    assert told(desk, known=clock(desk)) == [("broken", "iron")]
    gone = {row["code"] for row in then(desk, CODES, known=before)} - {row["code"] for row in rows(desk, CODES)}
    assert gone == {asset_code(SEWER, 2)}
    assert then(desk, CODES, known="2020-01-01T00:00:00Z") == []


def test_a_correction_amends_what_it_names_and_nothing_else(desk: Desk) -> None:
    before = clock(desk)
    say(desk, "update registry.asset set material = 'iron'", since=JULY)
    assert told(desk, as_of=JUNE) == [("intact", None)]
    assert told(desk, as_of=JULY) == [("intact", "iron")]
    assert told(desk, as_of=AUGUST) == told(desk) == [("broken", "iron")]
    assert told(desk, as_of=JULY, known=before) == [("intact", None)]


def test_a_correction_of_always_reaches_back_before_the_first_version(desk: Desk) -> None:
    say(desk, "update registry.asset set material = 'iron'", since="2026-01-01T00:00:00Z")
    for moment in ("2026-01-01T00:00:00Z", JUNE, JULY):
        assert told(desk, as_of=moment) == [("intact", "iron")]
    assert told(desk) == [("broken", "iron")]
    assert told(desk, as_of="2025-12-31T00:00:00Z") == []


def test_a_row_that_says_itself_since_when_was_so_as_a_whole(desk: Desk) -> None:
    desk.execute("update registry.asset set material = 'iron', valid_from = %s where code = %s", (JULY, FIRST))
    assert told(desk, as_of=JUNE) == [("intact", None)]
    assert told(desk, as_of=JULY) == told(desk, as_of=AUGUST) == [("broken", "iron")]


def test_corrections_of_corrections_keep_what_was_known_between(desk: Desk) -> None:
    first = clock(desk)
    say(desk, "update registry.asset set material = 'iron'", since=JULY)
    second = clock(desk)
    say(desk, "update registry.asset set material = 'concrete'", since=JUNE)
    third = clock(desk)
    say(desk, "update registry.asset set status = 'missing'", since=SEPTEMBER)
    assert [told(desk, as_of=JUNE, known=known) for known in (first, second, third)] == [
        [("intact", None)], [("intact", None)], [("intact", "concrete")],
    ]  # fmt: skip
    assert [told(desk, as_of=AUGUST, known=known) for known in (first, second, third)] == [
        [("broken", None)], [("broken", "iron")], [("broken", "concrete")],
    ]  # fmt: skip
    assert told(desk) == [("missing", "concrete")]


def test_several_changes_of_one_transaction_are_one_version(desk: Desk) -> None:
    with together(desk):
        desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
        desk.execute("update registry.asset set material = 'steel' where code = %s", (FIRST,))
        desk.execute("update registry.asset set material = 'steel' where code = %s", (FIRST,))
    known = rows(desk, "select material from registry.asset_history where code = %s", FIRST)
    assert "iron" not in {row["material"] for row in known}
    assert told(desk) == [("broken", "steel")]


def test_an_unchanged_row_begins_no_version(desk: Desk) -> None:
    before = one(desk, "select count(*) as n from registry.asset_history")
    desk.execute("update registry.asset set status = status, change_id = change_id")
    assert one(desk, "select count(*) as n from registry.asset_history") == before


def test_what_ended_earlier_ended_then(desk: Desk) -> None:
    before = clock(desk)
    say(desk, "delete from registry.asset", since=JULY)
    assert told(desk) == told(desk, as_of=JULY) == []
    assert told(desk, as_of=JUNE) == [("intact", None)]
    assert told(desk, known=before) == [("broken", None)]
    assert told(desk, as_of=AUGUST, known=before) == [("broken", None)]


def test_what_came_and_went_in_one_transaction_was_never_known(desk: Desk) -> None:
    with together(desk):
        made = one(
            desk, "insert into registry.asset (class_code, geom) values (%s, %s) returning code", SEWER, point(9, 9)
        )
        desk.execute("delete from registry.asset where code = %s", (made["code"],))
    assert made not in then(desk, CODES, known=clock(desk))
    again = one(
        desk, "insert into registry.asset (class_code, geom) values (%s, %s) returning code", SEWER, point(9, 9)
    )
    assert again["code"] > made["code"]  # type: ignore[operator]


def test_what_comes_back_has_one_life_with_a_gap(desk: Desk) -> None:
    desk.execute("create temporary table kept as select * from registry.asset where code = %s", (FIRST,))
    desk.execute("delete from registry.asset where code = %s", (FIRST,))
    between = clock(desk)
    desk.execute("insert into registry.asset select * from kept")
    assert told(desk, known=between) == told(desk, as_of=between) == []
    assert told(desk) == told(desk, as_of=AUGUST) == [("broken", None)]


def test_changes_are_dated_in_their_order_even_when_the_clock_steps_back(desk: Desk) -> None:
    with together(desk):  # another machine's clock was ahead
        desk.execute(
            "insert into registry.change (at, deed, by_account) values (now() + interval '1 hour', 'edit', 'x')"
        )
    desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
    ordered = rows(desk, "select at < lag(at) over (order by id) as wrong from registry.change")
    assert not any(row["wrong"] for row in ordered)


def test_a_database_restored_elsewhere_goes_on(desk: Desk) -> None:
    """Numbers of transactions are those of a server: on another they come again."""
    next_one = "select pg_current_xact_id()::text::bigint + 1 as id"
    with together(desk):
        desk.execute(
            f"insert into registry.change (deed, by_account, transaction) select 'edit', 'x', id from ({next_one}) n"
        )
    desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
    assert told(desk) == [("broken", "iron")]


def test_who_and_why_are_told_by_the_transaction(desk: Desk) -> None:
    with together(desk):
        for name, word in (("account", "wang"), ("deed", "correct"), ("reason", "量错了")):
            desk.execute("select set_config('jingge.' || %s, %s, true)", (name, word))
        desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
    found = one(
        desk, "select h.* from registry.change h join registry.asset a on a.change_id = h.id and a.code = %s", FIRST
    )
    assert (found["by_account"], found["deed"], found["reason"]) == ("wang", "correct", "量错了")
    assert (found["database_user"], found["application"]) == (desk.info.user, "QGIS")


def test_a_savepoint_that_is_rolled_back_takes_its_change_along(desk: Desk) -> None:
    with together(desk):
        with desk.transaction(force_rollback=True):
            desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
        desk.execute("update registry.asset set material = 'steel' where code = %s", (FIRST,))
    assert told(desk) == [("broken", "steel")]
    assert one(desk, "select count(*) as n from registry.change c where not exists (select from registry.change d"
               " where d.transaction = c.transaction and d.id <> c.id)")["n"] == one(
        desk, "select count(*) as n from registry.change")["n"]  # fmt: skip


def test_writers_go_one_after_the_other(desk: Desk) -> None:
    with client_of(desk) as other, together(desk):
        desk.execute("update registry.asset set material = 'iron' where code = %s", (FIRST,))
        other.execute("set lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("update registry.asset set material = 'steel' where code = %s", (asset_code(SEWER, 2),))


def client_of(desk: Desk) -> Desk:
    """A second desk at the same register."""
    return psycopg.connect(desk.info.dsn, autocommit=True, row_factory=psycopg.rows.dict_row)
