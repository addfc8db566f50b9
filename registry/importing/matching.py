"""Which row is a thing the register knows, and which row says again what another said. Pure.

A thing is found again by its source and source id. Two sources that speak of one class within half a metre speak of
one thing: 0.5 m is the tolerance of positional class A (domain.md §2.5). Within one source two ids are two things, be
they ever so close, unless they stand on one spot, where no two things can.
"""

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from registry.importing import faults
from registry.importing.kinds import Geometries

SPOT_M = 0.01
RADIUS_M = 0.5
COLUMNS = ("row_no", "of_row", "of_code", "distance_m")


def repeats_of_ids(values: pd.DataFrame, geometry: Geometries, *, key: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that bear the key of an earlier row: repeats where they say the same, faults where they do not.

    Returns repeats (row_no, of_row, of_code, distance_m) and faults.
    """
    ids = values[key]
    later = ids.notna() & ids.duplicated()
    if not later.any():
        return no_repeats(), faults.none()
    shared = ids[ids.notna() & ids.duplicated(keep=False)].index
    said = values.loc[shared].astype(object).map(str).agg("\x1f".join, axis=1)  # a null says so too
    said += pd.Series(shapely.to_wkb(geometry, hex=True), index=values.index).loc[shared].astype(str)
    first = pd.Series(shared, index=shared).groupby(ids.loc[shared]).transform("first")
    same = said == said.loc[first.to_numpy()].to_numpy()
    rows = values.index[later]
    again = rows[same.loc[rows].to_numpy()]
    other = rows.difference(again)
    repeats = _frame(again.to_numpy(), of_row=first.loc[again].to_numpy(), of_code=None, distance_m=0.0)
    return repeats, faults.of(other, field=key, values=ids.loc[other].to_numpy(), reason="duplicate_id")


def repeats_of_places(
    rows: pd.DataFrame, *, known: pd.DataFrame, spot_m: float = SPOT_M, radius_m: float = RADIUS_M
) -> pd.DataFrame:
    """Rows of assets that are the same thing as another row, or as a registered asset of their class.

    `rows` (index row_no) have class_code, x_m, y_m, source_id, and code: that of the asset they were found to be by
    source id, else None. `known` (index code) have class_code, x_m, y_m, and own: whether the same source named it.
    Another source's asset is the same within `radius_m`, a row or an asset of the same source within `spot_m`. Rows
    found by their id are never repeats; of the others the first by source id stays, whatever the order of the file.
    Returns repeats (row_no, of_row, of_code, distance_m).
    """
    order = rows.assign(fresh=rows["code"].isna()).sort_values(["fresh", "source_id"], kind="stable")
    fresh = order[order["fresh"]]
    others = known[~known.index.isin(order["code"].dropna())]
    own = others["own"].to_numpy(dtype=bool)
    found = pd.concat(
        [_near_known(fresh, others[own], spot_m), _near_known(fresh, others[~own], radius_m)], ignore_index=True
    ).drop_duplicates("row_no")
    left = order[~order.index.isin(found["row_no"])]
    return pd.concat([found, _near_rows(left, spot_m)], ignore_index=True).sort_values("row_no", kind="stable")


def close_rows(rows: pd.DataFrame, *, radius_m: float = RADIUS_M) -> int:
    """How many rows (class_code, x_m, y_m) lie within `radius_m` of another of their class."""
    return sum(
        len(np.unique(KDTree(group[["x_m", "y_m"]]).query_pairs(radius_m, output_type="ndarray")))
        for _, group in rows.groupby("class_code")
    )


def _near_known(rows: pd.DataFrame, known: pd.DataFrame, radius_m: float) -> pd.DataFrame:
    parts = []
    for class_code, group in rows.groupby("class_code"):
        there = known[known["class_code"] == class_code]
        if there.empty:
            continue
        distance, at = KDTree(there[["x_m", "y_m"]]).query(group[["x_m", "y_m"]], distance_upper_bound=radius_m + 1e-9)
        distance, at = np.asarray(distance), np.asarray(at)
        hit = np.isfinite(distance)
        codes = there.index.to_numpy()[at[hit]]
        parts.append(_frame(group.index[hit].to_numpy(), of_row=None, of_code=codes, distance_m=distance[hit]))
    return pd.concat(parts, ignore_index=True) if parts else no_repeats()


def _near_rows(rows: pd.DataFrame, radius_m: float) -> pd.DataFrame:
    parts = []
    for _, group in rows.groupby("class_code", sort=False):
        spots = group.groupby(["x_m", "y_m"], sort=False)  # many rows may share one spot: look at spots, not at rows
        first = spots.head(1)
        kept_at = _thin(first[["x_m", "y_m"]].to_numpy(), radius_m, fixed=~first["fresh"].to_numpy())
        spot = spots.ngroup().to_numpy()
        rank = spots.cumcount().to_numpy()
        stays = (kept_at[spot] == spot) & (rank == 0)
        again = ~stays & group["fresh"].to_numpy()
        target = first.index.to_numpy()[kept_at[spot[again]]]
        xy = group[["x_m", "y_m"]]
        distance = np.hypot(*(xy[again].to_numpy() - xy.loc[target].to_numpy()).T)
        codes = group["code"].loc[target].to_numpy()
        parts.append(_frame(group.index[again].to_numpy(), of_row=target, of_code=codes, distance_m=distance))
    return pd.concat(parts, ignore_index=True) if parts else no_repeats()


def _thin(spots: np.ndarray, radius_m: float, *, fixed: np.ndarray) -> np.ndarray:
    """For each spot, in order of precedence, the spot that stands for it: itself, or an earlier kept one in reach."""
    stands = np.arange(len(spots))
    if len(spots) < 2:
        return stands
    pairs = KDTree(spots).query_pairs(radius_m, output_type="ndarray")
    for first, later in sorted(map(tuple, np.sort(pairs, axis=1).tolist()), key=lambda pair: (pair[1], pair[0])):
        if not fixed[later] and stands[later] == later and stands[first] == first:
            stands[later] = first
    return stands


def _frame(rows: object, *, of_row: object, of_code: object, distance_m: object) -> pd.DataFrame:
    frame = pd.DataFrame({"row_no": rows, "of_row": of_row, "of_code": of_code, "distance_m": distance_m})
    return frame.astype({"row_no": "int64", "of_row": object, "of_code": object, "distance_m": "float64"})


def no_repeats() -> pd.DataFrame:
    """A frame of repeats with no rows."""
    return _frame([], of_row=[], of_code=[], distance_m=[])
