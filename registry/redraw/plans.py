"""Published plans as people look at them and take them back, and the cells that stand, with their minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
from sqlalchemy import Connection

from registry.actor import Actor, Role
from registry.errors import Forbidden, NotFound
from registry.redraw import present, publishing
from registry.redraw.parameters import Parameters
from registry.redraw.present import PlanInEffect
from registry.redraw.publishing import Published


@dataclass(frozen=True, slots=True)
class Standing:
    """The cells that stand, EPSG:4326, the newest plan by which some of them do, and the limit of their minutes."""

    cells: gpd.GeoDataFrame
    plan: PlanInEffect | None
    limit_minutes: float


def standing(conn: Connection, actor: Actor, within: str) -> Standing:
    """The cells of a division, street, community or grid. Raises NotFound, Forbidden outside of the actor's areas."""
    areas = present.areas_of(conn, actor, [within])
    plan = present.plan(conn, areas)
    told: Mapping[str, object] = {} if plan is None else plan.settings
    limit = told.get("limit_minutes", Parameters().limit_minutes)
    return Standing(present.cells(conn, areas), plan, float(str(limit)))


def undo(conn: Connection, actor: Actor, plan: int, *, now: datetime, reason: str = "") -> Published:
    """Take a plan back, as registry.redraw.publishing.undo. Raises Forbidden besides, for whoever is neither planner
    nor leader of all of its grids.
    """
    if not actor.has(Role.PLANNER, Role.LEADER, Role.SYSTEM):
        raise Forbidden(f"{actor.name} is neither planner nor leader: a plan is taken back by one")
    grids = publishing.grids_of_plan(conn, plan)
    if not grids:
        raise NotFound(f"there is no plan {plan}", plan=plan)
    outside = [grid for grid in grids if not actor.covers(grid)]
    if outside:
        raise Forbidden(
            f"{len(outside)} grids of the plan lie outside your areas, as {outside[0]}", codes=outside[:100]
        )
    return publishing.undo(conn, plan, by=actor.name, now=now, reason=reason)
