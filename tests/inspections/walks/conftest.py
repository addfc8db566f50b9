"""A running campaign over the chequered town with one walker."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign, worklist
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.parameters import Parameters, Staffing
from inspections.campaigns.worklist import Assignment
from registry.actor import SYSTEM, Actor, Role
from tests.inspections.campaigns import town


@dataclass(frozen=True, slots=True)
class Sweep:
    """A campaign that runs, the first share of it, and its holder."""

    campaign: Campaign
    share: Assignment
    walker: Actor


def actor(*roles: Role) -> Actor:
    return Actor(uuid.uuid4(), "somebody", None, frozenset(roles), (town.DIVISION,))


@pytest.fixture
def sweep(conn: Connection, now: datetime) -> Sweep:
    town.build(conn)
    made = campaign.create(
        conn,
        SYSTEM,
        id=UUID(int=7),
        name="井盖普查",
        area_code=town.DIVISION,
        starts_on=date(2026, 11, 23),
        days=3,
        staffing=Staffing.TEAM,
        parameters=replace(Parameters(), hours_a_day=1.0, second_look_share=0.2),
        now=now,
    )
    campaign.plan(conn, SYSTEM, made.id, people=2)
    started = campaign.start(conn, SYSTEM, made.id, now=now)
    walker = actor(Role.INSPECTOR)
    conn.execute(
        text("insert into access.account (id, login, name) values (:id, 'walker', 'walker')"), {"id": walker.account_id}
    )
    campaign.set_accounts(conn, SYSTEM, made.id, {1: walker.account_id})
    return Sweep(started, worklist.by_number(conn, made.id, 1), walker)
