"""The record of one asset: every ticket there was on it, in short, for its certificate."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.tickets.workflow import ENDED, State, Words
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "record.sql")
MOST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One ticket of an asset, without a word that anybody typed. `assignee` is who answers for it, once dispatched."""

    id: UUID
    number: str
    state: State
    hazard: bool
    defect: Words
    reported_at: datetime
    dispatched_at: datetime | None
    repaired_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    assignee: Words | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state not in ENDED


def record_of(conn: Connection, asset_code: str) -> list[Entry]:
    """The newest hundred tickets of an asset, newest first, void ones among them."""
    rows = conn.execute(SQL["of_asset"], {"code": asset_code, "most": MOST})
    return [
        Entry(
            id=row.id,
            number=row.number,
            state=State(row.state),
            hazard=row.hazard,
            defect=Words(row.defect_zh, row.defect_en),
            reported_at=row.reported_at,
            dispatched_at=row.dispatched_at,
            repaired_at=row.repaired_at,
            verified_at=row.verified_at,
            closed_at=row.closed_at,
            assignee=Words(row.assignee_zh, row.assignee_en) if row.assignee_zh and row.dispatched_at else None,
        )
        for row in rows
    ]
