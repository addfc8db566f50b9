"""Deeds on places: merged, split, retired; what lay in them goes along and old codes lead there."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from registry import lookup
from registry.codes import Kind
from registry.database import reading, writing
from registry.errors import Conflict, Invalid, NotFound, Stale
from registry.history import became, places, travel
from registry.history.fates import Fate, State
from registry.history.moments import Moments
from registry.history.places import Settled
from registry.history.rules import Said
from tests.registry import quarter
from tests.registry.quarter import EAST, LAMP, OTHER, RAIN, SEWER, WEST, asset_code, at

AUGUST, OCTOBER = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
COMPOUND, TWIN = f"{WEST}C0001", f"{WEST}C0002"
ROAD, NEXT = "370203R000002", "370203R000003"
HOUSE, OTHER_HOUSE = f"{WEST}B00002", f"{WEST}B00001"


class Town:
    """The quarter, its compound since August; every deed is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as conn:
            quarter.build(conn)
            conn.execute(text("update registry.compound set valid_from = :at"), {"at": AUGUST})

    def do(self, deed: Callable[..., Settled], code: str, told: Said | None = None, **more: object) -> Settled:
        with writing(self.engine) as conn:
            return deed(conn, code, told or said(), **more)

    def by_hand(self, statement: str, **values: object) -> str:
        with writing(self.engine) as conn:
            return str(conn.execute(text(statement + " returning code"), values).scalars().all()[-1])

    def draw(self, table: str, *sides: float, **values: object) -> str:
        given = values | {"geom": quarter._box(*sides)}
        marks = ", ".join("st_geomfromtext(:geom, 4326)" if name == "geom" else f":{name}" for name in given)
        return self.by_hand(f"insert into registry.{table} ({', '.join(given)}) values ({marks})", **given)

    def line(self, *ends: tuple[float, float]) -> str:
        wkt = "LINESTRING({:.9f} {:.9f}, {:.9f} {:.9f})".format(*at(*ends[0]), *at(*ends[1]))
        return self.by_hand(
            "insert into registry.road_segment (road_name, geom) values ('辽宁路', st_geomfromtext(:wkt, 4326))",
            wkt=wkt,
        )

    def held(self, table: str, column: str) -> dict[str, str | None]:
        with reading(self.engine) as conn:
            return dict(conn.execute(text(f"select code, {column} from registry.{table}")).all())

    def fate(self, kind: Kind, code: str, *, as_of: datetime | None = None) -> Fate:
        with reading(self.engine) as conn:
            travel.depart(conn, Moments(as_of=as_of))
            return became.resolve(conn, kind, code)


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Town:
    return Town(fresh())


def said(**more: object) -> Said:
    return Said(**{"id": uuid4(), "account": "wang", "areas": None, "reason": "撤并"} | more)  # type: ignore[arg-type]


def test_merged_compounds_are_one_and_hold_what_both_held(town: Town) -> None:
    twin = town.draw("compound", -100, 50, -50, 150, name_zh="东院")
    town.by_hand(
        "update registry.asset set compound_code = :twin where code = :far", twin=twin, far=asset_code(SEWER, 5)
    )
    done = town.do(places.merge, twin, said(since=OCTOBER), others=[COMPOUND])
    assert done == Settled((twin,), (COMPOUND,), repeated=False)
    assets, houses = town.held("asset", "compound_code"), town.held("building", "compound_code")
    assert (assets[asset_code(SEWER, 3)], assets[asset_code(SEWER, 5)]) == (twin, twin)
    assert (houses[HOUSE], houses[OTHER_HOUSE]) == (twin, twin)
    fate = town.fate(Kind.COMPOUND, COMPOUND)
    assert (fate.state, fate.into, fate.at, fate.by, fate.reason) == (State.MERGED, (twin,), OCTOBER, "wang", "撤并")
    assert town.fate(Kind.COMPOUND, COMPOUND, as_of=AUGUST).state is State.LIVES
    with reading(town.engine) as conn:
        (gone,) = lookup.by_code(conn, COMPOUND)
        (stands,) = lookup.by_code(conn, twin)
    assert (gone.title_zh, gone.became) == ("大连山小区", fate)
    assert stands.geometry is not None
    assert min(lon for lon, _ in stands.geometry["coordinates"][0][0]) == pytest.approx(at(-200, 100)[0], abs=1e-6)  # type: ignore[index]


def test_a_second_record_of_a_compound_leaves_the_shape_as_it_is(town: Town) -> None:
    twin = town.draw("compound", -210, 40, -90, 160, name_zh="大连山")
    before = town.held("compound", "st_astext(geom)")[COMPOUND]
    town.do(places.merge, COMPOUND, others=[twin], keep_shape=True)
    assert town.held("compound", "st_astext(geom)") == {COMPOUND: before}


