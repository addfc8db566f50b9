"""What kind of cell it is, by what most of its minutes go to; and whom vacant ground is attached to."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry import crs
from registry.crs import Shapes
from registry.redraw.lines import Hardness, judged
from registry.redraw.solving.ground import Plane

DEDICATED = frozenset({"market", "office", "school", "hospital", "station", "works"})
STREET_FRONT = frozenset({"shop"})
TERMS = {"door_minutes": "residential", "shop_minutes": "street_front", "institution_minutes": "dedicated"}
"""What the terms of the workload model say of a row that bears no use."""
BESIDE_M = 0.5  # a line so near a border is what it runs along; a border so short is a point
NEAR_M = 0.01


def described(
    cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame, *, lines: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Cells with `kind` (residential, street_front, dedicated, vacant) and `households` where the demand tells.

    A vacant cell bears the code of a cell of its grid in `attached_to`: the one with work that has the longest common
    border with it, else the nearest. `attached_over` are the kinds of hard `lines` between them; both are
    empty for others.
    """
    told = cells.copy()
    told["kind"] = told["code"].map(_main(atoms, _classes(atoms))).astype(object).fillna("residential")
    told.loc[told["minutes"] == 0, "kind"] = "vacant"
    told["attached_to"], told["attached_over"] = _attached(told, lines)
    if "households" in atoms.columns:
        households = pd.to_numeric(atoms["households"], errors="coerce") * atoms["part"]
        told["households"] = told["code"].map(households.groupby(atoms["cell"]).sum()).fillna(0.0).round(2)
    return told


def _classes(atoms: gpd.GeoDataFrame) -> pd.Series:
    """The class of each row, by its use or, where it bears none, by the term with most minutes."""
    classes = pd.Series("residential", index=atoms.index, dtype=object)
    if set(TERMS) <= set(atoms.columns):
        spent = atoms[list(TERMS)].apply(pd.to_numeric).to_numpy(dtype=np.float64)
        most = np.array(list(TERMS.values()), dtype=object)[spent.argmax(axis=1)]
        classes = pd.Series(most, index=atoms.index).where(spent.max(axis=1) > 0, "residential")
    use = next((atoms[name] for name in ("use", "kind") if name in atoms.columns), None)
    if use is None:
        return classes
    by_use = pd.Series("residential", index=atoms.index, dtype=object)
    by_use = by_use.mask(use.isin(DEDICATED), "dedicated").mask(use.isin(STREET_FRONT), "street_front")
    return classes.where(use.isna(), by_use)


def _main(atoms: gpd.GeoDataFrame, classes: pd.Series) -> pd.Series:
    """The class with most minutes by cell; of equals the last by name."""
    spent = pd.DataFrame({"cell": atoms["cell"], "kind": classes, "minutes": pd.to_numeric(atoms["minutes"])})
    total: pd.DataFrame = spent.groupby(["cell", "kind"])["minutes"].sum().reset_index()
    last = total.sort_values(["minutes", "kind"]).drop_duplicates("cell", keep="last")
    return pd.Series(last["kind"].to_numpy(), index=last["cell"])


def _attached(cells: gpd.GeoDataFrame, lines: gpd.GeoDataFrame | None) -> tuple[list[str], list[str]]:
    """For each cell whom it is attached to, and over what; empty where it is not."""
    count = len(cells)
    to, over = [""] * count, [""] * count
    vacant = (cells["kind"] == "vacant").to_numpy()
    if not vacant.any() or cells.crs is None:
        return to, over
    codes, grids = cells["code"].tolist(), cells["grid"].to_numpy()
    system = crs.of_crs(cells.crs)
    names, barriers = _hard(lines)
    for grid in np.unique(grids[vacant]):
        own = np.flatnonzero(grids == grid)
        lonlat = crs.to_wgs84(cells.geometry.to_numpy()[own], system)
        plane = Plane.about(shapely.box(*shapely.total_bounds(lonlat)))
        shapes = plane.metres(lonlat)
        near = shapely.STRtree(barriers).query(shapely.box(*shapely.total_bounds(lonlat))) if len(barriers) else []
        between = plane.metres(barriers[near]) if len(near) else np.empty(0, dtype=object)
        takers = [int(k) for k in np.flatnonzero(~vacant[own])]
        for k in np.flatnonzero(vacant[own]).tolist() if takers else []:
            taker, border = _neighbour(shapes, k, takers, [codes[own[j]] for j in takers])
            to[own[k]] = codes[own[taker]]
            if shapely.length(border) > BESIDE_M:
                met = _along(border, between)
            else:
                met = shapely.intersects(shapely.shortest_line(shapes[k], shapes[taker]), between)
            over[own[k]] = ", ".join(sorted({str(names[near[j]]) or "barrier" for j in np.flatnonzero(met)}))
    return to, over


def _neighbour(shapes: Shapes, k: int, takers: list[int], codes: list[str]) -> tuple[int, shapely.Geometry]:
    """The cell with the longest common border, else the nearest, else the first by code; with that border."""
    # A hair between two borders, as hands draw them, parts nobody.
    borders = shapely.intersection(shapely.boundary(shapes[k]), shapely.buffer(shapes[takers], NEAR_M))
    rank = zip(
        (-np.round(shapely.length(borders), 1)).tolist(),
        np.round(shapely.distance(shapes[k], shapes[takers]), 1).tolist(),
        codes,
        range(len(takers)),
        strict=True,
    )
    at = min(rank)[3]
    return takers[at], borders[at]


def _along(border: shapely.Geometry, lines: Shapes) -> npt.NDArray[np.bool_]:
    """Which lines run along a border; one that only meets or crosses it does not."""
    common = shapely.length(shapely.intersection(lines, shapely.buffer(border, BESIDE_M)))
    found: npt.NDArray[np.bool_] = common > min(4 * BESIDE_M, shapely.length(border) / 2)
    return found


def _hard(lines: gpd.GeoDataFrame | None) -> tuple[Shapes, Shapes]:
    """Kinds and lon/lat shapes of the lines no cell crosses."""
    if lines is None or lines.empty:
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    rows = judged(lines)
    rows = rows[(rows["hardness"] == Hardness.HARD) & ~rows.geometry.is_empty & rows.geometry.notna()]
    shapes = crs.to_wgs84(rows.geometry.to_numpy(), crs.of_crs(rows.crs)) if len(rows) else np.empty(0, dtype=object)
    areas = shapely.get_dimensions(shapes) == 2
    shapes[areas] = shapely.boundary(shapes[areas])
    return rows["kind"].to_numpy(), shapes
