"""A ticket that was opened by place learns which asset it is about, once the desk has named it.

Without this the next sighting of the asset would open a second ticket for the same hole.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid5

from sqlalchemy import Connection, Row

from inspections.clocks import following as clocks
from inspections.routing import duties
from inspections.tickets import events, filing
from inspections.tickets.events import Event
from inspections.tickets.filing import DEFAULT_PROFILE, Sighting
from inspections.tickets.sightings import Group
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "identifying.sql")
IDENTIFY, VOID = "identify", "void"


def identify(
    conn: Connection, actor: Actor, seen: Sighting, *, now: datetime, profile: str = DEFAULT_PROFILE
) -> str | None:
    """Give the open ticket of this sighting the asset the sighting now names; its number, None where there is none.

    The ticket takes class, place and position of the asset, and its owner's route while it is not dispatched yet; one
    version and one event (`identify`) more. Where the asset has an open ticket of the same defect, that is kept, the
    sightings go over, and the ticket without asset is voided with the other's number as reason - unless somebody works
    on it already: then both stay, for a person to merge. The same answer again changes nothing.
    """
    assert seen.asset_code is not None, "an asset is named"
    conn.execute(filing.SQL["lock_cells"])
    conn.execute(filing.SQL["lock_placeless"])
    values = {"observation": seen.observation_id, "asset_code": seen.asset_code, "defect_code": seen.defect_code}
    rows = conn.execute(SQL["concerned"], values).all()
    by_place = next((row for row in rows if row.asset_code is None), None)
    of_asset = next((row for row in rows if row.asset_code is not None), None)
    if by_place is None:
        return None
    if of_asset is None:
        _give_asset(conn, actor, by_place, seen, now=now, profile=profile)
    elif by_place.dispatched_at is None:
        conn.execute(SQL["move_sightings"], {"from_id": by_place.id, "to_id": of_asset.id})
        conn.execute(SQL["void"], {"id": by_place.id, "now": now})
        clocks.over(conn, by_place.id, at=now)
        reason = f"与 {of_asset.number} 为同一隐患 the same as {of_asset.number}"
        _tell(conn, actor, by_place, VOID, seen, to_state="void", reason=reason, now=now)
        return str(of_asset.number)
    return str(by_place.number)


def _give_asset(
    conn: Connection, actor: Actor, ticket: Row[tuple[object, ...]], seen: Sighting, *, now: datetime, profile: str
) -> None:
    group = Group((replace(seen, severity=ticket.severity),))
    (proposal,) = filing.propose_tickets(
        conn, [group], numbers=[ticket.number], campaign_id=ticket.campaign_id, profile=profile, now=now
    )
    values: Mapping[str, object] = asdict(proposal) | {"id": ticket.id}
    conn.execute(SQL["give_asset"], values)
    if ticket.dispatched_at is None:
        told = duties.Duty(ticket.id, proposal.set_id, proposal.matter, proposal.route)
        duties.record(conn, [told], cause=duties.Cause.IDENTIFY, at=now)
    _tell(conn, actor, ticket, IDENTIFY, seen, to_state=ticket.state, reason="", now=now)


def _tell(
    conn: Connection,
    actor: Actor,
    ticket: Row[tuple[object, ...]],
    action: str,
    seen: Sighting,
    *,
    to_state: str,
    reason: str,
    now: datetime,
) -> None:
    event = Event(
        id=uuid5(seen.observation_id, action),  # the same answer again makes the same event
        ticket_id=ticket.id,
        version=ticket.version + 1,
        action=action,
        from_state=ticket.state,
        to_state=to_state,
        at=now,
        account_id=actor.account_id,
        org_code=actor.org_code,
        reason=reason,
        data={"asset_code": seen.asset_code, **_moved(ticket, action)},
    )
    events.store(conn, event)


def _moved(ticket: Row[tuple[object, ...]], action: str) -> Mapping[str, object]:
    """The micro-grid it was told in so far: its asset may lie in another one."""
    return {"from_micro_grid": ticket.micro_grid_code} if action == IDENTIFY else {}
