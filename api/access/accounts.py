"""Accounts: who may come in, for which organisation, with which roles, in which areas."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from api.access.passwords import hash_password, password_fits
from api.access.tables import account as accounts
from api.access.tables import session as sessions
from registry.actor import Actor, Role
from registry.errors import Conflict, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "accounts.sql")
ADMINISTRATORS = (Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""三员: one account is one of them, and whoever holds one shows a second factor."""


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
    must_change_password: bool
    locked_until: datetime | None
    second_factor_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which accounts: by a piece of login or name, a role, an area they work in, an organisation, open or closed."""

    text: str = ""
    role: Role | None = None
    area: str = ""
    org_code: str | None = None
    open: bool | None = None


EVERYBODY = Filter()


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
    must_change: bool = False,
) -> Account:
    """A new account; without a password it signs in by token alone. `must_change`: somebody else knows the password.

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
        "must_change_password": must_change and stored is not None,
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


def page(conn: Connection, *, after: str = "", limit: int = 100, which: Filter = EVERYBODY) -> list[Account]:
    """Accounts by login, those after `after`; of them those of the filter."""
    asked = {
        "after": after,
        "limit": limit,
        "text": which.text.strip().lower(),
        "role": which.role,
        "area": which.area,
        "org_code": which.org_code,
        "open": which.open,
    }
    return [_account(row) for row in conn.execute(SQL["page"], asked).mappings()]


def set_roles(conn: Connection, account_id: UUID, *, roles: Collection[Role]) -> None:
    """The account has these roles and no others.

    Raises Conflict where the last administrator of a kind would be gone, or one account would be two of the three.
    """
    if Role.SYSTEM in roles:
        raise Invalid("no account can be the system", field="roles")
    _keep_administrators(conn, without=account_id, still=roles)
    asked = {"id": account_id, "roles": sorted(roles)}
    conn.execute(SQL["drop_roles"], asked)
    conn.execute(SQL["add_roles"], asked)


def set_areas(conn: Connection, account_id: UUID, *, areas: Collection[str]) -> None:
    """The account has these areas (division, street or community codes) and no others."""
    conn.execute(SQL["set_areas"], {"id": account_id, "areas": sorted(set(areas))})


def describe(conn: Connection, account_id: UUID, *, name: str, org_code: str | None) -> None:
    """Change what the account is called and whom it works for."""
    conn.execute(update(accounts).where(accounts.c.id == account_id).values(name=name, org_code=org_code))


def disable(conn: Connection, account_id: UUID, *, now: datetime) -> None:
    """Close the account: its sessions end, its tokens are revoked. What it did stays under its name.

    Raises Conflict for the last open administrator of a kind.
    """
    _keep_administrators(conn, without=account_id)
    conn.execute(
        update(accounts).where(accounts.c.id == account_id, accounts.c.disabled_at.is_(None)).values(disabled_at=now)
    )
    conn.execute(SQL["close_keys"], {"id": account_id, "now": now})


def enable(conn: Connection, account_id: UUID) -> None:
    """Open the account again; sessions and tokens that ended stay ended."""
    conn.execute(update(accounts).where(accounts.c.id == account_id).values(disabled_at=None))


def set_password(conn: Connection, account_id: UUID, *, password: str, must_change: bool = False) -> None:
    """A new password; every session of the account ends. `must_change`: somebody else set it, so it is for one sign-in.

    Raises Invalid for a weak one, and for the one before where it had to be changed.
    """
    login = one(conn, account_id).login
    before = conn.execute(
        select(accounts.c.password_hash, accounts.c.must_change_password).where(accounts.c.id == account_id)
    ).one()
    if before.must_change_password and not must_change and password_fits(before.password_hash, password):
        raise Invalid("this password was set by somebody else; choose another", field="password", reason="same")
    stored = hash_password(password, login=login)
    values = {"password_hash": stored, "must_change_password": must_change}
    conn.execute(update(accounts).where(accounts.c.id == account_id).values(values))
    conn.execute(delete(sessions).where(sessions.c.account_id == account_id))


def unlock(conn: Connection, account_id: UUID) -> None:
    """Forget the failed sign-ins of the account: whoever was locked out may try again at once."""
    conn.execute(SQL["unlock"], {"login": one(conn, account_id).login})


def _keep_administrators(conn: Connection, *, without: UUID, still: Collection[Role] = ()) -> None:
    """Of each of the three one stays. They are locked, so that two who remove each other cannot both succeed."""
    for role in ADMINISTRATORS:
        if role not in still and set(conn.execute(SQL["open_holders"], {"role": role}).scalars()) == {without}:
            raise Conflict(
                f"this is the last {role}, whom nobody could do without; make another first", role=role.value
            )


def _account(row: RowMapping) -> Account:
    values = dict(row)
    values["roles"] = tuple(Role(role) for role in values["roles"])
    values["areas"] = tuple(values["areas"])
    return Account(**values)
