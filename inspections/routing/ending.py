"""An organisation that answers for nothing any more: it ends on a day, with its crews, once nothing is open there."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from registry.actor import Actor, Role
from registry.contracts.contract import day_of
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.history import changes
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "ending.sql")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended: the organisation and its crews; nothing is sent there from the day on."""

    codes: tuple[str, ...]
    on: date


def end(conn: Connection, actor: Actor, code: str, *, on: date, reason: str, now: datetime) -> Ended:
    """End an organisation on a day; the same day again changes nothing. Rules that name it are told as dead from then.

    Raises Forbidden (stewards and admins), NotFound, Invalid (no reason, a day that has not come), Conflict: it ended
    on another day, or tickets and requests are open there, which are named; dispatch them to others first.
    """
    if not actor.has(Role.STEWARD, Role.ADMIN, Role.SYSTEM):
        raise Forbidden("an organisation is ended by a steward or an administrator")
    if not reason.strip():
        raise Invalid("say why it ends", field="reason")
    if on > day_of(now):
        raise Invalid(f"{on} has not come: end it on the day, when its work is with others", field="on")
    rows = conn.execute(SQL["lock"], {"code": code}).all()
    own = next((row for row in rows if row.code == code), None)
    if own is None:
        raise NotFound(f"there is no organisation {code}", code=code)
    if own.ended_on == on:
        return Ended((code,), on)
    if own.ended_on is not None:
        raise Conflict(f"{code} ended on {own.ended_on} already", code=code)
    codes = [row.code for row in rows]
    open_work = list(conn.execute(SQL["open_work"], {"codes": codes}).scalars())
    if open_work:
        more = len(open_work) - _SHOWN
        shown = ", ".join(open_work[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        raise Conflict(f"{code} still has {shown}: dispatch them to others first", code=code, open=open_work[:1000])
    changes.declare(conn, account=actor.name, deed="end-organisation", reason=f"{', '.join(codes)}: {reason.strip()}")
    changes.begin(conn)  # organisations have no versions: the change itself says why
    conn.execute(SQL["end"], {"codes": codes, "on": on})
    return Ended(tuple(codes), on)
