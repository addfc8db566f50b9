"""Which rows of assets are what lies close by: the same thing, another one, or something to look at. Pure.

A sweep finds the few close pairs; only those are weighed, by class, distance, accuracy and what is said of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from registry.importing import matching, pairing

Ints = npt.NDArray[np.int64]
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
    rows = _frame(keys.take(pa.array(active))).set_index("row_no")
    rows = rows.assign(fresh=fresh, code=code.take(pa.array(active)).to_pandas().to_numpy())
    there = _frame(others).set_index("code")
    there["own"] = there["source_id"].notna()
    radius = matching.gate_m(_most(rows["accuracy_m"]), _most(there["accuracy_m"]))
    close, n = _close(rows, there, radius), len(rows)
    close_rows, close_known = rows.iloc[close[close < n]], there.iloc[close[close >= n] - n].sort_index()
    repeats = matching.repeats_of_places(close_rows, known=close_known[close_known["own"]])
    left = close_rows[~close_rows.index.isin(repeats["row_no"])]
    foreign = close_known[~close_known["own"]]
    unsure = left[left["fresh"]]
    if len(unsure) and len(foreign):
        said = more(unsure.index.to_numpy())
        unsure = unsure.join(said[[name for name in _SAID if name in said]])
    joined, reviews = matching.weigh(unsure, known=foreign)
    return Near(repeats, joined, reviews, _told(rows[~rows.index.isin(repeats["row_no"])]))


def _told(rows: pd.DataFrame) -> tuple[str, ...]:
    """How many rows lie so close to another that somebody may wonder; of a very large file nobody could look at all."""
    if len(rows) > _WONDERED:
        return ()
    x, y = rows["x_m"].to_numpy(), rows["y_m"].to_numpy()
    count = len(pairing.close_points(x, y, np.zeros(len(rows), dtype=np.int64), radius=CLOSE_M))
    return (f"{count} things lie within {CLOSE_M:g} m of another: told apart by their source",) if count else ()


def _others(known: pa.Table, code: pa.Array) -> pa.Table:
    """Known assets that no row was found to be."""
    return known.filter(pc.invert(pc.is_in(known["code"], value_set=code.drop_null())))


def _frame(table: pa.Table) -> pd.DataFrame:
    wanted = ("row_no", "code", "source_id", "class_code", "lon", "lat", "accuracy_m", *_SAID)
    frame: pd.DataFrame = table.select([name for name in wanted if name in table.column_names]).to_pandas()
    return frame


def _most(column: pd.Series) -> float:
    return float(column.max()) if column.notna().any() else np.nan


def _close(rows: pd.DataFrame, there: pd.DataFrame, radius: float) -> Ints:
    """Places, known assets after the rows, of what is near to something of its class, be one of them new."""
    lon = np.concatenate([rows["lon"].to_numpy(), there["lon"].to_numpy()])
    lat = np.concatenate([rows["lat"].to_numpy(), there["lat"].to_numpy()])
    x, y = pairing.metres(lon, lat)
    for frame, part in ((rows, slice(None, len(rows))), (there, slice(len(rows), None))):
        frame["x_m"], frame["y_m"] = x[part], y[part]
    group, _ = pd.factorize(pd.concat([rows["class_code"], there["class_code"]], ignore_index=True))
    counted = np.concatenate([rows["fresh"].to_numpy(), np.zeros(len(there), bool)])
    return pairing.close_points(x, y, group.astype(np.int64), radius=radius, counted=counted)
