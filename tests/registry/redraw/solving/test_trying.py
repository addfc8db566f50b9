"""What is found by trying is within the room and whole; what it calls impossible is, by a way of its own."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.redraw.solving.network import Network
from registry.redraw.solving.trying import lay
from tests.registry.redraw.quarter import is_connected, quarter

NET = quarter(4, 2)
ALL = list(range(8))


def _with_work(work: list[int]) -> Network:
    net = quarter(4, 2)
    net.work[:] = work
    return net


def _fewest(net: Network, room: int) -> int:
    """The fewest connected cells within the room, by looking at every way to number the pieces."""
    best = len(ALL)
    for labels in product(range(4), repeat=len(ALL)):
        cells = [[piece for piece in ALL if labels[piece] == label] for label in sorted(set(labels))]
        if len(cells) < best and all(sum(net.work[p] for p in c) <= room and is_connected(net, c) for c in cells):
            best = len(cells)
    return best


@settings(max_examples=12)
@given(st.lists(st.integers(1, 9), min_size=8, max_size=8), st.integers(12, 20))
def test_it_finds_the_fewest_and_says_so_of_fewer(work: list[int], room: int) -> None:
    net = _with_work(work)
    fewest = _fewest(net, room)
    if fewest > 4:
        return  # more than are looked at here
    found = lay(net, ALL, fewest, room=room)
    assert found.cells is not None
    assert sorted(piece for cell in found.cells for piece in cell) == ALL
    assert len(found.cells) <= fewest
    assert all(sum(net.work[p] for p in cell) <= room and is_connected(net, cell) for cell in found.cells)
    fewer = lay(net, ALL, fewest - 1, room=room)
    assert (fewer.cells, fewer.settled) == (None, True)


def test_what_was_not_tried_to_the_end_is_not_settled() -> None:
    net = _with_work([7] * 8)
    assert lay(net, ALL, 3, room=20, steps=2).settled is False


def test_ground_without_work_goes_along_and_then_nothing_is_called_impossible() -> None:
    net = _with_work([5, 0, 5, 0, 5, 0, 5, 0])
    found = lay(net, ALL, 2, room=10)
    assert found.cells is not None
    assert [sum(net.work[piece] for piece in cell) for cell in found.cells] == [10, 10]
    assert lay(net, ALL, 1, room=10).settled is False
    assert lay(_with_work([0] * 8), ALL, 1, room=10).cells == [ALL]
