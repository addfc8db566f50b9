"""Remarks on a draft, pinned on the map: said by people of the area, answered by the planner, resolved."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.redraw.drafting import drafts
from registry.redraw.drafting.approval import REMARKED, State
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "remarks.sql")
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said at a place (WGS 84), what was answered, and whether the matter is resolved."""

    id: UUID
    draft_id: int
    division_code: str
    grid_code: str
    lon: float
    lat: float
    words: str
    account_id: UUID | None
    made_by: str
    made_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    resolved_by: str | None
    resolved_at: datetime | None


def add(
    conn: Connection, actor: Actor, draft: int, words: str, *, remark_id: UUID, lon: float, lat: float, now: datetime
) -> Remark:
    """Pin a remark. `remark_id` is made by the client: the same one again changes nothing.

    Raises NotFound, Forbidden for a place outside of the actor's areas, Invalid for one outside of the draft or no
    words, Conflict for a part on which nobody is asked now, or an id that names another remark.
    """
    drafts.one(conn, actor, draft)
    said = _said(words)
    place = {"draft": draft, "lon": lon, "lat": lat}
    row = conn.execute(_SQL["place"], place).one_or_none()
    if row is None:
        raise Invalid(f"{lon}, {lat} lies in no grid of draft {draft}", field="position")
    if not actor.covers(row.grid_code):
        raise Forbidden(f"grid {row.grid_code} is not in your areas", grid=row.grid_code)
    known = _find(conn, remark_id)
    if known is not None:
        if (known.draft_id, known.words, known.account_id) != (draft, said, actor.account_id):
            raise Conflict(f"the id {remark_id} names another remark already; make a new one", id=str(remark_id))
        return known
    if State(row.state) not in REMARKED:
        raise Conflict(f"nobody is asked for remarks on {row.division_code} now: it is {row.state}", state=row.state)
    made = {"id": remark_id, "grid": row.grid_code, "words": said, "account": actor.account_id, "by": actor.name}
    conn.execute(_SQL["add"], {**place, **made, "now": now})
    return _of(conn, draft, remark_id)


def answer(
    conn: Connection, actor: Actor, draft: int, remark_id: UUID, words: str, *, now: datetime, resolved: bool = False
) -> Remark:
    """A planner answers, and may close the matter. Raises NotFound, Forbidden, Invalid, Conflict where it is closed."""
    said, remark = _said(words), _reached(conn, actor, draft, remark_id)
    if not actor.has(Role.PLANNER, Role.SYSTEM):
        raise Forbidden("a remark is answered by a planner", roles=[Role.PLANNER])
    if remark.resolved_at is not None:
        raise Conflict("the matter is resolved; say anything new in a remark of its own", id=str(remark_id))
    conn.execute(_SQL["answer"], {"id": remark_id, "words": said, "by": actor.name, "now": now})
    return resolve(conn, actor, draft, remark_id, now=now) if resolved else _of(conn, draft, remark_id)


def resolve(conn: Connection, actor: Actor, draft: int, remark_id: UUID, *, now: datetime) -> Remark:
    """The matter is closed, by whoever said it or a planner; once more changes nothing. Raises NotFound, Forbidden."""
    remark = _reached(conn, actor, draft, remark_id)
    own = actor.account_id is not None and remark.account_id == actor.account_id
    if not (own or actor.has(Role.PLANNER, Role.SYSTEM)):
        raise Forbidden("a remark is resolved by whoever said it, or a planner", roles=[Role.PLANNER])
    conn.execute(_SQL["resolve"], {"id": remark_id, "by": actor.name, "now": now})
    return _of(conn, draft, remark_id)


def listed(conn: Connection, actor: Actor, draft: int, *, unresolved: bool = False) -> list[Remark]:
    """The remarks in the actor's areas, in the order they were made. Raises NotFound, Forbidden."""
    drafts.one(conn, actor, draft)
    rows = conn.execute(_SQL["listed"], {"draft": draft}).mappings()
    found = [_remark(row) for row in rows if actor.covers(row["grid_code"])]
    return [remark for remark in found if not (unresolved and remark.resolved_at is not None)]


def _said(words: str) -> str:
    said = words.strip()
    if not 0 < len(said) <= MOST_WORDS:
        raise Invalid(f"a remark has 1 to {MOST_WORDS} letters", field="words")
    return said


def _reached(conn: Connection, actor: Actor, draft: int, remark_id: UUID) -> Remark:
    remark = _of(conn, draft, remark_id)
    if not actor.covers(remark.grid_code):
        raise Forbidden(f"grid {remark.grid_code} is not in your areas", grid=remark.grid_code)
    return remark


def _of(conn: Connection, draft: int, remark_id: UUID) -> Remark:
    found = _find(conn, remark_id)
    if found is None or found.draft_id != draft:
        raise NotFound(f"draft {draft} has no remark {remark_id}", id=str(remark_id))
    return found


def _find(conn: Connection, remark_id: UUID) -> Remark | None:
    row = conn.execute(_SQL["one"], {"id": remark_id}).mappings().one_or_none()
    return None if row is None else _remark(row)


def _remark(row: RowMapping) -> Remark:
    return Remark(**dict(row))
