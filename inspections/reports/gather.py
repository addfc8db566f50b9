"""Gathers what a campaign's report is made of, as its reader may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pandas as pd
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign as campaigns
from inspections.campaigns import coverage
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.coverage import Progress
from inspections.reports.figures import Figures, figure_out
from inspections.tickets.listing import Listed, Wanted, list_tickets
from inspections.tickets.sight import MOST
from inspections.tickets.workflow import Words
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "gather.sql")
_TIMES = ("reported_at", "due_at", "repaired_at", "closed_at")
_CODES = ("state", "class_code", "defect_code", "assignee_code", "reworks")


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedUnit:
    """A unit with covers nobody looked at, or without covers and not walked. `name` of the road or compound."""

    kind: str
    place_code: str
    community_code: str | None
    assignment: int
    day_no: int | None
    name: str
    from_road: str
    to_road: str
    covers: int
    unseen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A campaign with its figures, tickets, what was missed and the names of the codes in it."""

    campaign: Campaign
    made_at: datetime
    progress: Progress
    figures: Figures
    tickets: list[Listed]
    missed: list[MissedUnit]
    maintenance: pd.DataFrame
    names: Mapping[str, Words]


def report(conn: Connection, actor: Actor, campaign_id: UUID, *, now: datetime, then: datetime | None = None) -> Report:
    """The report as of `now`. Raises NotFound, also where no part of the campaign lies in the actor's areas.

    With `then` the tickets, and all that is counted of them, are as they stood at that moment, which is the report's
    time; on a connection that travels so are names and shapes of the register. Coverage and maintenance list are told
    as they are: of an ended campaign the coverage moves no more.
    """
    campaign = campaigns.by_id(conn, actor, campaign_id)
    areas = campaigns.visible_areas(actor)
    given = {"campaign_id": campaign_id, "areas": areas}
    now = then or now
    tickets = all_tickets(conn, actor, campaign_id, now=now, then=then)
    covers = pd.DataFrame(conn.execute(SQL["covers"], given).all(), columns=["street_code", "result", "covers"])
    items = pd.DataFrame(conn.execute(SQL["maintenance"], given).all(), columns=["defect_code", "items"])
    return Report(
        campaign=campaign,
        made_at=now,
        progress=coverage.progress(conn, campaign_id, areas=areas),
        figures=figure_out(frame(tickets), covers, now=now, zone=coverage.ZONE),
        tickets=tickets,
        missed=[MissedUnit(**row) for row in conn.execute(SQL["missed"], given).mappings()],
        maintenance=items,
        names={row.code: Words(row.zh, row.en) for row in conn.execute(SQL["names"])},
    )


def all_tickets(
    conn: Connection, actor: Actor, campaign_id: UUID, *, now: datetime, then: datetime | None = None
) -> list[Listed]:
    """The campaign's tickets the actor may see, oldest number first; with `then` as they stood at that moment."""
    wanted, after = Wanted(campaign=campaign_id, then=then), None
    found: list[Listed] = []
    while True:
        page = list_tickets(conn, actor, wanted, now=now, limit=MOST, after=after)
        found += page.tickets
        after = page.next
        if after is None:
            return found[::-1]


def frame(tickets: list[Listed]) -> pd.DataFrame:
    """Tickets as `figures.figure_out` takes them."""
    rows = [
        {name: getattr(one.ticket, name) for name in (*_CODES, *_TIMES)}
        | {"street_code": (one.ticket.community_code or "")[:9]}
        for one in tickets
    ]
    made = pd.DataFrame(rows, columns=[*_CODES, *_TIMES, "street_code"])
    return made.assign(**{name: pd.to_datetime(made[name], utc=True) for name in _TIMES})
