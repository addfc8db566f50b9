"""The proof of a ticket: its pictures gathered and judged, for whoever verifies."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.proof import drawing, looks
from inspections.proof.drawing import Drawn
from inspections.proof.judging import Case, Place, Placed, Resemblance, Shot, Stage, Verdict, judge
from inspections.proof.looks import Alike
from inspections.proof.standing import check_sees
from inspections.tickets.steps import ticket_of
from inspections.tickets.ticket import Ticket
from registry.actor import Actor
from registry.contracts.contract import day_of
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "evidence.sql")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it was judged, by the hash under which it was promised and, once it has come, is stored."""

    original_sha256: str
    sha256: str | None
    shot: Shot


@dataclass(frozen=True, slots=True)
class Proof:
    """What there is to verify: pictures, verdict, and whether it must be verified at all (None before a repair)."""

    shown: tuple[Shown, ...]
    verdict: Verdict
    drawn: Drawn | None


def proof_of(conn: Connection, actor: Actor, ticket_id: UUID) -> Proof:
    """The proof of a ticket as it is now. Raises NotFound, Forbidden."""
    check_sees(conn, actor, ticket_id)
    ticket = ticket_of(conn.execute(SQL["ticket"], {"id": ticket_id}).mappings().one())
    rows = conn.execute(SQL["shots"], {"id": ticket_id}).all()
    similar = looks.alike(conn, [row.sha256 for row in rows if row.sha256])
    shown = tuple(_shown(row, ticket, similar.get(row.sha256, [])) for row in rows)
    case = Case(
        lon=ticket.lon,
        lat=ticket.lat,
        accuracy_m=ticket.accuracy_m,
        reported_at=ticket.reported_at,
        repaired_at=ticket.repaired_at,
        shots=tuple(one.shot for one in shown),
    )
    return Proof(shown, judge(case), drawing.drawn(conn, ticket) if ticket.repaired_at else None)


def _shown(row: Row[Any], ticket: Ticket, similar: list[Alike]) -> Shown:
    place = None
    if row.lon is not None:
        place = Place(row.lon, row.lat, Placed.SHUTTER, row.accuracy_m, row.fix_age_s)
    elif row.file_lon is not None:
        place = Place(row.file_lon, row.file_lat, Placed.FILE)
    shot = Shot(
        stage=Stage(row.stage),
        came=row.sha256 is not None,
        place=place,
        taken_at=row.taken_at or row.file_taken_at,
        resembles=tuple(_resemblance(one, ticket) for one in similar),
    )
    return Shown(row.original_sha256, row.sha256, shot)


def _resemblance(one: Alike, ticket: Ticket) -> Resemblance:
    return Resemblance(
        of=one.number or one.asset_code or "巡查 inspection",
        same_file=one.same_file,
        same_job=_same_job(one, ticket),
        stage=Stage(one.stage) if one.stage else None,
    )


def _same_job(one: Alike, ticket: Ticket) -> bool:
    """Whether it is of this ticket, or of another of the same cover that is open still or was repaired the same day."""
    if one.ticket_id == ticket.id:
        return True
    if one.ticket_id is None or ticket.asset_code is None or one.asset_code != ticket.asset_code:
        return False
    both: tuple[datetime | None, datetime | None] = (one.repaired_at, ticket.repaired_at)
    return any(at is None for at in both) or len({day_of(at) for at in both if at}) == 1
