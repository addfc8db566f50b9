"""What becomes of each row of a file: refused, a repeat, known or new. Reads the register, writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection

from registry.errors import Invalid
from registry.importing import checks, faults, gathering, matching, placing, shapes, shaping
from registry.importing.given import check_given
from registry.importing.kinds import Geometries, Sort
from registry.importing.readers import Reading

_ROAD_REACH_DEG = 0.02
"""A road's middle may lie outside (a bridge, the shore) by about two kilometres."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`rows` are those to be stored: typed fields, geom, places, and `known`. With `repeats` and `faults` (a row may
    have several) they account for every row of the file.
    """

    rows: pd.DataFrame
    repeats: pd.DataFrame
    faults: pd.DataFrame
    given: tuple[str, ...]
    used: frozenset[str]
    notes: tuple[str, ...]


def judge(
    conn: Connection,
    reading: Reading,
    *,
    sort: Sort,
    source: str,
    mapping: Mapping[str, shaping.FieldMap],
    defaults: Mapping[str, object],
    id_field: str | Sequence[str] | None,
) -> Judged:
    """Judge the rows of a file against the rules of their kind and against what the register knows."""
    if sort.shapes and sort.shape_required and not reading.position_columns:
        raise Invalid(f"{sort.name} need a position: columns lon and lat, or wkt, or map them")
    shaped = shaping.shape(
        reading.raw, reading.geometry, sort=sort, mapping=mapping, defaults=defaults, id_field=id_field
    )
    known = gathering.known_codes(conn, sort)
    if sort.name == "organisations":  # a crew may stand in one file with its company
        known["organisation"] |= set(shaped.fields["code"].dropna())
    rows, wrong = checks.check_values(shaped.fields, sort=sort, known=known)
    rows["geom"], misplaced = shapes.check_shapes(
        reading.geometry, reading.raw, sort=sort, position_columns=reading.position_columns
    )
    found = [wrong, misplaced]
    for step in (_link, _place):
        rows = rows[~rows.index.isin(faults.together(found)["row_no"])]
        rows, more = step(conn, rows, _Asked(sort, source, defaults, reading))
        found.append(more)
    rows = rows[~rows.index.isin(faults.together(found)["row_no"])]
    matched = _match(conn, rows, sort=sort, source=source)
    return replace(
        matched,
        faults=faults.together([*found, matched.faults]),
        given=shaped.given,
        used=shaped.used,
        notes=(*shaped.notes, *matched.notes),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    sort: Sort
    source: str
    defaults: Mapping[str, object]
    reading: Reading


def _link(conn: Connection, rows: pd.DataFrame, asked: _Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    linked, found = rows.copy(), []
    for field in asked.sort.fields:
        if field.link is None or field.name not in rows:
            continue
        texts = rows[field.name]
        table = gathering.table_of(field.link)
        codes = gathering.linked_codes(conn, table, source=asked.source, texts=set(texts.dropna()))
        linked[field.name] = texts.map(codes, na_action="ignore").astype(object)
        lost = texts.notna() & linked[field.name].isna()
        found.append(faults.of(rows.index[lost], field=field.name, values=texts[lost], reason="unknown_link"))
    return linked, faults.together(found)


# Places ------------------------------------------------------------------------------------------------------------


def _place(conn: Connection, rows: pd.DataFrame, asked: _Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    sort = asked.sort
    if sort.code is None or sort.table == "entrance":
        return rows, faults.none()
    placed = rows.copy()
    points = placing.inner_points(placed["geom"].to_numpy())
    communities, free = _homes(conn, asked.defaults)
    reach = _ROAD_REACH_DEG if sort.table == "road_segment" else placing.SLIVER_DEG
    home = placing.locate(points, communities, reach_deg=reach)
    division = np.array([None if code is None else code[:6] for code in home], dtype=object)
    left = division == None  # noqa: E711 - elementwise
    division[left] = _free_division(points[left], free, reach_deg=reach)
    if "community_code" in placed:  # the file names it; where it does not, the position does
        home = (
            placed["community_code"].where(placed["community_code"].notna(), pd.Series(home, placed.index)).to_numpy()
        )
    placed["division"] = division
    if sort.table != "road_segment":
        placed["community_code"] = home
    if sort.table == "asset":
        placed["grid_code"] = placing.locate(points, _shapes(conn, "grids"))
        placed["unit_grid_code"] = placing.locate(points, _shapes(conn, "unit_grids"))
    if sort.table in {"asset", "building"}:
        placed["compound_code"] = _compounds(conn, placed, points)
    needed = home if sort.table in {"compound", "building"} else division
    lost = np.array([code is None for code in needed], dtype=bool)
    return placed, _outside(rows, points, lost, pd.concat([communities, free.dropna()]), asked.reading)


def _shapes(conn: Connection, layer: str) -> pd.Series:
    return gathering.areas(conn, layer)["shape"].dropna()


def _homes(conn: Connection, defaults: Mapping[str, object]) -> tuple[pd.Series, pd.Series]:
    """Communities that have a shape; and the divisions without any such, by code, with their shape or null."""
    communities = _shapes(conn, "communities")
    divisions = gathering.areas(conn, "divisions")["shape"]
    if "division_code" in defaults:
        code = str(defaults["division_code"])
        if code not in divisions.index:
            raise Invalid(f"there is no division {code}; import it first", division_code=code)
        divisions = divisions[divisions.index == code]
        communities = communities[communities.index.str.startswith(code)]
    return communities, divisions[~divisions.index.isin(communities.index.str.slice(0, 6))]


def _free_division(points: Geometries, free: pd.Series, *, reach_deg: float) -> Geometries:
    division = placing.locate(points, free.dropna(), reach_deg=reach_deg)
    unknown = free[free.isna()]
    if len(unknown) == 1 and len(free) == 1:
        division[:] = unknown.index[0]
    return division


def _compounds(conn: Connection, rows: pd.DataFrame, points: Geometries) -> pd.Series:
    given = rows.get("compound_code", pd.Series(None, index=rows.index, dtype=object))
    asked = pd.Series("compound_code" not in rows, index=rows.index)
    if "setting" in rows:
        asked = given.isna() & (rows["setting"].isna() | (rows["setting"] == "compound"))
    at = asked.to_numpy(dtype=bool)
    found = given.copy()
    found[at] = placing.locate(points[at], _shapes(conn, "compounds"), reach_deg=0)
    return found


def _outside(
    rows: pd.DataFrame, points: Geometries, lost: np.ndarray, areas: pd.Series, reading: Reading
) -> pd.DataFrame:
    if not lost.any():
        return faults.none()
    turned = placing.locate(shapes.swap(points[lost]), areas)
    reasons = np.array(["outside" if code is None else "swapped_axes" for code in turned], dtype=object)
    there = rows.index[lost]
    named = "+".join(reading.position_columns)
    stood = shapes.told(reading.raw.loc[there], reading.position_columns)
    return faults.of(there, field=named, values=stood, reason=reasons)


# Matching ----------------------------------------------------------------------------------------------------------


def _match(conn: Connection, rows: pd.DataFrame, *, sort: Sort, source: str) -> Judged:
    key = "source_id" if sort.keyed_by_source else "code"
    repeats, found = matching.repeats_of_ids(rows.drop(columns="geom"), rows["geom"].to_numpy(), key=key)
    rows = rows[~rows.index.isin(repeats["row_no"]) & ~rows.index.isin(found["row_no"])]
    if sort.table != "asset":
        rows = rows.assign(known=rows[key].isin(gathering.known_keys(conn, sort, source=source)))
        return Judged(rows, repeats, found, (), frozenset(), ())
    rows, near, changed, notes = _match_assets(conn, rows, source=source)
    repeats = pd.concat([repeats, near], ignore_index=True) if len(repeats) else near
    return Judged(rows, repeats, faults.together([found, changed]), (), frozenset(), notes)


def _match_assets(
    conn: Connection, rows: pd.DataFrame, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    points = rows["geom"].to_numpy()
    box = tuple(shapely.total_bounds(points)) if len(rows) else (0.0, 0.0, 0.0, 0.0)
    pad = 1e-4  # about ten metres: what is within half a metre of the box lies in it
    wide = (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad)
    known = gathering.known_assets(conn, source=source, box=wide)
    own = known.reset_index().dropna(subset="source_id").set_index("source_id")
    code = rows["source_id"].map(own["code"]).astype(object)
    code = code.where(code.notna(), None)
    registered = rows["source_id"].map(own["class_code"])
    other = registered.notna() & (registered != rows["class_code"])
    changed = faults.of(
        rows.index[other], field="class_code", values=rows.loc[other, "class_code"], reason="class_changed"
    )
    given = rows["code"] if "code" in rows else pd.Series(None, index=rows.index, dtype=object)
    rows = rows.assign(given_code=given, code=code, known=code.notna())[~other]
    taken = gathering.taken_codes(conn, set(rows.loc[~rows["known"], "given_code"].dropna()))
    wrong = check_given(rows, taken=taken)
    changed, rows = faults.together([changed, wrong]), rows[~rows.index.isin(wrong["row_no"])]
    if rows.empty:
        return rows, matching.no_repeats(), changed, ()
    lon, lat = (pd.Series(get(rows["geom"].to_numpy()), rows.index) for get in (shapely.get_x, shapely.get_y))
    crs = gathering.crs_of(lon, lat)
    metres = rows[["class_code", "source_id", "code"]].join(gathering.in_metres(lon, lat, crs=crs))
    there = known[["class_code"]].assign(own=known["source_id"].notna())
    near = matching.repeats_of_places(
        metres, known=there.join(gathering.in_metres(known["lon"], known["lat"], crs=crs))
    )
    left = ~rows.index.isin(near["row_no"])
    twins = matching.close_rows(metres[left])
    told = f"{twins} things lie within {matching.RADIUS_M} m of another of their class: told apart by their source"
    return rows[left], near, changed, (told,) if twins else ()
