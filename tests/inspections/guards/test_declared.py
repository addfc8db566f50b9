"""Reports of a lid that is open on purpose go to its opening, while it stands."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.guards import openings
from inspections.guards.openings import Declaration
from inspections.tickets.filing import report_defects
from inspections.tickets.sightings import Filed
from tests.inspections.guards.site import minutes
from tests.inspections.tickets.scene import CREW, INSPECTOR, OTHER_SEWER, SEWER, see


def declared(conn: Connection, *, now: float = 0) -> UUID:
    told = Declaration(uuid4(), (SEWER,), "PSGS", minutes(0), minutes(60), "王某", "围挡四面", "掘路许可 1 号")
    return openings.declare(conn, CREW, told, now=minutes(now)).id


def report(conn: Connection, at: datetime, asset: str = SEWER, defect: str = "missing") -> Filed:
    seen = see(conn, asset, defect)
    return report_defects(conn, INSPECTOR, [seen], now=at)[seen.observation_id]


def test_it_opens_no_ticket_and_the_repeat_stays_there(furnished: Connection) -> None:
    opening = declared(furnished)
    seen = see(furnished)
    first = report_defects(furnished, INSPECTOR, [seen], now=minutes(5))[seen.observation_id]
    assert first == Filed(None, None, None, new=True)
    again = report_defects(furnished, INSPECTOR, [seen], now=minutes(70))[seen.observation_id]
    assert again == Filed(None, None, None, new=False)
    rows = furnished.execute(text("select opening_id, observation_id from inspections.planned_opening_report"))
    assert [tuple(row) for row in rows] == [(opening, seen.observation_id)]


@pytest.mark.parametrize(
    ("at", "asset", "defect"),
    [
        (minutes(60), SEWER, "missing"),  # its time is over
        (minutes(-1), SEWER, "missing"),  # not begun
        (minutes(5), OTHER_SEWER, "missing"),  # another cover
        (minutes(5), SEWER, "broken"),  # what no opening explains
        (minutes(5), SEWER, "collapsed"),
    ],
)
def test_anything_else_is_a_hazard_as_ever(furnished: Connection, at: datetime, asset: str, defect: str) -> None:
    declared(furnished)
    assert report(furnished, at, asset, defect).ticket_id is not None


def test_once_closed_it_takes_nothing(furnished: Connection) -> None:
    opening = declared(furnished)
    openings.close(furnished, CREW, opening, photo_sha256="e" * 64, event_id=uuid4(), if_version=1, now=minutes(10))
    assert report(furnished, minutes(11)).ticket_id is not None
