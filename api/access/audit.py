"""The audit: who did what to what, with which outcome. Rows are only ever added (the database refuses the rest), and
each is a link of a chain of hashes (`chain`), so that what was changed or taken out is seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from api.access.tables import audit
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "audit.sql")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit; `login` and `name` are what the account is called today."""

    id: int
    at: datetime
    account_id: UUID | None
    action: str
    target: str
    outcome: str
    request_id: str
    detail: Mapping[str, object]
    login: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: of one login, with a piece of action or target, with an outcome, since and until when."""

    login: str = ""
    text: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Filter()


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
    """Add one row, in the transaction of the deed: both are kept or neither. It comes into the chain at the commit."""
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


def recent(conn: Connection, *, before: int | None = None, limit: int = 100, which: Filter = EVERYTHING) -> list[Entry]:
    """The newest rows first; `before` is the id of the last row already seen."""
    asked = {
        "before": before,
        "limit": limit,
        "login": which.login.strip().lower(),
        "text": which.text.strip().lower(),
        "outcome": which.outcome,
        "since": which.since,
        "until": which.until,
    }
    return [Entry(**row) for row in conn.execute(SQL["recent"], asked).mappings()]
