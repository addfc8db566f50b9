"""A draft of one street's micro-grids, made of what the register knows of its buildings."""

from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection

from registry.actor import Actor
from registry.redraw import publishing, workload
from registry.redraw.drafting import drafts
from registry.redraw.drafting.drafts import Draft, Settings
from registry.redraw.drafting.edits import Drawn
from registry.redraw.parameters import Parameters
from registry.redraw.solving.planning import make_plan
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "redrawing.sql")
_METRIC = 4549  # CGCS2000 / 3-degree Gauss-Kruger CM 120E


def draft_street(conn: Connection, actor: Actor, street: str, *, parameters: Parameters, now: datetime) -> Draft:
    """A sound draft of all grids of a street, one part of it, with the minutes that `parameters` reckon."""
    codes = list(conn.execute(SQL["grids"], {"street": street}).scalars())
    rows = conn.execute(SQL["buildings"], {"grids": codes}).mappings().all()
    frame = pd.DataFrame([dict(row) for row in rows])
    shapes = shapely.from_wkb([bytes(one) for one in frame.pop("shape")])
    demand = gpd.GeoDataFrame(frame, geometry=shapes, crs=4326).to_crs(_METRIC)
    demand = gpd.GeoDataFrame(workload.add_minutes(demand, parameters))
    grids = publishing.grids_of(conn, [f"{code}001" for code in codes]).to_crs(_METRIC)
    settings = Settings(parameters.limit_minutes, parameters.mobilisation_minutes, parameters.people)
    made = make_plan(grids, demand, rules=settings.rules, crew=parameters.people)
    drawn = Drawn(made.cells, made.atoms)
    return drafts.add(conn, actor, drawn, name="二〇二六年调整", settings=settings, by="street", now=now)