def test_a_split_compound_leaves_what_it_held_where_it_lies(town: Town) -> None:
    low = town.draw("compound", -200, 50, -100, 95, name_zh="南院", source="h", source_id="1")
    high = town.draw("compound", -200, 95, -100, 150, name_zh="北院", source="h", source_id="2")
    done = town.do(places.split, COMPOUND, parts=[low, high])
    assert (done.codes, done.ended) == ((low, high), (COMPOUND,))
    assert town.held("asset", "compound_code")[asset_code(SEWER, 3)] == low
    houses = town.held("building", "compound_code")
    assert (houses[OTHER_HOUSE], houses[HOUSE]) == (low, high)
    assert town.fate(Kind.COMPOUND, COMPOUND).into == (low, high)


def test_what_a_retired_compound_held_lies_in_none(town: Town) -> None:
    town.do(places.retire, COMPOUND)
    assert set(town.held("asset", "compound_code").values()) == {None}
    assert set(town.held("building", "compound_code").values()) == {None}
    fate = town.fate(Kind.COMPOUND, COMPOUND)
    assert (fate.state, fate.reason) == (State.RETIRED, "撤并")


def test_roads_that_join_become_one_line(town: Town) -> None:
    town.do(places.merge, ROAD, others=[NEXT])
    ends = "from_road || '|' || to_road || '|' || round(st_length(geom::geography))"
    assert town.held("road_segment", ends)[ROAD] == "热河路||300"
    town.do(places.merge, ROAD, others=["370203R000001"])
    assert town.held("road_segment", ends)[ROAD] == "||600"
    homes = town.held("asset", "segment_code")
    assert homes[asset_code(LAMP, 1)] == ROAD
    assert homes[asset_code(RAIN, 412345)] == ROAD  # it stood on the western one
    assert town.fate(Kind.ROAD_SEGMENT, NEXT).into == (ROAD,)


def test_a_joined_line_keeps_its_direction_and_the_names_of_its_ends(town: Town) -> None:
    """益都路 is drawn from north to south; what it is joined with lies south of it."""
    south = town.line((200, -150), (200, 0))
    town.by_hand("update registry.road_segment set from_road = '鞍山路' where code = '370203R000006'")
    town.do(places.merge, "370203R000006", others=[south])
    start = "st_y(st_startpoint(geom)) > st_y(st_endpoint(geom))"
    assert str(town.held("road_segment", start)["370203R000006"]) == "True"
    assert town.held("road_segment", "from_road || '|' || to_road")["370203R000006"] == "鞍山路|"


def test_roads_that_do_not_join_stay(town: Town) -> None:
    with pytest.raises(Invalid, match="end to end"):
        town.do(places.merge, ROAD, others=["370203R000004", "370203R000005"])
    town.do(places.merge, ROAD, others=["370203R000005"], keep_shape=True)
    assert town.held("road_segment", "round(st_length(geom::geography))::text")[ROAD] == "200"


def test_a_split_road_leaves_each_thing_on_the_nearer_part(town: Town) -> None:
    parts = [town.line((0, 0), (100, 0)), town.line((100, 0), (200, 0))]
    town.do(places.split, ROAD, parts=parts)
    homes = town.held("asset", "segment_code")
    assert [homes[code] for code in (asset_code(SEWER, 1), asset_code(LAMP, 1))] == parts


def test_what_stood_on_a_retired_road_stands_on_the_next_or_on_none(town: Town) -> None:
    town.do(places.retire, ROAD)
    homes = town.held("asset", "segment_code")
    assert homes[asset_code(SEWER, 1)] == "370203R000005"  # 35 m off
    assert homes[asset_code(SEWER, 2)] is None  # 70 m from any
    assert homes[asset_code(LAMP, 1)] == NEXT


def door(town: Town, house: str, number: int) -> str:
    return town.by_hand(
        "insert into registry.entrance (building_code, number, geom)"
        " select code, :number, st_pointonsurface(geom) from registry.building where code = :house",
        house=house, number=number,
    )  # fmt: skip


def test_doors_of_a_merged_building_are_the_doors_of_the_other(town: Town) -> None:
    same, only = door(town, OTHER_HOUSE, 2), door(town, OTHER_HOUSE, 7)
    done = town.do(places.merge, HOUSE, others=[OTHER_HOUSE])
    assert done.recoded == {same: f"{HOUSE}U02", only: f"{HOUSE}U03"}
    assert town.held("entrance", "number || ' ' || building_code") == {
        f"{HOUSE}U02": f"2 {HOUSE}", f"{HOUSE}U03": f"7 {HOUSE}",
    }  # fmt: skip
    assert town.fate(Kind.ENTRANCE, only).into == (f"{HOUSE}U03",)
    assert town.fate(Kind.ENTRANCE, same).into == (f"{HOUSE}U02",)


