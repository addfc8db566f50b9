"""The changes that are known of the register: the moments at which a look back shows something else."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "known.sql")
NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Change:
    """One change: when it was committed (`at`), from when on it is true, what was done and why, the import or the plan
    that it came by.
    """

    id: int
    at: datetime
    deed: str
    reason: str
    run_id: int | None
    plan_id: int | None
    plan_name: str | None
    true_from: datetime


def listed(conn: Connection, *, before: int = NEWEST, limit: int = 100) -> list[Change]:
    """The newest changes before a number, the newest first."""
    return [Change(**row) for row in conn.execute(_SQL["changes"], {"before": before, "limit": limit}).mappings()]
