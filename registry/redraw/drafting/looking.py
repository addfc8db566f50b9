"""A part of a draft as a whole, and an edit that is tried and not kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from registry.actor import Actor
from registry.errors import Invalid
from registry.redraw.drafting import drafts, editing, parts, sheets
from registry.redraw.drafting.drafts import Settings
from registry.redraw.drafting.editing import Edit, Edited
from registry.redraw.drafting.edits import Drawn

_SAID = "…"


def part(conn: Connection, actor: Actor, draft: int, division: str) -> tuple[Drawn, Settings]:
    """Cells and atoms of the grids of a part that lie in the actor's areas, and what the draft was made with.

    Raises NotFound, Forbidden outside of the actor's areas.
    """
    found = drafts.one(conn, actor, draft)
    grids = [line.grid_code for line in parts.one(conn, actor, draft, division).grids]
    if not grids:
        raise Invalid(f"no grid of {division} lies in your areas", division=division)
    return sheets.read(conn, draft, crs=found.crs, grids=grids), found.settings


def attempt(
    conn: Connection,
    actor: Actor,
    draft: int,
    grid: str,
    asked: Sequence[Edit],
    *,
    if_version: int,
    now: datetime,
) -> Edited:
    """What an edit and its repair would make of a grid: registry.redraw.drafting.editing.edit, taken back at once.

    A reason is not asked for: nothing is kept. Raises as that does.
    """
    savepoint = conn.begin_nested()
    try:
        return editing.edit(conn, actor, draft, grid, asked, if_version=if_version, now=now, reason=_SAID)
    finally:
        savepoint.rollback()
