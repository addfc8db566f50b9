"""What a plan asks of people: minutes and hours of each cell before and after, staff of each community. Pure.

Minutes of a cell are mobilisation, where there is work, and its work shared by its people, as the plan reckons them;
former cells are priced with the same work, as it lies in them today, and done by an ordinary crew, unless they
stay or were published as the work of several.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from inspections.redraw import weighing
from registry.redraw.locating import NOWHERE

MUCH = 0.05
"""A larger share of the households under a new code is warned of."""
HAIR = 1e-4  # minutes: sums of rounded work
_COUNTED = ("households", "addresses", "assets", "tickets")


@dataclass(frozen=True, slots=True)
class Round:
    """What a round is reckoned with: a cell may take `limit_minutes`, of which `start_minutes` go to mobilisation;
    an ordinary cell has `crew` people.
    """

    limit_minutes: float
    start_minutes: float
    crew: float


@dataclass(frozen=True, slots=True)
class Side:
    """One division in figures. Cells count where there is work; hours are of a round, person-hours those of everybody
    in it; `median`, `p95` and `longest` are hours of a cell; `over` cells take longer than the limit.
    """

    cells: int
    vacant: int
    people: float
    hours: float
    person_hours: float
    median_hours: float
    p95_hours: float
    longest_hours: float
    over: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Of so many things those that go from one micro-grid to another, those that get one for the first time, and those
    that would be in none.
    """

    total: float
    changed: float
    begun: float
    lost: float

    @property
    def share(self) -> float | None:
        """Share of the changed among those that were in a micro-grid; None where none was."""
        known = self.total - self.begun
        return self.changed / known if known else None


@dataclass(frozen=True, slots=True)
class Staffed:
    """`before` and `after`: a row for each cell of the grids of the plan, by code: grid, kind, people, minutes,
    person_hours and the numbers of what lies in it; `before` also `into`, the cells that take it over, `longest`, the
    minutes of the longest of those, and `stays`; `after` also `origin`, the cell most of it comes from, with its
    `origin_minutes`, `gained` (assets of other micro-grids), `share` (of its households, under a new code), `stays`.

    `communities`, by code: for both sides (…_before, …_after) cells, people, hours, person_hours, over and longest;
    households, assets and tickets in all and those of them that change hands. `moved` by what is counted.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    communities: pd.DataFrame
    sides: tuple[Side, Side]
    moved: dict[str, Moved]
    kept: int

    @property
    def warned(self) -> bool:
        """Whether too many households get another code."""
        share = self.moved["households"].share
        return share is not None and share > MUCH


def staff(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, flows: pd.DataFrame, *, grids: frozenset[str], rounds: Round
) -> Staffed:
    """Cells, communities and totals of `weighing.Weighed.flows`; cells are those of `weighing.Scene`."""
    ours = {name: cells[cells["grid"].isin(list(grids))] for name, cells in (("before", before), ("after", after))}
    people = ours["after"].set_index("code")["people"]
    sums = flows.groupby(level="before").sum()
    known = ours["before"]["code"].map(people)  # a cell that stays has its people
    told = known.fillna(_crews(ours["before"], sums["work"], rounds) * rounds.crew)
    old = _cells(ours["before"].assign(people=told), sums, rounds)
    new = _cells(ours["after"], flows.groupby(level="after").sum(), rounds)
    pairs = flows.index.to_frame(index=False)
    old = old.join(_fates(pairs, new)).fillna({"into": 0})
    new = new.join(_origins(flows, old))
    new["gained"] = _sum_of(flows[weighing.changes(pairs).to_numpy()], "assets", "after", new.index)
    new["new_households"] = _sum_of(flows[weighing.changes(pairs).to_numpy()], "households", "after", new.index)
    stays = old.index.intersection(new.index)
    old["stays"], new["stays"] = old.index.isin(stays), new.index.isin(stays)
    return Staffed(
        old,
        new,
        _communities(old, new, flows, rounds),
        (_side(old, rounds), _side(new, rounds)),
        {name: _moved(flows[name].to_numpy(), pairs) for name in _COUNTED},
        len(stays),
    )


def _crews(cells: gpd.GeoDataFrame, work: pd.Series, rounds: Round) -> pd.Series:
    """How many crews do each former cell: one, or as many as its work takes to be done in the minutes it was published
    with. The register keeps those minutes of a cell, not its people.
    """
    stated = cells["stated"] - rounds.start_minutes
    crews = (cells["code"].map(work) / stated.where(stated > 0)).round()
    told: pd.Series = crews.fillna(1.0).clip(lower=1.0)
    return told


def _cells(cells: gpd.GeoDataFrame, sums: pd.DataFrame, rounds: Round) -> pd.DataFrame:
    """Cells by code with what lies in them, and what that costs their people."""
    told = pd.DataFrame(cells[["code", "grid", "kind", "people"]]).set_index("code").sort_index()
    told = told.join(sums).fillna(dict.fromkeys(sums.columns, 0.0))
    told["people"] = pd.to_numeric(told["people"]).fillna(rounds.crew)
    working = told["work"] > 0
    told["minutes"] = rounds.start_minutes * working + told["work"] * rounds.crew / told["people"]
    told["person_hours"] = told["minutes"] * told["people"] / 60
    return told.drop(columns="work")


def _fates(pairs: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Of each former cell: how many take it over, and the minutes of the longest of them."""
    heirs = pairs[pairs["after"] != NOWHERE]
    minutes = heirs["after"].map(new["minutes"])
    return heirs.assign(minutes=minutes).groupby("before").agg(into=("after", "size"), longest=("minutes", "max"))


