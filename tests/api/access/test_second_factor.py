from datetime import datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from api.access import accounts, keys, second_factor, sessions
from api.access.tables import recovery_code, session
from registry.errors import Conflict, Invalid, NotFound


@pytest.fixture
def anna(conn: Connection, now: datetime) -> UUID:
    return accounts.create(
        conn, login="anna", name="Anna", password=None, org_code=None, roles=[], areas=[], now=now
    ).id


def code_of(secret: str, at: datetime) -> str:
    return str(pyotp.TOTP(secret).at(at))


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238 appendix B, SHA-1, the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [pyotp.TOTP(secret).at(at) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_secret_is_told_until_it_is_confirmed(conn: Connection, now: datetime, anna: UUID) -> None:
    first = second_factor.begin(conn, anna, login="anna", now=now)
    begun = second_factor.begin(conn, anna, login="anna", now=now)
    assert len({first.secret, begun.secret}) == 2
    with pytest.raises(Invalid):
        second_factor.confirm(conn, anna, code=code_of(first.secret, now), now=now)
    assert second_factor.standing(conn, anna).since is None
    codes = second_factor.confirm(conn, anna, code=code_of(begun.secret, now), now=now)
    assert second_factor.standing(conn, anna) == second_factor.Standing(now, 10)
    stored = set(conn.execute(select(recovery_code.c.code_sha256)).scalars())
    assert stored == {keys.digest(code.replace("-", "")) for code in codes}
    with pytest.raises(Conflict):
        second_factor.begin(conn, anna, login="anna", now=now)
    with pytest.raises(Conflict):
        second_factor.confirm(conn, anna, code=code_of(begun.secret, now + timedelta(hours=1)), now=now)


def test_no_code_is_taken_twice_nor_one_before_it(conn: Connection, now: datetime, anna: UUID) -> None:
    secret = second_factor.begin(conn, anna, login="anna", now=now).secret
    second_factor.confirm(conn, anna, code=code_of(secret, now), now=now)
    assert not second_factor.fits(conn, anna, code_of(secret, now), now=now), "the one that confirmed"
    later = now + timedelta(minutes=1)
    assert second_factor.fits(conn, anna, code_of(secret, later), now=later)
    for code in (code_of(secret, later), code_of(secret, later - timedelta(seconds=30)), "", "١٢٣٤٥٦", "0" * 400):
        assert not second_factor.fits(conn, anna, code, now=later)


def test_what_was_not_begun_is_not_confirmed(conn: Connection, now: datetime, anna: UUID) -> None:
    with pytest.raises(NotFound):
        second_factor.confirm(conn, anna, code="123456", now=now)
    assert not second_factor.fits(conn, anna, "123456", now=now)


def test_a_reset_forgets_all_and_ends_sessions(conn: Connection, now: datetime, anna: UUID) -> None:
    secret = second_factor.begin(conn, anna, login="anna", now=now).secret
    codes = second_factor.confirm(conn, anna, code=code_of(secret, now), now=now)
    sessions.open_session(conn, anna, hours=1, now=now)
    second_factor.reset(conn, anna)
    assert second_factor.standing(conn, anna) == second_factor.Standing(None, 0)
    assert not second_factor.fits(conn, anna, codes[0], now=now)
    assert conn.execute(select(session)).all() == []
