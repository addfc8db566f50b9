"""A plan put into its tables: tours with the line they drive, stops with their times, what is left out and why."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import Connection, RowMapping

from inspections.crews import roads, shifts
from inspections.crews.changes import Move
from inspections.crews.explaining import Left
from inspections.crews.gathering import SQL
from inspections.crews.plan import Plan
from inspections.tickets.workflow import Words

if TYPE_CHECKING:
    from inspections.crews.touring import Setting


def store(
    conn: Connection,
    setting: "Setting",
    head: Mapping[str, object],
    plan: Plan,
    *,
    left: Sequence[Left],
    fixed: Sequence[RowMapping],
    moves: Sequence[Move] = (),
) -> None:
    """Store a plan under `head`; `fixed` stops of the former plan come first, as they were."""
    told = {name: json.dumps(head[name]) for name in ("parameters", "cost")}
    conn.execute(SQL["store_plan"], {**head, **told, "moves": json.dumps([asdict(move) for move in moves])})
    shifts.keep(conn, setting.shifts)
    visits = {job.key: (job, visit) for job, visit in zip(setting.jobs, setting.visits, strict=True)}
    stops: list[dict[str, object]] = []
    for shift, van in zip(setting.shifts, setting.vans, strict=True):
        own = [dict(stop) | {"fixed": True} for stop in fixed if stop["crew_code"] == shift.crew_code]
        way = [van.start]
        for stop in plan.routes.get(shift.crew_code, ()):
            job, visit = visits[stop.job]
            dues = [ticket.due_at for ticket in visit.tickets if ticket.due_at]
            own.append(
                {
                    "job": job.key,
                    "ticket_ids": [ticket.ticket_id for ticket in visit.tickets],
                    "priority": job.priority,
                    "load": job.load,
                    "arrives_at": setting.origin + timedelta(seconds=stop.arrival_s),
                    "ends_at": setting.origin + timedelta(seconds=stop.end_s),
                    "due_at": min(dues, default=None),
                    "fixed": False,
                    "lon": visit.first.lon,
                    "lat": visit.first.lat,
                    "leg_m": int(setting.matrix.metres[way[-1], job.place]),
                    "leg_s": int(setting.matrix.seconds[way[-1], job.place]),
                }
            )
            way.append(job.place)
        way = [*way, van.end] if len(way) > 1 else way
        metres = sum(int(setting.matrix.metres[a, b]) for a, b in pairwise(way))
        line = roads.path(setting.ground.roads, setting.places, way) if len(way) > 1 else None
        drawn = None if line is None else shapely.to_wkb(setting.ground.degrees(line))
        conn.execute(
            SQL["store_tour"],
            {"plan_id": head["id"], "crew_code": van.crew, "shift_id": shift.id, "metres": metres, "path": drawn},
        )
        place = {"plan_id": head["id"], "crew_code": van.crew}
        stops += [{**stop, **place, "position": n} for n, stop in enumerate(own, start=1)]
    if stops:
        conn.execute(SQL["store_stop"], stops)
    if left:
        conn.execute(SQL["store_left"], [_left(one, visits[one.job][1].tickets, head["id"]) for one in left])


def _left(one: Left, tickets: Sequence[Any], plan_id: object) -> dict[str, object]:
    return {
        "plan_id": plan_id,
        "job": one.job,
        "ticket_ids": [ticket.ticket_id for ticket in tickets],
        "reasons": [str(reason) for reason in one.reasons],
        "words_zh": one.words.zh,
        "words_en": one.words.en,
    }


def moves_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Move, ...]:
    """Moves as they were stored."""
    return tuple(Move(**{**row, "words": Words(**row["words"])}) for row in rows)
