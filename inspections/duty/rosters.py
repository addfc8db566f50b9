"""Rosters and the shifts they make; leave and stand-ins."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Row

from inspections.clocks.running import calendars_of
from inspections.duty.pattern import DaysOff, Pattern, Slot, check, expand
from inspections.duty.resolving import Stretch
from inspections.duty.stations import SQL, check_keeps, get
from inspections.tickets.parties import party_of
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound


class LeaveKind(StrEnum):
    """Why somebody is away, in a word: nothing more of it is kept."""

    ANNUAL = "annual"
    SICK = "sick"
    TRAINING = "training"
    OFFICIAL = "official"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shift:
    """One person at one station from when until when."""

    id: UUID
    station_id: UUID
    roster_id: UUID | None
    account_id: UUID
    begins_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None


def add_roster(
    conn: Connection,
    actor: Actor,
    *,
    id_: UUID,
    station_id: UUID,
    pattern: Pattern,
    calendar_code: str | None,
    now: datetime,
) -> UUID:
    """Keep a roster of a station; the same again changes nothing. Raises NotFound, Forbidden, Invalid, Conflict."""
    check_keeps(conn, actor, get(conn, station_id))
    check(pattern)
    if calendar_code is not None and calendar_code not in calendars_of(conn):
        raise Invalid(f"there is no calendar {calendar_code!r}", field="calendar_code")
    slots = [
        {
            "day": slot.day,
            "opens": f"{slot.opens:%H:%M}",
            "closes": f"{slot.closes:%H:%M}",
            "accounts": [str(one) for one in slot.accounts],
        }
        for slot in pattern.slots
    ]
    row = {
        "id": id_,
        "station_id": station_id,
        "time_zone": pattern.zone.key,
        "starts_on": pattern.starts_on,
        "cycle_days": pattern.cycle_days,
        "slots": json.dumps(slots),
        "calendar_code": calendar_code,
        "on_days_off": pattern.on_days_off,
        "make_up_as": pattern.make_up_as,
    }
    conn.execute(SQL["add_roster"], row | {"now": now, "by": actor.name})
    kept = _one(conn, "roster", id_)
    if kept.station_id != station_id or _pattern(kept) != pattern:
        raise Conflict(f"the id {id_} names another roster already; make a new one", id=str(id_))
    return id_


def publish(
    conn: Connection, actor: Actor, roster_id: UUID, *, first: date, last: date, now: datetime
) -> tuple[Shift, ...]:
    """Make the shifts of a roster that begin on these days; those that are made stay as they are.

    Raises NotFound, Forbidden, Invalid, Conflict: somebody would be at two stations at once.
    """
    roster = _one(conn, "roster", roster_id)
    check_keeps(conn, actor, get(conn, roster.station_id))
    if last < first:
        raise Invalid("the last day is before the first", field="last")
    calendar = calendars_of(conn).get(roster.calendar_code) if roster.calendar_code else None
    spans = expand(_pattern(roster), first=first, last=last, calendar=calendar)
    shifts = [
        Shift(
            uuid5(roster_id, f"{span.begins_at.isoformat()} {span.account_id}"),
            roster.station_id,
            roster_id,
            span.account_id,
            span.begins_at,
            span.ends_at,
            None,
        )
        for span in spans
    ]
    _store(conn, actor, shifts, now=now)
    return tuple(shifts)


def add_shift(conn: Connection, actor: Actor, shift: Shift, *, now: datetime) -> Shift:
    """Make one shift by hand. Raises NotFound, Forbidden, Invalid, Conflict."""
    check_keeps(conn, actor, get(conn, shift.station_id))
    _store(conn, actor, [shift], now=now)
    kept = _shift(_one(conn, "shift", shift.id))
    if (kept.station_id, kept.account_id, kept.begins_at) != (shift.station_id, shift.account_id, shift.begins_at):
        raise Conflict(f"the id {shift.id} names another shift already; make a new one", id=str(shift.id))
    return kept


def cancel_shift(conn: Connection, actor: Actor, shift_id: UUID, *, now: datetime) -> Shift:
    """Take a shift off the roster; again, it stays so. Raises NotFound, Forbidden."""
    shift = _one(conn, "shift", shift_id)
    check_keeps(conn, actor, get(conn, shift.station_id))
    conn.execute(SQL["cancel_shift"], {"id": shift_id, "now": now, "by": actor.name})
    return _shift(_one(conn, "shift", shift_id))


def list_shifts(conn: Connection, station_id: UUID, within: Stretch) -> list[Shift]:
    """The shifts of a station that touch a stretch, in order."""
    asked = {"stations": [station_id], "since": within.begins_at, "until": within.ends_at}
    return [_shift(row) for row in conn.execute(SQL["shifts"], asked)]


def take_leave(
    conn: Connection, actor: Actor, *, id_: UUID, account_id: UUID, within: Stretch, kind: LeaveKind, now: datetime
) -> None:
    """Somebody is away; they say so themselves, or whoever keeps their roster. Raises Forbidden, Invalid, Conflict."""
    _check_person(conn, actor, account_id, now=now)
    row = {"id": id_, "account_id": account_id, "kind": kind} | _span(within)
    conn.execute(SQL["add_leave"], row | {"now": now, "by": actor.name})
    _same(_one(conn, "leave", id_), account_id, within)


def cancel_leave(conn: Connection, actor: Actor, leave_id: UUID, *, now: datetime) -> None:
    """They are there after all. Raises NotFound, Forbidden."""
    _check_person(conn, actor, _one(conn, "leave", leave_id).account_id, now=now)
    conn.execute(SQL["cancel_leave"], {"id": leave_id, "now": now})


def ask_stand_in(
    conn: Connection, actor: Actor, *, id_: UUID, account_id: UUID, stand_in_id: UUID, within: Stretch, now: datetime
) -> None:
    """Somebody is to act for somebody else; it counts when it is approved. Raises Forbidden, Invalid, Conflict."""
    _check_person(conn, actor, account_id, now=now)
    row = {"id": id_, "account_id": account_id, "stand_in_id": stand_in_id} | _span(within)
    conn.execute(SQL["add_stand_in"], row | {"now": now, "by": actor.name})
    _same(_one(conn, "stand_in", id_), account_id, within)


def approve_stand_in(conn: Connection, actor: Actor, stand_in_id: UUID, *, now: datetime) -> None:
    """From now on the stand-in counts; nobody approves their own absence. Raises NotFound, Forbidden, Conflict."""
    row = _one(conn, "stand_in", stand_in_id)
    if row.account_id == actor.account_id:
        raise Forbidden("a stand-in is approved by whoever keeps the roster, not by whoever is away")
    _check_person(conn, actor, row.account_id, now=now)
    if row.cancelled_at is not None:
        raise Conflict("this stand-in was cancelled; ask for another", id=str(stand_in_id))
    conn.execute(SQL["approve_stand_in"], {"id": stand_in_id, "now": now, "by": actor.name})


def cancel_stand_in(conn: Connection, actor: Actor, stand_in_id: UUID, *, now: datetime) -> None:
    """Nobody acts for them any more. Raises NotFound, Forbidden."""
    _check_person(conn, actor, _one(conn, "stand_in", stand_in_id).account_id, now=now)
    conn.execute(SQL["cancel_stand_in"], {"id": stand_in_id, "now": now})


def _check_person(conn: Connection, actor: Actor, account_id: UUID, *, now: datetime) -> None:
    """Raises Forbidden for all but those the message names."""
    if account_id == actor.account_id or actor.has(Role.ADMIN, Role.SYSTEM):
        return
    person = conn.execute(SQL["person"], {"account": account_id}).one_or_none()
    if person is not None:
        own = person.house is not None and person.house == party_of(conn, actor).house
        if actor.has(Role.DISPATCHER) and own:
            return
        if actor.has(Role.LEADER) and (own or (person.areas and all(map(actor.covers, person.areas)))):
            return
    asked = {"supervisor": actor.account_id, "account": account_id, "now": now}
    if not conn.execute(SQL["supervises"], asked).scalar_one():
        raise Forbidden(
            "leave and stand-ins are for the person, the supervisor of their station, dispatchers of their own"
            " organisation, leaders of it or of their areas, and administrators"
        )


def _span(within: Stretch) -> dict[str, datetime]:
    if within.ends_at <= within.begins_at:
        raise Invalid("say until when: after it begins", field="ends_at")
    return {"begins_at": within.begins_at, "ends_at": within.ends_at}


def _same(row: Row[Any], account_id: UUID, within: Stretch) -> None:
    if (row.account_id, row.begins_at, row.ends_at) != (account_id, within.begins_at, within.ends_at):
        raise Conflict(f"the id {row.id} names another span already; make a new one", id=str(row.id))


def _store(conn: Connection, actor: Actor, shifts: list[Shift], *, now: datetime) -> None:
    rows = [{name: getattr(one, name) for name in Shift.__slots__} for one in shifts]
    conn.execute(SQL["add_shifts"], {"shifts": json.dumps(rows, default=_plain), "now": now, "by": actor.name})


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _one(conn: Connection, name: str, id_: UUID) -> Row[Any]:
    row = conn.execute(SQL[name], {"id": id_}).one_or_none()
    if row is None:
        raise NotFound(f"there is no {name.replace('_', '-')} {id_}", id=str(id_))
    return row


def _shift(row: Row[Any]) -> Shift:
    return Shift(**{name: row._mapping[name] for name in Shift.__slots__})  # noqa: SLF001 - a row's public accessor


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name. Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"{name!r} is no time zone; name one of the IANA list", field="time_zone") from None


def _pattern(row: Row[Any]) -> Pattern:
    slots = tuple(
        Slot(
            one["day"],
            time.fromisoformat(one["opens"]),
            time.fromisoformat(one["closes"]),
            tuple(map(UUID, one["accounts"])),
        )
        for one in row.slots
    )
    zone = ZoneInfo(row.time_zone)
    return Pattern(zone, row.starts_on, row.cycle_days, slots, DaysOff(row.on_days_off), row.make_up_as)
