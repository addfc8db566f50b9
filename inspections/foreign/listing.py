"""Cases of other systems with their history, in pages, one by one, and as a frame for dry runs and reports."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pandas as pd
from sqlalchemy import Connection, RowMapping

from inspections.foreign.case import Reject
from inspections.routing.rules import Matter
from inspections.tickets.sight import page_size
from registry.actor import Actor, Role
from registry.errors import Forbidden, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "listing.sql")
SEEN_BY = (Role.DISPATCHER, Role.STEWARD, Role.LEADER, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored case; see `case.Case`."""

    id: UUID
    source: str
    number: str
    title: str
    category: str
    status: str
    agency: str
    channel: str
    words: str
    place: str
    lon: float | None
    lat: float | None
    opened_at: datetime
    updated_at: datetime | None
    closed_at: datetime | None
    extra: dict[str, object]
    version: int

    @property
    def matter(self) -> Matter:
        """What a routing rule may look at: the category stands for the defect; where it lies is not of this city."""
        return Matter(None, self.category, self.agency or None, None, None)


@dataclass(frozen=True, slots=True)
class Told:
    """One row of its history; position counts from 1."""

    position: int
    at: datetime
    kind: str
    words: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class File:
    """A case with its history, oldest first."""

    case: Stored
    history: list[Told]


@dataclass(frozen=True, slots=True)
class Page:
    """Cases, the latest opened first; `next` is the id after which the next page begins, None at the end."""

    cases: list[Stored]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: each condition that is given must hold."""

    source: str | None = None
    category: str | None = None


def list_cases(conn: Connection, actor: Actor, wanted: Wanted, *, limit: int = 100, after: UUID | None = None) -> Page:
    """The cases, at most `limit` (1 to 1,000). Raises Forbidden for others than the desk of a whole division."""
    found = _cases(conn, actor, wanted, limit=page_size(limit) + 1, after=after)
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)


def open_case(conn: Connection, actor: Actor, case_id: UUID) -> File:
    """One case with its history. Raises NotFound, Forbidden."""
    found = _cases(conn, actor, Wanted(), limit=1, case_id=case_id)
    if not found:
        raise NotFound(f"there is no case {case_id}", case_id=str(case_id))
    events = conn.execute(SQL["events"], {"id": case_id}).mappings()
    return File(found[0], [Told(**row) for row in events])


def all_cases(conn: Connection, actor: Actor, wanted: Wanted) -> list[Stored]:
    """Every case, however many, the latest opened first. Raises Forbidden."""
    return _cases(conn, actor, wanted, limit=None)


def frame(conn: Connection, actor: Actor, wanted: Wanted) -> pd.DataFrame:
    """Every case as a frame by id, with the columns of `Stored`; lon/lat WGS 84, NaN without position.

    Raises Forbidden.
    """
    rows = [asdict(one) for one in all_cases(conn, actor, wanted)]
    made = pd.DataFrame(rows, columns=list(Stored.__slots__)).set_index("id")
    return made.astype({"lon": "float64", "lat": "float64"})


def list_runs(conn: Connection, actor: Actor, *, source: str | None = None, limit: int = 100) -> list[RowMapping]:
    """The imports there were, newest first, with what became of their rows. Raises Forbidden."""
    _check(actor)
    return list(conn.execute(SQL["runs"], {"source": source, "limit": page_size(limit)}).mappings())


def rejects_of(conn: Connection, actor: Actor, run_id: UUID) -> list[Reject]:
    """What could not be read in an import, by line. Raises Forbidden."""
    _check(actor)
    return [Reject(**row) for row in conn.execute(SQL["rejects"], {"id": run_id}).mappings()]


def _check(actor: Actor) -> None:
    if not actor.has(*SEEN_BY) or not actor.covers(None):
        raise Forbidden("cases of other systems are for the desk of a whole division", roles=list(SEEN_BY))


def _cases(
    conn: Connection,
    actor: Actor,
    wanted: Wanted,
    *,
    limit: int | None,
    after: UUID | None = None,
    case_id: UUID | None = None,
) -> list[Stored]:
    _check(actor)
    values = {**asdict(wanted), "limit": limit, "after": after, "id": case_id}
    return [Stored(**row) for row in conn.execute(SQL["cases"], values).mappings()]
