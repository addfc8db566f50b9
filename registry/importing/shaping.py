"""From the columns of a file to the fields of a kind: mapping, value mapping, defaults. Pure.

A mapping says for a field the column it comes from: `{"source_id": "GlobalID"}`, or more:
`{"class_code": {"column": "manhole", "values": {"water": "01001"}, "otherwise": "01023"}}`. `otherwise` also takes
empty values; `"part": [6, 11]` takes characters 7 to 11 of the text, before `values`; `"optional": true` allows the
file to lack the column. `lon`, `lat` and `wkt` may be mapped for a CSV. `"-": {"columns": […]}` names columns to pass
over. A name cut to ten characters, as in a shapefile, is known as well.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from registry.errors import Invalid
from registry.importing.kinds import Field, Geometries, Sort

FieldMap = str | Mapping[str, object]
POSITIONS = ("lon", "lat", "wkt")
PASSED = "-"
"""In a mapping: columns that neither a field nor the attributes take."""
OWN = (
    "reg_area",
    "reg_grid",
    "reg_unit",
    "reg_spoken",
    "reg_sign",
    "reg_source",
    "reg_first",
    "reg_since",
    "reg_datum",
)
"""Columns in which an export tells what the register works out itself: passed over when the file comes back."""
ATTRIBUTES = "attributes"
"""The column of an export that holds what no field took, as a JSON object; taken apart when the file comes back."""
_SHORT = 10  # as much of a name as a shapefile keeps


@dataclass(frozen=True, slots=True)
class Shaped:
    """`fields` has a column of text (None for null) for each field that the file or the defaults speak of.

    `given` are the fields that came from the file or the defaults, `used` the columns of the file they came from.
    """

    fields: pd.DataFrame
    given: tuple[str, ...]
    used: frozenset[str]
    notes: tuple[str, ...]


def position_columns(mapping: Mapping[str, FieldMap]) -> dict[str, str]:
    """The part of a mapping that names where a CSV's positions are."""
    return {name: _column(mapping[name]) for name in POSITIONS if name in mapping}


def shape(
    raw: pd.DataFrame,
    geometry: Geometries,
    *,
    sort: Sort,
    mapping: Mapping[str, FieldMap],
    defaults: Mapping[str, object],
    id_field: str | Sequence[str] | None,
) -> Shaped:
    """Fields of `sort` out of the columns of `raw`, as text; the index is kept.

    Without a column for `source_id`, an identity is made from class (or kind) and rounded position.
    Raises Invalid for a mapping or a default that names nothing, and for a required field that comes from nowhere.
    """
    _refuse_unknown(sort, mapping, defaults)
    values = pd.DataFrame(index=raw.index)
    used: set[str] = {name for name in _passed(mapping) if name in raw.columns}
    for field in sort.fields:
        if field.name == "source_id" and (id_field is not None or not _source(raw, field, mapping)):
            continue
        column = _source(raw, field, mapping)
        if column:
            used.add(column)
            values[field.name] = _mapped(text_of(raw[column]), mapping.get(field.name))
        elif field.name in defaults:
            values[field.name] = pd.Series(str(defaults[field.name]), index=raw.index, dtype="str")
        elif field.required:
            raise Invalid(
                f"{sort.name}: no column for {field.name}; give a default or map one of the file's columns: "
                f"{', '.join(map(str, raw.columns))}",
                field=field.name,
            )
    notes: tuple[str, ...] = ()
    if sort.keyed_by_source and "source_id" not in values:
        values["source_id"], names = _identity(raw, geometry, values, id_field)
        used.update(names)
        if not names:
            notes = (
                "no source id in the file: identity is the hash of class and position, a moved thing is a new thing",
            )
    return Shaped(values, tuple(values.columns), frozenset(used), notes)


def left_over(raw: pd.DataFrame, *, without: frozenset[str]) -> list[str]:
    """The columns of a file that no field took, and that are not the register's own."""
    return [str(name) for name in raw.columns if name not in without and name not in OWN]


def extras(raw: pd.DataFrame, *, without: frozenset[str]) -> list[dict[str, object]]:
    """The columns of a file that no field took, row by row, nulls and empty text left out."""
    names = left_over(raw, without=without)
    rows: list[dict[str, object]] = [{} for _ in range(len(raw))] if names else [_NOTHING] * len(raw)
    for name in names:
        for row, value in zip(rows, plain(raw[name]), strict=True):
            if value is None or value == "":
                continue
            if name == ATTRIBUTES and (held := _object(value)) is not None:
                row.update(held)
            else:
                row[name] = value
    return rows


_NOTHING: dict[str, object] = {}


