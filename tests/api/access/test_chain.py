import hashlib
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from api.access import audit, chain
from api.access.chain import Link
from registry.database import reading, told, writing
from registry.errors import Conflict, Invalid

TODAY = datetime.now(UTC)  # the database keeps the six months by its own clock


def add(engine: Engine, action: str = "act", *, days_ago: float = 0, account: UUID | None = None) -> None:
    with writing(engine) as conn:
        audit.record(
            conn, account_id=account, action=action, target="井盖", outcome="done", request_id="r",
            now=TODAY - timedelta(days=days_ago), detail={"b": 1, "a": "甲"},
        )  # fmt: skip


def tamper(engine: Engine, statement: str) -> None:
    """As somebody who may do anything in the database: triggers and references are off."""
    with engine.begin() as conn:
        conn.execute(text("set local session_replication_role = replica"))
        conn.execute(text(statement))


def verified(engine: Engine, *, expected: Link | None = None) -> chain.Verification:
    with reading(engine) as conn:
        return chain.verify(conn, expected=expected)


def faults(engine: Engine, *, expected: Link | None = None) -> list[tuple[str, int | None]]:
    return [(one.reason, one.number) for one in verified(engine, expected=expected).faults]


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Engine:
    made = fresh()
    for n in range(5):
        add(made, f"act {n}")
    return made


def test_a_link_is_the_hash_of_its_row_and_of_the_link_before(fresh: Callable[[], Engine]) -> None:
    engine, account = fresh(), uuid4()
    add(engine, account=account)
    add(engine)
    before = b""
    with reading(engine) as conn:
        rows = conn.execute(
            text("select * from access.audit a join access.audit_chain c on c.audit_id = a.id order by c.number")
        ).all()
        for row in rows:
            at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            who = str(row.account_id) if row.account_id else None
            detail = {"a": "甲", "b": 1}
            said = [row.number, row.id, at, who, row.action, row.target, row.outcome, row.request_id, detail]
            before = hashlib.sha256(before + json.dumps(said, ensure_ascii=False).encode()).digest()
            assert row.sha256 == before
    assert verified(engine).head == Link(2, before.hex())


def test_an_untouched_chain_is_unbroken(engine: Engine) -> None:
    found = verified(engine)
    assert (found.unbroken, found.rows, found.head.number if found.head else None) == (True, 5, 5)
    assert verified(engine, expected=found.head).unbroken


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        ("update access.audit set target = 'x' where action = 'act 2'", [("changed", 3)]),
        ("update access.audit set at = at - interval '1 second' where action = 'act 0'", [("changed", 1)]),
        ("update access.audit set detail = '{}' where action = 'act 4'", [("changed", 5)]),
        ("update access.audit_chain set sha256 = '\\x00' where number = 2", [("changed", 2), ("changed", 3)]),
        ("delete from access.audit where action = 'act 2'", [("gone", 3)]),
        ("delete from access.audit_chain where number = 3", [("missing", 4), ("unlinked", None)]),
        ("insert into access.audit (action, outcome) values ('planted', 'done')", [("unlinked", None)]),
    ],
)
def test_each_way_to_lie_is_found_and_placed(engine: Engine, deed: str, found: list[tuple[str, int | None]]) -> None:
    tamper(engine, deed)
    assert faults(engine) == found


def test_rows_cut_off_at_the_end_are_missed_by_whoever_noted_the_head(engine: Engine) -> None:
    head = verified(engine).head
    tamper(engine, "delete from access.audit_chain where number > 3")
    tamper(engine, "delete from access.audit where action in ('act 3', 'act 4')")
    assert faults(engine) == [], "the chain alone cannot know"
    assert faults(engine, expected=head) == [("cut_off", 5)]
    add(engine)
    add(engine)
    assert faults(engine, expected=head) == [("made_anew", 5)]


