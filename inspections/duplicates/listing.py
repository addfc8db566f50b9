"""Pairs that may be one, as the desk may see them: best first, with both sides and the reasons, enough to judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.duplicates.suggesting import FOREIGN, TICKET
from inspections.tickets.sight import page_size, sight_of
from registry.actor import Actor, Role
from registry.errors import Forbidden, NotFound
from registry.roadside import Words
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "listing.sql")
DESK = (Role.DISPATCHER, Role.STEWARD, Role.LEADER, Role.SYSTEM)


class State(StrEnum):
    """What was decided on a pair last."""

    SUGGESTED = "suggested"
    MERGED = "merged"
    REFUSED = "refused"
    UNMERGED = "unmerged"


STATES: Mapping[State, Words] = {
    State.SUGGESTED: Words("疑似重复", "may be one"),
    State.MERGED: Words("已合并", "merged"),
    State.REFUSED: Words("不是重复", "two things"),
    State.UNMERGED: Words("已拆回", "unmerged"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pairs: each condition that is given must hold. With `source`, of that system's cases instead of tickets."""

    states: tuple[State, ...] = ()
    ticket_id: UUID | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, in short; a position is WGS 84 degrees, or None."""

    id: UUID
    number: str
    state: str
    matter: str
    name: Words
    place: str
    at: datetime
    asset_code: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a pair; without an account by rule."""

    id: UUID
    version: int
    action: str
    at: datetime
    account_id: UUID | None
    org_code: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A pair, the one told earlier first; `reasons` as they were when it was found, strongest first."""

    id: UUID
    kind: str
    score: float
    reasons: list[dict[str, object]]
    state: State
    survivor_id: UUID | None
    found_at: datetime
    version: int
    first: Side
    second: Side
    decisions: list[Decision]


@dataclass(frozen=True, slots=True)
class Page:
    """Pairs, the best first; `next` is the id after which the next page begins, None at the end."""

    pairs: list[Listed]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a ticket holds with all that were merged into it."""

    sightings: int
    photos: int
    tickets: int


def list_pairs(conn: Connection, actor: Actor, wanted: Wanted, *, limit: int = 100, after: UUID | None = None) -> Page:
    """The pairs in the actor's areas, best first, at most `limit` (1 to 1,000). Suggestions need both tickets open.

    Pairs of another system's cases are seen by holders of a whole division. Raises Forbidden outside the desk.
    """
    rows = _rows(conn, actor, wanted, limit=page_size(limit) + 1, after=after)
    pairs = _listed(conn, rows[:limit])
    return Page(pairs, pairs[-1].id if len(rows) > limit else None)


def open_pair(conn: Connection, actor: Actor, pair_id: UUID) -> Listed:
    """One pair, of whichever kind. Raises NotFound for one that is not there for the actor, Forbidden as above."""
    for kind in (Wanted(), Wanted(source="")):
        rows = _rows(conn, actor, kind, limit=1, pair_id=pair_id)
        if rows:
            return _listed(conn, rows)[0]
    raise NotFound(f"no pair {pair_id} is here for you", pair_id=str(pair_id))


def count_ticket(conn: Connection, ticket_id: UUID) -> Counted:
    """What a ticket holds with all that were merged into it."""
    return Counted(**conn.execute(SQL["counted"], {"id": ticket_id}).mappings().one())


def _rows(
    conn: Connection,
    actor: Actor,
    wanted: Wanted,
    *,
    limit: int,
    after: UUID | None = None,
    pair_id: UUID | None = None,
) -> list[RowMapping]:
    if not actor.has(*DESK):
        raise Forbidden("what may be told twice is for the desk", roles=list(DESK))
    kind = TICKET if wanted.source is None else FOREIGN
    values = {
        **sight_of(conn, actor),
        "id": pair_id,
        "ticket_id": wanted.ticket_id,
        "source": wanted.source or None,
        "states": [str(state) for state in wanted.states] or None,
        "after": after,
        "limit": limit,
    }
    return list(conn.execute(SQL[f"{kind}_pairs"], values).mappings())


def _listed(conn: Connection, rows: Sequence[RowMapping]) -> list[Listed]:
    decided: dict[UUID, list[Decision]] = {}
    for row in conn.execute(SQL["decisions"], {"ids": [row["id"] for row in rows]}).mappings():
        decided.setdefault(row["pair_id"], []).append(Decision(**{name: row[name] for name in Decision.__slots__}))
    plain = ("id", "kind", "score", "reasons", "survivor_id", "found_at", "version")
    return [
        Listed(
            **{name: row[name] for name in plain},
            state=State(row["state"]),
            first=_side(row, "first"),
            second=_side(row, "second"),
            decisions=decided.get(row["id"], []),
        )
        for row in rows
    ]


def _side(row: RowMapping, which: str) -> Side:
    plain = ("id", "number", "state", "matter", "place", "at", "lon", "lat")
    return Side(
        **{name: row[f"{which}_{name}"] for name in plain},
        name=Words(row[f"{which}_zh"], row[f"{which}_en"]),
        asset_code=row[f"{which}_asset"],
    )
