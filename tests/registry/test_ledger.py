"""Serials are taken once, also by two at the same moment."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine

from registry.database import writing
from registry.errors import Invalid
from registry.ledger import pass_serials, take_serials


def test_runs_follow_one_another(conn: Connection) -> None:
    assert take_serials(conn, "asset", {"37020301002": 3, "37020301001": 1}) == {"37020301001": 1, "37020301002": 1}
    assert take_serials(conn, "asset", {"37020301002": 2}) == {"37020301002": 4}
    assert take_serials(conn, "spoken", {"37020301002": 1}) == {"37020301002": 1}
    assert take_serials(conn, "asset", {}) == {}


def test_serials_of_foreign_codes_are_passed(conn: Connection) -> None:
    pass_serials(conn, "asset", {"37020301002": 500})
    pass_serials(conn, "asset", {"37020301002": 7})
    assert take_serials(conn, "asset", {"37020301002": 1}) == {"37020301002": 501}


def test_nothing_is_no_run(conn: Connection) -> None:
    with pytest.raises(Invalid):
        take_serials(conn, "asset", {"37020301002": 0})


def test_two_importers_never_get_the_same(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    taken: list[int] = []

    def import_some() -> None:
        for _ in range(20):
            with writing(engine) as conn:
                first = take_serials(conn, "asset", {"b": 5, "a": 2})
                taken.extend(range(first["b"], first["b"] + 5))

    threads = [threading.Thread(target=import_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 401))
