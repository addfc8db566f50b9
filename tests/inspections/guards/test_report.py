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


def test_what_was_reported_while_it_lasted(furnished: Connection) -> None:
    storm = declared(furnished)
    shaft, _, untrue = (
        hazard(furnished, SEWER), hazard(furnished, OTHER_SEWER, "broken"), hazard(furnished, OTHER_SEWER),
    )  # fmt: skip
    hazard(furnished, FAR)  # in another street
    step(furnished, DESK, untrue, "void", at=5, reason="不实")
    shafts.post(furnished, DESK, shaft, posting(10, 40), now=minutes(10))
    step(furnished, INSPECTOR, shaft, "make_safe", at=50, photos=(PHOTO,))
    storm = end(furnished, storm, at=120)
    found = report(furnished, DESK, storm.id, now=minutes(130))
    counted = found.figures
    assert (counted.hazards, counted.shafts, counted.safe_in_time, counted.late) == (2, 1, 1, 1)
    assert counted.unguarded_minutes == 20  # 0-10 and 40-50; then the barrier
    assert {line.hazard.hole for line in found.lines} == {True, False}


def test_it_is_for_the_area(furnished: Connection) -> None:
    storm = declared(furnished)
    with pytest.raises(Forbidden):
        report(furnished, person(Role.LEADER, areas=(quarter.OTHER,)), storm.id, now=minutes(1))
    assert report(furnished, person(Role.LEADER), storm.id, now=minutes(1)).figures.hazards == 0
