"""The second factor: codes of six digits from a phone (TOTP, RFC 6238), each good once, and recovery codes.

The secret is told while it is being set up and never again. Recovery codes are shown once and kept as SHA-256.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection

from api.access import keys
from api.access.tables import recovery_code as recoveries
from api.access.tables import second_factor as factors
from api.access.tables import session as sessions
from registry.errors import Conflict, Invalid, NotFound

ISSUER = "Jingge"
STEP_S = 30
_DRIFT = 1  # steps a phone's clock may be off, RFC 6238 §5.2
_CODES = 10


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a phone needs: shown while the factor is set up, kept by nobody else."""

    secret: str
    uri: str
    qr: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an account has a second factor, since when, and how many recovery codes are left."""

    since: datetime | None
    recovery_left: int


def begin(conn: Connection, account_id: UUID, *, login: str, now: datetime) -> Enrolment:
    """A new secret, to be confirmed by a code of it; one that was begun before is dropped.

    Raises Conflict where one is confirmed: it is reset by a security administrator.
    """
    if standing(conn, account_id).since is not None:
        raise Conflict("there is a second factor already; a security administrator resets it")
    secret = pyotp.random_base32(length=32)
    values = {"secret": secret, "begun_at": now, "confirmed_at": None, "last_step": 0}
    row = upsert(factors).values(account_id=account_id, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["account_id"], set_=values))
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    return Enrolment(secret, uri, segno.make(uri, error="m").svg_data_uri(scale=5, border=3, light="white"))


def confirm(conn: Connection, account_id: UUID, *, code: str, now: datetime) -> tuple[str, ...]:
    """The phone shows the right codes: from now on they are asked for. Returns the recovery codes, this once.

    Raises NotFound where nothing was begun, Conflict where it is confirmed already, Invalid for a wrong code.
    """
    found = conn.execute(select(factors).where(factors.c.account_id == account_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("no second factor was begun: POST /api/v1/second-factor")
    if found.confirmed_at is not None:
        raise Conflict("the second factor is confirmed already")
    if not _take_code(conn, account_id, code, now=now):
        raise Invalid("the code is wrong; is the clock of the phone right?", field="code")
    conn.execute(update(factors).where(factors.c.account_id == account_id).values(confirmed_at=now))
    return new_recovery_codes(conn, account_id)


def fits(conn: Connection, account_id: UUID, code: str, *, now: datetime) -> bool:
    """Whether this is a code of the phone or a recovery code, not used before. It is used by this."""
    if standing(conn, account_id).since is None:
        return False
    return _take_code(conn, account_id, code, now=now) or _take_recovery(conn, account_id, code, now=now)


def standing(conn: Connection, account_id: UUID) -> Standing:
    """How the account stands."""
    since = conn.execute(select(factors.c.confirmed_at).where(factors.c.account_id == account_id)).scalar()
    left = select(func.count()).where(recoveries.c.account_id == account_id, recoveries.c.used_at.is_(None))
    return Standing(since, int(conn.execute(left).scalar_one()) if since else 0)


def new_recovery_codes(conn: Connection, account_id: UUID) -> tuple[str, ...]:
    """Ten new codes in place of those before. 80 random bits each, so that a plain hash is enough."""
    made = tuple(_spelled(secrets.token_bytes(10)) for _ in range(_CODES))
    conn.execute(delete(recoveries).where(recoveries.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_sha256": keys.digest(_plain(code))} for code in made]
    conn.execute(insert(recoveries), rows)
    return made


def reset(conn: Connection, account_id: UUID) -> None:
    """The phone is lost: the factor and its recovery codes are forgotten, sessions of the account end."""
    conn.execute(delete(recoveries).where(recoveries.c.account_id == account_id))
    conn.execute(delete(factors).where(factors.c.account_id == account_id))
    conn.execute(delete(sessions).where(sessions.c.account_id == account_id))


def _take_code(conn: Connection, account_id: UUID, code: str, *, now: datetime) -> bool:
    """Codes of the step before, of now and of the next are looked at; the step taken is remembered, with all before."""
    given = "".join(code.split())
    secret = conn.execute(select(factors.c.secret).where(factors.c.account_id == account_id)).scalar()
    if secret is None or not (given.isascii() and given.isdigit()):
        return False
    step = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    fitting = [
        one for one in range(step - _DRIFT, step + _DRIFT + 1) if hmac.compare_digest(totp.generate_otp(one), given)
    ]
    if not fitting:
        return False
    taken = update(factors).where(factors.c.account_id == account_id, factors.c.last_step < fitting[0])
    return conn.execute(taken.values(last_step=fitting[0])).rowcount == 1


def _take_recovery(conn: Connection, account_id: UUID, code: str, *, now: datetime) -> bool:
    mine = (recoveries.c.account_id == account_id) & (recoveries.c.code_sha256 == keys.digest(_plain(code)))
    return (
        conn.execute(update(recoveries).where(mine, recoveries.c.used_at.is_(None)).values(used_at=now)).rowcount == 1
    )


def _spelled(random: bytes) -> str:
    letters = base64.b32encode(random).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _plain(code: str) -> str:
    return "".join(code.lower().replace("-", "").split())
