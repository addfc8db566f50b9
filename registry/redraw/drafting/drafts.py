"""Drafts: a verified plan that planners edit and people remark on, part by part, before anything is published."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection, RowMapping

from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.redraw.drafting import sheets
from registry.redraw.drafting.approval import State, touches
from registry.redraw.drafting.edits import Drawn
from registry.redraw.drafting.sheets import Ground, Sheet
from registry.redraw.parameters import Parameters
from registry.redraw.publishing import grids_of
from registry.redraw.solving.rules import Rules, Tower
from registry.redraw.verifying.door import Given, verify
from registry.redraw.workload import TERMS
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "drafts.sql")
_SHOWN = 5
DIGITS: Mapping[str, int] = {"street": 9, "community": 12}
"""Of the codes of the parts that a draft is approved by."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the plan was made with, and is repaired and verified with; `weight` is what a cell drawn anew costs."""

    limit_minutes: float = 180.0
    mobilisation_minutes: float = 0.0
    people: int = 1
    tower: Tower = Tower.EITHER
    weight: float = 0.5

    @property
    def rules(self) -> Rules:
        """As the solver takes them."""
        return Rules(self.limit_minutes, self.mobilisation_minutes, None, self.tower)


@dataclass(frozen=True, slots=True)
class PartState:
    """How a part of a draft stands."""

    division_code: str
    name_zh: str
    state: State
    version: int
    plan_id: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft and its parts, those that the reader may see."""

    id: int
    name: str
    crs: str
    settings: Settings
    file_sha256: str
    made_by: str
    made_at: datetime
    closed_at: datetime | None
    grids: int
    cells: int
    parts: tuple[PartState, ...]


def add(
    conn: Connection,
    actor: Actor,
    drawn: Drawn,
    *,
    name: str,
    settings: Settings,
    by: str,
    now: datetime,
    barriers: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    file_sha256: str = "",
) -> Draft:
    """Store a plan as a draft, its parts by `street` or `community` (`by`), where the verifier finds no fault in it on
    the grids of the register.

    Raises Forbidden for whoever is no planner of all of its grids, Invalid with the faults, NotFound for a grid that is
    not in the register.
    """
    cells = drawn.cells
    codes = [str(code) for code in cells["code"]]
    if not codes:
        raise Invalid("the plan has no cells")
    grids = grids_of(conn, codes)
    _planner(actor, grids["code"].tolist())
    ground = Ground(grids.to_crs(cells.crs), barriers, buildings)
    told = faults(drawn, ground, settings)
    if told:
        raise Invalid(
            f"{len(told)} faults, no draft was made: {'; '.join(told[:_SHOWN])}. jingge redraw verify tells all",
            faults=len(told),
        )
    values = {
        "name": name,
        "crs": str(cells.crs.to_string()),
        "settings": json.dumps(asdict(settings)),
        "file_sha256": file_sha256,
        "made_by": actor.name,
        "now": now,
    }
    draft = int(conn.execute(_SQL["add"], values).scalar_one())
    conn.execute(_SQL["add_parts"], {"draft": draft, "grids": grids["code"].tolist(), "digits": DIGITS[by]})
    sheets.store(conn, draft, drawn)
    sheets.store_ground(conn, draft, ground)
    return one(conn, actor, draft)


def one(conn: Connection, actor: Actor, draft: int) -> Draft:
    """A draft with the parts in the actor's areas. Raises NotFound; Forbidden where no part is in them."""
    found = _read(conn, actor, draft)
    if not found:
        if conn.execute(_SQL["is_there"], {"draft": draft}).scalar():
            raise Forbidden(f"draft {draft} is not in your areas", draft=draft)
        raise NotFound(f"there is no draft {draft}", draft=draft)
    return found[0]


def listed(conn: Connection, actor: Actor, *, closed: bool = False) -> list[Draft]:
    """The drafts in the actor's areas, the newest first; closed ones too where asked for."""
    return [draft for draft in _read(conn, actor, None) if closed or draft.closed_at is None]


def open_grid(conn: Connection, actor: Actor, draft: int, grid: str) -> Sheet:
    """A grid with its cells and atoms, as it stands. Raises NotFound, Forbidden outside of the actor's areas."""
    sheet = sheets.open_grid(conn, draft, grid, crs=one(conn, actor, draft).crs)
    if not actor.covers(grid):
        raise Forbidden(f"grid {grid} is not in your areas", grid=grid)
    return sheet


def frames(conn: Connection, actor: Actor, draft: int) -> Drawn:
    """All cells and atoms, as a plan file has them. Raises NotFound, Forbidden for whoever may see a part only."""
    found = one(conn, actor, draft)
    outside = [row.division_code for row in conn.execute(_SQL["parts"], {"draft": draft})]
    if not all(actor.covers(code) for code in outside):
        raise Forbidden(f"draft {draft} is not in your areas as a whole", draft=draft)
    return sheets.read(conn, draft, crs=found.crs)


def close(conn: Connection, actor: Actor, draft: int, *, now: datetime) -> Draft:
    """A draft that is not worked on any more; what was published of it stays. Raises NotFound, Forbidden for whoever
    is no planner of all of its parts, Conflict for one that is closed.
    """
    found = one(conn, actor, draft)
    _planner(actor, [row.division_code for row in conn.execute(_SQL["parts"], {"draft": draft})])
    if found.closed_at is not None:
        raise Conflict(f"draft {draft} is closed already", draft=draft)
    conn.execute(_SQL["close"], {"draft": draft, "now": now})
    return one(conn, actor, draft)


def faults(drawn: Drawn, ground: Ground, settings: Settings) -> tuple[str, ...]:
    """What the verifier finds, in words. Pure. Raises Invalid for frames that cannot be read."""
    parameters = Parameters(limit_minutes=settings.limit_minutes, people=settings.people)
    given = Given(drawn.cells, drawn.atoms, ground.grids, buildings=ground.buildings, barriers=ground.barriers)
    verdict = verify(given, parameters=parameters, people=settings.people, mobilisation=settings.mobilisation_minutes)
    return tuple(verdict.faults["words"])


def is_modelled(atoms: gpd.GeoDataFrame) -> bool:
    """Whether the minutes were reckoned by the model, and so are those of the people of a cell already."""
    return set(TERMS) <= set(atoms.columns)


def _planner(actor: Actor, codes: Sequence[str]) -> None:
    if not actor.has(Role.PLANNER, Role.SYSTEM):
        raise Forbidden(f"{actor.name} is no planner: drafts are made by one")
    outside = [code for code in codes if not actor.covers(code)]
    if outside:
        raise Forbidden(f"{outside[0]} and {len(outside) - 1} more are not in your areas", codes=outside[:100])


def _read(conn: Connection, actor: Actor, draft: int | None) -> list[Draft]:
    parts: dict[int, list[PartState]] = {}
    for row in conn.execute(_SQL["parts"], {"draft": draft}).mappings():
        if touches(actor, row["division_code"]):
            parts.setdefault(row["draft_id"], []).append(_part(row))
    rows = conn.execute(_SQL["drafts"], {"draft": draft}).mappings()
    return [_draft(row, tuple(parts[row["id"]])) for row in rows if row["id"] in parts]


def _part(row: RowMapping) -> PartState:
    return PartState(row["division_code"], row["name_zh"], State(row["state"]), row["version"], row["plan_id"])


def _draft(row: RowMapping, parts: tuple[PartState, ...]) -> Draft:
    plain: dict[str, Any] = dict(row)
    settings = {**plain.pop("settings")}
    settings["tower"] = Tower(settings["tower"])
    return Draft(**plain, settings=Settings(**settings), parts=parts)
