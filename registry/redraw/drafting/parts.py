"""Parts of a draft on their way: sent, approved, returned, published, each step with who, when and why.

Published parts add up to the district: a part is published with its own grids, and nothing of another part changes.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import geopandas as gpd
from sqlalchemy import Connection, RowMapping

from registry.actor import Actor
from registry.errors import Conflict, Forbidden, NotFound, Stale
from registry.redraw import publishing
from registry.redraw.drafting import approval, drafts, sheets
from registry.redraw.drafting.approval import Act, Need, Part, State, Step
from registry.redraw.drafting.drafts import Draft
from registry.redraw.origins import origins
from registry.redraw.publishing import Published
from registry.redraw.renumbered import Renumbered, renumbered
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "parts.sql")


@dataclass(frozen=True, slots=True)
class Entry:
    """A step that was taken; `version` is that of the part after it."""

    version: int
    act: Act
    from_state: State
    to_state: State
    made_by: str
    made_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """A grid of a part in figures."""

    grid_code: str
    version: int
    cells: int
    over_limit: int
    minutes_most: float
    open_remarks: int


@dataclass(frozen=True, slots=True)
class File:
    """A part with its grids, its log, and the steps that the reader may take now."""

    division_code: str
    name_zh: str
    state: State
    version: int
    plan_id: int | None
    waiting: int
    grids: tuple[GridLine, ...]
    log: tuple[Entry, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Advanced:
    """A part after a step; where it was published, its plan, and how many households get another number by it."""

    division_code: str
    state: State
    version: int
    published: Published | None = None
    numbers: Renumbered | None = None


def one(conn: Connection, actor: Actor, draft: int, division: str) -> File:
    """A part as it stands. Raises NotFound, Forbidden outside of the actor's areas."""
    found = drafts.one(conn, actor, draft)
    row = _row(conn, draft, division, lock=False)
    if not approval.touches(actor, division):
        raise Forbidden(f"{division} is not in your areas", division=division)
    asked = {"draft": draft, "division": division, "limit": found.settings.limit_minutes}
    lines = [GridLine(**line) for line in conn.execute(_SQL["grids"], asked).mappings() if _sees(actor, line)]
    log = [
        Entry(**{**entry, "act": Act(entry["act"]), "from_state": State(entry["from_state"]),
                 "to_state": State(entry["to_state"])})
        for entry in conn.execute(_SQL["log"], asked).mappings()
    ]  # fmt: skip
    part = _part(row)
    return File(
        division,
        row["name_zh"],
        part.state,
        row["version"],
        row["plan_id"],
        part.waiting,
        tuple(lines),
        tuple(log),
        approval.open_steps(actor, part) if found.closed_at is None else (),
    )


def advance(
    conn: Connection,
    actor: Actor,
    draft: int,
    division: str,
    *,
    act: Act,
    now: datetime,
    if_version: int | None = None,
    reason: str = "",
    effective_at: datetime | None = None,
) -> Advanced:
    """Take a step; published, the part's grids become a plan that holds from `effective_at` on, or at once.

    Raises NotFound, Stale (another version than `if_version`), Conflict (no such step from this state, remarks without
    an answer, faults, a closed draft), Forbidden (role, area, the same person twice), Invalid (no reason).
    """
    found = _open(conn, actor, draft)
    row = _row(conn, draft, division, lock=True)
    if if_version is not None and row["version"] != if_version:
        raise Stale(f"part {division} was changed meanwhile; read it again", version=row["version"])
    part = _part(row)
    step = approval.step_of(part.state, act)
    approval.check(actor, step, part, reason=reason)
    published = numbers = None
    if Need.SOUND in step.needs:
        grids = list(conn.execute(_SQL["grid_codes"], {"draft": draft, "division": division}).scalars())
        drawn = sheets.read(conn, draft, crs=found.crs, grids=grids)
        told = drafts.faults(drawn, sheets.ground_of(conn, draft, crs=found.crs, grids=grids), found.settings)
        approval.check(actor, step, part, reason=reason, faults=told)
        if act is Act.PUBLISH:
            homes = origins(drawn.atoms, drawn.cells, publishing.cells_of(conn, grids))
            since = effective_at or now
            published = _publish(conn, actor, found, row, drawn.cells, since=since, now=now, reason=reason.strip())
            numbers = renumbered(homes, published.renumbered)
    plan = published.plan if published else None
    version = _take(conn, actor, draft, division, step, now=now, reason=reason, plan=plan)
    return Advanced(division, step.after, version, published, numbers)


def _publish(
    conn: Connection,
    actor: Actor,
    draft: Draft,
    row: RowMapping,
    cells: gpd.GeoDataFrame,
    *,
    since: datetime,
    now: datetime,
    reason: str,
) -> Published:
    settings = {
        "limit_minutes": draft.settings.limit_minutes,
        "people": draft.settings.people,
        "draft": draft.id,
        "division": row["division_code"],
    }
    return publishing.publish(
        conn,
        cells,
        name=f"{draft.name} {row['name_zh'] or row['division_code']}",
        by=actor.name,
        effective_at=since,
        now=now,
        reason=reason,
        settings=settings,
        file_sha256=draft.file_sha256,
    )


def check_edit(conn: Connection, actor: Actor, draft: int, division: str, *, reason: str) -> Draft:
    """The draft, where the actor may edit the part now, for the reason given. Raises as `note_edit` does."""
    found = _open(conn, actor, draft)
    part = _part(_row(conn, draft, division, lock=False))
    approval.check(actor, approval.step_of(part.state, Act.EDIT), part, reason=reason)
    return found


def note_edit(
    conn: Connection, actor: Actor, draft: int, division: str, *, now: datetime, reason: str, words: str
) -> State:
    """Keep in the log that the part was edited, in `words`; one that was with the street or the district is a draft
    again. Its state is returned. Raises Forbidden, Conflict for a published part, Invalid where a reason is needed.
    """
    part = _part(_row(conn, draft, division, lock=True))
    step = approval.step_of(part.state, Act.EDIT)
    approval.check(actor, step, part, reason=reason)
    _take(conn, actor, draft, division, step, now=now, reason=f"{words} {reason}")
    return step.after


def _take(
    conn: Connection,
    actor: Actor,
    draft: int,
    division: str,
    step: Step,
    *,
    now: datetime,
    reason: str,
    plan: int | None = None,
) -> int:
    taken = {
        "draft": draft,
        "division": division,
        "act": step.act,
        "before": step.before,
        "after": step.after,
        "account": actor.account_id,
        "by": actor.name,
        "now": now,
        "reason": reason.strip(),
        "plan": plan,
    }
    return int(conn.execute(_SQL["take"], taken).scalar_one())


def _open(conn: Connection, actor: Actor, draft: int) -> Draft:
    found = drafts.one(conn, actor, draft)
    if found.closed_at is not None:
        raise Conflict(f"draft {draft} is closed", draft=draft)
    return found


def _row(conn: Connection, draft: int, division: str, *, lock: bool) -> RowMapping:
    asked = {"draft": draft, "division": division}
    if lock:
        conn.execute(_SQL["lock"], asked)
    row = conn.execute(_SQL["part"], asked).mappings().one_or_none()
    if row is None:
        raise NotFound(f"draft {draft} has no part {division}", draft=draft, division=division)
    return row


def _part(row: RowMapping) -> Part:
    last_by: UUID | None = row["last_by"]
    drawn_by = frozenset(row["drawn_by"])
    return Part(row["division_code"], State(row["state"]), last_by, row["waiting"], drawn_by)


def _sees(actor: Actor, line: RowMapping) -> bool:
    return actor.covers(line["grid_code"])
