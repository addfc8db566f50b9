"""The demand beside a plan: each row by a name of its own, its minutes, and whether the plan has it, whole and once."""

from collections import defaultdict

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.verifying.contents import Atoms, Floats
from registry.redraw.verifying.plan import Cells, Texts, texts
from registry.redraw.verifying.plane import Plane, Shapes
from registry.redraw.verifying.verdict import Fault
from registry.redraw.workload import add_minutes

NAMES = ("source_id", "code", "id")
PLACE_M = 0.05  # rows of two files with one name stand this near, whatever CRS they came through
PART_MINUTES = 1e-3


def row_names(frame: pd.DataFrame, shapes: Shapes) -> Texts:
    """A name of each row: that of the first of `NAMES` that names one place each, else the place, in tenths of metres.

    Rows without a place, or that share one, share a name.
    """
    middles = shapely.get_coordinates(shapely.centroid(shapely.force_2d(shapes)))
    spots = np.full((len(shapes), 2), np.iinfo(np.int64).max)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    spots[placed] = np.floor(middles * 10 + 0.377)  # round figures, as people draw, are far from these edges
    for name in NAMES:
        if name in frame.columns:
            told = pd.DataFrame({"name": texts(frame[name]), "x": spots[:, 0], "y": spots[:, 1]})
            if not told.drop_duplicates()["name"].duplicated().any():
                return told["name"].to_numpy(dtype=object)
    return np.array([f"place {x} {y}" for x, y in spots], dtype=object)


def row_minutes(frame: gpd.GeoDataFrame, parameters: Parameters, *, people: int) -> Floats:
    """Minutes each row adds to its cell: by the model, or a column `minutes` of person-minutes shared by `people`.

    Raises Invalid for minutes that are no number from 0.
    """
    if "minutes" not in frame.columns:
        return np.asarray(add_minutes(frame, parameters)["minutes"], dtype=np.float64)
    read = pd.to_numeric(frame["minutes"], errors="coerce").to_numpy(dtype=np.float64)
    if (bad := ~(np.isfinite(read) & (read >= 0))).any():
        at = int(np.flatnonzero(bad)[0])
        raise Invalid(
            f"row {at + 1}: minutes is {str(frame['minutes'].iloc[at])!r}: say a number from 0", field="minutes"
        )
    return np.asarray(read / people, dtype=np.float64)


def read_atoms(frame: gpd.GeoDataFrame, plane: Plane, cells: Cells, *, people: int) -> Atoms:
    """The layer `atoms` of a plan. Raises Invalid without the columns cell and minutes."""
    for name in ("cell", "minutes"):
        if name not in frame.columns:
            raise Invalid(f"the layer atoms has no column {name}", field=name)
    shapes = plane.metres(np.asarray(frame.geometry.array))
    codes = texts(frame["cell"])
    place = {code: i for i, code in enumerate(cells.codes)}
    return Atoms(
        names=row_names(frame, shapes),
        cell_codes=codes,
        cell=np.array([place.get(code, -1) for code in codes], dtype=np.int64),
        shapes=shapes,
        minutes=row_minutes(frame, Parameters(), people=people),
    )


def check_demand(atoms: Atoms, names: Texts, shapes: Shapes, minutes: Floats) -> list[Fault]:
    """Rows of the demand that the plan lacks, has elsewhere, or with other minutes in all; and rows it has besides."""
    asked: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        asked[name].append(i)
    held: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(atoms.names):
        held[name].append(i)
    faults: list[Fault] = []
    pairs: list[tuple[int, int]] = []
    for name, rows in asked.items():
        there = held.pop(name, [])
        where = {"atom": name, "shape": shapes[rows[0]]}
        if len(there) < len(rows):
            faults.append(Fault("atom", f"{name} of the demand is not in the plan", **where))
            continue
        total, wanted = float(atoms.minutes[there].sum()), float(minutes[rows].sum())
        if abs(total - wanted) > PART_MINUTES * len(there):
            words = f"{name} has {wanted:.2f} minutes in the demand and {total:.2f} in the plan"
            faults.append(Fault("atom", words, measure=abs(total - wanted), **where))
        pairs += [(rows[0], i) for i in there]  # rows of one name share a place
    faults += _moved(atoms, shapes, np.array(pairs, dtype=np.int64).reshape(-1, 2))
    for name, rows in held.items():
        faults.append(Fault("atom", f"{name} of the plan is not in the demand", atom=name, shape=atoms.shapes[rows[0]]))
    return faults


def _moved(atoms: Atoms, shapes: Shapes, pairs: np.ndarray) -> list[Fault]:
    """Of pairs of a row of the demand and one of the plan, those whose shapes differ by more than files round."""
    faults: list[Fault] = []
    away = shapely.hausdorff_distance(shapes[pairs[:, 0]], atoms.shapes[pairs[:, 1]])
    for k in np.flatnonzero(away > PLACE_M).tolist():
        name, wanted = str(atoms.names[pairs[k, 1]]), shapes[pairs[k, 0]]
        words = f"{name} lies {away[k]:.2f} m from where the demand has it"
        faults.append(Fault("atom", words, atom=name, measure=float(away[k]), shape=wanted))
    return faults
