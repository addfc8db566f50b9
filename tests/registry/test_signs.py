"""Number signs, as they stand on a board."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.roadside import Words
from registry.signs import sign, signs

COMMUNITY = "敦化路社区"


def test_a_sign_names_community_grid_and_micro_grid() -> None:
    assert sign("370203005001007004", COMMUNITY) == Words("敦化路社区–07网格–004", "Dunhua Road Community–Grid 07–004")
    assert sign("３７0203005001 012", COMMUNITY) == Words("敦化路社区–12网格", "Dunhua Road Community–Grid 12")
    assert sign("370203005001123004", COMMUNITY).zh == "敦化路社区–123网格–004"


@pytest.mark.parametrize("code", ["370203005001", "370203005001B00012", "x", ""])
def test_other_codes_have_none(code: str) -> None:
    with pytest.raises(Invalid, match="is not the code of a"):
        sign(code, COMMUNITY)


def test_without_a_community_there_is_none() -> None:
    with pytest.raises(Invalid, match="no sign without the name"):
        sign("370203005001007", "")
    assert signs(["370203005001007", "370203005001008"], [None, COMMUNITY]) == [None, "敦化路社区–08网格"]


@given(grid=st.integers(1, 999), cells=st.sets(st.integers(1, 999), min_size=2, max_size=4))
def test_no_two_cells_have_one_sign(grid: int, cells: set[int]) -> None:
    codes = [f"370203005001{grid:03d}{cell:03d}" for cell in cells] + [f"370203005001{grid:03d}"]
    assert len(set(signs(codes, [COMMUNITY] * len(codes)))) == len(codes)
