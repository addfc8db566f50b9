"""A campaign over the chequered town, in a transaction that is rolled back."""

import uuid
from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.parameters import Parameters, Staffing
from registry.actor import SYSTEM
from tests.inspections.campaigns import town

Make = Callable[..., Campaign]


@pytest.fixture
def make(conn: Connection, now: datetime) -> Make:
    """Makes campaigns over a town: `make(staffing=…, days=…, area_code=…, parameters=…)`."""
    town.build(conn)

    def made(
        *,
        staffing: Staffing = Staffing.TEAM,
        days: int = 14,
        area_code: str = town.DIVISION,
        parameters: Parameters | None = None,
    ) -> Campaign:
        return campaign.create(
            conn,
            SYSTEM,
            id=uuid.uuid4(),
            name="井盖普查",
            area_code=area_code,
            starts_on=date(2026, 12, 1),
            days=days,
            staffing=staffing,
            parameters=parameters or Parameters(),
            now=now,
        )

    return made
