import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection

from api.access import accounts, sign_in
from api.access.sign_in import Attempt, Outcome
from api.access.tables import sign_in_attempt
from registry.errors import Locked, Unauthenticated

PASSWORD = "correct horse battery"


def enter(conn: Connection, now: datetime, *, login: str = "anna", password: str = PASSWORD, after: int = 3) -> Attempt:
    return sign_in.attempt(conn, login=login, password=password, now=now, lock_after=after, lock_minutes=15)


@pytest.fixture
def anna(conn: Connection, now: datetime) -> accounts.Account:
    return accounts.create(
        conn, login="anna", name="Anna", password=PASSWORD, org_code=None, roles=[], areas=[], now=now
    )


def test_the_right_password_opens(conn: Connection, now: datetime, anna: accounts.Account) -> None:
    assert enter(conn, now, login=" Anna ").admitted() == anna.id


def test_a_wrong_password_and_an_unknown_login_read_the_same(
    conn: Connection, now: datetime, anna: accounts.Account
) -> None:
    wrong, unknown = enter(conn, now, password="wrong"), enter(conn, now, login="nobody")
    assert wrong == unknown == Attempt(Outcome.WRONG)
    with pytest.raises(Unauthenticated, match="login or password"):
        wrong.admitted()


def test_a_closed_account_reads_as_unknown(conn: Connection, now: datetime, anna: accounts.Account) -> None:
    accounts.disable(conn, anna.id, now=now)
    assert enter(conn, now) == Attempt(Outcome.WRONG)


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_failures_lock_a_login_whether_it_exists_or_not(
    conn: Connection, now: datetime, anna: accounts.Account, login: str
) -> None:
    for _ in range(3):
        assert enter(conn, now, login=login, password="wrong").outcome is Outcome.WRONG
    locked = enter(conn, now, login=login)
    assert locked.outcome is Outcome.LOCKED
    with pytest.raises(Locked, match="minutes"):
        locked.admitted()


def test_a_lock_ends(conn: Connection, now: datetime, anna: accounts.Account) -> None:
    for _ in range(5):
        enter(conn, now, password="wrong")
    later = now + timedelta(minutes=15)
    assert enter(conn, later - timedelta(seconds=1)).outcome is Outcome.LOCKED
    assert enter(conn, later).outcome is Outcome.DONE


def test_failures_are_forgotten_by_success_and_after_a_day(
    conn: Connection, now: datetime, anna: accounts.Account
) -> None:
    for _ in range(2):
        enter(conn, now, password="wrong")
    enter(conn, now)
    assert conn.execute(select(sign_in_attempt)).all() == []
    for day in range(6):
        assert enter(conn, now + timedelta(days=2 * day), password="wrong").outcome is Outcome.WRONG


def test_attempts_at_the_same_moment_gain_nothing(fresh: Callable[[], Engine], now: datetime) -> None:
    engine = fresh()
    found: list[Outcome] = []

    def guess(password: str) -> None:
        with engine.begin() as conn:
            found.append(enter(conn, now, password=password).outcome)

    with engine.begin() as conn:
        accounts.create(conn, login="anna", name="Anna", password=PASSWORD, org_code=None, roles=[], areas=[], now=now)
    guesses = [threading.Thread(target=guess, args=(f"guess {n}",)) for n in range(8)]
    for each in guesses:
        each.start()
    for each in guesses:
        each.join()
    assert sorted(found) == [Outcome.LOCKED] * 5 + [Outcome.WRONG] * 3
