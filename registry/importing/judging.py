"""What a row says by itself: its fields read and checked, its shape, its links, its place. Writes nothing.

Chunks are judged one by one, several at once; nothing here asks the database, for what the register knows was gathered
before (registry.importing.knowing).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from registry.importing import checks, faults, placing, shapes, shaping, storing
from registry.importing.kinds import Sort
from registry.importing.knowing import Register
from registry.importing.readers import Chunk

ROAD_REACH_DEG = 0.02
"""A road's middle may lie outside (a bridge, the shore) by about two kilometres."""

APPROXIMATE_M = 2.0
"""The standard error of a position out of GCJ-02 or BD-09 that tells none: converters in use err by up to 1.85 m
(domain.md §6.3), and class C goes to 10 m."""

Floats = npt.NDArray[np.float64]
_GRIDS = ("grid_code", "unit_grid_code")
_SHARED = {"division", "community_code", *_GRIDS, "compound_code", "spoken_prefix", "attributes"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an import asks for: a kind, whose data they are, and how its columns are read."""

    sort: Sort
    source: str
    mapping: Mapping[str, shaping.FieldMap]
    defaults: Mapping[str, object]
    id_field: str | Sequence[str] | None
    position_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """`rows` are those without a fault: row_no, typed fields, lon and lat or geom (EWKB), the codes of their places,
    attributes (binary JSONB); what many rows share stands once, in a dictionary. With `faults` they account for every
    row of the chunk. `given` are the fields that the file or the defaults speak of, `attributes` among them where it
    has columns that no field took.
    """

    rows: pa.Table
    faults: pd.DataFrame
    given: tuple[str, ...]
    notes: tuple[str, ...]


def judge(chunk: Chunk, asked: Asked, register: Register) -> Judged:
    """Judge the rows of a chunk against the rules of their kind and against what the register knows."""
    sort = asked.sort
    shaped = shaping.shape(
        chunk.raw,
        chunk.geometry,
        sort=sort,
        mapping=asked.mapping,
        defaults=asked.defaults,
        id_field=asked.id_field,
    )
    rows, wrong = checks.check_values(shaped.fields, sort=sort, known=register.codes)
    geometry, misplaced = shapes.check_shapes(
        chunk.geometry, chunk.raw, sort=sort, position_columns=asked.position_columns, came=chunk.shapes
    )
    if sort.shapes == ("Point",):
        rows["lon"], rows["lat"] = shapes.positions(geometry)
    else:
        rows["geom"] = geometry
    found = [wrong, misplaced]
    rows = _without(rows, found)
    rows, lost = _link(rows, sort, register)
    found.append(lost)
    rows = _without(rows, found)
    if sort.code is not None and sort.table != "entrance":
        rows, outside = _place(rows, chunk, asked, register)
        found.append(outside)
        rows = _without(rows, found)
    given = shaped.given
    ours = any(name in chunk.raw for name in shaping.OWN)  # an export is turned back exactly
    if sort.table == "asset" and chunk.approximate and not ours:
        told = rows["accuracy_m"] if "accuracy_m" in rows else pd.Series(np.nan, index=rows.index, dtype="Float64")
        rows["accuracy_m"] = told.fillna(APPROXIMATE_M)
        given = tuple(dict.fromkeys((*given, "accuracy_m")))
    if sort.table == "asset":
        taken = shaped.used | set(asked.position_columns)
        extras = shaping.extras(chunk.raw.loc[rows.index], without=taken)
        rows["attributes"] = storing.jsonb_column(extras)
        if shaping.left_over(chunk.raw, without=taken):
            given = (*given, "attributes")
    return Judged(_table(rows, sort), faults.together(found), given, shaped.notes)


def _without(rows: pd.DataFrame, found: list[pd.DataFrame]) -> pd.DataFrame:
    wrong = [part["row_no"] for part in found if len(part)]
    return rows[~rows.index.isin(np.concatenate(wrong))].copy() if wrong else rows


def _link(rows: pd.DataFrame, sort: Sort, register: Register) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = []
    for field in sort.fields:
        if field.link is None or field.name not in rows:
            continue
        texts = rows[field.name]
        rows[field.name] = texts.map(register.links[field.link], na_action="ignore").astype("str")
        lost = texts.notna() & rows[field.name].isna()
        found.append(faults.of(rows.index[lost], field=field.name, values=texts[lost], reason="unknown_link"))
    return rows, faults.together(found)


# Places ------------------------------------------------------------------------------------------------------------


def _place(rows: pd.DataFrame, chunk: Chunk, asked: Asked, register: Register) -> tuple[pd.DataFrame, pd.DataFrame]:
    sort = asked.sort
    if sort.shapes == ("Point",):
        lon, lat = rows["lon"].to_numpy(), rows["lat"].to_numpy()
    else:
        lon, lat = shapes.positions(placing.inner_points(rows["geom"].to_numpy()))
    reach = ROAD_REACH_DEG if sort.table == "road_segment" else placing.SLIVER_DEG
    if sort.table == "asset":
        rows["grid_code"] = register.locate("grids", lon, lat)
        rows["unit_grid_code"] = register.locate("unit_grids", lon, lat)
        home = rows["grid_code"].str.slice(0, 12)  # a grid lies in its community: what is in one is in the other
        left = home.isna().to_numpy()
        home[left] = register.locate("communities", lon[left], lat[left], reach_deg=reach)
        if register.only:
            home = _only(home, register)
            rows["grid_code"], rows["unit_grid_code"] = (_only(rows[name], register) for name in _GRIDS)
    else:
        home = pd.Series(register.locate("communities", lon, lat, reach_deg=reach), rows.index, dtype="str")
    division = home.str.slice(0, 6)
    free = division.isna().to_numpy()
    if free.any():
        division[free] = register.free_division(lon[free], lat[free], reach_deg=reach)
    if "community_code" in rows:  # the file names it; where it does not, the position does
        home = rows["community_code"].where(rows["community_code"].notna(), home)
    rows["division"] = division
    if sort.table != "road_segment":
        rows["community_code"] = home
    if sort.table in {"asset", "building"}:
        rows["compound_code"] = _compounds(rows, lon, lat, register)
    if sort.table == "asset":
        rows["spoken_prefix"] = (
            home.where(home.notna(), division).map(register.spoken, na_action="ignore").astype("str")
        )
    lost = (home if sort.table in {"compound", "building"} else division).isna().to_numpy()
    turned = register.any_area(lat[lost], lon[lost])
    return rows, _outside(rows.index[lost], turned, chunk, asked.position_columns)


def _only(areas: pd.Series, register: Register) -> pd.Series:
    """The areas of the one division that was named, null for others."""
    return areas.where(areas.str.startswith(register.only).fillna(value=False))


def _compounds(rows: pd.DataFrame, lon: Floats, lat: Floats, register: Register) -> pd.Series:
    given = rows["compound_code"] if "compound_code" in rows else pd.Series(None, index=rows.index, dtype="str")
    asked = np.full(len(rows), "compound_code" not in rows)
    if "setting" in rows:
        asked = (given.isna() & (rows["setting"].isna() | (rows["setting"] == "compound"))).to_numpy(dtype=bool)
    found = given.copy()
    if asked.any():
        located = pd.Series(register.locate("compounds", lon[asked], lat[asked], reach_deg=0), dtype="str")
        found[asked] = (_only(located, register) if register.only else located).array
    return found


def _outside(
    lost: pd.Index, turned: npt.NDArray[np.bool_], chunk: Chunk, position_columns: tuple[str, ...]
) -> pd.DataFrame:
    if not len(lost):
        return faults.none()
    reasons = np.where(turned, "swapped_axes", "outside").astype(object)
    at = chunk.raw.index.get_indexer(lost)
    stood = shapes.told(chunk.raw.iloc[at], position_columns, came=chunk.shapes[at])
    return faults.of(lost, field="+".join(position_columns), values=stood, reason=reasons)


# As the spool and the database take them -----------------------------------------------------------------------------


def _table(rows: pd.DataFrame, sort: Sort) -> pa.Table:
    columns: dict[str, pa.Array] = {"row_no": pa.array(rows.index.to_numpy(), pa.int64())}
    shared = _SHARED | {f.name for f in sort.fields if f.choices or f.known or f.link} - {"code"}
    for name in rows.columns:
        if name == "geom":
            continue
        column, kind = rows[name], None
        if name == "attributes":
            kind = pa.large_binary()
        elif isinstance(column.dtype, pd.StringDtype) or column.dtype == object:
            kind = pa.large_string()
        made = pa.array(column, kind, from_pandas=True)
        columns[str(name)] = made.dictionary_encode() if kind is not None and name in shared else made
    if "geom" in rows and sort.shapes:
        shapes_2d = shapely.set_srid(rows["geom"].to_numpy(dtype=object), 4326)
        columns["geom"] = pa.array(shapely.to_wkb(shapes_2d, include_srid=True), pa.large_binary())
    return pa.table(columns)
