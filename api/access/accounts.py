"""Accounts: who may come in, for which organisation, with which roles, in which areas."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from api.access.passwords import hash_password
from api.access.tables import account as accounts
from api.access.tables import session as sessions
from registry.actor import Actor, Role
from registry.errors import Conflict, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "accounts.sql")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as others see it: no password, no key."""

    id: UUID
    login: str
    name: str
    org_code: str | None
    roles: tuple[Role, ...]
    areas: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None


def create(
    conn: Connection,
    *,
    login: str,
    name: str,
    password: str | None,
    org_code: str | None,
    roles: Collection[Role],
    areas: Collection[str],
    now: datetime,
) -> Account:
    """A new account; without a password it signs in by token alone.

    Raises Conflict for a login that is taken, Invalid for a form, role, area or organisation that is none.
    """
    stored = hash_password(password, login=login) if password is not None else None
    account_id = uuid4()
    values = {
        "id": account_id,
        "login": login,
        "name": name,
        "password_hash": stored,
        "org_code": org_code,
        "created_at": now,
    }
    conn.execute(insert(accounts).values(values))
    set_roles(conn, account_id, roles=roles)
    set_areas(conn, account_id, areas=areas)
    return one(conn, account_id)


def one(conn: Connection, account_id: UUID) -> Account:
    """The account. Raises NotFound."""
    row = conn.execute(SQL["one"], {"id": account_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"no account has the id {account_id}")
    return _account(row)


def by_login(conn: Connection, login: str) -> Account:
    """The account of a login. Raises NotFound."""
    account_id = conn.execute(select(accounts.c.id).where(accounts.c.login == login)).scalar_one_or_none()
    if account_id is None:
        raise NotFound(f"no account has the login {login!r}")
    return one(conn, account_id)


def as_actor(account: Account) -> Actor:
    """The account as the lower floors see it."""
    return Actor(
        account_id=account.id,
        name=account.name,
        org_code=account.org_code,
        roles=frozenset(account.roles),
        areas=account.areas,
    )


def page(conn: Connection, *, after: str = "", limit: int = 100) -> list[Account]:
    """Accounts by login, those after `after`."""
    return [_account(row) for row in conn.execute(SQL["page"], {"after": after, "limit": limit}).mappings()]


def set_roles(conn: Connection, account_id: UUID, *, roles: Collection[Role]) -> None:
    """The account has these roles and no others. Raises Conflict where no admin would be left."""
    if Role.SYSTEM in roles:
        raise Invalid("no account can be the system", field="roles")
    if Role.ADMIN not in roles:
        _keep_an_admin(conn, without=account_id)
    conn.execute(SQL["set_roles"], {"id": account_id, "roles": sorted(roles)})


def set_areas(conn: Connection, account_id: UUID, *, areas: Collection[str]) -> None:
    """The account has these areas (division, street or community codes) and no others."""
    conn.execute(SQL["set_areas"], {"id": account_id, "areas": sorted(set(areas))})


def describe(conn: Connection, account_id: UUID, *, name: str, org_code: str | None) -> None:
    """Change what the account is called and whom it works for."""
    conn.execute(update(accounts).where(accounts.c.id == account_id).values(name=name, org_code=org_code))


def disable(conn: Connection, account_id: UUID, *, now: datetime) -> None:
    """Close the account: its sessions end, its tokens are revoked. What it did stays under its name.

    Raises Conflict for the last open admin.
    """
    _keep_an_admin(conn, without=account_id)
    conn.execute(
        update(accounts).where(accounts.c.id == account_id, accounts.c.disabled_at.is_(None)).values(disabled_at=now)
    )
    conn.execute(SQL["close_keys"], {"id": account_id, "now": now})


def enable(conn: Connection, account_id: UUID) -> None:
    """Open the account again; sessions and tokens that ended stay ended."""
    conn.execute(update(accounts).where(accounts.c.id == account_id).values(disabled_at=None))


def set_password(conn: Connection, account_id: UUID, *, password: str) -> None:
    """A new password; every session of the account ends. Raises Invalid for a weak one."""
    login = one(conn, account_id).login
    stored = hash_password(password, login=login)
    conn.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=stored))
    conn.execute(delete(sessions).where(sessions.c.account_id == account_id))


def _keep_an_admin(conn: Connection, *, without: UUID) -> None:
    """The open admins are locked, so that two who remove each other cannot both succeed."""
    if set(conn.execute(SQL["open_admins"]).scalars()) == {without}:
        raise Conflict("this is the last admin, without whom nobody could make another; make one first")


def _account(row: RowMapping) -> Account:
    values = dict(row)
    values["roles"] = tuple(Role(role) for role in values["roles"])
    values["areas"] = tuple(values["areas"])
    return Account(**values)
