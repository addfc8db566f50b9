from datetime import datetime

import pytest
from sqlalchemy.engine import Connection

from api.access import accounts, leaving, sessions, tokens
from api.access.accounts import Account
from registry.actor import SYSTEM, Role
from registry.errors import Conflict, Invalid


def made(conn: Connection, now: datetime, login: str, *roles: Role) -> Account:
    return accounts.create(
        conn, login=login, name=login, password=None, org_code=None, roles=roles, areas=["370203"], now=now
    )


def test_who_leaves_keeps_no_key(conn: Connection, now: datetime) -> None:
    anna, bert = made(conn, now, "anna", Role.INSPECTOR), made(conn, now, "bert", Role.INSPECTOR)
    sessions.open_session(conn, anna.id, hours=1, now=now)
    tokens.add(conn, anna.id, name="phone", days=1, most_days=1, now=now)
    left = leaving.leave(conn, SYSTEM, anna.id, to=bert.id, now=now)
    assert (left.sessions, left.tokens, left.webhooks, left.account.disabled_at) == (1, ("phone",), (), now)
    assert left.successor == accounts.one(conn, bert.id)
    again = leaving.leave(conn, SYSTEM, anna.id, to=None, now=now)
    assert (again.sessions, again.tokens, again.handed.shifts) == (0, (), ())


def test_who_follows_is_somebody_else_who_is_there(conn: Connection, now: datetime) -> None:
    anna, bert = made(conn, now, "anna"), made(conn, now, "bert")
    with pytest.raises(Invalid):
        leaving.leave(conn, SYSTEM, anna.id, to=anna.id, now=now)
    accounts.disable(conn, bert.id, now=now)
    with pytest.raises(Conflict, match="bert"):
        leaving.leave(conn, SYSTEM, anna.id, to=bert.id, now=now)


def test_the_last_administrator_of_a_kind_does_not_leave(conn: Connection, now: datetime) -> None:
    boss = made(conn, now, "boss", Role.ADMIN)
    with pytest.raises(Conflict, match="last admin"):
        leaving.leave(conn, SYSTEM, boss.id, to=None, now=now)
