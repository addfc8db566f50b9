"""What judging asks for is gathered once: lists, links, areas, and the division of what no community holds."""

from collections.abc import Mapping

import numpy as np
import pytest
from sqlalchemy import Connection, text

from registry.errors import Invalid
from registry.importing.kinds import SORTS
from registry.importing.knowing import Register, gather
from tests.registry.importing.conftest import EAST, WEST
from tests.registry.importing.rooms import NOTHING

LON, LAT = np.array([120.405, 120.415, 120.43, 121.5]), np.array([36.005, 36.005, 36.005, 36.005])
SECOND = "insert into registry.division values ('990102', '二区', 'Second', {})"
BESIDE = "st_multi(st_makeenvelope(120.42, 36.0, 120.44, 36.01, 4326))"


def _gather(conn: Connection, kind: str, defaults: Mapping[str, object] = NOTHING) -> Register:
    return gather(conn, SORTS[kind], source="s", defaults=defaults)


@pytest.mark.parametrize(
    ("kind", "layers"),
    [
        ("assets", {"communities", "free", "grids", "unit_grids", "compounds"}),
        ("covers", {"communities", "free", "grids", "unit_grids", "compounds"}),
        ("buildings", {"communities", "free", "compounds"}),
        ("compounds", {"communities", "free"}),
        ("roads", {"communities", "free"}),
        ("entrances", set()),
        ("communities", set()),
        ("organisations", set()),
        ("landmarks", set()),
    ],
)
def test_each_kind_gets_the_areas_it_is_laid_in(town: Connection, kind: str, layers: set[str]) -> None:
    assert set(_gather(town, kind).locators) == layers


def test_areas_are_found_by_code(town: Connection) -> None:
    register = _gather(town, "assets")
    assert register.locate("communities", LON, LAT).astype(object).tolist()[:2] == [WEST, EAST]
    grids = register.locate("grids", LON, LAT)
    assert str(grids.dtype) == "str"
    assert grids.isna().tolist() == [False, False, True, True]
    assert register.locate("compounds", LON, LAT).isna().all()
    assert register.locate("communities", np.array([120.4200051]), np.array([36.005])).tolist() == [EAST]
    assert register.locate("communities", LON[2:], LAT[2:], reach_deg=0.02).isna().tolist() == [False, True]


def test_lists_links_and_names(town: Connection) -> None:
    town.execute(
        text(
            "insert into registry.compound (code, community_code, name_zh, source, source_id, geom) "
            f"select '{WEST}C0001', '{WEST}', 'x', 's', 'c1', geom from registry.community where code = '{WEST}'"
        )
    )
    register = _gather(town, "assets")
    assert "01002" in register.codes["class"]
    assert register.links["compound"] == {f"{WEST}C0001": f"{WEST}C0001", "c1": f"{WEST}C0001"}
    assert register.links["road_segment"] == {}
    assert (register.spoken[WEST], register.spoken["990101"]) == ("甲", "示例区")
    assert "c1" not in gather(town, SORTS["assets"], source="other", defaults={}).links["compound"]


def test_a_division_with_communities_ends_where_they_end(town: Connection) -> None:
    register = _gather(town, "assets")
    assert register.free.empty
    assert register.free_division(LON, LAT, reach_deg=0).tolist() == [None] * 4
    assert register.any_area(LON, LAT).tolist() == [True, True, False, False]


def test_a_division_without_communities_holds_what_its_shape_holds(town: Connection) -> None:
    town.execute(text(SECOND.format(BESIDE)))
    register = _gather(town, "assets")
    assert register.free_division(LON, LAT, reach_deg=0).tolist() == [None, None, "990102", None]
    assert register.any_area(LON, LAT).tolist() == [True, True, True, False]


def test_the_only_division_without_a_shape_holds_all_two_hold_nothing(town: Connection) -> None:
    for table in ("unit_grid", "grid", "community"):
        town.execute(text(f"delete from registry.{table}"))
    town.execute(text("update registry.division set geom = null"))
    assert set(_gather(town, "assets").free_division(LON, LAT, reach_deg=0)) == {"990101"}
    town.execute(text(SECOND.format("null")))
    assert set(_gather(town, "assets").free_division(LON, LAT, reach_deg=0)) == {None}
    named = _gather(town, "assets", {"division_code": "990102"})
    assert set(named.free_division(LON, LAT, reach_deg=0)) == {"990102"}
    assert named.only == "990102"


def test_a_division_that_was_named_leaves_the_communities_of_others_out(town: Connection) -> None:
    town.execute(text(SECOND.format(BESIDE)))
    register = _gather(town, "assets", {"division_code": "990102"})
    assert register.locate("communities", LON, LAT).isna().all()
    assert register.any_area(LON, LAT).tolist() == [False, False, True, False]
    own = _gather(town, "assets", {"division_code": "990101"})
    assert own.locate("communities", LON, LAT).isna().tolist() == [False, False, True, True]
    with pytest.raises(Invalid, match="no division 990109; import it first"):
        _gather(town, "assets", {"division_code": "990109"})


def test_an_empty_register_holds_nothing(conn: Connection) -> None:
    register = _gather(conn, "assets")
    assert register.locate("grids", LON, LAT).isna().all()
    assert register.free_division(LON, LAT, reach_deg=0).tolist() == [None] * 4
    assert not register.any_area(LON, LAT).any()
