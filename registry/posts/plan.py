"""What a plan would do to the posts of the register: its layers against the cells and posts that stand."""

from datetime import datetime

import geopandas as gpd
from sqlalchemy import Connection

from registry.actor import Actor
from registry.codes import Kind, parse
from registry.errors import Forbidden, Invalid
from registry.posts import kinds, listing
from registry.posts.post import sees_party
from registry.posts.prospects import Prospects, prospects
from registry.redraw import publishing
from registry.redraw.origins import origins


def foresee(
    conn: Connection, actor: Actor, *, cells: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame, now: datetime
) -> Prospects:
    """What the plan would do to the posts of micro-grids at `now`; nothing is changed.

    `cells` (code, perhaps kind and floors) and `atoms` (cell, perhaps households) are the layers of a plan. Party posts
    are told to whoever may know of them. Raises Invalid for a code that is none of a micro-grid, or no cells; Forbidden
    where a grid of the plan lies outside the actor's areas.
    """
    codes = [parse(str(code), Kind.MICRO_GRID).text for code in cells["code"]]
    if not codes:
        raise Invalid("the plan has no cells")
    grids = sorted({code[:15] for code in codes})
    outside = [grid for grid in grids if not actor.covers(grid)]
    if outside:
        raise Forbidden(
            f"{len(outside)} grids of the plan lie outside your areas, as {outside[0]}", grids=outside[:100]
        )
    is_party = sees_party(actor)
    former = publishing.cells_of(conn, grids)
    told = [kind for kind in kinds.read_all(conn) if is_party or not kind.party]
    posts = listing.of_places(conn, Kind.MICRO_GRID, former.codes, party=is_party, now=now)
    named = cells["kind"].fillna("").astype(str) if "kind" in cells.columns else [""] * len(codes)
    demand = origins(atoms, cells, former)
    return prospects(dict(zip(codes, named, strict=True)), demand, posts, told)
