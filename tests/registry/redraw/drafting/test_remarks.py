"""Remarks on the map: by people of the area, answered by a planner, resolved."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from registry.redraw.drafting import parts, remarks
from registry.redraw.drafting.approval import Act
from registry.redraw.drafting.drafts import Draft
from registry.redraw.drafting.remarks import Remark
from tests.registry.redraw import street
from tests.registry.redraw.street import FIRST, NEIGHBOUR, NOW, OTHER, PLANNER, STRANGER, STREET, drafted, person


@pytest.fixture
def draft(town: Connection) -> Draft:
    made = drafted(town)
    parts.advance(town, PLANNER, made.id, STREET, act=Act.SEND, now=NOW)
    return made


def say(
    conn: Connection,
    draft: Draft,
    actor: object = NEIGHBOUR,
    *,
    grid: str = FIRST,
    words: str = "墙在这里",
    known: UUID | None = None,
) -> Remark:
    lon, lat = street.at(grid, 0.25, 0.75)
    return remarks.add(conn, actor, draft.id, words, remark_id=known or uuid4(), lon=lon, lat=lat, now=NOW)  # type: ignore[arg-type]  # actors of the scene


def test_a_remark_stands_where_it_was_pinned(town: Connection, draft: Draft) -> None:
    made = say(town, draft, words=" 墙在这里 ")
    assert (made.grid_code, made.division_code, made.words) == (FIRST, STREET, "墙在这里")
    assert (made.lon, made.lat) == pytest.approx(street.at(FIRST, 0.25, 0.75))
    assert remarks.listed(town, PLANNER, draft.id) == [made]
    assert [line.open_remarks for line in parts.one(town, PLANNER, draft.id, STREET).grids] == [1, 0]


def test_said_again_it_is_known(town: Connection, draft: Draft) -> None:
    once = say(town, draft)
    assert say(town, draft, known=once.id) == once
    with pytest.raises(Conflict, match="names another remark"):
        say(town, draft, known=once.id, words="x")
    assert len(remarks.listed(town, PLANNER, draft.id)) == 1


def test_who_may_say_something_and_where(town: Connection, draft: Draft) -> None:
    with pytest.raises(Forbidden, match="not in your areas"):
        say(town, draft, STRANGER)
    with pytest.raises(Forbidden, match=f"draft {draft.id} is not"):
        say(town, draft, person(Role.INSPECTOR, areas=("370203",)))
    with pytest.raises(Conflict, match="nobody is asked"):
        say(town, draft, STRANGER, grid=OTHER)
    with pytest.raises(Invalid, match="lies in no grid"):
        remarks.add(town, PLANNER, draft.id, "x", remark_id=uuid4(), lon=1.0, lat=1.0, now=NOW)
    for words in (" ", "x" * 2001):
        with pytest.raises(Invalid, match="1 to 2000 letters"):
            say(town, draft, words=words)
    with pytest.raises(NotFound, match="no draft"):
        remarks.listed(town, PLANNER, 999)


def test_a_planner_answers_and_whoever_said_it_resolves(town: Connection, draft: Draft) -> None:
    made = say(town, draft)
    with pytest.raises(Forbidden, match="by a planner"):
        remarks.answer(town, NEIGHBOUR, draft.id, made.id, "x", now=NOW)
    with pytest.raises(Forbidden, match="not in your areas"):
        remarks.answer(town, STRANGER, draft.id, made.id, "x", now=NOW)
    told = remarks.answer(town, PLANNER, draft.id, made.id, "已改", now=NOW)
    assert (told.answer, told.answered_by, told.resolved_at) == ("已改", PLANNER.name, None)
    assert parts.one(town, PLANNER, draft.id, STREET).waiting == 0
    with pytest.raises(Forbidden, match="whoever said it"):
        remarks.resolve(town, replace(NEIGHBOUR, account_id=uuid4()), draft.id, made.id, now=NOW)
    done = remarks.resolve(town, NEIGHBOUR, draft.id, made.id, now=NOW)
    assert done.resolved_by == NEIGHBOUR.name
    assert remarks.resolve(town, PLANNER, draft.id, made.id, now=NOW) == done
    assert remarks.listed(town, PLANNER, draft.id, unresolved=True) == []
    with pytest.raises(Conflict, match="is resolved"):
        remarks.answer(town, PLANNER, draft.id, made.id, "again", now=NOW)


def test_a_remark_is_of_its_draft(town: Connection, draft: Draft) -> None:
    made = say(town, draft)
    second = drafted(town)
    for wrong, draft_id in ((made.id, second.id), (uuid4(), draft.id)):
        with pytest.raises(NotFound, match="has no remark"):
            remarks.answer(town, PLANNER, draft_id, wrong, "x", now=NOW)
