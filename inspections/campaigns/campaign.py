"""A campaign from its making to its end: planned, running, ended.

Use cases: a Connection first, never a commit. Planners, dispatchers and administrators change campaigns of their areas.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.engine import Connection

from inspections.campaigns import explanation, parameters, scope
from inspections.campaigns.layout import Layout, lay_out
from inspections.campaigns.parameters import Parameters, Staffing
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "campaign.sql")

CHANGERS = (Role.PLANNER, Role.DISPATCHER, Role.ADMIN, Role.SYSTEM)
MOST_DAYS = 366
YEARS = range(2000, 2200)


class State(StrEnum):
    """Where a campaign stands. Its scope is frozen while it runs and after."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A row of `inspections.campaign`. `plan` is empty until the campaign is planned or started."""

    id: UUID
    name: str
    state: State
    staffing: Staffing
    area_code: str
    starts_on: date
    days: int
    parameters: Parameters
    plan: Mapping[str, object]
    created_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    version: int


def _campaign(row: RowMapping) -> Campaign:
    values = dict(row) | {
        "state": State(row["state"]),
        "staffing": Staffing(row["staffing"]),
        "parameters": parameters.parse(row["parameters"]),
    }
    return Campaign(**values)


def visible_areas(actor: Actor) -> list[str] | None:
    """The actor's areas as queries take them; None sees everything (the software itself)."""
    return None if actor.has(Role.SYSTEM) else list(actor.areas)


def create(
    conn: Connection,
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 - the client names the campaign: the same word as in the table and the answer
    name: str,
    area_code: str,
    starts_on: date,
    days: int,
    staffing: Staffing,
    parameters: Parameters,
    now: datetime,
) -> Campaign:
    """A planned campaign over a division, street or community. Asked for again with the same values it is answered.

    Raises Forbidden, Invalid (area, classes, start or days unknown or out of range), Conflict (the id names another
    campaign).
    """
    _may_change(actor, area_code)
    if not name.strip() or not 1 <= days <= MOST_DAYS:
        raise Invalid(f"a campaign has a name, and from 1 to {MOST_DAYS} days", days=days)
    if starts_on.year not in YEARS:
        raise Invalid(f"a campaign starts in {YEARS[0]} to {YEARS[-1]}", starts_on=str(starts_on))
    if not conn.execute(_SQL["area_exists"], {"area": area_code}).scalar_one():
        raise Invalid(f"no division, street or community has the code {area_code}", area_code=area_code)
    if unknown := conn.execute(_SQL["unknown_classes"], {"classes": list(parameters.classes)}).scalar_one():
        raise Invalid(f"unknown asset classes: {', '.join(unknown)}", classes=unknown)
    given = {
        "id": id,
        "name": name.strip(),
        "area_code": area_code,
        "starts_on": starts_on,
        "days": days,
        "staffing": staffing,
    }
    made = conn.execute(
        _SQL["create_campaign"],
        given | {"parameters": json.dumps(parameters.as_json()), "created_by": actor.name, "now": now},
    )
    campaign = _campaign(conn.execute(_SQL["read_campaign"], {"id": id}).mappings().one())
    # A plan may have changed the days since; everything else stays as it was made.
    kept = given if campaign.version == 1 else {word: value for word, value in given.items() if word != "days"}
    same = campaign.parameters == parameters and all(getattr(campaign, word) == value for word, value in kept.items())
    if not made.rowcount and not same:
        raise Conflict(f"the id {id} names the campaign “{campaign.name}” already; take a new one", id=str(id))
    return campaign


def by_id(conn: Connection, actor: Actor, campaign_id: UUID) -> Campaign:
    """The campaign. Raises NotFound, also where no part of it lies in the actor's areas."""
    return _seen(actor, conn.execute(_SQL["read_campaign"], {"id": campaign_id}).mappings().one_or_none(), campaign_id)


def listed(
    conn: Connection, actor: Actor, *, limit: int = 50, after: tuple[datetime, UUID] | None = None
) -> list[Campaign]:
    """Campaigns that touch the actor's areas, newest first, after the one made at `after`."""
    after_at, after_id = after or (None, None)
    rows = conn.execute(
        _SQL["list_campaigns"],
        {"areas": visible_areas(actor), "after_at": after_at, "after_id": after_id, "limit": limit},
    )
    return [_campaign(row) for row in rows.mappings()]


def plan(
    conn: Connection,
    actor: Actor,
    campaign_id: UUID,
    *,
    days: int | None = None,
    people: int | None = None,
    if_version: int | None = None,
) -> Campaign:
    """Reckons how many people the days take, or how many days the people take, and stores it with its words.

    Neither given: the days of the campaign. Raises Invalid (both given, out of range, nothing to walk), Conflict once
    the campaign has started, Stale.
    """
    campaign = _held(conn, actor, campaign_id, State.PLANNED, if_version=if_version)
    if days is not None and people is not None:
        raise Invalid("give the days or the people: the other one is what the plan answers")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise Invalid(f"days must be from 1 to {MOST_DAYS}", days=days)
    if people is not None and (people < 1 or campaign.staffing is Staffing.GRID_WORKERS):
        raise Invalid("people must be at least 1; grid workers are as many as there are grids", people=people)
    if people is None and days is None:
        days = campaign.days
    layout = _laid_out(conn, campaign, days=days, people=people)
    return _stored(conn, "store_plan", campaign, layout, people=people)


