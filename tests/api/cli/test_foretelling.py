"""What cannot be met is told before anything is solved, and only that."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cli.foretelling import Asked, obstacles_of, refuse_what_cannot_be
from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.solving.planning import make_plan
from registry.redraw.solving.rules import Rules, Tower
from registry.redraw.verifying.door import Given
from registry.redraw.workload import add_minutes
from tests.registry.redraw.scene import WEST_GRID, plan, with_atom
from tests.registry.redraw.town import frame, square

GRIDS = frame([square(100), square(100, 100)], code=["a", "b"])
MODEL = Parameters()


def places(count: int, **columns: object) -> gpd.GeoDataFrame:
    return frame([shapely.Point(20 * i + 5, 5) for i in range(count)], **columns)


def refusal(asked: Asked, rules: Rules) -> str:
    with pytest.raises(Invalid) as told:
        refuse_what_cannot_be(asked, rules=rules, model=MODEL)
    return told.value.message


def test_a_count_below_the_bounds_and_what_breaks_it() -> None:
    rows = places(10, households=[40] * 10)  # 54 minutes each for two, and a walk: five in two cells
    asked = Asked(GRIDS, add_minutes(rows, MODEL), None, 1.0, is_reckoned=True, lines=None)
    words = refusal(asked, Rules(180, 20, count=3))
    assert "--count 3: 4 cells are needed at least and 3 are given: 2 grids (a, b) alone need 4" in words
    assert "any of these alone would just fit: minutes a door at most" in words
    refuse_what_cannot_be(asked, rules=Rules(180, 20, count=4), model=MODEL)


def test_people_that_would_do() -> None:
    asked = Asked(GRIDS, places(10, minutes=[100.0] * 10), "code", 1.0, is_reckoned=False, lines=None)
    assert "people a cell at least 2 (now 1)" in refusal(asked, Rules(180, count=5))
    asked = Asked(GRIDS, places(10, minutes=[100.0] * 10), "code", 1.5, is_reckoned=False, lines=None)
    assert refusal(asked, Rules(180, count=3)).endswith("raise --count, --minutes or --people")


def test_barriers_and_floors() -> None:
    rail = frame([shapely.LineString([(50, -9), (50, 109)])], kind=["railway"])
    asked = Asked(GRIDS, places(2, minutes=[400.0, 1.0]), None, 1.0, is_reckoned=False, lines=rail)
    words = refusal(asked, Rules(count=2, tower=Tower.FLOORS))
    assert "takes 400.0 minutes and no floors to divide it by" in words
    assert "barriers leave 3 parts of 2 grids" in words
    assert "floors" not in refusal(asked, Rules(count=2, tower=Tower.TEAM))


def test_a_file_that_is_wrong_is_told_where_it_is_read() -> None:
    for field, minutes in (("name", [1.0]), (None, ["x"])):
        asked = Asked(GRIDS, places(1, minutes=minutes), field, 1.0, is_reckoned=False, lines=None)
        refuse_what_cannot_be(asked, rules=Rules(count=1), model=MODEL)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 180), min_size=1, max_size=10), st.integers(0, 2))
def test_a_plan_that_is_made_was_not_refused(minutes: list[int], more: int) -> None:
    rows = places(len(minutes), minutes=[float(one) for one in minutes])
    cells = make_plan(GRIDS, rows, rules=Rules()).cells
    asked = Asked(GRIDS, rows, None, 1.0, is_reckoned=False, lines=None)
    refuse_what_cannot_be(asked, rules=Rules(count=len(cells) + more), model=MODEL)


def test_why_a_plan_cannot_be_mended() -> None:
    def told(scene: Given) -> list[str]:
        found = obstacles_of(scene, model=MODEL, id_field="code", people=1, mobilisation=None)
        return [one.words for one in found]

    assert told(plan()) == []
    words, more = told(with_atom(plan(), "7001-0", minutes=700.0))
    assert "is given 4 cells and needs 7 at least: 2 of its rows with 730.0 minutes do not go into 4" in more
    assert words == f"7001-0 in grid {WEST_GRID} takes 700.0 minutes and no floors to divide it by; a cell has 180"
    few = plan()
    few.atoms.loc[few.atoms["cell"].str.startswith(WEST_GRID), "minutes"] = 100.0
    (words,) = told(few)
    assert f"grid {WEST_GRID} is given 4 cells and needs 16 at least" in words


@pytest.mark.parametrize("tower", [Tower.TEAM, Tower.EITHER])
def test_a_building_that_a_team_does_is_one_cell(tower: Tower) -> None:
    """Both are in the first grid; the second has a cell, too."""
    demand = places(2, minutes=[1000.0, 1000.0], floors=[1, 1])
    asked = Asked(GRIDS, demand, None, 1.0, is_reckoned=False, lines=None)
    assert "floors" in refusal(asked, Rules(count=3, tower=Tower.FLOORS))
    refuse_what_cannot_be(asked, rules=Rules(count=3, tower=tower), model=MODEL)
