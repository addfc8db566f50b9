"""What an import refused, row by row, as a person looks at it: a table to be corrected, and places on the map.

The table has the rows as they came, a shape as WKT in the CRS of the file, and notes that are passed over when the
corrected table is imported. The places are GeoJSON features, one a line, lon/lat WGS 84, without a shape where none
could be read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from registry.importing import readers, shaping
from registry.importing.faults import REASONS
from registry.importing.readers import REJECT_MARK, Chunk
from registry.importing.shaping import FieldMap

MOST = 5_000


def write(
    base: Path,
    file: Path,
    *,
    faults: pd.DataFrame,
    datum: str,
    layer: str | None,
    encoding: str | None,
    swap_axes: bool,
    mapping: Mapping[str, FieldMap],
) -> None:
    """Write `base` with .csv and .jsonl of the rows of `file` that `faults` name; nothing where there are none."""
    if faults.empty:
        return
    base.parent.mkdir(parents=True, exist_ok=True)
    told = _told(faults)
    table, places = base.with_suffix(".csv"), base.with_suffix(".jsonl")
    columns = shaping.position_columns(mapping)
    opened = readers.open_layer(file, datum=datum, layer=layer, columns=columns, encoding=encoding, swap_axes=swap_axes)
    first = True
    with opened, places.open("w", encoding="utf-8") as lines:
        spatial = bool(opened.position_columns) and opened.position_columns[0] not in opened.columns
        for chunk in opened.chunks():
            some = chunk.where(chunk.raw.index.isin(list(told)))
            if not len(some.raw):
                continue
            rows = some.raw.assign(wkt=_wkt(some)) if spatial else some.raw
            _noted(rows, told).to_csv(
                table, index=False, encoding="utf-8-sig" if first else "utf-8", mode="w" if first else "a", header=first
            )
            first = False
            for line in _features(some, told):
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def page(base: Path, *, after: int, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """Features of rows after a number, at most so many, and the number to go on after; None at the end."""
    places = base.with_suffix(".jsonl")
    found: list[dict[str, Any]] = []
    if not places.is_file():
        return found, None
    with places.open(encoding="utf-8") as lines:
        for line in lines:
            feature = json.loads(line)
            if feature["id"] <= after:
                continue
            if len(found) == limit:
                return found, found[-1]["id"]
            found.append(feature)
    return found, None


def kept_features(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Refused rows as a run keeps them (registry.importing.runs.rejects), as features; no shape is kept of them."""
    told, records = _told(pd.DataFrame(rows)) if rows else {}, {int(row["row_no"]): row["record"] for row in rows}
    return [
        {
            "type": "Feature",
            "id": row_no,
            "geometry": None,
            "properties": {"row_no": row_no, "faults": faults, "record": records[row_no]},
        }
        for row_no, faults in told.items()
    ]


def kept_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The same as a table to be corrected and imported again, with the notes of `write`."""
    if not rows:
        return ""
    records = {int(row["row_no"]): row["record"] for row in rows}
    frame = pd.DataFrame(list(records.values()), index=list(records), dtype=object)
    return str(_noted(frame, _told(pd.DataFrame(rows))).to_csv(index=False))


def _told(faults: pd.DataFrame) -> dict[int, list[dict[str, object]]]:
    told: dict[int, list[dict[str, object]]] = {}
    values = shaping.plain(faults["value"].astype(object))
    for row_no, field, value, reason in zip(faults["row_no"], faults["field"], values, faults["reason"], strict=True):
        zh, en = REASONS[reason]
        said = None if value is None else str(value)
        told.setdefault(int(row_no), []).append(
            {"field": str(field), "value": said, "reason": str(reason), "zh": zh, "en": en}
        )
    return told


def _wkt(chunk: Chunk) -> pd.Series:
    texts = shapely.to_wkt(chunk.shapes, rounding_precision=-1)
    return pd.Series(texts, index=chunk.raw.index, dtype=object)


def _noted(rows: pd.DataFrame, told: Mapping[int, list[dict[str, object]]]) -> pd.DataFrame:
    noted = rows.copy()
    for name in ("field", "value", "reason", "zh", "en"):
        said = ["; ".join(str(fault[name] or "") for fault in told[int(row_no)]) for row_no in rows.index]
        noted[f"{REJECT_MARK}{name}"] = said
    noted[f"{REJECT_MARK}row"] = rows.index
    return noted


def _features(chunk: Chunk, told: Mapping[int, list[dict[str, object]]]) -> Iterator[dict[str, Any]]:
    columns = {str(name): shaping.plain(chunk.raw[name]) for name in chunk.raw.columns}
    fit = ~shapely.is_missing(chunk.geometry) & np.isfinite(shapely.bounds(chunk.geometry)).all(axis=1)
    for i, row_no in enumerate(chunk.raw.index):
        record = {name: values[i] for name, values in columns.items() if values[i] is not None}
        shape = shapely.geometry.mapping(chunk.geometry[i]) if fit[i] else None
        yield {
            "type": "Feature",
            "id": int(row_no),
            "geometry": shape,
            "properties": {"row_no": int(row_no), "faults": told[int(row_no)], "record": record},
        }
