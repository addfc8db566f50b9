"""The report of a storm is gathered from its tickets and guards, and from nothing else."""

import pytest
from sqlalchemy import Connection

from inspections.guards import shafts
from inspections.guards.report import report
from registry.actor import Role
from registry.errors import Forbidden
from tests.inspections.guards.site import PHOTO, minutes, posting, step
from tests.inspections.guards.test_storms import declared, end
from tests.inspections.tickets.scene import DESK, FAR, INSPECTOR, OTHER_SEWER, SEWER, hazard, person
from tests.registry import quarter


def test_what_was_reported_while_it_lasted(quarter_conn: Connection) -> None:
    storm = declared(quarter_conn)
    shaft, _, untrue = (
        hazard(quarter_conn, SEWER), hazard(quarter_conn, OTHER_SEWER, "broken"), hazard(quarter_conn, OTHER_SEWER),
    )  # fmt: skip
    hazard(quarter_conn, FAR)  # in another street
    step(quarter_conn, DESK, untrue, "void", at=5, reason="不实")
    shafts.post(quarter_conn, DESK, shaft, posting(10, 40), now=minutes(10))
    step(quarter_conn, INSPECTOR, shaft, "make_safe", at=50, photos=(PHOTO,))
    storm = end(quarter_conn, storm, at=120)
    found = report(quarter_conn, DESK, storm.id, now=minutes(130))
    counted = found.figures
    assert (counted.hazards, counted.shafts, counted.safe_in_time, counted.late) == (2, 1, 1, 1)
    assert counted.unguarded_minutes == 20  # 0-10 and 40-50; then the barrier
    assert {line.hazard.hole for line in found.lines} == {True, False}


def test_it_is_for_the_area(quarter_conn: Connection) -> None:
    storm = declared(quarter_conn)
    with pytest.raises(Forbidden):
        report(quarter_conn, person(Role.LEADER, areas=(quarter.OTHER,)), storm.id, now=minutes(1))
    assert report(quarter_conn, person(Role.LEADER), storm.id, now=minutes(1)).figures.hazards == 0
