"""A region as it was: nothing moves that need not, what was given stays, and what is not asked for is not made."""

from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.solving.homes import returned
from tests.registry.redraw.quarter import is_connected, quarter

NET = quarter(6, 2)  # 12 houses of 10, by columns
ALL = list(range(12))
HALVES = {piece: int(piece >= 6) for piece in ALL}


def test_what_keeps_the_room_is_as_it_was() -> None:
    found = returned(NET, ALL, HALVES, count=2, room=60, pinned=frozenset())
    assert found == [ALL[:6], ALL[6:]]


def test_only_as_much_moves_as_must() -> None:
    uneven = {piece: int(piece >= 8) for piece in ALL}  # 80 and 40
    found = returned(NET, ALL, uneven, count=2, room=60, pinned=frozenset())
    assert found is not None
    assert sorted(map(len, found)) == [6, 6]
    assert set(found[1]) >= set(ALL[8:])


def test_a_pinned_piece_stays_and_none_is_what_cannot_be() -> None:
    given_away = {**HALVES, 5: 1}  # a hand gave the last house of the west to the east
    found = returned(NET, ALL, given_away, count=2, room=60, pinned=frozenset({5}))
    assert found is not None
    assert 5 in found[1]
    far = {**HALVES, 0: 1}
    assert returned(NET, ALL, far, count=2, room=70, pinned=frozenset({0})) is None, "it does not touch its cell"
    assert returned(NET, ALL, HALVES, count=1, room=200, pinned=frozenset()) is None, "two cells are not one"


def test_more_cells_divide_the_fullest() -> None:
    found = returned(NET, ALL, HALVES, count=3, room=60, pinned=frozenset())
    assert found is not None
    assert sorted(map(len, found))[2] == 6


@given(st.lists(st.integers(0, 3), min_size=12, max_size=12), st.integers(1, 6))
def test_whatever_was_before_cells_are_whole_and_within_the_room(labels: list[int], count: int) -> None:
    found = returned(NET, ALL, dict(zip(ALL, labels, strict=True)), count=count, room=40, pinned=frozenset())
    if found is None:
        return
    assert len(found) == count
    assert sorted(piece for cell in found for piece in cell) == ALL
    assert all(sum(NET.work[piece] for piece in cell) <= 40 and is_connected(NET, cell) for cell in found)
