"""Samples of answered requests that are called back, drawn once and kept with their seed (`sampling.draw`)."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.requests.life import DESK_ROLES
from inspections.requests.sampling import Stratum, draw
from registry.actor import Actor
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "calling.sql")


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: of how many it was drawn, and how many of it were called back and reached so far."""

    id: UUID
    made_at: datetime
    from_at: datetime
    until_at: datetime
    half_width: float
    seed: int
    population: int
    size: int
    called: int
    reached: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A request to call back."""

    request_id: UUID
    number: str
    department: str
    channel: str
    called: bool


def sample(
    conn: Connection, actor: Actor, sample_id: UUID, *,
    from_at: datetime, until_at: datetime, half_width: float, seed: int, now: datetime,
) -> Sample:  # fmt: skip
    """Draw a sample of the requests answered in a period and not called back yet; the same id again is the same sample.

    Raises Forbidden for others than the desk of the whole division, Invalid for a period or a width that cannot be,
    Conflict for an id that names another sample.
    """
    if not (actor.has(*DESK_ROLES) and actor.covers(None)):
        raise Forbidden("call backs are drawn by the desk of the whole division")
    if from_at >= until_at:
        raise Invalid("the period ends before it begins", field="until")
    asked = {"from_at": from_at, "until_at": until_at, "half_width": half_width, "seed": seed}
    conn.execute(SQL["lock"])
    if conn.execute(SQL["exists"], {"id": sample_id}).scalar():
        known, _ = find(conn, actor, sample_id)
        if {name: asdict(known)[name] for name in asked} != asked:
            raise Conflict(f"the id {sample_id} names another sample already; make a new one", id=str(sample_id))
        return known
    strata: dict[Stratum, list[UUID]] = defaultdict(list)
    for row in conn.execute(SQL["population"], {"from_at": from_at, "until_at": until_at}):
        strata[Stratum(row.assignee_code, row.channel)].append(row.id)
    drawn = draw(strata, half_width=half_width, seed=seed)
    counts = {"population": sum(map(len, strata.values())), "size": len(drawn)}
    conn.execute(SQL["add"], {"id": sample_id, "now": now, "made_by": actor.account_id, **asked, **counts})
    if drawn:
        conn.execute(SQL["pick"], [{"id": sample_id, "request_id": one, **asdict(of)} for one, of in drawn.items()])
    return find(conn, actor, sample_id)[0]


def find(conn: Connection, actor: Actor, sample_id: UUID) -> tuple[Sample, list[Pick]]:
    """A sample and its requests by number. Raises NotFound, Forbidden."""
    if not (actor.has(*DESK_ROLES) and actor.covers(None)):
        raise Forbidden("call backs are the work of the desk of the whole division")
    row = conn.execute(SQL["sample"], {"id": sample_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no sample {sample_id}", id=str(sample_id))
    return Sample(**row), [Pick(**pick) for pick in conn.execute(SQL["picks"], {"id": sample_id}).mappings()]
