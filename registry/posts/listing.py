"""Who holds which post, where one is vacant, and who holds two cells.

Party posts are told to whoever has the role for them, as if there were none to everybody else. A post whose micro-grid
ended by a redraw does not vanish: it waits to be appointed anew, with the cells that took the place of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from registry.actor import Actor, Role
from registry.assets import below
from registry.codes import Kind
from registry.errors import NotFound
from registry.history import became
from registry.posts import kinds
from registry.posts.post import CELLS, Post, PostKind, State, sees_party
from registry.posts.post import known as named
from registry.sql import load

MOST = 1000
_SQL = load(Path(__file__).parent / "sql" / "listing.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which posts: below an area or of a place (a code), of some kinds, of one holder, in some states (none: all)."""

    area: str | None = None
    place: str | None = None
    kinds: Sequence[str] = ()
    holder: str | None = None
    states: Sequence[State] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Posts by place and kind; `next` continues the list."""

    posts: Sequence[Post]
    next: int | None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A place where a post is held by fewer than are needed."""

    kind: PostKind
    place: str
    missing: int


@dataclass(frozen=True, slots=True)
class Vacancies:
    """`total` missing of each kind (its code), and a page of the places by code; `next` continues it."""

    total: Mapping[str, int]
    rows: Sequence[Vacancy]
    next: int | None


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody who holds posts of several cells at once."""

    holder: str
    kind: PostKind
    places: Sequence[str]


def one(conn: Connection, post: UUID, *, now: datetime) -> Post | None:
    """A post by its id, whoever asks; None where there is none."""
    found = _read(conn, "one", {"id": post, "now": now})
    return found[0] if found else None


def posts(conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime, limit: int = 100, after: int = 0) -> Page:
    """The posts in one's areas as they stand at `now`, `limit` at a time, those after the first `after`.

    Raises Invalid for a kind there is not.
    """
    asked = {
        **_bounds(actor, wanted.area),
        "place": wanted.place,
        "kinds": _codes(wanted.kinds, kinds.read_all(conn)) if wanted.kinds else None,
        "holder": wanted.holder,
        "states": [state.value for state in wanted.states] or None,
        "now": now,
        "limit": limit + 1,
        "after": after,
    }
    found = _read(conn, "posts", asked)
    page = [_with_heirs(conn, post) for post in found[:limit]]
    return Page(page, after + limit if len(found) > limit else None)


def of_places(conn: Connection, kind: Kind, places: Sequence[str], *, party: bool, now: datetime) -> list[Post]:
    """The posts of places that are held at `now` or wait to be appointed anew, whoever asks: the caller minds whom."""
    return _read(conn, "of_places", {"kind": kind.value, "places": list(places), "party": party, "now": now})


def vacancies(
    conn: Connection,
    actor: Actor,
    *,
    now: datetime,
    area: str | None = None,
    of: Sequence[str] = (),
    limit: int = 100,
    after: int = 0,
) -> Vacancies:
    """Where posts are missing at `now` in one's areas: each place that stands, but for those nobody is needed at.

    Raises Invalid for a kind there is not.
    """
    every = kinds.read_all(conn)
    known = {kind.code: kind for kind in every}
    asked = _bounds(actor, area) | {"kinds": _codes(of, every), "now": now}
    total = {row.kind: int(row.missing) for row in conn.execute(_SQL["total"], asked)}
    rows = conn.execute(_SQL["vacancies"], asked | {"limit": limit + 1, "after": after}).all()
    page = [Vacancy(known[row.kind], row.place, int(row.missing)) for row in rows[:limit]]
    return Vacancies(total, page, after + limit if len(rows) > limit else None)


def doubles(conn: Connection, actor: Actor, *, now: datetime, area: str | None = None) -> list[Double]:
    """Who holds a post of the same kind in two cells (grids, micro-grids) or more at `now`."""
    known = {kind.code: kind for kind in kinds.read_all(conn)}
    asked = _bounds(actor, area) | {"cells": [kind.value for kind in CELLS], "now": now}
    rows = conn.execute(_SQL["doubles"], asked).all()
    return [Double(row.holder, known[row.kind], tuple(row.places)) for row in rows]


def _codes(wanted: Sequence[str], every: Sequence[PostKind]) -> list[str] | None:
    """The codes of kinds, which may be called by their Chinese names as everywhere; None for all. Raises Invalid."""
    return [named(word, every).code for word in wanted] or None


def _bounds(actor: Actor, area: str | None) -> dict[str, object]:
    """What one may see: nothing outside one's areas, no party posts without their role. An area is any code."""
    return {
        "bound": below(None if actor.has(Role.SYSTEM) else actor.areas),
        "asked": ["%"] if area is None else [f"{area}%"],
        "party": sees_party(actor),
    }


def _read(conn: Connection, name: str, asked: Mapping[str, object]) -> list[Post]:
    known = {kind.code: kind for kind in kinds.read_all(conn)}
    return [_post(row, known) for row in conn.execute(_SQL[name], asked).mappings()]


def _post(row: Mapping[Any, Any], known: Mapping[str, PostKind]) -> Post:
    told = dict(row) | {"kind": known[row["kind"]], "state": State(row["state"])}
    return Post(**told)


def _with_heirs(conn: Connection, post: Post) -> Post:
    if post.state is not State.TO_REAPPOINT:
        return post
    try:
        return replace(post, heirs=became.resolve(conn, post.kind.place_kind, post.place).into)
    except NotFound:
        return post  # a place of before the register kept what became of it
