"""What goes from which cell to which when a plan takes effect: work, households, assets, tickets. Pure.

Before the plan a grid that has no micro-grids yet is a cell of its own, under the 15 digits of its code.
"""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from registry.redraw.locating import NOWHERE, Division, moves
from registry.redraw.solving.ground import Ints

GRID_DIGITS = 15
COMMUNITY_DIGITS = 12
CARRIED = ("work", "households", "addresses", "assets", "tickets")
"""What flows are counted in: minutes of work for an ordinary crew, and numbers of things; tickets are the open ones."""
_FLOORS = ("floor_from", "floor_to")
_PAIR = ("before", "after")


@dataclass(frozen=True, slots=True)
class Scene:
    """A plan and all that lies in it. Places are columns lon, lat in degrees, WGS 84.

    `before` and `after` are cells (code, grid, kind, people, floor_from, floor_to, EPSG:4326) of the grids of the plan
    and those that stand beside them; `after` bears the codes under which the cells would be known. `people` is empty
    where nobody says how many; `stated` of `before` are the minutes a cell was published with. `atoms`: work (minutes
    of an ordinary crew), cell (a code of `after`), and with `addresses` floor_from and floor_to. `addresses`:
    households. `assets`: code. `tickets`: number and what is told of them. `happened`: month, kind, count, asset_code
    (empty where it has none of its own).
    """

    grids: frozenset[str]
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    atoms: pd.DataFrame
    addresses: pd.DataFrame
    assets: pd.DataFrame
    tickets: pd.DataFrame
    happened: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Weighed:
    """`flows` has a row for each pair of cells (index before, after) with `CARRIED`; of a cell with itself it is what
    stays. `tickets` are the open ones and `happened` what was counted by month and kind, each with before and after.
    """

    flows: pd.DataFrame
    tickets: pd.DataFrame
    happened: pd.DataFrame


def weigh(scene: Scene) -> Weighed:
    """Find everything's cell before and after. What lies in no grid of the plan, before and after, is left out."""
    before, after = Division.of(scene.before), Division.of(scene.after)

    def moved(things: pd.DataFrame, *, by_floor: bool = False) -> pd.DataFrame:
        was, becomes = before.at(things["lon"], things["lat"]), after.at(things["lon"], things["lat"])
        if "cell" in things:  # the plan says it
            becomes = after.of_codes(things["cell"])
        return moves(before, was, after, becomes, floors=_floors(things) if by_floor else None)

    assets, tickets = moved(scene.assets), moved(scene.tickets)
    parts = [
        _carried(moved(scene.atoms, by_floor=True), work=scene.atoms["work"]),
        _carried(moved(scene.addresses, by_floor=True), households=scene.addresses["households"], addresses=None),
        _carried(assets, assets=None),
        _carried(tickets, tickets=None),
    ]
    flows = pd.concat(parts).groupby(level=list(_PAIR)).sum().reindex(columns=list(CARRIED)).fillna(0.0)
    happened = _with_homes(scene.happened, pd.concat([scene.assets["code"], assets[list(_PAIR)]], axis=1), moved)
    opened = scene.tickets.assign(**{name: tickets[name].to_numpy() for name in _PAIR})
    return Weighed(
        flows[concerned(flows.index.to_frame(), scene.grids).to_numpy()],
        opened[concerned(opened, scene.grids)],
        happened[concerned(happened, scene.grids)],
    )


def concerned(pairs: pd.DataFrame, grids: frozenset[str]) -> pd.Series:
    """Which rows with the codes before and after have a cell in one of the grids."""
    wanted = list(grids)
    return pairs["before"].str[:GRID_DIGITS].isin(wanted) | pairs["after"].str[:GRID_DIGITS].isin(wanted)


def changes(pairs: pd.DataFrame) -> pd.Series:
    """Which rows go from one micro-grid to another: to other people, under another code."""
    return (pairs["before"] != pairs["after"]) & ~begins(pairs)


def begins(pairs: pd.DataFrame) -> pd.Series:
    """Which rows had no micro-grid and get one: nobody gives anything away, a code is given for the first time."""
    return (pairs["before"].str.len() <= GRID_DIGITS) & (pairs["after"] != NOWHERE)


def community_of(pairs: pd.DataFrame) -> pd.Series:
    """The community of rows with the codes before and after: where they will be, or where they were lost."""
    return pairs["after"].where(pairs["after"] != NOWHERE, pairs["before"]).str[:COMMUNITY_DIGITS]


def _floors(things: pd.DataFrame) -> tuple[Ints, Ints]:
    low, high = (things[name].fillna(1).to_numpy(dtype=np.int64) for name in _FLOORS)
    return np.maximum(low, 1), np.maximum(high, 1)


def _carried(moved: pd.DataFrame, **values: pd.Series | None) -> pd.DataFrame:
    """Sums of values, by default one a thing, by the cells before and after."""
    share = moved["share"].to_numpy()
    columns = {
        name: share if value is None else share * value.to_numpy(dtype=np.float64)[moved["thing"].to_numpy()]
        for name, value in values.items()
    }
    return moved[list(_PAIR)].assign(**columns).groupby(list(_PAIR)).sum()


def _with_homes(
    happened: pd.DataFrame, assets: pd.DataFrame, moved: Callable[[pd.DataFrame], pd.DataFrame]
) -> pd.DataFrame:
    """What happened with the cells before and after: those of its asset where it has one, else where it was seen."""
    place = pd.Index(assets["code"]).get_indexer(happened["asset_code"])
    bare = place < 0
    told = happened[["month", "kind", "count"]].reset_index(drop=True)
    own = moved(happened[bare])
    for name in _PAIR:
        codes = np.append(assets[name].to_numpy(dtype=object), [NOWHERE])[place]
        codes[bare] = own[name].to_numpy(dtype=object)
        told[name] = codes
    return told
