"""Entrances and buildings as one demand: what is known of a building is put to its doors, nothing twice or lost."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.errors import Invalid
from registry.redraw.workload import INSTITUTION, count_institutions

NAMES = ("building_source_id", "building_code", "building")
"""Columns by which an entrance names its building, the first of them that is there."""
KEYS = ("source_id", "code", "id", "building_source_id", "building_code", "building", "osm_id")
SHARED = ("doors", "households", "shops")
"""What is shared by the entrances of a building: those that state none share equally what the others leave."""
KEPT = ("floors", "storeys", "use", "kind", "compound", "compound_source_id", "compound_code")
"""What each entrance has of its building, unless it states it itself."""


@dataclass(frozen=True, slots=True)
class Joined:
    """`demand`: the entrances, then the buildings that have none, as they came, with the columns of the model of work.

    `institution` is a number. Counted are the entrances that found their `joined` building, the `strangers` whose
    building is not there, buildings `alone`, and `unequal` buildings whose entrances all state a number of households
    (or doors, or shops) that is not the building's: the entrances' stands.
    """

    demand: gpd.GeoDataFrame
    joined: int
    strangers: int
    alone: int
    unequal: int


def joinable(entrances: pd.DataFrame, buildings: pd.DataFrame | None) -> bool:
    """Whether entrances name buildings of which more is known than where they are."""
    return (
        buildings is not None
        and "minutes" not in entrances.columns
        and any(name in entrances.columns for name in NAMES)
        and any(name in buildings.columns for name in KEYS)
        and any(name in buildings.columns for name in (*SHARED, *INSTITUTION, "use", "kind"))
    )


def joined(entrances: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> Joined:
    """Demand of both, in the CRS of the entrances, whatever the order of the rows.

    Doors, households, shops and institutions are shared, floors and use are each entrance's own. Raises Invalid where
    no entrance names a building, a building stands twice, or a number is none.
    """
    name = next((one for one in NAMES if one in entrances.columns), None)
    if name is None:
        raise Invalid(f"the entrances name no building: give one of the columns {', '.join(NAMES)}")
    named = _texts(entrances[name])
    keys = {one: _texts(buildings[one]) for one in KEYS if one in buildings.columns}
    key = max(keys, key=lambda one: named.isin(keys[one]).sum(), default="")
    if not key or not named.isin(keys[key]).any():
        raise Invalid(
            f"no entrance names a building of the file by {name}; the buildings are named by {', '.join(keys)}"
        )
    known = keys[key]
    if twice := sorted(known[known.ne("") & known.duplicated()]):
        raise Invalid(f"building {twice[0]} stands twice in {key}", field=key)
    doors, houses = _alike(entrances, buildings)
    own = pd.DataFrame(houses.drop(columns=houses.geometry.name)).set_axis(known.to_numpy())
    own = own[own.index != ""]
    home = named.where(named.isin(known) & named.ne(""), "")
    told, unequal = doors.copy(), 0
    for column in (one for one in (*SHARED, "institution") if one in own.columns):
        told[column], apart = _shared(doors, own, home, column)
        unequal += apart
    for column in (one for one in KEPT if one in own.columns):
        told[column] = _kept(doors, own, home, column)
    lonely = (~known.isin(home) | known.eq("")).to_numpy()
    alone = houses[lonely].to_crs(doors.crs).rename(columns={houses.geometry.name: doors.geometry.name})
    alone[name] = known[lonely].to_numpy()
    rows = pd.concat([pd.DataFrame(told), pd.DataFrame(alone)], ignore_index=True)
    demand = gpd.GeoDataFrame(rows, geometry=doors.geometry.name, crs=doors.crs)
    return Joined(demand, int(home.ne("").sum()), int(home.eq("").sum()), len(alone), unequal)


def _alike(*frames: gpd.GeoDataFrame) -> list[gpd.GeoDataFrame]:
    """Frames that call one thing by one name, as the model of work takes the first of two: what one of them calls doors
    (floors, kind) the others call so too. Where one tells of institutions or uses, all have their number.
    """
    made = [frame.copy() for frame in frames]
    for first, second in (("doors", "households"), ("floors", "storeys"), ("kind", "use")):
        if any(first in frame.columns for frame in made):
            for frame in made:
                if first not in frame.columns and second in frame.columns:
                    frame[first] = frame[second]
    for frame in made:
        if any(one in frame.columns for one in (*INSTITUTION, "use", "kind")):
            frame["institution"] = count_institutions(frame)
    return made


def _texts(column: pd.Series) -> pd.Series:
    """Names as text: 12.0 of a column with gaps is 12, nothing is the empty text."""
    read = column.astype(object).where(column.notna(), "")
    return read.map(lambda one: f"{one:.0f}" if isinstance(one, float) and one.is_integer() else str(one).strip())


def _shared(doors: pd.DataFrame, own: pd.DataFrame, home: pd.Series, column: str) -> tuple[pd.Series, int]:
    """A number of each entrance, and how many buildings have another than all their entrances state together."""
    stated = _numbers(doors, column)
    total = home.map(_numbers(own, column))
    given = stated.groupby(home).transform("sum")
    silent = stated.isna().groupby(home).transform("sum")
    rest = (total - given).clip(lower=0).fillna(0.0) / silent.where(silent > 0)
    apart = home[home.ne("") & total.notna() & silent.eq(0) & ((total - given).abs() > 1e-9)]
    return stated.where(stated.notna(), rest.where(home.ne(""), np.nan)), apart.nunique()


def _numbers(frame: pd.DataFrame, column: str) -> pd.Series:
    """Numbers from 0, nan where nothing is said."""
    if column not in frame.columns:
        return pd.Series(np.nan, index=frame.index)
    read = pd.to_numeric(frame[column], errors="coerce").astype(float)
    wrong = (frame[column].notna() & read.isna() | (read < 0)).to_numpy()
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        words = f"row {at + 1}: {column} is {str(frame[column].iloc[at])!r}: say a number from 0"
        raise Invalid(words, field=column)
    return read


def _kept(doors: pd.DataFrame, own: pd.DataFrame, home: pd.Series, column: str) -> pd.Series:
    inherited = home.map(own[column]).astype(object)
    if column not in doors.columns:
        return inherited
    return doors[column].astype(object).where(doors[column].notna(), inherited)
