from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from api.access import accounts, sessions, tokens
from api.access.accounts import Account
from api.access.passwords import password_fits
from api.access.tables import account as table
from api.access.tables import session, token
from registry.actor import Role
from registry.database import told
from registry.errors import Conflict, Invalid, NotFound


def made(conn: Connection, now: datetime, login: str = "anna", *roles: Role, password: str | None = None) -> Account:
    return accounts.create(
        conn, login=login, name="Anna", password=password, org_code=None, roles=roles, areas=["370203005"], now=now
    )


def test_an_account_is_found_as_it_was_made(conn: Connection, now: datetime) -> None:
    anna = made(conn, now, "anna", Role.PLANNER, Role.DISPATCHER)
    assert accounts.by_login(conn, "anna") == accounts.one(conn, anna.id) == anna
    assert (anna.roles, anna.areas) == ((Role.DISPATCHER, Role.PLANNER), ("370203005",))


def test_the_password_is_kept_as_a_hash_only(conn: Connection, now: datetime) -> None:
    anna = made(conn, now, password="correct horse battery")
    stored = conn.execute(select(table.c.password_hash).where(table.c.id == anna.id)).scalar_one()
    assert "horse" not in stored
    assert password_fits(stored, "correct horse battery")


@pytest.mark.parametrize("login", ["A", "Anna", "anna b", "x" * 65, "", "安娜"])
def test_a_login_has_a_form(conn: Connection, now: datetime, login: str) -> None:
    with pytest.raises(Invalid), told():
        made(conn, now, login)


def test_a_login_is_given_once(conn: Connection, now: datetime) -> None:
    made(conn, now)
    with pytest.raises(Conflict, match="taken"), told():
        made(conn, now)


@pytest.mark.parametrize("area", ["37", "3702030051", "abcdef", "370203005001007"])
def test_an_area_is_a_division_a_street_or_a_community(conn: Connection, now: datetime, area: str) -> None:
    anna = made(conn, now)
    with pytest.raises(IntegrityError, match="account_area_grammar"):
        accounts.set_areas(conn, anna.id, areas=[area])


def test_roles_and_areas_are_replaced(conn: Connection, now: datetime) -> None:
    anna = made(conn, now, "anna", Role.CREW)
    accounts.set_roles(conn, anna.id, roles=[Role.INSPECTOR])
    accounts.set_areas(conn, anna.id, areas=[])
    changed = accounts.one(conn, anna.id)
    assert (changed.roles, changed.areas) == ((Role.INSPECTOR,), ())
    with pytest.raises(Invalid):
        accounts.set_roles(conn, anna.id, roles=[Role.SYSTEM])


def test_the_last_admin_stays(conn: Connection, now: datetime) -> None:
    boss = made(conn, now, "boss", Role.ADMIN)
    with pytest.raises(Conflict, match="last admin"):
        accounts.disable(conn, boss.id, now=now)
    with pytest.raises(Conflict, match="last admin"):
        accounts.set_roles(conn, boss.id, roles=[Role.LEADER])
    made(conn, now, "second", Role.ADMIN)
    accounts.disable(conn, boss.id, now=now)
    assert accounts.one(conn, boss.id).disabled_at == now


def test_a_closed_account_has_no_key_left(conn: Connection, now: datetime) -> None:
    anna = made(conn, now)
    sessions.open_session(conn, anna.id, hours=1, now=now)
    tokens.add(conn, anna.id, name="phone", days=1, most_days=1, now=now)
    accounts.disable(conn, anna.id, now=now)
    assert conn.execute(select(func.count()).select_from(session)).scalar_one() == 0
    assert conn.execute(select(token.c.revoked_at)).scalar_one() == now
    accounts.enable(conn, anna.id)
    assert accounts.one(conn, anna.id).disabled_at is None
    assert conn.execute(select(token.c.revoked_at)).scalar_one() == now


def test_accounts_come_by_pages(conn: Connection, now: datetime) -> None:
    for login in ("cc", "aa", "bb"):
        made(conn, now, login)
    assert [one.login for one in accounts.page(conn, limit=2)] == ["aa", "bb"]
    assert [one.login for one in accounts.page(conn, after="bb", limit=2)] == ["cc"]


def test_an_unknown_account_is_told(conn: Connection) -> None:
    with pytest.raises(NotFound, match="nobody"):
        accounts.by_login(conn, "nobody")
