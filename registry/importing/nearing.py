"""Which rows of assets are what lies close by: the same thing, another one, or something to look at. Pure.

A sweep finds the few close pairs; only those are weighed, by class, distance, accuracy and what is said of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from registry.importing import matching, pairing
from registry.importing.spool import plain, whole

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_NEW, _LAST_KNOWN = 0, 2  # registry.importing.deciding.Fate: new; known and joined up to here
_REVIEWED = ("row_no", "code", "score", "distance_m")
CLOSE_M = 2.0
_WONDERED = 200_000
_SAID = ("size_mm", "material", "shape")


@dataclass(frozen=True, slots=True)
class Near:
    """`repeats` of rows (registry.importing.matching), `joined` rows and the `code` of another source's thing that they
    are, `reviews` with the candidates of what is unsure, `notes` in words.
    """

    repeats: pd.DataFrame
    joined: pd.DataFrame
    reviews: pd.DataFrame
    notes: tuple[str, ...]


def no_reviews() -> pd.DataFrame:
    """No reviews."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in _REVIEWED})


def near(
    fate: npt.NDArray[np.int8],
    code: pa.Array,
    keys: pa.Table,
    known: pa.Table,
    *,
    more: Callable[[Ints], pd.DataFrame],
) -> Near:
    """Look at what lies close: rows that are new so far among themselves, beside known rows and known assets.

    `keys` are the rows (row_no, source_id, class_code, lon, lat, accuracy_m), `known` the assets of the register
    (code, class_code, lon, lat, source_id where the same source named it, accuracy_m and what is said of them); `more`
    gives the rows of some numbers with all they say.
    """
    active = np.flatnonzero(fate <= _LAST_KNOWN)
    fresh = (fate == _NEW)[active]
    if not fresh.any():
        return Near(matching.no_repeats(), pd.DataFrame({"row_no": [], "code": []}), no_reviews(), ())
    others = _others(known, code)
    rows = keys if len(active) == len(keys) else keys.take(pa.array(active))
    radius = matching.gate_m(_most(rows["accuracy_m"]), _most(others["accuracy_m"]))
    lon, lat = _joined(rows, others, "lon"), _joined(rows, others, "lat")
    counts = np.concatenate([fresh, np.zeros(len(others), dtype=bool)])
    close, x, y = _close(lon, lat, _classes(rows, others), radius=radius, counted=counts)
    n = len(rows)
    is_row = close < n
    mine, its = close[is_row], close[~is_row]
    close_rows = _frame(rows, mine, x[is_row], y[is_row]).set_index("row_no")
    close_rows = close_rows.assign(fresh=fresh[mine], code=code.take(pa.array(active[mine])).to_pandas().to_numpy())
    close_known = _frame(others, its - n, x[~is_row], y[~is_row])
    close_known = close_known.set_index("code").sort_index()  # of two as near the first
    close_known["own"] = close_known["source_id"].notna()
    repeats = matching.repeats_of_places(close_rows, known=close_known[close_known["own"]])
    left = close_rows[~close_rows.index.isin(repeats["row_no"])]
    foreign = close_known[~close_known["own"]]
    unsure = left[left["fresh"]]
    if len(unsure) and len(foreign):
        said = more(unsure.index.to_numpy())
        unsure = unsure.join(said[[name for name in _SAID if name in said]])
    joined, reviews = matching.weigh(unsure, known=foreign)
    once = ~np.isin(rows["row_no"].to_numpy(), repeats["row_no"].to_numpy(dtype=np.int64))
    return Near(repeats, joined, reviews, _told(lon[:n], lat[:n], once))


def _close(lon: Floats, lat: Floats, classes: Ints, *, radius: float, counted: Flags) -> tuple[Ints, Floats, Floats]:
    """Places, in order, of the points that are close to another of their class, with their metres east and north.

    One class after the other, so that what is held for a million points is not held for all of them at once.
    """
    found = []
    for number in range(int(classes.max()) + 1 if len(classes) else 0):
        mine = np.flatnonzero(classes == number)
        x, y = pairing.metres(lon[mine], lat[mine])
        close = pairing.close_points(x, y, radius=radius, counted=counted[mine])
        found.append((mine[close], x[close], y[close]))
    place, x, y = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(place)
    return place[order], x[order], y[order]


def _told(lon: Floats, lat: Floats, once: Flags) -> tuple[str, ...]:
    """How many rows lie so close to another that somebody may wonder; of a very large file nobody could look at all."""
    if np.count_nonzero(once) > _WONDERED:
        return ()
    x, y = pairing.metres(lon[once], lat[once])
    count = len(pairing.close_points(x, y, radius=CLOSE_M))
    return (f"{count} things lie within {CLOSE_M:g} m of another: told apart by their source",) if count else ()


def _others(known: pa.Table, code: pa.Array) -> pa.Table:
    """Known assets that no row was found to be."""
    taken = code.drop_null()
    return known.filter(pc.invert(pc.is_in(known["code"], value_set=taken))) if len(taken) else known


def _joined(rows: pa.Table, others: pa.Table, name: str) -> Floats:
    return np.concatenate([rows[name].to_numpy(), others[name].to_numpy()])


def _classes(rows: pa.Table, others: pa.Table) -> Ints:
    """A number for each class."""
    columns = (rows["class_code"].dictionary_encode(), others["class_code"].dictionary_encode())
    classes = pa.chunked_array([chunk for column in columns for chunk in column.chunks], columns[0].type)
    numbers: Ints = whole(classes).indices.to_numpy()
    return numbers


def _frame(table: pa.Table, at: Ints, x: Floats, y: Floats) -> pd.DataFrame:
    """Some rows of a table as a frame, with x_m and y_m."""
    wanted = ("row_no", "code", "source_id", "class_code", "lon", "lat", "accuracy_m", *_SAID)
    kept = table.select([name for name in wanted if name in table.column_names])
    frame: pd.DataFrame = plain(kept.take(pa.array(at))).to_pandas()
    return frame.assign(x_m=x, y_m=y, accuracy_m=frame["accuracy_m"].astype(float))


def _most(column: pa.ChunkedArray) -> float:
    most = pc.max(column.cast(pa.float64())).as_py()
    return np.nan if most is None else float(most)
