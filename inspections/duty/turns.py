"""Whose turn an open ticket is now, whoever is away; and 属地兜底: where nobody answers the area does, and says so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.duty.chain import Asked, chain
from inspections.duty.resolving import Absences, Acting, Duty, Stretch, acting, on_duty
from inspections.duty.stations import Station, absences_of, duties_of, station_from
from inspections.tickets import events
from inspections.tickets.terms import Level, State, Words
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "turns.sql")
AT_ONCE = 500
SOON = timedelta(hours=24)
"""A station that is closed now and has somebody within so long keeps its turn (assumption)."""
_TOLD = UUID("5b0d7f5a-1c1e-4b7e-9a55-0c2f6d1e3a23")
_ASKED = Words("指定核实人", "was asked to check it")
_NO_STATION = Words("责任单位未设值班岗", "the unit keeps no duty station: it answers itself")
_OPENS = Words("岗位尚未到班", "the station is closed and opens soon")
_ALONE = Words("无人应答，属地兜底", "nobody answers for it: the area does")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a ticket is.

    `station_id`, or the organisation `org_code`; `responsible` is the account whose duty it is and `current` who acts.
    `opens_at`: the station is closed until then. `is_fallback`: it fell to the area's own organisation (属地兜底).
    """

    ticket_id: UUID
    station_id: UUID | None
    org_code: str | None
    responsible: UUID | None
    current: UUID | None
    reason: Words
    opens_at: datetime | None = None
    is_fallback: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    stations: Mapping[tuple[str, str], Station]
    duties: Mapping[UUID, Sequence[Duty]]
    away: Absences
    offices: Mapping[str, str]


def turn_of(conn: Connection, tickets: Collection[UUID], now: datetime) -> dict[UUID, Turn]:
    """Whose turn each open ticket is at `now`; tickets that ended are left out."""
    asked = _asked(conn, tickets)
    known = _gather(conn, asked, now)
    return {one.id: _turn(one, known, now) for one in asked}


def supervisors_of(conn: Connection, tickets: Collection[UUID], now: datetime) -> dict[UUID, Acting]:
    """Who supervises the station that answers for each open ticket, following leave and stand-ins.

    The nearest station of the ticket's chain that has a supervisor who is there, else one who is away and has nobody.
    """
    asked = _asked(conn, tickets)
    known = _gather(conn, asked, now)
    found: dict[UUID, Acting] = {}
    for one in asked:
        stations = [known.stations[key] for key in chain(one) if key in known.stations]
        acts = [acting(at.supervisor_id, now, known.away) for at in stations if at.supervisor_id is not None]
        if acts:
            found[one.id] = next((act for act in acts if act.current is not None), acts[0])
    return found


def supervisor_of(conn: Connection, ticket_id: UUID, now: datetime) -> Acting | None:
    """As `supervisors_of`, of one ticket; None where no station of it has a supervisor."""
    return supervisors_of(conn, [ticket_id], now).get(ticket_id)


def tell_fallbacks(conn: Connection, *, now: datetime, after: UUID | None = None) -> tuple[int, UUID | None]:
    """Tell of some open tickets that they fell to the area, each once a round: how many, and where to go on.

    A quiet event `fallback` of the ticket in the same transaction; killed before its end, nothing was told.
    """
    ids = conn.execute(SQL["untold"], {"after": after, "most": AT_ONCE}).scalars().all()
    asked = {one.id: one for one in _asked(conn, ids)}
    turns = turn_of(conn, ids, now)
    told = 0
    for id_ in ids:
        turn = turns.get(id_)
        if turn is None or not turn.is_fallback or turn.org_code is None:
            continue
        row = {"ticket_id": id_, "round": asked[id_].reopens, "org_code": turn.org_code, "now": now}
        reason = {"reason_zh": turn.reason.zh, "reason_en": turn.reason.en}
        if conn.execute(SQL["fall"], row | reason).one_or_none() is None:
            continue
        told += 1
        data = {"org_code": turn.org_code, "zh": turn.reason.zh, "en": turn.reason.en}
        event_id = uuid5(_TOLD, f"{id_} {asked[id_].reopens}")
        events.tell(conn, id_, "fallback", id_=event_id, at=now, org_code=turn.org_code, data=data)
    return told, ids[-1] if len(ids) == AT_ONCE else None


def _asked(conn: Connection, ids: Collection[UUID]) -> list[Asked]:
    rows = conn.execute(SQL["tickets"], {"ids": list(ids)}).mappings()
    names = [field.name for field in fields(Asked)]
    return [
        Asked(**{name: row[name] for name in names} | {"state": State(row["state"]), "level": Level(row["level"])})
        for row in rows
    ]


def _gather(conn: Connection, asked: Sequence[Asked], now: datetime) -> _Known:
    keys = {key for one in asked for key in chain(one)}
    areas = [code for kind, code in keys if kind != "crew"]
    orgs = [code for kind, code in keys if kind == "crew"]
    stations = [station_from(row) for row in conn.execute(SQL["stations"], {"areas": areas, "orgs": orgs}).mappings()]
    within = Stretch(now, now + SOON)
    streets = sorted({one.street_code for one in asked if one.street_code})
    return _Known(
        {(at.kind, at.area_code or at.org_code or ""): at for at in stations},
        duties_of(conn, [at.id for at in stations], within),
        absences_of(conn, within),
        {row.street_code: row.code for row in conn.execute(SQL["offices"], {"streets": streets})},
    )


def _turn(ticket: Asked, known: _Known, now: datetime) -> Turn:
    if ticket.checker is not None:
        act = acting(ticket.checker, now, known.away)
        if act.current is not None:
            reason = _ASKED if act.current == ticket.checker else act.reason
            return Turn(ticket.id, None, None, act.responsible, act.current, reason)
    wanted = chain(ticket)
    stations = [known.stations[key] for key in wanted if key in known.stations]
    for at in stations:
        there = on_duty(known.duties.get(at.id, ()), now, known.away)
        if there and there[0].current is not None:
            act = there[0]
            return Turn(ticket.id, at.id, at.org_code, act.responsible, act.current, act.reason)
    for at in stations:
        if not on_duty(known.duties.get(at.id, ()), now, known.away):
            opens_at = _opens(known.duties.get(at.id, ()), known.away, now)
            if opens_at is not None:
                return Turn(ticket.id, at.id, at.org_code, None, None, _OPENS, opens_at=opens_at)
    if not stations and ticket.assignee_code is not None and wanted and wanted[0][0] == "crew":
        return Turn(ticket.id, None, ticket.assignee_code, None, None, _NO_STATION)
    office = known.offices.get(ticket.street_code or "")
    return Turn(ticket.id, None, office, None, None, _ALONE, is_fallback=True)


def _opens(duties: Sequence[Duty], away: Absences, now: datetime) -> datetime | None:
    """When somebody comes next who is there."""
    moments = sorted(one.span.begins_at for one in duties if one.span.begins_at > now)
    return next((at for at in moments if any(one.current for one in on_duty(duties, at, away))), None)
