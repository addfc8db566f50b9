from datetime import datetime

import pytest
from sqlalchemy.engine import Connection

from api.access import accounts, administrations
from api.access.accounts import ADMINISTRATORS, Account
from api.access.administrations import MAY, Act
from registry.actor import Role
from registry.database import told
from registry.errors import Conflict, Forbidden


def made(conn: Connection, now: datetime, *roles: Role, login: str | None = None) -> Account:
    login = login or "-".join(roles).replace("_", "-")
    return accounts.create(conn, login=login, name=login, password=None, org_code=None, roles=roles, areas=[], now=now)


def duties(conn: Connection, account: Account) -> set[Act]:
    return {act for act in Act if administrations.may(conn, accounts.as_actor(account), act)}


def test_the_table_names_every_act_and_administrators_alone() -> None:
    assert set(MAY) == set(Act)
    assert all(set(roles) <= set(ADMINISTRATORS) for roles in MAY.values())


def test_each_does_their_own_once_all_three_are_there(conn: Connection, now: datetime) -> None:
    system, security, auditor = (made(conn, now, role) for role in ADMINISTRATORS)
    assert duties(conn, system) == {Act.SEE_ACCOUNTS, Act.KEEP_ACCOUNTS}
    assert duties(conn, security) == {Act.SEE_ACCOUNTS, Act.GIVE_RIGHTS, Act.UNLOCK, Act.RESET_SECOND_FACTOR}
    assert duties(conn, auditor) == {Act.READ_AUDIT}
    assert duties(conn, made(conn, now, Role.LEADER, Role.STEWARD)) == set()


def test_an_admin_stands_in_and_never_gets_back_what_was_handed_over(conn: Connection, now: datetime) -> None:
    system = made(conn, now, Role.ADMIN)
    assert duties(conn, system) == set(Act)
    security = made(conn, now, Role.SECURITY_ADMIN)
    assert duties(conn, system) == {Act.SEE_ACCOUNTS, Act.KEEP_ACCOUNTS, Act.READ_AUDIT}
    with pytest.raises(Conflict, match="last security_admin"):
        accounts.disable(conn, security.id, now=now)
    with pytest.raises(Conflict, match="last security_admin"):
        accounts.set_roles(conn, security.id, roles=[])
    made(conn, now, Role.SECURITY_ADMIN, login="second")
    accounts.disable(conn, security.id, now=now)


@pytest.mark.parametrize(
    "roles",
    [
        (Role.ADMIN, Role.SECURITY_ADMIN),
        (Role.ADMIN, Role.AUDIT_ADMIN),
        (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        (Role.AUDIT_ADMIN, Role.INSPECTOR),
    ],
)
def test_the_database_holds_them_apart(conn: Connection, now: datetime, roles: tuple[Role, ...]) -> None:
    with pytest.raises(Conflict), told():
        made(conn, now, *roles, login="both")


def test_one_becomes_another_of_the_three(conn: Connection, now: datetime) -> None:
    made(conn, now, Role.ADMIN, login="stays")
    anna = made(conn, now, Role.ADMIN, login="anna")
    accounts.set_roles(conn, anna.id, roles=[Role.SECURITY_ADMIN, Role.DISPATCHER])
    assert accounts.one(conn, anna.id).roles == (Role.DISPATCHER, Role.SECURITY_ADMIN)


def test_who_gives_rights_changes_no_name_and_the_other_way_round(conn: Connection, now: datetime) -> None:
    system, security, _ = (made(conn, now, role) for role in ADMINISTRATORS)
    anna = made(conn, now, Role.CREW, login="anna")
    renamed = accounts.Account(**{name: getattr(anna, name) for name in Account.__slots__} | {"name": "Anne"})
    promoted = accounts.Account(**{name: getattr(anna, name) for name in Account.__slots__} | {"areas": ("370203",)})
    for keeper, allowed, refused in ((system, renamed, promoted), (security, promoted, renamed)):
        actor = accounts.as_actor(keeper)
        administrations.check_changes(conn, actor, anna, allowed)
        administrations.check_changes(conn, actor, anna, anna)
        with pytest.raises(Forbidden):
            administrations.check_changes(conn, actor, anna, refused)


def test_nobody_makes_a_key_of_another_kind_of_administrator(conn: Connection, now: datetime) -> None:
    system, security, auditor = (made(conn, now, role) for role in ADMINISTRATORS)
    actor = accounts.as_actor(system)
    administrations.check_key_for(conn, actor, made(conn, now, Role.CREW))
    administrations.check_key_for(conn, actor, made(conn, now, Role.ADMIN, login="second"))
    for other in (security, auditor):
        with pytest.raises(Forbidden, match="command line"):
            administrations.check_key_for(conn, actor, other)
