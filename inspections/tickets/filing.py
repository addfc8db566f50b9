"""From sightings to tickets: a hazard opens one or joins the open one, a minor defect goes on the maintenance list.

Safe among batches that arrive at once: `one_open_ticket` of the database decides which of two equal hazards opens it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.clocks import following as clocks
from inspections.guards.declared import take_reports
from inspections.routing import duties
from inspections.tickets.numbers import take_numbers
from inspections.tickets.proposals import Handling, Position, Proposal, propose
from inspections.tickets.sightings import SAME_PLACE_M, Filed, Group, Sighting, group_by_asset, group_by_place
from inspections.tickets.terms import Level
from registry.actor import Actor
from registry.describe import describe_places
from registry.errors import Invalid
from registry.sql import load

__all__ = ["Filed", "Sighting", "report_defects"]

SQL = load(Path(__file__).parent / "sql" / "filing.sql")
DEFAULT_PROFILE = "default"
_SEVERITY_OF_MINOR = 1


def report_defects(
    conn: Connection,
    actor: Actor,
    sightings: Sequence[Sighting],
    *,
    now: datetime,
    campaign_id: UUID | None = None,
    profile: str = DEFAULT_PROFILE,
) -> dict[UUID, Filed]:
    """Where each sighting went, by observation id; the observations are stored already, in the same transaction.

    A hazard opens a ticket in state `reported`, with place in words, proposed assignee and limit, or is attached to the
    open ticket of the same asset and defect; without an asset, to an open one without asset within 10 m. A minor defect
    is put on the maintenance list, or raises the item's count; without an asset it goes nowhere (its observation waits
    for review). A lid open on purpose stays with its declared opening. A hazard reported before names its ticket
    again. Raises Invalid for a defect that is not in the table.
    """
    handling = _handling(conn, sightings)
    filed = take_reports(conn, sightings, now=now) | _attached(conn, sightings)
    fresh = [seen for seen in sightings if seen.observation_id not in filed]
    hazards = [seen for seen in fresh if handling[seen.defect_code].handling == "ticket"]
    if hazards:
        filed |= open_tickets(conn, actor, hazards, now=now, campaign_id=campaign_id, profile=profile)
    minor = [seen for seen in fresh if handling[seen.defect_code].handling != "ticket"]
    return filed | _list_items(conn, minor, campaign_id=campaign_id)


# Gather ------------------------------------------------------------------------------------------------------------


def _handling(conn: Connection, sightings: Sequence[Sighting]) -> dict[str, Handling]:
    codes = sorted({seen.defect_code for seen in sightings})
    rows = conn.execute(SQL["handling"], {"codes": codes})
    known = {row.code: Handling(row.hazard, row.handling) for row in rows}
    for seen in sightings:
        if seen.defect_code not in known:
            message = f"observation {seen.observation_id}: {seen.defect_code!r} is no defect of the table"
            raise Invalid(message, field="defect_code", value=seen.defect_code)
    return known


def _attached(conn: Connection, sightings: Sequence[Sighting]) -> dict[UUID, Filed]:
    ids = [seen.observation_id for seen in sightings]
    rows = conn.execute(SQL["attached"], {"observations": ids})
    return {row.observation_id: Filed(row.id, row.number, None, new=False) for row in rows}


def _positions(conn: Connection, groups: Sequence[Group]) -> dict[UUID, Position]:
    """Of each group: where the register has the asset, else where the leading sighting was."""
    codes = sorted({group.lead.asset_code for group in groups if group.lead.asset_code})
    rows = conn.execute(SQL["asset_places"], {"codes": codes})
    registered = {row.code: Position(row.lon, row.lat, row.accuracy_m) for row in rows}
    return {
        group.id: registered.get(group.lead.asset_code or "")
        or Position(group.lead.lon, group.lead.lat, group.lead.accuracy_m)
        for group in groups
    }


# Hazards -----------------------------------------------------------------------------------------------------------


def open_tickets(
    conn: Connection,
    actor: Actor,
    hazards: Sequence[Sighting],
    *,
    now: datetime,
    campaign_id: UUID | None,
    profile: str,
    level: Level = Level.DISTRICT,
) -> dict[UUID, Filed]:
    """A ticket for each group of sightings, or the open one they belong to, whatever the table says of the defect."""
    conn.execute(SQL["lock_cells"])
    placeless = group_by_place(hazards)
    homes = _homes(conn, placeless)
    groups = [*group_by_asset(hazards), *(group for group in placeless if group.id not in homes)]
    numbers = take_numbers(conn, len(groups), now=now) if groups else []
    proposals = propose_tickets(conn, groups, numbers=numbers, campaign_id=campaign_id, profile=profile, now=now)
    homes |= _open(conn, proposals, now=now)
    filed: dict[UUID, Filed] = {}
    for group in [*groups, *(group for group in placeless if group.id not in {other.id for other in groups})]:
        ticket_id, number = homes[group.id]
        for seen in group.sightings:
            filed[seen.observation_id] = Filed(
                ticket_id, number, None, new=seen is group.lead and ticket_id == group.id
            )
    events = [{"id": observation, "ticket_id": to.ticket_id} for observation, to in filed.items() if to.new]
    who = {"now": now, "account_id": actor.account_id, "org_code": actor.org_code}
    conn.execute(SQL["report_events"], {"events": _json(events), **who})
    links = [{"ticket_id": to.ticket_id, "observation_id": observation} for observation, to in filed.items()]
    conn.execute(SQL["attach"], {"sightings": _json(links)})
    new = [clocks.Begun(one.id, one.defect_code, level) for one in proposals if homes[one.id][0] == one.id]
    clocks.begin(conn, new, profile=profile, at=now)
    told = [duties.Duty(one.id, one.set_id, one.matter, one.route) for one in proposals if homes[one.id][0] == one.id]
    duties.record(conn, told, cause=duties.Cause.REPORT, at=now)
    return filed


def _homes(conn: Connection, groups: Sequence[Group]) -> dict[UUID, tuple[UUID, str]]:
    """Open tickets without asset to which groups without asset belong; nobody else opens one until the commit."""
    if not groups:
        return {}
    conn.execute(SQL["lock_placeless"])
    places = [
        {"id": group.id, "defect_code": group.lead.defect_code, "lon": group.lead.lon, "lat": group.lead.lat}
        for group in groups
    ]
    near = conn.execute(SQL["nearby"], {"groups": _json(places), "within_m": SAME_PLACE_M}).all()
    still_open = set(conn.execute(SQL["keep_open"], {"ids": [row.id for row in near]}).scalars())
    return {row.group_id: (row.id, row.number) for row in near if row.id in still_open}


def propose_tickets(
    conn: Connection,
    groups: Sequence[Group],
    *,
    numbers: Sequence[str],
    campaign_id: UUID | None,
    profile: str,
    now: datetime,
) -> list[Proposal]:
    """The ticket each group proposes, in order, with the numbers given: place, route and limit as they are now."""
    if not groups:
        return []
    positions = _positions(conn, groups)
    spots = [(positions[group.id].lon, positions[group.id].lat) for group in groups]
    places = describe_places(conn, spots)
    sides = duties.sides_at(conn, spots, now=now)
    handling = _handling(conn, [group.lead for group in groups])
    routing = duties.routing_at(conn, now=now)
    defects = [group.lead.defect_code for group in groups]
    limits = clocks.repair_limits(conn, profile=profile, defect_codes=defects, at=now)
    return [
        propose(
            group,
            number=number,
            hazard=handling[group.lead.defect_code].hazard,
            position=positions[group.id],
            place=place,
            routing=routing,
            side=side,
            limit=limits.get(group.lead.defect_code),
            campaign_id=campaign_id,
        )
        for group, number, place, side in zip(groups, numbers, places, sides, strict=True)
    ]


def _open(conn: Connection, proposals: Sequence[Proposal], *, now: datetime) -> dict[UUID, tuple[UUID, str]]:
    """By proposed id the ticket that is open now: the proposed one, or the one that was there."""
    rows = [asdict(proposal) for proposal in proposals]
    opened = conn.execute(SQL["open_tickets"], {"tickets": _json(rows), "now": now}).all()
    by_key = {(row.asset_code, row.defect_code): (row.id, row.number) for row in opened if row.asset_code}
    by_id = {row.id: (row.id, row.number) for row in opened}
    return {one.id: by_id.get(one.id) or by_key[one.asset_code, one.defect_code] for one in proposals}


# Minor defects -----------------------------------------------------------------------------------------------------


def _list_items(conn: Connection, minor: Sequence[Sighting], *, campaign_id: UUID | None) -> dict[UUID, Filed]:
    nowhere = Filed(None, None, None, new=False)
    filed = {seen.observation_id: nowhere for seen in minor}
    groups = group_by_asset(minor)
    if not groups:
        return filed
    rows = [
        {
            "id": group.id,
            "asset_code": group.lead.asset_code,
            "defect_code": group.lead.defect_code,
            "severity": group.severity or _SEVERITY_OF_MINOR,
            "campaign_id": campaign_id,
            "community_code": group.lead.community_code,
            "first_seen_at": group.lead.observed_at,
            "last_seen_at": group.sightings[-1].observed_at,
            "sightings": len(group.sightings),
            "first_observation_id": group.lead.observation_id,
        }
        for group in groups
    ]
    listed = conn.execute(SQL["list_items"], {"items": _json(rows)})
    items = {(row.asset_code, row.defect_code): row.id for row in listed}
    for group in groups:
        item = items[group.lead.asset_code, group.lead.defect_code]
        for seen in group.sightings:
            filed[seen.observation_id] = Filed(None, None, item, new=seen is group.lead and item == group.id)
    return filed


def _json(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(rows, default=str)
