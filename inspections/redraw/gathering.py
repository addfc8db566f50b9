"""What a plan would touch, read from the register and from the work of the last months, and weighed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection

from inspections.redraw import reading
from inspections.redraw.replaying import Replay, replay
from inspections.redraw.staffing import Round, Staffed, staff
from inspections.redraw.weighing import COMMUNITY_DIGITS, Scene, Weighed, changes, weigh
from inspections.tickets.workflow import Words
from registry.actor import Actor
from registry.errors import Forbidden
from registry.redraw import publishing
from registry.redraw.locating import CRACK_DEG
from registry.redraw.parameters import Parameters
from registry.sql import load

ZONE = "Asia/Shanghai"
_NUMBERS = ("people", "stated", "floor_from", "floor_to")
_SQL = load(Path(__file__).parent / "sql" / "gathering.sql")


@dataclass(frozen=True, slots=True)
class Impact:
    """What a plan changes. `scene` holds the shapes, `flows` what goes from which cell to which, `handed` the open
    tickets that change hands; `communities` and `streets` are names by code; `renumbered` codes of the file that were
    issued before, and what they would become.
    """

    scene: Scene
    rounds: Round
    weighed: Weighed
    staffed: Staffed
    replay: Replay
    communities: Mapping[str, str]
    streets: Mapping[str, Words]
    renumbered: Mapping[str, str]
    made_at: datetime

    @property
    def handed(self) -> pd.DataFrame:
        """The open tickets that go from one micro-grid to another."""
        return self.weighed.tickets[changes(self.weighed.tickets)]


def impact(
    conn: Connection,
    actor: Actor,
    cells: gpd.GeoDataFrame,
    atoms: gpd.GeoDataFrame,
    *,
    parameters: Parameters,
    people: int,
    mobilisation: float | None,
    now: datetime,
) -> Impact:
    """Weigh the layers of a plan's file against the register as it is.

    Raises Invalid for a file that is no plan, NotFound for grids that are not in the register, Forbidden where a grid
    of the plan lies outside the actor's areas.
    """
    grids = publishing.grids_of(conn, [str(code) for code in cells["code"]])
    outside = [code for code in grids["code"] if not actor.covers(code[:COMMUNITY_DIGITS])]
    if outside:
        raise Forbidden(f"{len(outside)} grids of the plan lie outside your areas, as {outside[0]}")
    codes = publishing.foresee(conn, cells)
    rounds = reading.rounds_of(atoms, parameters, people=people, mobilisation=mobilisation)
    since, months = reading.months_to(now, zone=ZONE)
    work = reading.atoms_of(atoms, cells, codes, people=people)
    scene = _scene(conn, grids, reading.cells_of(cells, codes), work, since=since, now=now)
    weighed = weigh(scene)
    staffed = staff(scene.before, scene.after, weighed.flows, grids=scene.grids, rounds=rounds)
    places = conn.execute(_SQL["communities"], {"codes": sorted({code[:COMMUNITY_DIGITS] for code in codes})}).all()
    return Impact(
        scene=scene,
        rounds=rounds,
        weighed=weighed,
        staffed=staffed,
        replay=replay(
            weighed.happened, months=months, cells={"before": staffed.before.index, "after": staffed.after.index}
        ),
        communities={row.code: row.name_zh for row in places},
        streets={row.code[:9]: Words(row.street_zh, row.street_en) for row in places},
        renumbered={str(old): new for old, new in zip(cells["code"], codes, strict=True) if str(old) != new},
        made_at=now,
    )


def _scene(
    conn: Connection,
    grids: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    atoms: pd.DataFrame,
    *,
    since: datetime,
    now: datetime,
) -> Scene:
    west, south, east, north = (float(side) for side in grids.total_bounds)
    box = {
        "west": west - 2 * CRACK_DEG,
        "south": south - 2 * CRACK_DEG,
        "east": east + 2 * CRACK_DEG,
        "north": north + 2 * CRACK_DEG,
    }
    window = box | {"zone": ZONE, "since": since, "now": now}
    standing, undivided = _shapes(conn, "standing", box), _shapes(conn, "undivided", box)
    ours = list(grids["code"])
    before = _joined(standing, undivided)
    happened = [_frame(conn, name, window) for name in ("ticket_events", "observations")]
    return Scene(
        grids=frozenset(ours),
        before=before,
        after=_joined(after, before[~before["grid"].isin(ours)]),
        atoms=atoms,
        addresses=_frame(conn, "addresses", box),
        assets=_frame(conn, "assets", box),
        tickets=_frame(conn, "tickets", box),
        happened=pd.concat(happened, ignore_index=True),
    )


def _shapes(conn: Connection, name: str, box: Mapping[str, float]) -> gpd.GeoDataFrame:
    frame = _frame(conn, name, box)
    shapes = shapely.from_wkb([bytes(shape) for shape in frame.pop("shape")])
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


def _frame(conn: Connection, name: str, given: Mapping[str, object]) -> pd.DataFrame:
    found = conn.execute(_SQL[name], given)
    names, rows = list(found.keys()), found.all()
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pd.DataFrame({name: list(column) for name, column in zip(names, columns, strict=True)})


def _joined(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells of two frames, with empty cells for the columns that one of them lacks."""
    columns = ["code", "grid", "kind", *_NUMBERS, "geometry"]
    parts = [
        part.reindex(columns=columns).astype(dict.fromkeys(_NUMBERS, "float64")) for part in (one, two) if len(part)
    ]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=4326)
