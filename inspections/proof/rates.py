"""At which share the repairs of a house are verified, by regime, as a file and in the database.

`verification_rates.csv` has the columns regime (one of `sampling.Regime`), share (0 to 1) and source. Loaded again, the
file's word holds from then on.
"""

import csv
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection

from inspections.proof.sampling import Regime
from registry.errors import Invalid, NotFound
from registry.sql import load as load_sql

RATES = "verification_rates.csv"
COLUMNS = ("regime", "share", "source")
_SQL = load_sql(Path(__file__).parent / "sql" / "drawing.sql")


def load(conn: Connection, folder: Path) -> int:
    """Load verification_rates.csv of a folder; how many regimes. Raises NotFound without the file, Invalid."""
    rows = read_file(folder / RATES)
    conn.execute(_SQL["store_rate"], rows)
    return len(rows)


def of_city(conn: Connection) -> Mapping[Regime, float]:
    """The shares in force; a regime nobody gave one is at 1: everything is verified."""
    stored = {Regime(row.regime): row.share for row in conn.execute(_SQL["rates"])}
    return {regime: stored.get(regime, 1.0) for regime in Regime}


def read_file(path: Path) -> list[dict[str, object]]:
    """The rows of a file of rates. Raises NotFound, Invalid: a closer regime has no smaller share."""
    if not path.is_file():
        raise NotFound(f"there is no {path}; it says which share of repairs is verified")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise Invalid(f"{path} must have the columns {', '.join(COLUMNS)}")
        rows = [_read(row, f"{path} line {reader.line_num}") for row in reader]
    shares = {row["regime"]: float(str(row["share"])) for row in rows}
    if len(rows) != len(Regime) or set(shares) != set(Regime):
        raise Invalid(f"{path} must have one line for each of {', '.join(Regime)}")
    if any(shares[less] > shares[more] for less, more in pairwise(Regime)):
        raise Invalid(f"{path}: the share must not fall from {' to '.join(Regime)}")
    return rows


def _read(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if given["regime"] not in set(Regime):
        raise Invalid(f"{where}: regime {given['regime']!r} is none of {', '.join(Regime)}")
    if not given["source"]:
        raise Invalid(f"{where}: source must say where the share is from")
    try:
        share = float(given["share"])
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise Invalid(f"{where}: share {given['share']!r} must be a number from 0 to 1")
    return {**given, "share": share}
