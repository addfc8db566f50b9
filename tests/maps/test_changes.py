import time
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Engine, text

from maps.changes import Changes

DIVISION = frozenset({"division"})
TICKETS = frozenset({"ticket"})


def moved(changes: Changes, tables: frozenset[str], since: object) -> bool:
    """Whether the version moves within a second."""
    end = time.monotonic() + 1
    while time.monotonic() < end:
        if changes.version(tables) != since:
            return True
        time.sleep(0.005)
    return False


@pytest.fixture
def engine_and_changes(fresh: Callable[[], Engine]) -> tuple[Engine, Changes]:
    engine = fresh()
    return engine, Changes(engine)


def test_it_hears_each_commit_of_a_table_and_no_other(engine_and_changes: tuple[Engine, Changes]) -> None:
    engine, changes = engine_and_changes
    assert changes.version(DIVISION) is None
    changes.listen()
    first, tickets = changes.version(DIVISION), changes.version(TICKETS)
    with engine.connect() as conn:
        conn.execute(text("insert into registry.division values ('370203', '市北区', 'Shibei')"))
        time.sleep(0.05)
        assert changes.version(DIVISION) == first  # not committed
        conn.commit()
    assert moved(changes, DIVISION, first)
    assert changes.version(TICKETS) == tickets
    changes.close()
    assert changes.version(DIVISION) is None


def test_what_was_rolled_back_is_not_heard(engine_and_changes: tuple[Engine, Changes]) -> None:
    engine, changes = engine_and_changes
    changes.listen()
    first = changes.version(DIVISION)
    with engine.connect() as conn:
        conn.execute(text("insert into registry.division values ('370203', '市北区', 'Shibei')"))
        conn.rollback()
    assert not moved(changes, DIVISION, first)
    changes.close()


def test_a_lost_connection_is_noticed_and_begins_anew(engine_and_changes: tuple[Engine, Changes]) -> None:
    engine, changes = engine_and_changes
    changes.listen()
    first = changes.version(DIVISION)
    with engine.connect() as conn:
        conn.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name = 'jingge changes' and datname = current_database()"
            )
        )
    assert moved(changes, DIVISION, first)
    assert changes.version(DIVISION) is None
    changes.listen()
    assert changes.version(DIVISION) not in {None, first}
    changes.close()


def test_a_server_that_does_not_answer_is_told(engine_and_changes: tuple[Engine, Changes]) -> None:
    nowhere = Changes(engine_and_changes[0].execution_options())
    nowhere._url = "postgresql:///nothing?host=/nonexistent"
    with pytest.raises(psycopg.OperationalError):
        nowhere.listen()
