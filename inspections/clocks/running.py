"""The clocks of stored tickets: gather what runs, let a step move it (`reacting`), store what changed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.clocks.calendar import Calendar, calendar_of, read_hours
from inspections.clocks.clock import Cause, Clock, Paused, reckon
from inspections.clocks.limits import Kind, Limit, Shares, Unit
from inspections.clocks.reacting import Standing
from inspections.clocks.reckoning import Times
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "running.sql")


def calendars_of(conn: Connection) -> dict[str, Calendar]:
    """The calendars that count now, by code."""
    found = {}
    for row in conn.execute(SQL["calendars"]).mappings():
        hours = [read_hours(text) for text in row["hours"]]
        found[row["code"]] = calendar_of(**{**row, "hours": hours})
    return found


def limits_of(conn: Connection, *, profile: str, defect_codes: Sequence[str]) -> list[Limit]:
    """Every version of the limits of a profile that may apply to one of the defects, those of every defect too."""
    rows = conn.execute(SQL["limits"], {"profile": profile, "defects": list(defect_codes)}).mappings()
    return [limit_of(row) for row in rows]


def limit_of(row: RowMapping) -> Limit:
    """A limit from a row."""
    shares = (row["warn_share"], row["escalate_share"], row["supervise_share"])
    return Limit(
        id=row["limit_id"],
        profile=row["profile"],
        kind=Kind(row["kind"]),
        defect_code=row["defect_code"],
        condition=row["condition"],
        version=row["version"],
        amount=row["amount"],
        unit=Unit(row["unit"]),
        calendar_code=row["calendar_code"],
        shares=None if shares[0] is None else Shares(*shares),
        source=row["source"],
        valid_from=row["valid_from"],
    )


def standing_of(conn: Connection, ticket_id: UUID) -> Standing:
    """The clocks and pauses of one ticket."""
    return standings_of(conn, [ticket_id])[ticket_id]


def standings_of(conn: Connection, tickets: Sequence[UUID]) -> dict[UUID, Standing]:
    """Those of several tickets; a ticket without any has an empty one."""
    clocks: dict[UUID, list[Clock]] = {ticket: [] for ticket in tickets}
    pauses: dict[UUID, list[Paused]] = {ticket: [] for ticket in tickets}
    for row in conn.execute(SQL["clocks"], {"tickets": list(tickets)}).mappings():
        clocks[row["ticket_id"]].append(_clock(row))
    for row in conn.execute(SQL["pauses"], {"tickets": list(tickets)}).mappings():
        pauses[row["ticket_id"]].append(Paused(**{**row, "cause": Cause(row["cause"])}))
    return {ticket: Standing(ticket, tuple(clocks[ticket]), tuple(pauses[ticket])) for ticket in tickets}


def _clock(row: RowMapping) -> Clock:
    times = Times(row["warn_at"], row["due_at"], row["escalate_at"], row["supervise_at"], ())
    return Clock(
        id=row["id"],
        ticket_id=row["ticket_id"],
        kind=Kind(row["kind"]),
        limit=limit_of(row),
        calendar_version=row["calendar_version"],
        started_at=row["started_at"],
        extra=timedelta(seconds=row["extra_s"]),
        times=times,
        rung=row["rung"],
        met_at=row["met_at"],
        superseded_at=row["superseded_at"],
        reason=row["reason"],
    )


def move(conn: Connection, before: Standing, to: Callable[[Standing], Standing]) -> Standing:
    """Let `to` (pure) move the clocks of a ticket, whose row the caller has locked, and store what it changed."""
    after = to(before)
    store(conn, [(before, after)])
    return after


def store(conn: Connection, moved: Sequence[tuple[Standing, Standing]]) -> None:
    """Store what differs between each before and after; the repair's limit is shown on the ticket itself."""
    clocks = [clock for before, after in moved for clock in after.clocks if clock not in before.clocks]
    known = {clock.id for before, _ in moved for clock in before.clocks}
    pauses = [pause for before, after in moved for pause in after.pauses if pause not in before.pauses]
    ended = [clock for clock in clocks if not clock.is_running and clock.id in known]
    running = [clock for clock in clocks if clock.is_running]
    if ended:
        conn.execute(SQL["end_clocks"], {"clocks": _json(ended)})
    if running:
        conn.execute(SQL["store_clocks"], {"clocks": _json(running)})
    if pauses:
        rows = [asdict(pause) for pause in pauses]
        conn.execute(SQL["store_pauses"], {"pauses": json.dumps(rows, default=str)})
    shown = [clock for clock in running if clock.kind is Kind.REPAIR]
    if shown:
        rows = [{"id": one.ticket_id, "due_at": one.times.due_at, "limit_reason": one.reason} for one in shown]
        conn.execute(SQL["show_due"], rows)


def recount(conn: Connection, code: str) -> int:
    """Reckon every running clock of a calendar anew, after its days or hours changed; how many tickets it touched.

    What holds of the world (a day off that was published) holds for what runs; what was promised (the limit) stays.
    """
    tickets = list(conn.execute(SQL["running_of_calendar"], {"code": code}).scalars())
    if not tickets:
        return 0
    conn.execute(SQL["lock_tickets"], {"tickets": tickets})
    calendars = calendars_of(conn)
    moved = [(before, _recounted(before, calendars)) for before in standings_of(conn, tickets).values()]
    store(conn, moved)
    return len(moved)


def _recounted(before: Standing, calendars: Mapping[str, Calendar]) -> Standing:
    clocks = tuple(
        reckon(clock, calendars=calendars, pauses=before.pauses) if clock.is_running else clock
        for clock in before.clocks
    )
    return Standing(before.ticket_id, clocks, before.pauses)


def _json(clocks: Sequence[Clock]) -> str:
    return json.dumps([_row(clock) for clock in clocks], default=str)


def _row(clock: Clock) -> dict[str, object]:
    moments: dict[str, datetime | None] = {
        "started_at": clock.started_at,
        "warn_at": clock.times.warn_at,
        "due_at": clock.times.due_at,
        "escalate_at": clock.times.escalate_at,
        "supervise_at": clock.times.supervise_at,
        "next_at": clock.next_at,
        "met_at": clock.met_at,
        "superseded_at": clock.superseded_at,
    }
    return {
        "id": clock.id,
        "ticket_id": clock.ticket_id,
        "kind": clock.kind,
        "limit_id": clock.limit.id,
        "calendar_version": clock.calendar_version,
        "extra_s": round(clock.extra.total_seconds()),
        "rung": clock.rung,
        "reason": clock.reason,
        **moments,
    }
