"""What air in a well must be, as a file and in the database. Loaded again, the file's word holds.

`gas_limits.csv` has the columns gas (one of `inspections.guards.air.Gas`), least (may be empty), most and source.
"""

import csv
from collections.abc import Mapping
from math import isfinite
from pathlib import Path

from sqlalchemy import Connection

from inspections.guards.air import Gas, Limit
from registry.errors import Invalid, NotFound
from registry.sql import load as load_sql

LIMITS = "gas_limits.csv"
COLUMNS = ("gas", "least", "most", "source")
_SQL = load_sql(Path(__file__).parent / "sql" / "limits.sql")


def load(conn: Connection, folder: Path) -> int:
    """Load gas_limits.csv of a folder and return how many gases it holds; the same file again changes nothing.

    Raises NotFound without the file, Invalid with the first wrong line, or where a gas is missing or there twice.
    """
    limits = read_file(folder / LIMITS)
    rows = [{"gas": one.gas, "least": one.least, "most": one.most, "source": one.source} for one in limits]
    conn.execute(_SQL["store"], rows)
    return len(rows)


def of_city(conn: Connection) -> tuple[Limit, ...]:
    """The limits in force, of every gas. Raises NotFound where they were not loaded."""
    limits = tuple(Limit(Gas(row.gas), row.least, row.most, row.source) for row in conn.execute(_SQL["limits"]))
    if len(limits) < len(Gas):
        raise NotFound(f"no {LIMITS} was loaded; load it with the city's rules: jingge import-rules FOLDER")
    return limits


def read_file(path: Path) -> list[Limit]:
    """The limits of a file; see `load` for what it raises."""
    if not path.is_file():
        raise NotFound(f"there is no {path}; it says what air in a well must be")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise Invalid(f"{path} must have the columns {', '.join(COLUMNS)}")
        limits = [_read(row, f"{path} line {reader.line_num}") for row in reader]
    if sorted(limit.gas for limit in limits) != sorted(Gas):
        raise Invalid(f"{path} must have one line for each of {', '.join(Gas)}")
    return limits


def _read(row: Mapping[str, str | None], where: str) -> Limit:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if given["gas"] not in set(Gas):
        raise Invalid(f"{where}: gas {given['gas']!r} is none of {', '.join(Gas)}")
    if not given["source"]:
        raise Invalid(f"{where}: source must say where the figures are from")
    least = _number(given["least"], f"{where}: least") if given["least"] else None
    most = _number(given["most"], f"{where}: most")
    if most == 0 or (least is not None and least >= most):
        raise Invalid(f"{where}: most must be above least and above 0")
    return Limit(Gas(given["gas"]), least, most, given["source"])


def _number(text: str, where: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not (isfinite(number) and number >= 0):
        raise Invalid(f"{where} {text!r} must be a number from 0")
    return number
