"""Floors of a tower: all of them once, in order, none above the room."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.solving.rules import Tower
from registry.redraw.solving.towers import divide


@given(st.integers(1, 2000), st.integers(0, 40), st.integers(10, 200))
def test_floors_are_divided_whole_and_none_is_too_much(work: int, floors: int, room: int) -> None:
    parts = divide(work, floors, room=room, tower=Tower.FLOORS)
    if not parts:
        assert work > room * floors  # one floor alone is too much
        return
    assert sum(part.work for part in parts) == work
    assert sum(part.part for part in parts) == 1
    assert [part.first for part in parts[1:]] == [part.last + 1 for part in parts[:-1]]
    assert parts[0].first == 1
    assert floors in {0, parts[-1].last}
    assert all(part.work <= room + 1 for part in parts)


def test_a_team_keeps_one_cell() -> None:
    (part,) = divide(400, 9, room=180, tower=Tower.TEAM)
    assert (part.people, part.work, part.part, part.first) == (3, 134, Fraction(1), 0)


def test_either_is_floors_where_they_do_and_a_team_where_one_floor_is_too_much() -> None:
    assert divide(400, 9, room=180, tower=Tower.EITHER) == divide(400, 9, room=180, tower=Tower.FLOORS)
    assert divide(400, 1, room=180, tower=Tower.EITHER) == divide(400, 1, room=180, tower=Tower.TEAM)
    assert divide(400, 2, room=180, tower=Tower.FLOORS) == []
