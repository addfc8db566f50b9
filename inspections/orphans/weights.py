"""What each kind of evidence weighs, as a file and in the database. Loaded again, the file's word holds.

`orphan_weights.csv` has the columns kind (one of `registry.orphans.Kind`, or undecided), weight and half (points are
weight · ln(1 + amount / half)), reach_m (of what is near: where nearness has fallen to a third), words (parted by `|`:
what a returned ticket says when the cover is not theirs) and source. Of `undecided`, weight are the points of somebody
else and half is the least score with which anybody is proposed.
"""

import csv
from collections.abc import Mapping
from math import isfinite
from pathlib import Path

from sqlalchemy import Connection

from registry.errors import Invalid, NotFound
from registry.orphans import Kind, Weight, Weights
from registry.sql import load as load_sql

WEIGHTS = "orphan_weights.csv"
COLUMNS = ("kind", "weight", "half", "reach_m", "words", "source")
UNDECIDED = "undecided"
_SQL = load_sql(Path(__file__).parent / "sql" / "weights.sql")
_KINDS = (*Kind, UNDECIDED)
_NEAR = {Kind.NEAR, Kind.NEAR_SAME}


def load(conn: Connection, folder: Path) -> int:
    """Load orphan_weights.csv of a folder and return how many kinds it holds; the same file again changes nothing.

    Raises NotFound without the file, Invalid with the first wrong line, or where a kind is missing or there twice.
    """
    rows = read_file(folder / WEIGHTS)
    conn.execute(_SQL["store"], rows)
    return len(rows)


def of_city(conn: Connection) -> Weights:
    """The weights in force. Raises NotFound where none were loaded."""
    rows = {
        row.kind: Weight(row.weight, row.half, row.reach_m, tuple(row.words)) for row in conn.execute(_SQL["weights"])
    }
    if not rows:
        raise NotFound(f"no {WEIGHTS} was loaded; load it with the city's rules: jingge import-rules FOLDER")
    return as_weights(rows)


def as_weights(rows: Mapping[str, Weight]) -> Weights:
    """Weights by the word of their kind, checked. Raises Invalid where one is missing."""
    if UNDECIDED not in rows:
        raise Invalid(f"{WEIGHTS} has no line for {UNDECIDED}; add it", field="kind")
    return Weights({kind: rows[kind] for kind in Kind if kind in rows}, rows[UNDECIDED])


def read_file(path: Path) -> list[dict[str, object]]:
    """The rows of a file of weights; see `load` for what it raises."""
    if not path.is_file():
        raise NotFound(f"there is no {path}; it says what speaks for an owner, and how much")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise Invalid(f"{path} must have the columns {', '.join(COLUMNS)}")
        rows = [_read(row, f"{path} line {reader.line_num}") for row in reader]
    kinds = [str(row["kind"]) for row in rows]
    if twice := sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        raise Invalid(f"{path} has a kind twice: {', '.join(twice)}")
    if missing := [kind for kind in _KINDS if kind not in kinds]:
        raise Invalid(f"{path} has no line for {', '.join(missing)}")
    return rows


def _read(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    kind = given["kind"]
    if kind not in _KINDS:
        raise Invalid(f"{where}: kind {kind!r} is none of {', '.join(_KINDS)}")
    if not given["source"]:
        raise Invalid(f"{where}: source must say where the figures are from")
    most_half = 1.0 if kind == UNDECIDED else 1e6
    return {
        **given,
        "weight": _number(given["weight"], f"{where}: weight", least=0.0, most=50.0),
        "half": _number(given["half"], f"{where}: half", least=1e-6, most=most_half),
        "reach_m": _number(given["reach_m"], f"{where}: reach_m", least=1.0, most=500.0) if kind in _NEAR else None,
        "words": [word.strip() for word in given["words"].split("|") if word.strip()],
    }


def _number(text: str, where: str, *, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not (isfinite(number) and least <= number <= most):
        raise Invalid(f"{where} {text!r} must be a number from {least:g} to {most:g}")
    return number
