"""Who of the three administrators (三员分立) may do what: the one table, and who stands in until all three are there.

An installation that was run by one `admin` goes on: until an open account holds `security_admin`, an `admin` does what
is theirs, and so for `audit_admin`. The first one made ends that, for ever: the last of a kind can be neither closed
nor stripped of it (`accounts`), so no administrator gets back what was handed over.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.engine import Connection

from api.access.accounts import ADMINISTRATORS, Account
from api.access.tables import account as accounts
from api.access.tables import account_role as roles
from registry.actor import Actor, Role
from registry.errors import Forbidden


class Act(StrEnum):
    """What an administrator does."""

    SEE_ACCOUNTS = "see_accounts"
    KEEP_ACCOUNTS = "keep_accounts"
    GIVE_RIGHTS = "give_rights"
    UNLOCK = "unlock"
    RESET_SECOND_FACTOR = "reset_second_factor"
    READ_AUDIT = "read_audit"


MAY: Mapping[Act, tuple[Role, ...]] = MappingProxyType(
    {
        Act.SEE_ACCOUNTS: (Role.ADMIN, Role.SECURITY_ADMIN),
        Act.KEEP_ACCOUNTS: (Role.ADMIN,),  # make, name, close, open, password, leaver, tokens of devices
        Act.GIVE_RIGHTS: (Role.SECURITY_ADMIN,),  # roles and areas
        Act.UNLOCK: (Role.SECURITY_ADMIN,),
        Act.RESET_SECOND_FACTOR: (Role.SECURITY_ADMIN,),
        Act.READ_AUDIT: (Role.AUDIT_ADMIN,),
    }
)


class Standing(Protocol):
    """What an account is to be."""

    @property
    def name(self) -> str: ...
    @property
    def org_code(self) -> str | None: ...
    @property
    def roles(self) -> tuple[Role, ...]: ...
    @property
    def areas(self) -> tuple[str, ...]: ...


def may(conn: Connection, actor: Actor, act: Act) -> bool:
    """Whether the actor does this: by the table, or as an admin in place of one who is not there yet."""
    holders = MAY[act]
    if actor.has(*holders):
        return True
    return actor.has(Role.ADMIN) and not any(_there(conn, role) for role in holders)


def check(conn: Connection, actor: Actor, act: Act) -> None:
    """Raises Forbidden, naming whose this is."""
    if not may(conn, actor, act):
        names = " or ".join(MAY[act])
        raise Forbidden(f"this needs the role {names}", roles=[role.value for role in MAY[act]], act=act.value)


def check_changes(conn: Connection, actor: Actor, before: Account, after: Standing) -> None:
    """Name and organisation are the system administrator's, roles and areas the security administrator's.

    Nobody gives rights to themselves. Raises Forbidden.
    """
    if (before.name, before.org_code) != (after.name, after.org_code):
        check(conn, actor, Act.KEEP_ACCOUNTS)
    if (set(before.roles), set(before.areas)) != (set(after.roles), set(after.areas)):
        check(conn, actor, Act.GIVE_RIGHTS)
        if actor.has(Role.SECURITY_ADMIN) and before.id == actor.account_id:
            raise Forbidden("nobody gives rights to themselves; another security administrator does")


def check_key_for(conn: Connection, actor: Actor, account: Account) -> None:
    """Who could set a password or make a token of another kind of administrator could act as them: that is done on the
    machine alone.

    Raises Forbidden.
    """
    check(conn, actor, Act.KEEP_ACCOUNTS)
    others = [role for role in account.roles if role in ADMINISTRATORS and not actor.has(role)]
    if others:
        raise Forbidden(
            f"a password or token of a {others[0]} is made at the command line: jingge user password {account.login}",
            login=account.login,
        )


def _there(conn: Connection, role: Role) -> bool:
    query = (
        select(accounts.c.id)
        .join(roles, roles.c.account_id == accounts.c.id)
        .where(roles.c.role == role, accounts.c.disabled_at.is_(None))
        .limit(1)
    )
    return conn.execute(query).first() is not None
