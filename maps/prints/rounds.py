"""The round of a cell: its doors in walking order, with what each takes. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely

from maps.prints.paper import Floats, Shapes
from registry.redraw import touring, workload
from registry.redraw.parameters import Parameters

_VISITS = ("door_minutes", "shop_minutes", "institution_minutes", "stair_minutes")


@dataclass(frozen=True, slots=True)
class Stop:
    """A door of the round: floors, households and shops behind it, its minutes, and how far it is from the last one."""

    code: str
    address: str
    entrance: int | None
    floors: int | None
    households: int
    shops: int
    institution: str
    minutes: float
    leg_m: float
    at_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Round:
    """Stops in walking order; minutes in all are mobilisation, visits and the walk."""

    stops: tuple[Stop, ...]
    mobilisation_minutes: float
    walk_m: float
    walk_minutes: float

    @property
    def visit_minutes(self) -> float:
        """At the doors."""
        return sum(stop.minutes for stop in self.stops)

    @property
    def minutes(self) -> float:
        """In all."""
        return self.mobilisation_minutes + self.visit_minutes + self.walk_minutes


def plan_round(
    buildings: pd.DataFrame, entrances: pd.DataFrame, parameters: Parameters, *, floors: tuple[int, int] | None = None
) -> Round:
    """The doors of a cell's `buildings` (with `address`), by their `entrances`; shapes in metres.

    A building without entrances is one stop; shops and the institution of one with entrances are at its first. A cell
    of some `floors` has the share of the households that lives on them. The order is that of `touring.walk`.
    """
    frame = _doors(buildings, entrances, floors)
    if frame.empty:
        return Round((), parameters.mobilisation_minutes, 0.0, 0.0)
    priced = workload.add_minutes(frame.drop(columns="at"), parameters)
    places: Floats = np.array(frame["at"].tolist(), dtype=np.float64)
    away = touring.distances_m(places, detour=parameters.detour)
    order = touring.walk(away)
    legs = np.r_[0.0, away[order[:-1], order[1:]]]
    minutes = priced[list(_VISITS)].sum(axis=1).to_numpy()
    rows = frame.to_dict(orient="records")
    stops = tuple(_stop(rows[place], float(minutes[place]), float(leg)) for place, leg in zip(order, legs, strict=True))
    walk_m = float(legs.sum())
    return Round(stops, parameters.mobilisation_minutes, walk_m, walk_m / parameters.walk_m_a_minute)


def _stop(row: Mapping[Hashable, object], minutes: float, leg_m: float) -> Stop:
    number, storeys = row["entrance"], row["floors"]
    at: tuple[float, float] = row["at"]  # type: ignore[assignment]  # a row's values have no types
    return Stop(
        code=str(row["code"]),
        address=str(row["address"]),
        entrance=int(str(number)) if number else None,
        floors=int(str(storeys)) if storeys else None,
        households=round(float(str(row["households"]))),
        shops=int(str(row["shops"])),
        institution=str(row["institution_zh"]),
        minutes=minutes,
        leg_m=leg_m,
        at_m=at,
    )


def _doors(buildings: pd.DataFrame, entrances: pd.DataFrame, floors: tuple[int, int] | None) -> pd.DataFrame:
    """A row a door: an entrance, or a building that has none."""
    by_building: dict[str, list[Mapping[Hashable, object]]] = {}
    for entrance in entrances.sort_values("code").to_dict(orient="records"):
        by_building.setdefault(str(entrance["building_code"]), []).append(entrance)
    rows = []
    for building in buildings.sort_values("code").to_dict(orient="records"):
        storeys = 0 if pd.isna(building["storeys"]) else int(building["storeys"])
        institution = "" if pd.isna(building["institution_zh"]) else building["institution_zh"]
        share, seen = _share(storeys, floors)
        shared = {"address": building["address"], "use": building["use"], "floors": seen}
        own = by_building.get(str(building["code"]), [])
        doors: list[tuple[object, int, object, object]] = [
            (one["code"], int(str(one["number"])), one["households"], one["shape"]) for one in own
        ] or [(building["code"], 0, building["households"], shapely.point_on_surface(building["shape"]))]
        for n, (code, number, households, spot) in enumerate(doors):
            first = n == 0
            rows.append(
                shared
                | {
                    "code": code,
                    "entrance": number,
                    "households": float(str(households)) * share,
                    "shops": building["shops"] if first else 0,
                    "institution_zh": institution if first else "",
                    "at": tuple(shapely.get_coordinates(spot)[0].tolist()),
                }
            )
    return pd.DataFrame(rows)


def _share(storeys: int, floors: tuple[int, int] | None) -> tuple[float, int]:
    """Which part of a building some floors are, and how many."""
    if floors is None or storeys == 0:
        return 1.0, storeys
    count = min(floors[1], storeys) - floors[0] + 1
    return max(0, count) / storeys, max(0, count)


def route(stops: tuple[Stop, ...]) -> Shapes:
    """The way from stop to stop, as the crow flies."""
    spots = [stop.at_m for stop in stops]
    lines = [shapely.LineString(pair) for pair in pairwise(spots) if pair[0] != pair[1]]
    found: Shapes = np.array(lines, dtype=object)
    return found
