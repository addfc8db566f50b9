"""A part as a whole; an edit that is tried leaves nothing."""

import pytest
from sqlalchemy import Connection, text

from registry.actor import Role
from registry.errors import Forbidden, Invalid, Stale
from registry.redraw.drafting import drafts, looking
from registry.redraw.drafting.editing import Merge
from tests.registry.redraw import street
from tests.registry.redraw.street import FIRST, NOW, OTHER_STREET, PLANNER, SECOND, STREET, person


def counts(conn: Connection) -> tuple[int, ...]:
    names = ("draft_cell", "draft_atom", "draft_step")
    return tuple(conn.execute(text(f"select count(*) from registry.{name}")).scalar_one() for name in names)


def test_a_part_and_an_attempt(conn: Connection) -> None:
    street.furnish(conn)
    draft = street.drafted(conn)
    drawn, settings = looking.part(conn, PLANNER, draft.id, STREET)
    assert set(drawn.cells["grid"]) == {FIRST, SECOND}
    assert (len(drawn.atoms), settings.limit_minutes) == (24, street.LIMIT)
    with pytest.raises(Forbidden):
        looking.part(conn, person(Role.PLANNER, areas=(OTHER_STREET,)), draft.id, STREET)
    before = counts(conn)
    cells = tuple(drafts.open_grid(conn, PLANNER, draft.id, FIRST).drawn.cells["code"])
    tried = looking.attempt(conn, PLANNER, draft.id, FIRST, [Merge(cells)], if_version=1, now=NOW)
    assert tried.sheet.version == 2
    assert counts(conn) == before
    assert drafts.open_grid(conn, PLANNER, draft.id, FIRST).version == 1
    with pytest.raises(Stale):
        looking.attempt(conn, PLANNER, draft.id, FIRST, [Merge(cells)], if_version=3, now=NOW)
    with pytest.raises(Invalid):
        looking.attempt(conn, PLANNER, draft.id, FIRST, [], if_version=1, now=NOW)
