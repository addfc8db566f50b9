"""Who might check a reported matter (核实): the inspectors that were nearest when they last saw something."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from registry.actor import RESIDENTS
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "checkers.sql")
WITHIN = timedelta(hours=12)
MOST = 10


@dataclass(frozen=True, slots=True)
class Checker:
    """An inspector of the place, where the last observation of the last twelve hours was made."""

    account_id: UUID
    name: str
    seen_at: datetime
    distance_m: float


def nearest(conn: Connection, ticket_id: UUID, *, now: datetime) -> list[Checker]:
    """Inspectors of the ticket's place, nearest first, ten at most. Nobody is tracked: only what was seen tells."""
    values = {"id": ticket_id, "since": now - WITHIN, "most": MOST, "residents": RESIDENTS}
    return [Checker(**row) for row in conn.execute(SQL["nearest"], values).mappings()]
