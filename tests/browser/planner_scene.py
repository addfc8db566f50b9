"""A street of the small district with a draft of its micro-grids, and a real server over it."""

from uuid import uuid4

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection, text

from registry.actor import Actor, Role
from registry.redraw import publishing
from registry.redraw.drafting import drafts
from registry.redraw.drafting.drafts import Draft, Settings
from registry.redraw.drafting.edits import Drawn
from registry.redraw.solving.planning import make_plan
from registry.redraw.solving.rules import Rules
from tests.conftest import NOW

LIMIT = 180.0
METRIC = 4549
MINUTES = 6.0  # of a household, so that a grid has several cells
_ACTOR = Actor(uuid4(), "drawer", None, frozenset({Role.PLANNER}), ("370203",))
_GRIDS = text("select code from registry.grid where code like :street || '%' order by code")
_DEMAND = text(
    "select b.code as source_id, b.households, st_asbinary(b.geom) as shape from registry.building b"
    " join registry.grid g on st_covers(g.geom, b.geom) where g.code = any(:grids) and b.households > 0 order by b.code"
)


def drafted(conn: Connection, street: str, *, by: str = "street") -> Draft:
    """A sound draft of all grids of a street, from the buildings of the register."""
    codes = list(conn.execute(_GRIDS, {"street": street}).scalars())
    rows = conn.execute(_DEMAND, {"grids": codes}).all()
    demand = gpd.GeoDataFrame(
        pd.DataFrame({"source_id": [row.source_id for row in rows], "households": [row.households for row in rows]}),
        geometry=shapely.from_wkb([bytes(row.shape) for row in rows]),
        crs=4326,
    ).to_crs(METRIC)
    demand["minutes"] = (demand["households"] * MINUTES).clip(upper=LIMIT * 0.9)
    demand["floors"] = 0
    grids = publishing.grids_of(conn, [f"{code}001" for code in codes]).to_crs(METRIC)
    made = make_plan(grids, demand, rules=Rules(LIMIT))
    drawn = Drawn(made.cells, made.atoms)
    return drafts.add(conn, _ACTOR, drawn, name="二〇二六年调整", settings=Settings(LIMIT), by=by, now=NOW)
