"""What may be wrong with a thing: the table of defects, for whoever has to choose one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "defects.sql")


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect by code. `hole`: an open shaft. `handling`: whether it becomes a ticket or is kept for maintenance."""

    code: str
    zh: str
    en: str
    hazard: bool
    hole: bool
    handling: str


def all_defects(conn: Connection) -> Sequence[Defect]:
    """Every defect of the table, the most pressing first."""
    return [Defect(**row) for row in conn.execute(SQL["defects"]).mappings()]
