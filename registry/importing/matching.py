"""Which row is a thing the register knows, and which row says again what another said. Pure.

A thing is found again by its source and source id. Within one source two ids are two things, be they ever so close,
unless they stand on one spot, where no two things can. Two sources that speak of one class at one place speak of one
thing as far as their accuracy tells: without any, within the half metre of positional class A (domain.md §2.5). What is
near and not clearly the same is for a person to decide.
"""

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from registry.importing import faults

SPOT_M = 0.01
RADIUS_M = 0.5
SIGMA_M = 0.25
"""The standard error of a position that does not tell its own: half the tolerance of class A."""
SURE = 0.3
"""A score from which a pair is one thing: half a metre between two positions of class A."""
AHEAD = 3.0
"""And it must stand so many times above the next candidate, on either side."""
_REACH = 2.5
_FARTHEST_M = 15.0
_CONTRADICTS = 0.3
COLUMNS = ("row_no", "of_row", "of_code", "distance_m")


def repeats_of_ids(rows: pd.DataFrame, *, key: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that bear the key of an earlier row: repeats where they say the same, faults where they do not.

    `rows` (index row_no, in the order of the file) say all they have to say. Returns repeats (row_no, of_row, of_code,
    distance_m) and faults.
    """
    ids = rows[key]
    later = ids.notna() & ids.duplicated()
    if not later.any():
        return no_repeats(), faults.none()
    said = rows.groupby([*rows.columns], dropna=False, sort=False).ngroup()  # a null says so too
    first = pd.Series(rows.index, index=rows.index).groupby(ids).transform("first")
    same = said == said.loc[first.fillna(-1).astype("int64").where(ids.notna(), rows.index[0]).to_numpy()].to_numpy()
    again = rows.index[later & same]
    other = rows.index[later & ~same]
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


def gate_m(rows_m: float, known_m: float) -> float:
    """How far apart one thing may be seen by two sources of these accuracies (m, or not a number)."""
    mine, its = (SIGMA_M if np.isnan(one) else max(one, SIGMA_M) for one in (rows_m, known_m))
    sigma = np.hypot(mine, its)
    return float(min(_FARTHEST_M, max(RADIUS_M, _REACH * sigma)))


def weigh(rows: pd.DataFrame, *, known: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which rows are things of other sources: surely (row_no, code), or for a person to say (row_no, code, score,
    distance_m; all candidates of a row).

    `rows` (index row_no) and `known` (index code) have class_code, x_m, y_m, accuracy_m (may be null) and may have
    size_mm, material and shape. The score of a pair falls with the distance beside the accuracy of both, and where they
    contradict each other; a pair is sure at SURE and AHEAD times above the next for the row and for the thing.
    """
    pairs = _candidates(rows, known)
    if pairs.empty:
        return pairs[["row_no", "code"]], pairs
    pairs = pairs.sort_values(["row_no", "score", "code"], ascending=[True, False, True], kind="stable")
    for side in ("row_no", "code"):
        best = pairs.groupby(side)["score"].transform("max")
        ranked = pairs.sort_values([side, "score"], ascending=[True, False], kind="stable")
        runner_up = ranked["score"].where(ranked.groupby(side).cumcount() == 1, 0.0)
        second = runner_up.groupby(ranked[side]).transform("max").reindex(pairs.index)
        pairs[f"first_{side}"] = (pairs["score"] == best) & (best >= AHEAD * second)
    sure = pairs[(pairs["score"] >= SURE) & pairs["first_row_no"] & pairs["first_code"]]
    unsure = pairs[~pairs["row_no"].isin(sure["row_no"])]
    return sure[["row_no", "code"]], unsure[["row_no", "code", "score", "distance_m"]]


def _candidates(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    parts = [pd.DataFrame({"row_no": [], "code": [], "score": [], "distance_m": []}).astype({"code": object})]
    for class_code, group in rows.groupby("class_code"):
        there = known[known["class_code"] == class_code]
        if there.empty:
            continue
        reach = gate_m(_most(group), _most(there))
        near = KDTree(group[["x_m", "y_m"]]).sparse_distance_matrix(
            KDTree(there[["x_m", "y_m"]]), reach, output_type="ndarray"
        )
        row, thing = group.iloc[near["i"]], there.iloc[near["j"]]
        sigma = np.hypot(*(part["accuracy_m"].fillna(SIGMA_M).clip(lower=SIGMA_M).to_numpy() for part in (row, thing)))
        score = np.exp(-((near["v"] / sigma) ** 2) / 2) * _CONTRADICTS ** _contradictions(row, thing)
        close = near["v"] <= np.clip(_REACH * sigma, RADIUS_M, _FARTHEST_M)
        found = {"row_no": row.index, "code": thing.index, "score": score, "distance_m": near["v"]}
        parts.append(pd.DataFrame(found)[close])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _most(part: pd.DataFrame) -> float:
    return float(part["accuracy_m"].max()) if part["accuracy_m"].notna().any() else np.nan


def _contradictions(row: pd.DataFrame, thing: pd.DataFrame) -> np.ndarray:
    count = np.zeros(len(row))
    for name in ("size_mm", "material", "shape"):
        if name not in row or name not in thing:
            continue
        left, right = row[name].to_numpy(), thing[name].to_numpy()
        both = ~(pd.isna(left) | pd.isna(right))
        if name == "size_mm":
            left, right = (np.where(both, side, 0).astype(float) for side in (left, right))
            count += both & (np.abs(left - right) > 0.1 * np.maximum(left, right))
        else:
            count += both & (left.astype(str) != right.astype(str))
    return count


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
