"""What stands, with the limit of its plan, and who takes a plan back."""

import pytest
from sqlalchemy import Connection

from registry.actor import Role
from registry.errors import Forbidden, NotFound
from registry.redraw import plans, publishing
from tests.registry.redraw import street
from tests.registry.redraw.street import FIRST, NOW, OTHER_STREET, PLANNER, STREET, person


@pytest.fixture
def plan(conn: Connection) -> int:
    street.furnish(conn)
    cells = street.plan().cells
    done = publishing.publish(
        conn, cells, name="方案", by="x", effective_at=NOW, now=NOW, settings={"limit_minutes": 150.0}
    )
    return done.plan


def test_the_cells_that_stand_and_their_limit(conn: Connection, plan: int) -> None:
    found = plans.standing(conn, PLANNER, STREET)
    assert (len(found.cells), found.limit_minutes) == (4, 150.0)
    assert found.plan is not None
    assert found.plan.number == plan
    with pytest.raises(Forbidden):
        plans.standing(conn, person(Role.PLANNER, areas=(OTHER_STREET,)), FIRST)


def test_who_takes_a_plan_back(conn: Connection, plan: int) -> None:
    for actor in (person(Role.INSPECTOR), person(Role.PLANNER, areas=(STREET,))):
        with pytest.raises(Forbidden):
            plans.undo(conn, actor, plan, now=NOW)
    with pytest.raises(NotFound):
        plans.undo(conn, PLANNER, plan + 1, now=NOW)
    assert plans.undo(conn, person(Role.LEADER), plan, now=NOW).ended == 6
    assert plans.standing(conn, PLANNER, STREET).cells.empty
