"""The audit: who did what to what, with which outcome. Rows are only ever added (the database refuses the rest)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from api.access.tables import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit."""

    id: int
    at: datetime
    account_id: UUID | None
    action: str
    target: str
    outcome: str
    request_id: str
    detail: Mapping[str, object]


def record(
    conn: Connection,
    *,
    account_id: UUID | None,
    action: str,
    target: str,
    outcome: str,
    request_id: str,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add one row, in the transaction of the deed: both are kept or neither."""
    conn.execute(
        insert(audit).values(
            at=now,
            account_id=account_id,
            action=action,
            target=target[:500],
            outcome=outcome,
            request_id=request_id,
            detail=dict(detail or {}),
        )
    )


def recent(conn: Connection, *, before: int | None = None, limit: int = 100) -> list[Entry]:
    """The newest rows first; `before` is the id of the last row already seen."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [Entry(**row) for row in conn.execute(query).mappings()]
