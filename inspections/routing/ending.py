"""An organisation that answers for nothing any more: it ends on a day, with its crews, once nothing is open there."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection

from registry.actor import Actor, Role
from registry.contracts.contract import day_of
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.history import changes
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "ending.sql")
_SHOWN = 20

_TRANSFER = "jingge ticket step {} transfer --with assignee_code=… --reason … --login …"
_DISPATCH = "jingge ticket step {} dispatch --with assignee_code=… --login …"
_ASSIGN = "jingge request step {} assign --assignee … --login …"
_ON: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("ticket", "dispatched"): _TRANSFER,
        ("ticket", "accepted"): _TRANSFER,
        ("ticket", "filed"): _DISPATCH,
        ("ticket", "returned"): _DISPATCH,
        ("ticket", "suspended"): "jingge ticket step {} resume --login …",
        ("part", "dispatched"): "jingge ticket step {} contribute --note … --login …",
        ("part", "accepted"): "jingge ticket step {} contribute --note … --login …",
        ("request", "assigned"): _ASSIGN,
        ("request", "returned"): _ASSIGN,
        ("recovery", "denied"): "jingge recovery act {} ask --owner … --login …",
    }
)
"""What takes it from the organisation, or brings it nearer to that; of the rest `show` tells what may follow."""
_SHOW: Mapping[str, str] = MappingProxyType(
    {
        "ticket": "jingge ticket show {}",
        "part": "jingge ticket show {}",
        "request": "jingge request show {}",
        "recovery": "jingge recovery show {}",
    }
)


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended: the organisation and its crews; nothing is sent there from the day on."""

    codes: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Open:
    """What it still has: a ticket, its part in another's, a request, a recovery it owes or stands in for.

    `number` is the ticket's or the request's; `command` transfers it, or tells what may follow.
    """

    kind: str
    number: str
    state: str
    command: str


def hold(conn: Connection, codes: Collection[str]) -> None:
    """Keep organisations from ending before the transaction does. Raises Invalid for one that ended already."""
    for row in conn.execute(SQL["hold"], {"codes": sorted(codes)}):
        raise Invalid(f"{row.code} ended on {row.ended_on}: nothing goes there any more", code=row.code)


def end(conn: Connection, actor: Actor, code: str, *, on: date, reason: str, now: datetime) -> Ended:
    """End an organisation on a day; the same day again changes nothing. Rules that name it are told as dead from then.

    Raises Forbidden (stewards and admins), NotFound, Invalid (no reason, a day that has not come), Conflict: it ended
    on another day, or work is open there: `open` names each (`Open`), with the command that takes it to others.
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
    open_work = _open_work(conn, codes)
    if open_work:
        lines = [f"{one.kind} {one.number} ({one.state}): {one.command}" for one in open_work[:_SHOWN]]
        lines += [f"and {more} more"] if (more := len(open_work) - _SHOWN) > 0 else []
        message = "\n  ".join([f"{code} still has {len(open_work)} open; give them to others first:", *lines])
        raise Conflict(message, code=code, open=[asdict(one) for one in open_work[:1000]])
    changes.declare(conn, account=actor.name, deed="end-organisation", reason=f"{', '.join(codes)}: {reason.strip()}")
    changes.begin(conn)  # organisations have no versions: the change itself says why
    conn.execute(SQL["end"], {"codes": codes, "on": on})
    return Ended(tuple(codes), on)


def _open_work(conn: Connection, codes: Collection[str]) -> list[Open]:
    rows = conn.execute(SQL["open_work"], {"codes": list(codes)}).all()
    return [
        Open(row.kind, row.number, row.state, _ON.get((row.kind, row.state), _SHOW[row.kind]).format(row.named))
        for row in rows
    ]
