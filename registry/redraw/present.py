"""The micro-grids and grids that stand now, as frames, within the areas of whoever asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection

from registry.actor import Actor, Role
from registry.errors import Forbidden, NotFound
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "present.sql")
_WHOLE = ("households", "floor_from", "floor_to")


@dataclass(frozen=True, slots=True)
class PlanInEffect:
    """The plan by which cells stand: its number, name, from when on it holds, and what it was made with."""

    number: int
    name: str
    effective_at: datetime
    settings: Mapping[str, Any]


def areas_of(conn: Connection, actor: Actor, asked: Sequence[str] | None) -> list[str]:
    """The codes that are asked for, of divisions, streets, communities or grids; else all the actor's areas.

    Raises NotFound for one that no grid lies in, Forbidden for one outside the actor's areas.
    """
    if not asked:
        return [""] if actor.has(Role.SYSTEM) else list(actor.areas)
    words = [code for code in asked if not code.isdecimal()]  # a pattern would ask for more than it says
    unknown = words or list(conn.execute(_SQL["unknown"], {"codes": list(asked)}).scalars())
    if unknown:
        said = f"no grid lies in {unknown[0]!r}: say the code of a division, street, community or grid"
        raise NotFound(said, code=unknown[0])
    outside = [code for code in asked if not actor.covers(code)]
    if outside:
        raise Forbidden(f"{outside[0]} lies outside the areas of {actor.name}")
    return list(asked)


def streets(conn: Connection, actor: Actor) -> list[Mapping[str, str]]:
    """The streets that the actor's areas hold or lie in, by code: code, name_zh, name_en."""
    return [dict(row) for row in conn.execute(_SQL["streets"], {"areas": areas_of(conn, actor, None)}).mappings()]


def cells(conn: Connection, areas: Sequence[str]) -> gpd.GeoDataFrame:
    """By code: code, grid, name_zh, kind, households, minutes, floor_from, floor_to and the shape, EPSG:4326."""
    return _frame(conn, "cells", areas)


def grids(conn: Connection, areas: Sequence[str]) -> gpd.GeoDataFrame:
    """By code: code, name_zh, community, community_zh, community_short, street_zh, division_zh, households, shape."""
    return _frame(conn, "grids", areas)


def plan(conn: Connection, areas: Sequence[str]) -> PlanInEffect | None:
    """The newest plan in effect there, if any is."""
    row = conn.execute(_SQL["plan"], {"areas": _patterns(areas)}).one_or_none()
    return None if row is None else PlanInEffect(int(row.id), row.name, row.effective_at, dict(row.settings))


def _frame(conn: Connection, name: str, areas: Sequence[str]) -> gpd.GeoDataFrame:
    found = conn.execute(_SQL[name], {"areas": _patterns(areas)})
    frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    shapes = shapely.from_wkb([bytes(shape) for shape in frame.pop("shape")])
    whole = {column: frame[column].astype("Int64") for column in _WHOLE if column in frame}
    return gpd.GeoDataFrame(frame.assign(**whole), geometry=shapes, crs=4326)


def _patterns(areas: Sequence[str]) -> list[str]:
    return [f"{area}%" for area in areas]