def start(
    conn: Connection, actor: Actor, campaign_id: UUID, *, now: datetime, if_version: int | None = None
) -> Campaign:
    """Freezes the scope: units, targets, assignments, walking order and days, and the sample for the second look.

    With the people of the last plan where it asked for people, else for the days of the campaign. Covers that appear
    later are added as late (`add_late`). Raises as `plan`.
    """
    campaign = _held(conn, actor, campaign_id, State.PLANNED, if_version=if_version)
    asked = campaign.plan.get("people") if campaign.plan.get("given") == "people" else None
    people = asked if isinstance(asked, int) else None
    layout = _laid_out(conn, campaign, days=None if people else campaign.days, people=people)
    scope.freeze(conn, campaign.id, layout)
    return _stored(conn, "start_campaign", campaign, layout, people=people, now=now)


def end(conn: Connection, actor: Actor, campaign_id: UUID, *, now: datetime, if_version: int | None = None) -> Campaign:
    """Closes the books: what has no result now was missed. Raises Conflict unless it runs, Stale, Forbidden."""
    campaign = _held(conn, actor, campaign_id, State.RUNNING, if_version=if_version)
    return _campaign(conn.execute(_SQL["end_campaign"], {"id": campaign.id, "now": now}).mappings().one())


def add_late(conn: Connection, actor: Actor, campaign_id: UUID) -> int:
    """Adds covers that came into the area since the start as late targets; how many. Raises as `end`."""
    campaign = _held(conn, actor, campaign_id, State.RUNNING, if_version=None)
    return scope.add_late(
        conn,
        campaign.id,
        area_code=campaign.area_code,
        staffing=campaign.staffing,
        parameters=campaign.parameters,
    )


def set_accounts(
    conn: Connection,
    actor: Actor,
    campaign_id: UUID,
    accounts: Mapping[int, UUID | None],
    *,
    if_version: int | None = None,
) -> Campaign:
    """Gives assignments, by number, to accounts (None takes one back). All or none.

    Raises Invalid for a number that is not there, Conflict where a second look would go to whoever looked first.
    """
    campaign = _held(conn, actor, campaign_id, State.RUNNING, if_version=if_version)
    given = {"campaign_id": campaign.id, "numbers": list(accounts), "accounts": list(accounts.values())}
    known = set(conn.execute(_SQL["set_accounts"], given).scalars())
    if unknown := sorted(accounts.keys() - known):
        raise Invalid(f"no assignments with the numbers {', '.join(map(str, unknown))}", numbers=unknown)
    if same := conn.execute(_SQL["same_twice"], {"campaign_id": campaign.id}).all():
        words = ", ".join(f"{second} ({first})" for second, first in same)
        raise Conflict(
            f"a second look is for somebody else than the first: assignments (first looks in brackets) {words}",
            assignments=[[second, first] for second, first in same],
        )
    return _campaign(conn.execute(_SQL["touch_campaign"], {"id": campaign.id}).mappings().one())


def _may_change(actor: Actor, area_code: str) -> None:
    if not actor.has(*CHANGERS):
        raise Forbidden("campaigns are made and changed by planners and dispatchers")
    if not actor.covers(area_code):
        raise Forbidden(f"the area {area_code} is not all yours", area_code=area_code)


def _seen(actor: Actor, row: RowMapping | None, campaign_id: UUID) -> Campaign:
    areas = visible_areas(actor)
    if row is None or (areas is not None and not any(_overlap(row["area_code"], own) for own in areas)):
        raise NotFound(f"no campaign {campaign_id} in your areas", id=str(campaign_id))
    return _campaign(row)


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _held(conn: Connection, actor: Actor, campaign_id: UUID, state: State, *, if_version: int | None) -> Campaign:
    """The campaign, locked, in the state the deed needs and the version the caller has seen."""
    campaign = _seen(
        actor, conn.execute(_SQL["lock_campaign"], {"id": campaign_id}).mappings().one_or_none(), campaign_id
    )
    _may_change(actor, campaign.area_code)
    if if_version is not None and campaign.version != if_version:
        raise Stale(
            f"the campaign changed meanwhile (version {campaign.version}); read it again", version=campaign.version
        )
    if campaign.state is not state:
        raise Conflict(f"the campaign is {campaign.state}; this needs it {state}", state=campaign.state)
    return campaign


def _laid_out(conn: Connection, campaign: Campaign, *, days: int | None, people: int | None) -> Layout:
    units = scope.gather(conn, area_code=campaign.area_code, staffing=campaign.staffing, parameters=campaign.parameters)
    layout = lay_out(
        units,
        parameters=campaign.parameters,
        staffing=campaign.staffing,
        days=days,
        people=people,
        seed=campaign.id.int % 2**32,
    )
    if layout.plan.days > MOST_DAYS:
        raise Invalid(f"this would take {layout.plan.days} days; a campaign has at most {MOST_DAYS}: give more people")
    return layout


def _stored(
    conn: Connection, statement: str, campaign: Campaign, layout: Layout, *, people: int | None, **times: datetime
) -> Campaign:
    plan_json = explanation.as_json(layout.plan) | {"given": "people" if people else "days"}
    values = {"id": campaign.id, "plan": json.dumps(plan_json, ensure_ascii=False), "days": layout.plan.days}
    return _campaign(conn.execute(_SQL[statement], values | times).mappings().one())