def test_doors_go_with_a_retired_building(town: Town) -> None:
    town.do(places.retire, HOUSE)
    assert town.held("entrance", "number::text") == {}
    assert town.fate(Kind.ENTRANCE, f"{HOUSE}U02").state is State.RETIRED
    assert town.fate(Kind.BUILDING, HOUSE).state is State.RETIRED


def test_merged_communities_take_everything_along(town: Town) -> None:
    everything = {
        kind: set(town.held(kind.value, "code"))
        for kind in (Kind.COMPOUND, Kind.BUILDING, Kind.ENTRANCE, Kind.GRID, Kind.UNIT_GRID)
    }
    done = town.do(places.merge, EAST, others=[WEST], kind=Kind.COMMUNITY)
    assert set(town.held("community", "code")) == {EAST, OTHER}
    for kind, codes in everything.items():
        held = set(town.held(kind.value, "code"))
        assert all(code.startswith(EAST) for code in held), kind
        assert len(held) == len(codes)
        for code in codes:
            fate = town.fate(kind, code)
            assert fate.state is State.LIVES if code in held else fate.into[0] in held, (kind, code)
    compound = done.recoded[COMPOUND]
    assert town.held("asset", "compound_code")[asset_code(SEWER, 3)] == compound
    assert town.held("building", "compound_code")[done.recoded[HOUSE]] == compound
    assert town.held("asset", "community_code")[asset_code(SEWER, 3)] == EAST
    assert town.held("asset", "grid_code")[asset_code(SEWER, 3)] is not None


def test_a_community_that_things_are_called_by_is_not_retired(town: Town) -> None:
    with pytest.raises(Conflict, match=f"{WEST}B00001"):
        town.do(places.retire, WEST)
    town.do(places.retire, OTHER)
    assert town.held("asset", "community_code")[asset_code(SEWER, 4)] is None


def test_merged_grids_hold_what_both_held(town: Town) -> None:
    second = town.draw("grid", -300, 300, 0, 500)
    assert town.do(places.merge, second, others=[f"{WEST}001"], kind=Kind.GRID).codes == (second,)
    assert town.held("asset", "grid_code")[asset_code(SEWER, 3)] == second
    assert town.fate(Kind.GRID, f"{WEST}001").into == (second,)
    assert town.fate(Kind.UNIT_GRID, f"{WEST}001").state is State.LIVES


@pytest.mark.parametrize(
    ("deed", "code", "more", "error", "says"),
    [
        (places.merge, COMPOUND, {"others": [COMPOUND]}, Invalid, "itself"),
        (places.merge, COMPOUND, {"others": [ROAD]}, Invalid, "road segment"),
        (places.merge, COMPOUND, {"others": [TWIN]}, NotFound, "no compound"),
        (places.merge, HOUSE, {"others": [f"{EAST}B00001"]}, Invalid, "m from"),
        (places.split, COMPOUND, {"parts": [COMPOUND, COMPOUND]}, Invalid, "itself"),
        (places.split, ROAD, {"parts": [NEXT, "370203R000001"]}, Invalid, "no part"),
        (places.retire, f"{WEST}001", {}, Invalid, "--kind"),
        (places.retire, "370203005", {}, Invalid, "street"),
        (places.retire, asset_code(SEWER, 1), {}, Invalid, "asset"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    town: Town, deed: Callable[..., Settled], code: str, more: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        town.do(deed, code, **more)


def test_what_is_gone_is_not_done_to_again(town: Town) -> None:
    town.do(places.merge, ROAD, others=[NEXT])
    with pytest.raises(Conflict, match=f"merged into {ROAD}"):
        town.do(places.retire, NEXT)
    with pytest.raises(Conflict, match=f"merged into {ROAD}"):
        town.do(places.merge, NEXT, others=[ROAD])
    with pytest.raises(Conflict, match="no longer in use"):
        town.do(places.merge, ROAD, others=[NEXT])


def test_the_same_deed_again_changes_nothing(town: Town) -> None:
    told = [said(), said()]
    first = [town.do(places.merge, HOUSE, told[0], others=[OTHER_HOUSE]), town.do(places.retire, ROAD, told[1])]
    again = [town.do(places.merge, HOUSE, told[0], others=[OTHER_HOUSE]), town.do(places.retire, ROAD, told[1])]
    assert all(one.repeated for one in again)
    assert [(one.codes, one.ended, one.recoded) for one in again] == [
        (one.codes, one.ended, one.recoded) for one in first
    ]
    with pytest.raises(Conflict, match="another deed"):
        town.do(places.retire, HOUSE, told[0])


def test_a_deed_starts_from_the_version_that_was_read(town: Town) -> None:
    with pytest.raises(Stale):
        town.do(places.retire, ROAD, said(if_version=0))
