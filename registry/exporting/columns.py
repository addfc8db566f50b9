"""The columns of an export: the fields an import reads, by their names, and what the register works out itself.

The latter begin with `reg_` and are passed over when the file comes back (registry.importing.shaping.OWN).
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import Boolean, Date, DateTime, Float, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB

from registry.importing.gathering import table_of
from registry.importing.kinds import Sort
from registry.importing.shaping import ATTRIBUTES

MOMENT = pa.timestamp("us", tz="UTC")
_TYPES: tuple[tuple[type[Any], pa.DataType], ...] = (
    (Integer, pa.int64()),
    (Float, pa.float64()),
    (Boolean, pa.bool_()),
    (DateTime, MOMENT),
    (Date, pa.date32()),
    (JSONB, pa.string()),
)
SPOKEN = "reg_spoken"
SIGN = "reg_sign"
# a note and the columns of the query that it comes from
_NOTES = {
    "reg_area": ("area",),
    "reg_grid": ("grid_code",),
    "reg_unit": ("unit_grid_code",),
    SPOKEN: ("spoken_prefix", "spoken_number"),
    SIGN: ("code", "community_zh"),
    "reg_source": ("source",),
    "reg_first": ("first_at",),
    "reg_since": ("valid_from",),
}
_IN_AREAS = frozenset({"asset", "building", "entrance"})
"""Tables whose area is told: others lie in none, or their code or a field says it."""
_WITH_SIGN = frozenset({"grid"})


@dataclass(frozen=True, slots=True)
class Column:
    """`name` and type in the file; `sources` are the columns of the query it comes from, with their types."""

    name: str
    type: pa.DataType
    sources: tuple[tuple[str, pa.DataType], ...]


def columns_of(sort: Sort) -> tuple[Column, ...]:
    """The columns of a kind: code, the fields of its import that are kept, attributes, notes of the register."""
    table = table_of(sort.table)
    names = ["code", *(field.name for field in sort.fields if field.name != "code" and field.name in table.c)]
    if ATTRIBUTES in table.c:
        names.append(ATTRIBUTES)
    found = [_column(table, name, (name,)) for name in names]
    for note, sources in _NOTES.items():
        if sources == ("area",):
            found += [_column(table, note, sources)] if sort.table in _IN_AREAS else []
        elif note == SIGN:
            found += [_column(table, note, sources)] if sort.table in _WITH_SIGN else []
        elif all(name in table.c for name in sources):
            found.append(_column(table, note, sources))
    return tuple(found)


def shape_of(sort: Sort) -> str:
    """The type of all shapes of a kind: Point, LineString or MultiPolygon."""
    return next(name for name in ("MultiPolygon", "LineString", "Point") if name in sort.shapes)


def column_of(table: Table, name: str) -> Column:
    """A column of a table, or one of text that the query works out, by its own name."""
    return _column(table, name, (name,))


def _column(table: Table, name: str, sources: tuple[str, ...]) -> Column:
    typed = tuple((source, _type_of(table, source)) for source in sources)
    return Column(name, typed[0][1], typed)


def _type_of(table: Table, name: str) -> pa.DataType:
    if name not in table.c:
        return pa.string()
    kind = table.c[name].type
    return next((arrow for sql, arrow in _TYPES if isinstance(kind, sql)), pa.string())
