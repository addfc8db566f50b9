"""A grid of a draft edited by hand: the edits in order, then a repair of that grid, judged before it is stored.

Two planners at once: whoever comes second is told, and nothing of the first is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import shapely
from sqlalchemy import Connection

from registry.actor import Actor
from registry.errors import Conflict, Invalid
from registry.redraw.drafting import drafts, edits, parts, sheets
from registry.redraw.drafting.approval import State
from registry.redraw.drafting.drafts import Draft
from registry.redraw.drafting.edits import Drawn
from registry.redraw.drafting.sheets import WGS84, Ground, Sheet
from registry.redraw.numbering import SAME
from registry.redraw.solving import repairing
from registry.redraw.solving.repairing import Repaired

NEAR = 1e-9
MINUTES = 1e-3  # what a file may round of the minutes of a row
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Move:
    """Rows of the demand go over to a cell."""

    atoms: tuple[int, ...]
    to: str


@dataclass(frozen=True, slots=True)
class Reshape:
    """A cell has another outline, lon/lat."""

    cell: str
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells become one."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A cell is divided along a line, lon/lat."""

    cell: str
    line: shapely.LineString


@dataclass(frozen=True, slots=True)
class Lock:
    """Cells are kept as they are, or no longer."""

    cells: tuple[str, ...]
    locked: bool


Edit = Move | Reshape | Merge | Split | Lock


@dataclass(frozen=True, slots=True)
class Edited:
    """A grid after an edit: its new version, the codes that are new and gone, what was done in words, its sheet, and
    the state its part is in now.
    """

    sheet: Sheet
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    words: tuple[str, ...]
    part_state: State


def edit(
    conn: Connection,
    actor: Actor,
    draft: int,
    grid: str,
    asked: Sequence[Edit],
    *,
    if_version: int,
    now: datetime,
    reason: str = "",
) -> Edited:
    """Edit a grid from a version on, repair it, and store it where the verifier finds no fault.

    Raises NotFound, Forbidden (no planner of the part), Stale (somebody changed it meanwhile), Conflict (a locked cell,
    a published part), Invalid (an edit that cannot be, a limit that cannot be restored, no reason where one is needed).
    """
    if not asked:
        raise Invalid("there is no edit", field="edits")
    crs = drafts.one(conn, actor, draft).crs
    sheet = sheets.open_grid(conn, draft, grid, crs=crs, if_version=if_version)
    found = parts.check_edit(conn, actor, draft, sheet.division_code, reason=reason)
    drawn = sheet.drawn
    for one in asked:
        drawn = _done(drawn, one, crs=crs)
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    if not all(isinstance(one, Lock) for one in asked):  # what is locked or not is no matter of limits
        done = _repaired(drawn, sheets.ground_of(conn, draft, crs=crs, grids=[grid]), found)
        drawn, changed, gone, words = Drawn(done.plan.cells, done.plan.atoms), done.changed, done.gone, done.words
    sheets.replace(conn, draft, sheet, drawn)
    deeds = f"{grid} {'+'.join(dict.fromkeys(type(one).__name__.lower() for one in asked))}"
    state = parts.note_edit(conn, actor, draft, sheet.division_code, now=now, reason=reason, words=deeds)
    return Edited(sheets.open_grid(conn, draft, grid, crs=crs), changed, gone, words, state)


def bring(
    conn: Connection,
    actor: Actor,
    draft: int,
    grid: str,
    drawn: Drawn,
    *,
    if_version: int,
    now: datetime,
    reason: str = "",
) -> Edited:
    """A grid as a file has it that was exported from the draft, edited and repaired: it takes the place of the one here
    where the verifier finds no fault. Of a file with more grids, this one alone.

    Raises as `edit` does; Invalid for a file that is not from the draft.
    """
    crs = drafts.one(conn, actor, draft).crs
    sheet = sheets.open_grid(conn, draft, grid, crs=crs, if_version=if_version)
    found = parts.check_edit(conn, actor, draft, sheet.division_code, reason=reason)
    if "row_no" not in drawn.atoms.columns or "grid" not in drawn.cells.columns:
        raise Invalid("the file is not from a draft: export it with jingge redraw draft export", field="row_no")
    own = drawn.cells[drawn.cells["grid"].astype(str) == grid].to_crs(crs).reset_index(drop=True)
    inside = drawn.atoms[drawn.atoms["cell"].isin(own["code"])].to_crs(crs).reset_index(drop=True)
    strange = set(inside["row_no"]) ^ set(sheet.drawn.atoms["row_no"])
    if strange:
        raise Invalid(f"row {min(strange)} of the demand is here or in the file alone: export the draft again")
    _refuse_other_demand(sheet.drawn.atoms, inside)
    _refuse_unlocked(sheet.drawn.cells, own)
    told = drafts.faults(Drawn(own, inside), sheets.ground_of(conn, draft, crs=crs, grids=[grid]), found.settings)
    if told:
        raise Invalid(f"the grid has {len(told)} faults, nothing was stored: {'; '.join(told[:_SHOWN])}")
    sheets.replace(conn, draft, sheet, Drawn(own, inside))
    before, after = set(sheet.drawn.cells["code"]), set(own["code"])
    state = parts.note_edit(
        conn, actor, draft, sheet.division_code, now=now, reason=reason, words=f"{grid} from a file"
    )
    again = sheets.open_grid(conn, draft, grid, crs=crs)
    return Edited(again, tuple(sorted(after - before)), tuple(sorted(before - after)), (), state)


