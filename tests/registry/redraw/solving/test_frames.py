"""A plan as frames: numbers after the last, no more than a code has digits for."""

import pytest

from registry.errors import Invalid
from registry.redraw.solving.division import Cell
from registry.redraw.solving.former import Former, Memory
from registry.redraw.solving.frames import assemble
from registry.redraw.solving.intake import read_grids
from registry.redraw.solving.rules import PER_MINUTE, Rules
from tests.registry.redraw.town import frame, square

GRIDS = frame([square(100)], code=["7"])
DEMAND = frame([square(5, 10, 10), square(5, 60, 10)], minutes=[30.0, 40.0])
WEST, EAST = square(50), square(50, 50)


def _codes(cells: list[Cell], memory: Memory | None) -> list[str]:
    ground = read_grids(GRIDS, id_field=None, people=None)
    made = assemble(ground, GRIDS.crs, DEMAND, [cells], Rules(), crew=1, memories=[memory])
    return [str(code) for code in made[0]["code"]]


def test_a_cell_keeps_its_code_by_word_or_by_shape_and_others_get_the_numbers_after_the_last() -> None:
    memory = Memory((Former(("7002",), EAST),), last=5)
    cells = [Cell(WEST, (0,), 30 * PER_MINUTE), Cell(EAST, (1,), 40 * PER_MINUTE)]
    assert _codes(cells, None) == ["7001", "7002"]
    assert _codes(cells, memory) == ["7002", "7006"]
    edited = Memory((Former(("7002",), EAST, edited=True),), last=5)
    assert _codes(cells, edited) == ["7006", "7007"]
    assert _codes([Cell(WEST, (0,), 0, code="7003")], memory) == ["7003"]


def test_minutes_are_work_with_mobilisation_and_none_where_nothing_is_to_do() -> None:
    ground = read_grids(GRIDS, id_field=None, people=None)
    cells = [Cell(WEST, (0, 1), 70 * PER_MINUTE), Cell(EAST, (), 0)]
    made, atoms = assemble(
        ground, GRIDS.crs, DEMAND, [cells], Rules(mobilisation_minutes=20), crew=2, memories=[None]
    )  # fmt: skip
    assert made["minutes"].tolist() == [90.0, 0.0]
    assert made["people"].tolist() == [2.0, 2.0]
    assert atoms["cell"].tolist() == atoms["drawn"].tolist() == ["7001", "7001"]


def test_a_thousand_cells_are_refused() -> None:
    with pytest.raises(Invalid, match="three digits"):
        _codes([Cell(WEST, (), 0)] * 1000, None)