def _object(text: object) -> dict[str, object] | None:
    """Attributes as an export writes them; None for anything else."""
    try:
        read = json.loads(str(text).replace("\\u0000", "\ufffd"), parse_constant=_no_number, parse_float=_finite)
        orjson.dumps(read)  # half a letter, a number of a hundred digits, lists within lists by the hundred
    except (ValueError, TypeError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _no_number(text: str) -> None:
    raise ValueError(text)  # NaN and Infinity are no JSON


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def plain(column: pd.Series) -> list[object]:
    """Values of a column as JSON can hold them: None for null, times as ISO 8601 text, others by their text."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%dT%H:%M:%S%z")
    kept = column.astype(object).where(column.notna(), None).tolist()
    return [_plain(value) for value in kept]


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value).replace("\x00", "\ufffd")  # PostgreSQL holds no zero byte


def text_of(column: pd.Series) -> pd.Series:
    """A column as trimmed text, null for null and for empty text. Whole floats lose their `.0`: 12.0 is 12."""
    if pd.api.types.is_float_dtype(column):
        whole = (np.isfinite(column) & (column == column.round()) & (column.abs() < 2**53)).fillna(value=False)
        if (whole | column.isna()).all():
            column = column.astype("Int64")
        else:  # each value by itself: what else stands in the chunk says nothing of it
            column = column.astype(object).where(~whole, column.where(whole, 0).astype("int64"))
    if not isinstance(column.dtype, pd.StringDtype):
        column = column.astype(object).map(str, na_action="ignore")
    return _text(_trimmed(pa.array(column, pa.large_string(), from_pandas=True)), column.index)


def _trimmed(texts: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, trimmed.type), trimmed)


def _text(texts: pa.Array, index: pd.Index) -> pd.Series:
    return pd.Series(texts.to_pandas(), dtype="str").set_axis(index)


def _source(raw: pd.DataFrame, field: Field, mapping: Mapping[str, FieldMap]) -> str | None:
    if field.name in mapping:
        rule = mapping[field.name]
        column = _column(rule)
        if column in raw.columns:
            return column
        if isinstance(rule, Mapping) and rule.get("optional"):
            return None
        raise Invalid(f"there is no column {column}; the file has {', '.join(map(str, raw.columns))}", column=column)
    names = [*field.aliases, field.name, field.name[:_SHORT]]  # an alias speaks of source ids, the name itself of codes
    return next((name for name in names if name in raw.columns), None)


def _column(rule: FieldMap) -> str:
    return rule if isinstance(rule, str) else str(rule.get("column", ""))


def _mapped(values: pd.Series, rule: FieldMap | None) -> pd.Series:
    if rule is None or isinstance(rule, str):
        return values
    if (part := rule.get("part")) is not None:
        values = values.str.slice(*_bounds(part))
    table = rule.get("values", {})
    if not isinstance(table, Mapping):
        raise Invalid("`values` of a mapping must be an object: from the file's value to ours")
    otherwise = rule.get("otherwise")
    which, said = pd.factorize(values)  # each different text is looked up once; null is -1
    meant = [table.get(value, value if otherwise is None else otherwise) for value in said]
    texts = [None if value is None else str(value) for value in [*meant, otherwise]]
    return pd.Series(np.array(texts, dtype=object)[which], index=values.index, dtype="str")


def _bounds(part: object) -> tuple[int, int]:
    if isinstance(part, Sequence) and len(part) == 2 and all(isinstance(end, int) for end in part):
        return part[0], part[1]
    raise Invalid("`part` of a mapping must be two numbers: from which character, and up to which")


def _passed(mapping: Mapping[str, FieldMap]) -> tuple[str, ...]:
    rule = mapping.get(PASSED, {})
    columns = rule.get("columns", ()) if isinstance(rule, Mapping) else (rule,)
    if isinstance(columns, str) or not isinstance(columns, Sequence):
        raise Invalid(f"`columns` of {PASSED!r} in a mapping must be a list of columns to pass over")
    return tuple(map(str, columns))


def _refuse_unknown(sort: Sort, mapping: Mapping[str, FieldMap], defaults: Mapping[str, object]) -> None:
    fields = {field.name for field in sort.fields} | set(POSITIONS)
    unknown = [name for name in mapping if name not in fields | {PASSED}]
    unknown += [name for name in defaults if name not in fields | {"division_code"}]
    if unknown:
        raise Invalid(f"{sort.name} have no field {', '.join(unknown)}; there are {', '.join(sorted(fields))}")


def _identity(
    raw: pd.DataFrame, geometry: Geometries, values: pd.DataFrame, id_field: str | Sequence[str] | None
) -> tuple[pd.Series, tuple[str, ...]]:
    if id_field is not None:
        names = (id_field,) if isinstance(id_field, str) else tuple(id_field)
        if missing := [name for name in names if name not in raw.columns]:
            raise Invalid(f"there is no column {', '.join(missing)} to take the source id from")
        parts = [pa.array(text_of(raw[name]), pa.large_string(), from_pandas=True) for name in names]
        return _text(
            pc.binary_join_element_wise(*parts, pa.scalar(":", pa.large_string()), null_handling="emit_null"), raw.index
        ), names
    label = next((values[name] for name in ("class_code", "kind") if name in values), None)
    rounded = shapely.to_wkt(geometry, rounding_precision=7)  # 1e-7 degrees: about a centimetre
    marks = ["" if label is None else str(mark) for mark in (label if label is not None else [""] * len(raw))]
    hashes = [
        "at:" + hashlib.blake2b(f"{mark}|{wkt}".encode(), digest_size=10).hexdigest()
        for mark, wkt in zip(marks, rounded, strict=True)
    ]
    return pd.Series(hashes, index=raw.index, dtype="str"), ()