def _refuse_other_demand(here: gpd.GeoDataFrame, there: gpd.GeoDataFrame) -> None:
    """Raises Invalid where a file says other minutes of a row than the draft: work is not edited with the borders."""
    minutes = [atoms.groupby("row_no")["minutes"].sum() for atoms in (here, there)]
    other = (minutes[0] - minutes[1]).abs() > MINUTES
    if other.any():
        row = other.idxmax()
        raise Invalid(
            f"row {row} of the demand takes {minutes[1][row]:g} minutes in the file and {minutes[0][row]:g} here: make "
            "a new draft of a new plan where the work has changed",
            row=int(row),
        )


def _refuse_unlocked(here: gpd.GeoDataFrame, there: gpd.GeoDataFrame) -> None:
    """Raises Invalid where a cell that is locked here is gone or has another shape in the file."""
    shapes = there.drop_duplicates("code").set_index("code").geometry
    for code, shape in here.loc[here["locked"].astype(bool), ["code", here.geometry.name]].itertuples(index=False):
        same = code in shapes.index and shape.symmetric_difference(shapes[code]).area <= SAME * shape.area
        if not same:
            raise Invalid(f"cell {code} is locked here, and the file has it otherwise: unlock it first", cell=code)


def _repaired(drawn: Drawn, ground: Ground, draft: Draft) -> Repaired:
    settings, modelled = draft.settings, drafts.is_modelled(drawn.atoms)
    done = repairing.repair(
        drawn.cells,
        drawn.atoms,
        grids=ground.grids,
        rules=settings.rules,
        barriers=ground.barriers,
        buildings=ground.buildings,
        people=None if modelled else float(settings.people),
        crew=settings.people if modelled else 1,
        weight=settings.weight,
    )
    mended = Drawn(done.plan.cells, done.plan.atoms)
    told = drafts.faults(mended, ground, settings)
    if told:
        raise Invalid(f"the edit leaves {len(told)} faults, nothing was stored: {'; '.join(told[:_SHOWN])}")
    _refuse_touched(drawn, mended)
    return done


def _refuse_touched(drawn: Drawn, mended: Drawn) -> None:
    """Raises Conflict where a locked cell did not stay as it is: a repair is not trusted either."""
    after = dict(zip(mended.cells["code"], mended.cells.geometry, strict=True))
    for code, shape in drawn.cells.loc[drawn.cells["locked"], ["code", "geometry"]].itertuples(index=False):
        if code not in after or not shapely.equals_exact(after[code], shape, tolerance=NEAR, normalize=True):
            raise Conflict(f"cell {code} is locked, and the limit cannot be restored without it: unlock it", cell=code)


def _done(drawn: Drawn, one: Edit, *, crs: str) -> Drawn:
    match one:
        case Move(atoms, to):
            return edits.move_atoms(drawn, atoms, to=to)
        case Reshape(cell, shape):
            return edits.reshape(drawn, cell, _own(shape, crs))
        case Merge(cells):
            return edits.merge(drawn, cells)
        case Split(cell, line):
            return edits.split(drawn, cell, _own(line, crs))
        case Lock(cells, locked):
            return edits.lock(drawn, cells, locked=locked)


def _own(shape: shapely.Geometry, crs: str) -> shapely.Geometry:
    return gpd.GeoSeries([shape], crs=WGS84).to_crs(crs).iloc[0]
