"""Minutes of a cell, term by term: what each door, shop, institution and floor adds, and the walk between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from registry.errors import Invalid
from registry.redraw import touring
from registry.redraw.parameters import INSTITUTION_WITHOUT_KIND, Parameters

Floats = npt.NDArray[np.float64]

DOORS, FLOORS = ("doors", "households"), ("floors", "storeys")
KIND, INSTITUTION = ("kind", "use"), ("institution", "institution_zh")
TERMS = ("door_minutes", "shop_minutes", "institution_minutes", "stair_minutes", "walk_minutes")
"""Columns that `add_minutes` adds besides `minutes`, their sum."""
ALONE = frozenset({"hospital", "school", "public", "station", "works"})  # kinds that are an institution without a name
PEOPLE = (1, 2)  # that a sheet is made for
ABOUT_M = 300.0
RESIDENTIAL_HOUSEHOLDS = (30, 100)
"""Second, soft rule of the issue: households of a residential cell. Told, never enforced."""


def add_minutes(frame: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """The rows with the minutes each adds to its cell, by term (`TERMS`) and in all (`minutes`), without mobilisation.

    A row is an entrance or a building with some of the columns doors or households, shops, floors or storeys, kind or
    use, institution or institution_zh (a name, a number of them, or yes and no; without it a kind with minutes of its
    own is one). Empty is 0. Doors, shops and institutions are shared by the people of the cell, stairs and walk not.
    The walk of a row is its share by how far its neighbours are (`touring.shares_m`), 0 for a frame without places; the
    tour of a finished cell is on its `sheet`.

    Raises Invalid where no such column is there, or one is not a number from 0.
    """
    if not any(name in frame.columns for name in (*DOORS, "shops", *INSTITUTION, *KIND)):
        raise Invalid(
            "the demand has no column to count work by: give `minutes`, or one of doors, households, shops, "
            f"institution, use; it has {', '.join(map(str, frame.columns))}"
        )
    kind = _words(frame, KIND)
    doors = _numbers(frame, DOORS) * parameters.door_minutes * parameters.reached
    shops = _numbers(frame, ("shops",)) * _by_kind(kind, parameters.shop_minutes, parameters.shop_minutes.get("", 0.0))
    institutions = count_institutions(frame) * _by_kind(kind, parameters.institution_minutes, INSTITUTION_WITHOUT_KIND)
    stairs = np.maximum(_numbers(frame, FLOORS) - 1, 0) * parameters.stair_minutes
    told = frame.copy()
    for name, values in zip(TERMS, (doors, shops, institutions), strict=False):
        told[name] = values / parameters.people
    told["stair_minutes"] = np.where((doors + shops + institutions) > 0, stairs, 0.0)
    told["walk_minutes"] = _walk(frame, parameters, working=(doors + shops + institutions) > 0)
    told["minutes"] = told[list(TERMS)].sum(axis=1)
    return told


NO_TEAMS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Minutes of one cell by term for `people` people; `total_minutes` is their sum."""

    people: int
    mobilisation_minutes: float
    door_minutes: float
    shop_minutes: float
    institution_minutes: float
    stair_minutes: float
    walk_minutes: float
    total_minutes: float
    over_minutes: float


def sheet(atoms: gpd.GeoDataFrame, parameters: Parameters, *, ways: touring.Ways | None = None) -> dict[int, Sheet]:
    """The sheet of a cell for one and for two people, of its demand rows in a CRS of metres; `ways` are the streets.

    A row of a tower counts by its `part`. Raises Invalid as `add_minutes` does.
    """
    return next(iter(sheets(atoms.assign(cell=""), parameters, ways=ways).values()))


def sheets(
    atoms: gpd.GeoDataFrame,
    parameters: Parameters,
    *,
    ways: touring.Ways | None = None,
    teams: Mapping[str, int] = NO_TEAMS,
) -> dict[str, dict[int, Sheet]]:
    """Sheets as of `sheet` for each `cell` that the rows name, by its code, and for the people of its team, where
    `teams` tell them. Rows without a cell are left out.
    """
    placed = atoms[atoms["cell"].notna()]
    cells = placed["cell"].astype(str).to_numpy()
    part = placed["part"].to_numpy(dtype=np.float64) if "part" in placed.columns else np.ones(len(placed))
    bare = pd.DataFrame(placed.drop(columns=[placed.geometry.name, *(set(TERMS) & set(placed.columns))]))
    terms: dict[int, dict[str, dict[str, float]]] = {}
    for people in sorted({*PEOPLE, *teams.values()}):
        priced = add_minutes(bare, replace(parameters, people=people))[list(TERMS)].mul(part, axis=0)
        sums = priced.groupby(cells, sort=True).sum()
        rows_of = zip(sums.index.astype(str), sums.to_numpy().tolist(), strict=True)
        terms[people] = {code: dict(zip(TERMS, row, strict=True)) for code, row in rows_of}
    spots = _places(placed)
    near = None if ways is None else shapely.STRtree(ways.lines)
    found: dict[str, dict[int, Sheet]] = {}
    for code, rows in pd.Series(range(len(cells))).groupby(cells, sort=True):
        stops = spots[rows.to_numpy()]
        walk_m = touring.tour_m(touring.distances_m(stops, ways=_about(stops, ways, near), detour=parameters.detour))
        found[code] = {
            people: _sheet(terms[people][code], replace(parameters, people=people), walk_m)
            for people in sorted({*PEOPLE, teams.get(code, PEOPLE[0])})
        }
    return found


