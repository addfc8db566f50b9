"""The materials that are built in, as a file and in the database: code, name and the unit they are counted in.

`materials.csv` has the columns code, name_zh, name_en, unit, source and needed_for: the codes of the defects for which
a van takes it along, parted by spaces. Loaded again, the file's word holds; but a unit never changes, because
quantities were entered in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from registry.codelists import read_codes
from registry.errors import Conflict, Invalid
from registry.sql import load as load_sql

FILE = "materials.csv"
COLUMNS = ("code", "name_zh", "name_en", "unit", "source", "needed_for")
_SQL = load_sql(Path(__file__).parent / "sql" / "quantities.sql")


@dataclass(frozen=True, slots=True)
class Material:
    """A material; `unit` is a word of its own list (piece, set, m3, t, kg …), `needed_for` are codes of defects."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    source: str
    needed_for: tuple[str, ...] = ()


def load(conn: Connection, folder: Path) -> int:
    """Load materials.csv of a folder; how many. Raises NotFound, Invalid, Conflict for another unit of a known one."""
    rows = read_codes(folder / FILE, COLUMNS, _read, of="materials")
    known = {one.code: one.unit for one in list_materials(conn)}
    if moved := [str(row["code"]) for row in rows if known.get(str(row["code"]), row["unit"]) != row["unit"]]:
        raise Conflict(f"{', '.join(moved)}: quantities were entered in another unit; give it a new code")
    if rows:
        conn.execute(_SQL["store_material"], rows)
    return len(rows)


def list_materials(conn: Connection) -> list[Material]:
    """All of them, by code."""
    rows = conn.execute(_SQL["materials"]).mappings()
    return [Material(**{**row, "needed_for": tuple(row["needed_for"])}) for row in rows]


def _read(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    needed_for = given.pop("needed_for").split()  # what nothing usually needs has none
    if lacking := [name for name, value in given.items() if not value]:
        raise Invalid(f"{where}: {', '.join(lacking)} must be there")
    return {**given, "needed_for": needed_for}
