"""The file of rejects: the refused rows as they came, with the reasons beside them, ready to be corrected."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from registry.importing.faults import REASONS
from registry.importing.readers import REJECT_MARK
from registry.importing.shaping import plain


def write(path: Path, raw: pd.DataFrame, *, faults: pd.DataFrame) -> Path | None:
    """Write the rows of `raw` that have faults and return the file, or None where there is nothing to write.

    Spatial rows become GeoJSON in the CRS they came in, tables CSV; the suffix of `path` is set accordingly. Columns
    reject_row, reject_field, reject_value, reject_reason and reject_words are added, and passed over when the corrected
    file is imported.
    """
    if faults.empty:
        return None
    rows = raw.loc[np.sort(faults["row_no"].unique())].copy()
    for name, column in _notes(faults).items():
        rows[f"{REJECT_MARK}{name}"] = column.reindex(rows.index)
    rows[f"{REJECT_MARK}row"] = rows.index
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(rows, gpd.GeoDataFrame):
        path = path.with_suffix(".geojson")
        pyogrio.write_dataframe(_writable(rows), path, driver="GeoJSON", layer="rejects")
    else:
        path = path.with_suffix(".csv")
        rows.to_csv(path, index=False, encoding="utf-8-sig")
    return path


def records(raw: pd.DataFrame, *, faults: pd.DataFrame) -> dict[int, dict[str, object]]:
    """The refused rows as they came, by row number, as JSON can hold them; shapes as WKT."""
    rows = raw.loc[np.sort(faults["row_no"].unique())]
    columns = {}
    for name in rows.columns:
        if str(rows[name].dtype) == "geometry":
            columns[str(name)] = list(shapely.to_wkt(np.asarray(rows[name].array), rounding_precision=-1))
        else:
            columns[str(name)] = plain(rows[name])
    return {
        int(row_no): dict(zip(columns, row, strict=True))
        for row_no, row in zip(rows.index, zip(*columns.values(), strict=True), strict=True)
    }


def _notes(faults: pd.DataFrame) -> dict[str, pd.Series]:
    told = faults.assign(
        value=faults["value"].map(lambda value: "" if pd.isna(value) else str(value)),
        words=faults["field"] + " " + faults["reason"].map(lambda word: " / ".join(REASONS[word])),
    )
    grouped = told.groupby("row_no")
    return {name: grouped[name].agg("; ".join) for name in ("field", "value", "reason", "words")}


def _writable(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """GeoJSON holds no infinite coordinate: such a shape stays in the note alone."""
    shapes = np.array(rows.geometry.array)
    broken = ~np.isfinite(shapely.bounds(shapes)).all(axis=1) & ~shapely.is_missing(shapes)
    shapes[broken] = None
    return rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=rows.crs))
