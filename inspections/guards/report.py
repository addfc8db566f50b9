"""What a storm was, after it: gathered from its tickets and guards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from inspections.guards import storms
from inspections.guards.aftermath import Figures, Hazard, Line, figures
from inspections.guards.keeping import guards_of
from inspections.guards.storms import Event, Storm, Watcher
from inspections.tickets.terms import Words
from registry.actor import Actor


@dataclass(frozen=True, slots=True)
class Report:
    """A storm with its figures, a line a hazard, who was posted, and what was said of it, as known at `made_at`."""

    storm: Storm
    figures: Figures
    lines: list[Line]
    watchers: list[Watcher]
    events: list[Event]
    made_at: datetime


def report(conn: Connection, actor: Actor, storm_id: UUID, *, now: datetime) -> Report:
    """The report of a storm, while it lasts as of now. Raises NotFound, Forbidden outside the actor's areas."""
    storm = storms.get(conn, storm_id)
    storms.check_sees(actor, storm)
    ends_at = storm.ended_at or now
    asked = {"area": storm.area_code, "begins_at": storm.begins_at, "ends_at": ends_at}
    own, before = (_hazards(conn, name, asked) for name in ("hazards", "open_before"))
    posted = storms.watchers(conn, storm_id)
    counted, lines = figures(own, before, watchers=len(posted), begins_at=storm.begins_at, ends_at=ends_at, now=now)
    return Report(storm, counted, lines, posted, storms.events(conn, storm_id), now)


def _hazards(conn: Connection, name: str, asked: dict[str, object]) -> list[Hazard]:
    rows = conn.execute(storms.SQL[name], asked).all()
    guards = guards_of(conn, [row.id for row in rows])
    return [
        Hazard(
            number=row.number,
            place=Words(row.place_zh, row.place_en),
            defect=Words(row.defect_zh, row.defect_en),
            hole=row.hole,
            reported_at=row.reported_at,
            safe_at=row.safe_at,
            made_good_at=row.made_good_at,
            stands=tuple(one.stand for one in guards.get(row.id, ())),
        )
        for row in rows
    ]
