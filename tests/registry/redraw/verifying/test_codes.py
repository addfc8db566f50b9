"""Any code but that of its grid and three digits is a fault; one of a former plan keeps its place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.redraw.verifying.codes import check_codes, check_stability, check_vacant
from tests.registry.redraw.scene import EAST_GRID, WEST_GRID, plan, square, with_cell
from tests.registry.redraw.verifying.reading import read

CELLS, GRIDS, _ = read(plan())


def test_good_codes() -> None:
    assert check_codes(CELLS, GRIDS) == []
    assert check_stability(CELLS, CELLS) == []


@given(st.text("0123456789a ", min_size=0, max_size=20) | st.integers(0, 999).map(lambda n: f"{WEST_GRID}{n:03d}"))
def test_any_other_code_is_a_fault(code: str) -> None:
    codes = CELLS.codes.copy()
    codes[0] = code
    fine = code.startswith(WEST_GRID) and len(code) == 18 and code[15:].isdigit() and code[15:] != "000"
    taken = code in CELLS.codes[1:]
    faults = [fault for fault in check_codes(replace(CELLS, codes=codes), GRIDS) if fault.cell == code]
    assert len(faults) == (0 if fine and not taken else 2 if fine and taken else 1)


def test_a_double_code_is_told_of_each() -> None:
    codes = CELLS.codes.copy()
    codes[1] = codes[0]
    assert [fault.measure for fault in check_codes(replace(CELLS, codes=codes), GRIDS)] == [2.0, 2.0]


def test_a_former_cell_elsewhere() -> None:
    former = read(with_cell(plan(), f"{WEST_GRID}002", geometry=square(60, 60, 20)))[0]
    assert [fault.cell for fault in check_stability(CELLS, former)] == [f"{WEST_GRID}002"]
    gone = replace(former, codes=former.codes + "x")
    assert check_stability(CELLS, gone) == [], "codes that are gone and new ones are free"


@pytest.mark.parametrize(
    ("taker", "minutes", "words"),
    [
        (f"{WEST_GRID}002", 0.0, ""),
        (f"{WEST_GRID}003", 0.0, ""),
        (f"{WEST_GRID}004", 0.0, "002 has more border with it"),
        (f"{WEST_GRID}001", 0.0, "no cell with work of its grid"),
        (f"{EAST_GRID}001", 0.0, "no cell with work of its grid"),
        (None, 0.0, "attached to nobody"),
        (f"{WEST_GRID}002", 3.0, "is vacant and states 3.00 minutes"),
    ],
)
def test_whom_a_vacant_cell_names(taker: str | None, minutes: float, words: str) -> None:
    code = f"{WEST_GRID}001"
    given_ = with_cell(plan(), code, minutes=minutes)
    frame = given_.cells.assign(kind="residential", attached_to=None)
    frame.loc[frame["code"] == code, ["kind", "attached_to"]] = ["vacant", taker]
    faults = check_vacant(read(given_)[0], frame)
    assert [fault.cell for fault in faults] == ([code] if words else [])
    assert all(words in fault.words for fault in faults)
    assert check_vacant(read(given_)[0], given_.cells) == []