def _origins(flows: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Of each new cell the former one that most of its work, else most else of it, comes from."""
    ranked = flows.reset_index().sort_values(["after", "work", "households", "assets", "before"], kind="stable")
    first = ranked[ranked["before"] != NOWHERE].drop_duplicates("after", keep="last").set_index("after")
    return pd.DataFrame({"origin": first["before"], "origin_minutes": first["before"].map(old["minutes"])})


def _communities(old: pd.DataFrame, new: pd.DataFrame, flows: pd.DataFrame, rounds: Round) -> pd.DataFrame:
    sides = [_by_community(cells, rounds).add_suffix(f"_{side}") for cells, side in ((old, "before"), (new, "after"))]
    pairs = flows.index.to_frame(index=False)
    things = flows.reset_index(drop=True)[list(_COUNTED)]
    changed = things.where(weighing.changes(pairs), 0.0).add_suffix("_changed")
    begun = things.where(weighing.begins(pairs), 0.0).add_suffix("_begun")
    counted = pd.concat([things, changed, begun], axis=1).groupby(weighing.community_of(pairs)).sum()
    told = pd.concat([*sides, counted], axis=1).fillna(0.0).sort_index()
    told.index.name = "community"
    return told


def _by_community(cells: pd.DataFrame, rounds: Round) -> pd.DataFrame:
    working = cells[cells["minutes"] > 0]
    place = working.index.str[: weighing.COMMUNITY_DIGITS]
    over = working["minutes"] > rounds.limit_minutes + HAIR
    frame = working.assign(cells=1, hours=working["minutes"] / 60, over=over, longest=working["minutes"] / 60)
    told = {"cells": "sum", "people": "sum", "hours": "sum", "person_hours": "sum", "over": "sum", "longest": "max"}
    return frame.groupby(place).agg(told)


def _side(cells: pd.DataFrame, rounds: Round) -> Side:
    minutes = cells.loc[cells["minutes"] > 0, "minutes"].to_numpy()
    hours = minutes / 60 if len(minutes) else np.zeros(1)
    return Side(
        cells=len(cells),
        vacant=len(cells) - len(minutes),
        people=float(cells.loc[cells["minutes"] > 0, "people"].sum()),
        hours=float(hours.sum()),
        person_hours=float(cells["person_hours"].sum()),
        median_hours=float(np.median(hours)),
        p95_hours=float(np.quantile(hours, 0.95)),
        longest_hours=float(hours.max()),
        over=int((minutes > rounds.limit_minutes + HAIR).sum()),
    )


def _moved(counts: np.ndarray, pairs: pd.DataFrame) -> Moved:
    lost = (pairs["after"] == NOWHERE).to_numpy()
    changed, begun = weighing.changes(pairs).to_numpy() & ~lost, weighing.begins(pairs).to_numpy()
    return Moved(*(float(counts[rows].sum()) for rows in (np.ones(len(pairs), dtype=bool), changed, begun, lost)))


def _sum_of(flows: pd.DataFrame, column: str, side: str, codes: pd.Index) -> pd.Series:
    return flows.groupby(level=side)[column].sum().reindex(codes).fillna(0.0)