def _about(stops: Floats, ways: touring.Ways | None, tree: shapely.STRtree | None) -> touring.Ways | None:
    """The streets about some places: a way round by farther ones is none that is walked."""
    if ways is None or tree is None or len(stops) == 0:
        return None
    (west, south), (east, north) = stops.min(axis=0) - ABOUT_M, stops.max(axis=0) + ABOUT_M
    near = np.sort(tree.query(shapely.box(west, south, east, north)))
    return touring.Ways(ways.lines[near])


def _sheet(terms: Mapping[str, float], parameters: Parameters, walk_m: float) -> Sheet:
    walk = walk_m / parameters.walk_m_a_minute
    total = parameters.mobilisation_minutes + walk + sum(terms.values())
    return Sheet(
        people=parameters.people,
        mobilisation_minutes=parameters.mobilisation_minutes,
        door_minutes=terms["door_minutes"],
        shop_minutes=terms["shop_minutes"],
        institution_minutes=terms["institution_minutes"],
        stair_minutes=terms["stair_minutes"],
        walk_minutes=walk,
        total_minutes=total,
        over_minutes=max(0.0, total - parameters.limit_minutes),
    )


def outside_households(atoms: pd.DataFrame, *, column: str = "cell") -> pd.Series:
    """Households of the residential cells that have fewer or more than the soft rule says, by cell.

    A cell is residential when most of its rows with a kind are; rows without a kind are when they have doors.
    """
    doors = pd.Series(_numbers(atoms, DOORS), index=atoms.index)
    kind = pd.Series(_words(atoms, KIND), index=atoms.index)
    lived_in = (kind == "residential") | ((kind == "") & (doors > 0))
    if "part" in atoms.columns:
        doors *= atoms["part"].to_numpy(dtype=np.float64)
    cells = pd.DataFrame({"cell": atoms[column], "doors": doors, "lived_in": lived_in}).groupby("cell", sort=True)
    households = cells["doors"].sum()[cells["lived_in"].mean() > 0.5]
    least, most = RESIDENTIAL_HOUSEHOLDS
    return households[(households < least) | (households > most)]


def _places(atoms: gpd.GeoDataFrame) -> Floats:
    found: Floats = shapely.get_coordinates(shapely.centroid(np.asarray(atoms.geometry.array)))
    return found


def _walk(frame: pd.DataFrame, parameters: Parameters, *, working: npt.NDArray[np.bool_]) -> Floats:
    shares = np.zeros(len(frame))
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        return shares
    placed = working & ~(frame.geometry.is_empty | frame.geometry.isna()).to_numpy()
    lonlat = _places(frame[placed].to_crs(4326))
    walk_m = touring.shares_m(lonlat) * parameters.detour
    # To hundredths: the same demand in another CRS is the same work.
    shares[placed] = np.round(walk_m / parameters.walk_m_a_minute, 2)
    return shares


def _first(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.Series | None:
    return next((frame[name] for name in names if name in frame.columns), None)


def _numbers(frame: pd.DataFrame, names: tuple[str, ...]) -> Floats:
    column = _first(frame, names)
    if column is None:
        return np.zeros(len(frame))
    read = pd.to_numeric(column, errors="coerce")
    values = read.fillna(0).to_numpy(dtype=np.float64)
    bad = (column.notna() & read.isna()).to_numpy() | ~np.isfinite(values) | (values < 0)
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        raise Invalid(
            f"row {at + 1}: {column.name} is {str(column.iloc[at])!r}: say a number from 0", field=str(column.name)
        )
    return values


def _words(frame: pd.DataFrame, names: tuple[str, ...]) -> npt.NDArray[np.object_]:
    column = _first(frame, names)
    if column is None:
        return np.full(len(frame), "", dtype=object)
    return column.astype(object).where(column.notna(), "").map(str).to_numpy(dtype=object)


def _by_kind(kind: npt.NDArray[np.object_], minutes: Mapping[str, float], other: float) -> Floats:
    return np.array([minutes.get(one, other) for one in kind], dtype=np.float64)


def count_institutions(frame: pd.DataFrame) -> Floats:
    """How many institutions each row is: a name is one, a number so many; without a column some kinds alone are one."""
    kind = _words(frame, KIND)
    column = _first(frame, INSTITUTION)
    if column is None:
        return np.array([one in ALONE for one in kind], dtype=np.float64)
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
        return _numbers(frame, (str(column.name),))
    named: Floats = np.asarray(column.notna() & (column.map(str).str.strip() != ""), dtype=np.float64)
    return named