def test_writers_at_the_same_moment_make_one_chain(fresh: Callable[[], Engine]) -> None:
    engine = fresh()

    def write() -> None:
        for _ in range(10):
            add(engine)

    writers = [threading.Thread(target=write) for _ in range(6)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    found = verified(engine)
    assert (found.unbroken, found.rows) == (True, 60)


def test_a_writer_holds_up_others_no_longer_than_its_commit(engine: Engine) -> None:
    with engine.connect() as slow, slow.begin():
        audit.record(
            slow, account_id=None, action="slow", target="", outcome="done", request_id="", now=TODAY, detail=None
        )
        add(engine, "quick")  # would wait for ever
    found = verified(engine)
    assert (found.unbroken, found.rows) == (True, 7)


def test_what_is_rolled_back_leaves_no_link(engine: Engine) -> None:
    with engine.connect() as conn, conn.begin() as transaction:
        audit.record(conn, account_id=None, action="no", target="", outcome="done", request_id="", now=TODAY)
        transaction.rollback()
    add(engine)
    assert (verified(engine).unbroken, verified(engine).rows) == (True, 6)


def test_pruning_leaves_a_chain_that_is_verified_from_its_anchor(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    for days in (400, 300, 200, 100, 0):
        add(engine, f"{days}", days_ago=days)
    before = verified(engine).head
    with writing(engine) as conn:
        assert chain.prune(conn, kept_days=250, now=TODAY) == 2
    found = verified(engine, expected=before)
    assert (found.unbroken, found.rows, found.anchor.number if found.anchor else None) == (True, 4, 2)
    with reading(engine) as conn:
        assert [row.action for row in audit.recent(conn)] == ["prune_audit", "0", "100", "200"]
    with writing(engine) as conn:
        assert chain.prune(conn, kept_days=250, now=TODAY) == 0
    tamper(engine, "update access.audit set target = 'x' where action = '200'")
    assert faults(engine) == [("changed", 3)]


def test_pruning_takes_from_the_beginning_alone(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    for days in (0, 300):  # a clock that was set back
        add(engine, days_ago=days)
    with writing(engine) as conn:
        assert chain.prune(conn, kept_days=200, now=TODAY) == 0


def test_everything_may_be_pruned_and_goes_on_from_the_anchor(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    add(engine, days_ago=300)
    with writing(engine) as conn:
        assert chain.prune(conn, kept_days=200, now=TODAY) == 1
    found = verified(engine)
    assert (found.unbroken, found.rows, found.head.number if found.head else None) == (True, 1, 2)


def test_six_months_are_kept_whatever_is_asked(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    add(engine, days_ago=100)
    with pytest.raises(Invalid, match="180"), writing(engine) as conn:
        chain.prune(conn, kept_days=90, now=TODAY)
    ahead = TODAY + timedelta(days=365)  # an application whose clock was set forward
    with pytest.raises(Conflict, match="180"), writing(engine) as conn:
        chain.prune(conn, kept_days=180, now=ahead)
    assert verified(engine).rows == 1


@pytest.mark.parametrize("table", ["audit", "audit_chain", "audit_anchor"])
def test_rows_are_only_ever_added(fresh: Callable[[], Engine], table: str) -> None:
    engine = fresh()
    for days in (300, 0):
        add(engine, days_ago=days)
    with writing(engine) as conn:
        chain.prune(conn, kept_days=200, now=TODAY)
    column = "outcome" if table == "audit" else "sha256"
    for deed in (f"delete from access.{table}", f"update access.{table} set {column} = {column}"):
        with pytest.raises(Conflict, match="only ever added"), writing(engine) as conn:
            conn.execute(text(deed))


def test_an_anchor_is_a_link_of_the_chain(engine: Engine) -> None:
    with pytest.raises(Conflict), writing(engine) as conn:
        conn.execute(text("insert into access.audit_anchor values (2, '\\x00', now(), now())"))


def test_rows_from_before_the_chain_come_into_it(fresh: Callable[[], Engine]) -> None:
    from registry.database import downgrade, migrate  # noqa: PLC0415 - this test alone goes back

    engine = fresh()
    downgrade(engine, "0027_shifts")
    with engine.begin() as conn:
        conn.execute(text("insert into access.audit (action, outcome) select 'old', 'done' from generate_series(1, 3)"))
    migrate(engine)
    add(engine)
    assert (verified(engine).unbroken, verified(engine).rows) == (True, 4)


@pytest.mark.parametrize("words", ["", "5", "x:" + "0" * 64, "5:abc"])
def test_a_head_has_a_form(words: str) -> None:
    with pytest.raises(Invalid):
        Link.parse(words)
    assert str(Link.parse("5:" + "A" * 64)) == "5:" + "a" * 64


def test_within_a_transaction_nothing_is_linked_yet(conn: Connection) -> None:
    audit.record(conn, account_id=None, action="a", target="", outcome="done", request_id="", now=TODAY)
    assert [one.reason for one in chain.verify(conn).faults] == ["unlinked"]
    with told():
        conn.execute(text("set constraints all immediate"))
    assert chain.verify(conn).unbroken
