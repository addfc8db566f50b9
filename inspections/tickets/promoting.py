"""A minor defect that is not left for planned maintenance becomes a ticket, at the level of whoever saw it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.tickets import filing
from inspections.tickets.filing import DEFAULT_PROFILE, Sighting
from inspections.tickets.terms import Level
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "promoting.sql")


@dataclass(frozen=True, slots=True)
class Promoted:
    """The ticket an item became; `new` is False where one was open already, or the item had become one before."""

    ticket_id: UUID
    number: str
    new: bool


def promote(
    conn: Connection, actor: Actor, item_id: UUID, *, level: Level, now: datetime, profile: str = DEFAULT_PROFILE
) -> Promoted:
    """Open a ticket for an item of the maintenance list, or join the open one of its asset and defect.

    Asked again, the same ticket answers. Raises NotFound, Forbidden (neither inspector nor dispatcher, or outside the
    areas), Conflict for an item that is done or void.
    """
    row = conn.execute(SQL["item"], {"id": item_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item_id} on the maintenance list", item_id=str(item_id))
    if not (actor.has(Role.INSPECTOR, Role.DISPATCHER) and actor.covers(row.community_code)):
        raise Forbidden("that is for inspectors and dispatchers of the area", item_id=str(item_id))
    if row.state in {"done", "void"}:
        raise Conflict(f"the item is {row.state}: report the defect anew", item_id=str(item_id), state=row.state)
    if row.state == "ticket":
        return Promoted(row.ticket_id, row.number, new=False)
    seen = Sighting(
        observation_id=row.first_observation_id,
        asset_code=row.asset_code,
        class_code=row.class_code,
        owner_code=row.owner_code,
        setting=row.setting,
        community_code=row.community_code,
        grid_code=row.grid_code,
        lon=row.lon,
        lat=row.lat,
        accuracy_m=row.accuracy_m,
        defect_code=row.defect_code,
        severity=row.severity,
        observed_at=row.last_seen_at,
    )
    filed = filing.open_tickets(conn, actor, [seen], now=now, campaign_id=row.campaign_id, profile=profile, level=level)
    opened = filed[seen.observation_id]
    assert opened.ticket_id is not None, "a sighting of an asset opens a ticket or joins one"
    if opened.new:
        conn.execute(SQL["set_level"], {"id": opened.ticket_id, "level": level})
    conn.execute(SQL["take_item"], {"id": item_id, "ticket_id": opened.ticket_id})  # unless another did, with the same
    return Promoted(opened.ticket_id, str(opened.number), new=opened.new)
