"""What evidence of duplicates weighs, as a file and in the database. Loaded again, the file's word holds.

`duplicate_weights.csv` has the columns kind (a field of `cases.Weights`, each once), value and source.
"""

import csv
from collections.abc import Mapping
from dataclasses import fields
from math import isfinite
from pathlib import Path

from sqlalchemy import Connection

from inspections.duplicates.cases import Weights
from registry.errors import Invalid, NotFound
from registry.sql import load as load_sql

WEIGHTS = "duplicate_weights.csv"
COLUMNS = ("kind", "value", "source")
_SQL = load_sql(Path(__file__).parent / "sql" / "weights.sql")
_KINDS = tuple(field.name for field in fields(Weights))
_POSITIVE = ("reach_m", "spread_m", "window_days", "fade_days")
_SHARES = ("plain_words", "suggest_at", "merge_at")
_AGAINST = ("other_asset", "other_place", "came_back", "least")


def load(conn: Connection, folder: Path) -> int:
    """Load duplicate_weights.csv of a folder and return how many kinds it holds; the same file again changes nothing.

    Raises NotFound without the file, Invalid with the first wrong line, or where a kind is missing or there twice.
    """
    rows = read_file(folder / WEIGHTS)
    conn.execute(_SQL["store"], rows)
    return len(rows)


def of_city(conn: Connection) -> Weights:
    """The weights in force. Raises NotFound where none were loaded."""
    rows = {row.kind: row.value for row in conn.execute(_SQL["weights"])}
    if not rows:
        raise NotFound(f"no {WEIGHTS} was loaded; load it with the city's rules: jingge import-rules FOLDER")
    return as_weights(rows)


def as_weights(rows: Mapping[str, float]) -> Weights:
    """Weights by kind, checked. Raises Invalid where one is missing or cannot be."""
    if missing := [kind for kind in _KINDS if kind not in rows]:
        raise Invalid(f"{WEIGHTS} has no line for {', '.join(missing)}", field="kind")
    wrong = [kind for kind in _POSITIVE if rows[kind] <= 0]
    wrong += [kind for kind in _SHARES if not 0 <= rows[kind] < 1]
    wrong += [kind for kind in _AGAINST if rows[kind] > 0]
    if wrong:
        raise Invalid(f"{WEIGHTS}: {wrong[0]} cannot be {rows[wrong[0]]:g}", field=wrong[0])
    return Weights(**{kind: rows[kind] for kind in _KINDS})


def read_file(path: Path) -> list[dict[str, object]]:
    """The rows of a file of weights; see `load` for what it raises."""
    if not path.is_file():
        raise NotFound(f"there is no {path}; it says what speaks for duplicates, and how much")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise Invalid(f"{path} must have the columns {', '.join(COLUMNS)}")
        read: dict[str, dict[str, object]] = {}
        for row in reader:
            where = f"{path} line {reader.line_num}"
            kind, source = (row["kind"] or "").strip(), (row["source"] or "").strip()
            if kind not in _KINDS or kind in read:
                raise Invalid(f"{where}: kind {kind!r} is {'there twice' if kind in read else 'none of these weights'}")
            if not source:
                raise Invalid(f"{where}: source must say where the figure is from")
            read[kind] = {"kind": kind, "value": _number(row["value"] or "", where), "source": source}
    as_weights({kind: float(str(row["value"])) for kind, row in read.items()})
    return list(read.values())


def _number(text: str, where: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not (isfinite(number) and abs(number) < 100_000):
        raise Invalid(f"{where}: value {text!r} must be a number")
    return number
