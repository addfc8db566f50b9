"""Requests, their events and who asked, stored many at once: what was decided, and nothing more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import orjson
from sqlalchemy import Connection, RowMapping

from inspections.requests.life import ENDED, Channel, Opinion, Result, State
from inspections.requests.privacy import PURPOSE, Person, scrub
from inspections.requests.request import Request
from inspections.requests.unfolding import Taken, calls_of
from inspections.tickets.ticket import Party
from registry.importing.gathering import driver
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "storing.sql")
AT_ONCE = 4000
RETENTION_DAYS = 180
DUTY = "duty"
_DERIVED = frozenset({"opinion", "solved"})
_COLUMNS = tuple(column.name for column in fields(Request))


@dataclass(frozen=True, slots=True)
class Stored:
    """A request as it is to be, the steps to it, who asked, and the hash of what came (None: not of a file)."""

    request: Request
    events: Sequence[Taken]
    person: Person | None = None
    sha256: bytes | None = None
    lon: float | None = None
    lat: float | None = None


def add(conn: Connection, new: Sequence[Stored], party: Party, *, retention_days: int = RETENTION_DAYS) -> None:
    """Store new requests; those whose id or number of the source is there already break a constraint."""
    for some in _chunks(new):
        conn.execute(SQL["add"], {"rows": _json([_row(one) for one in some])})
        _follow(conn, some, party, retention_days=retention_days)


def change(conn: Connection, changed: Sequence[Stored], party: Party, *, retention_days: int = RETENTION_DAYS) -> None:
    """Store requests after steps: rows were locked by whoever read them."""
    for some in _chunks(changed):
        conn.execute(SQL["change"], {"rows": _json([_row(one) for one in some])})
        _follow(conn, some, party, retention_days=retention_days)


def request_of(row: RowMapping) -> Request:
    """A request from a row of `inspections.request` with opinion and solved of its last call back."""
    plain = {name: row[name] for name in _COLUMNS}
    words = {
        "channel": Channel(row["channel"]),
        "state": State(row["state"]),
        "result_code": row["result_code"] and Result(row["result_code"]),
        "opinion": row["opinion"] and Opinion(row["opinion"]),
    }
    return Request(**plain | words)


def data_of(event: Taken) -> dict[str, object]:
    """What an event keeps of a step: codes and what was said of it, never words of persons; `duty` of a proposal."""
    told = {name: value for name in _TOLD if (value := getattr(event.deed, name)) is not None}
    return told if event.proposal is None else told | {DUTY: event.proposal.duty}


_TOLD = ("matter_code", "assignee_code", "result_code", "opinion", "contacted", "solved")


def _follow(conn: Connection, some: Sequence[Stored], party: Party, *, retention_days: int) -> None:
    events = [event for one in some for event in one.events]
    _add_events(conn, events, party)
    if calls := calls_of(events):
        rows = [{"id": call.id, "request_id": call.request_id, "at": call.at, **data_of(call)} for call in calls]
        conn.execute(SQL["add_calls"], {"rows": _json(rows)})
    if persons := [_person(one, one.person, retention_days) for one in some if one.person is not None]:
        conn.execute(SQL["put_persons"], {"rows": _json(persons), "purpose": PURPOSE})
    ends = [
        {"id": one.request.id, "erase_after": _erase_after(one.request, retention_days)}
        for one in some
        if one.person is None
    ]
    if ends:
        conn.execute(SQL["set_erasure"], {"rows": _json(ends)})


def _erase_after(request: Request, days: int) -> datetime | None:
    ended = request.state in ENDED and request.closed_at is not None
    return request.closed_at + timedelta(days=days) if ended and request.closed_at else None


def _row(one: Stored) -> dict[str, object]:
    plain = {name: getattr(one.request, name) for name in _COLUMNS if name not in _DERIVED}  # asdict copies deeply
    geom = None if one.lon is None else f"SRID=4326;POINT({one.lon} {one.lat})"
    sha256 = f"\\x{(one.sha256 or b'').hex()}"
    return plain | {"key": uuid4(), "geom": geom, "content_sha256": sha256}


def _person(one: Stored, person: Person, days: int) -> dict[str, object]:
    who = {"name": person.name, "phone": person.phone, "address": person.address}
    return {"request_id": one.request.id, **who, "erase_after": _erase_after(one.request, days)}


def _add_events(conn: Connection, events: Sequence[Taken], party: Party) -> None:
    """By COPY: a file of two years has hundreds of thousands."""
    who = (party.actor.account_id, party.actor.org_code)
    with driver(conn).cursor() as cursor, cursor.copy(SQL["add_events"].text) as copy:
        for event in events:
            step = (event.version, event.deed.action.value, event.from_state and event.from_state.value)
            reason, data = scrub(event.deed.reason), orjson.dumps(data_of(event)).decode()
            copy.write_row((event.id, event.request_id, *step, event.to_state.value, event.at, *who, reason, data))


def _chunks(rows: Sequence[Stored]) -> Iterator[Sequence[Stored]]:
    for first in range(0, len(rows), AT_ONCE):
        yield rows[first : first + AT_ONCE]


def _json(rows: Sequence[Mapping[str, object]]) -> str:
    return orjson.dumps(rows).decode()
