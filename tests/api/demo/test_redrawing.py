"""The planner of the demonstration finds a draft in which no cell takes longer than its people have."""

from uuid import uuid4

from sqlalchemy import Connection, text

from api.demo import redrawing
from registry.actor import Actor, Role
from registry.redraw.drafting import parts
from registry.redraw.parameters import Parameters
from tests.conftest import NOW

STREET = "370203005"


def test_a_street_is_drafted_within_the_limit(small_conn: Connection) -> None:
    actor = Actor(uuid4(), "planner", None, frozenset({Role.PLANNER}), ("370203",))
    parameters = Parameters(people=1)
    made = redrawing.draft_street(small_conn, actor, STREET, parameters=parameters, now=NOW)
    (part,) = made.parts
    assert part.division_code == STREET
    lines = parts.one(small_conn, actor, made.id, STREET).grids
    codes = small_conn.execute(
        text("select code from registry.grid where code like :street || '%'"), {"street": STREET}
    )
    assert {line.grid_code for line in lines} == set(codes.scalars())
    assert 0 < max(line.minutes_most for line in lines) <= parameters.limit_minutes
    assert made.cells > made.grids, "a grid is more than one person walks in three hours"
