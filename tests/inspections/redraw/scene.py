"""A strip of two grids, 10 by 1 and 10 by 1 degrees from 0, 0, cut into cells by their ends, and things along it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from inspections.redraw.weighing import Scene

GRIDS = ("990101001001001", "990101001002002")  # of two communities
LENGTH = 10.0


def cells(
    ends: Sequence[Sequence[float]], *, first: int = 1, people: float | None = None, kind: str = "residential"
) -> gpd.GeoDataFrame:
    """Cells of both grids that end at these places (the last one at 10); without ends the grid itself."""
    rows, shapes = [], []
    for place, (grid, own) in enumerate(zip(GRIDS, ends, strict=True)):
        edges = [0.0, *own, LENGTH] if len(own) else [0.0, LENGTH]
        for number, (low, high) in enumerate(pairwise(edges), start=first):
            code = f"{grid}{number:03d}" if len(own) else grid
            rows.append({"code": code, "grid": grid, "kind": kind if len(own) else "grid", "people": people})
            shapes.append(shapely.box(low + place * LENGTH, 0, high + place * LENGTH, 1))
    frame = pd.DataFrame(rows).assign(floor_from=np.nan, floor_to=np.nan, stated=np.nan)
    return gpd.GeoDataFrame(frame.astype({"people": "float64"}), geometry=shapes, crs=4326)


def along(places: Sequence[float], **columns: Any) -> pd.DataFrame:
    """Things at these places of the strip."""
    return pd.DataFrame({"lon": np.asarray(places, dtype=float), "lat": 0.5}).assign(**columns)


def scene(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    *,
    work: Sequence[tuple[float, float]] = (),
    homes: Sequence[tuple[float, int]] = (),
    assets: Sequence[float] = (),
    tickets: Sequence[float] = (),
    happened: Sequence[tuple[str, str, int, str, float]] = (),
    grids: Sequence[str] = GRIDS,
) -> Scene:
    """`work`: place and minutes; `homes`: place and households; `happened`: month, kind, count, asset and place."""
    atoms = along([x for x, _ in work], work=[w for _, w in work], floor_from=1, floor_to=1)
    owner = shapely.STRtree(after.geometry.to_numpy()).nearest(shapely.points(atoms[["lon", "lat"]].to_numpy()))
    atoms["cell"] = after["code"].to_numpy(dtype=object)[owner] if len(atoms) else pd.Series(dtype=object)
    return Scene(
        frozenset(grids),
        before,
        after,
        atoms.assign(work=atoms["work"].astype(float)),
        along([x for x, _ in homes], households=[n for _, n in homes], floor_from=1, floor_to=3),
        along(assets, code=[f"a{n}" for n in range(len(assets))]),
        along(tickets, number=[f"t{n}" for n in range(len(tickets))]),
        along(
            [x for *_, x in happened],
            **{name: [row[i] for row in happened] for i, name in enumerate(("month", "kind", "count", "asset_code"))},
        ),
    )


_PLACE = st.integers(1, 1999).map(lambda n: n / 100)
_ENDS = st.lists(st.integers(1, 99).map(lambda n: n / 10), max_size=6, unique=True).map(sorted)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Any two divisions of the strip, with things on borders too."""
    after = st.tuples(_ENDS.filter(bool), _ENDS.filter(bool))
    happened = st.tuples(
        st.sampled_from(["2026-10", "2026-11"]),
        st.sampled_from(["filed", "closed", "in_time", "observed"]),
        st.integers(1, 9),
        st.sampled_from(["", "a0", "a1", "a99"]),
        _PLACE,
    )
    return scene(
        cells(draw(st.tuples(_ENDS, _ENDS))),
        cells(draw(after), first=draw(st.sampled_from([1, 20]))),
        work=draw(st.lists(st.tuples(_PLACE, st.sampled_from([0.0, 4.5, 60.0])), max_size=12)),
        homes=draw(st.lists(st.tuples(_PLACE, st.integers(0, 40)), max_size=12)),
        assets=draw(st.lists(_PLACE, max_size=12)),
        tickets=draw(st.lists(_PLACE, max_size=6)),
        happened=draw(st.lists(happened, max_size=12)),
    )
