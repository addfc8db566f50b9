"""Places edited by hand keep what lies in them: a compound that comes back, roads cut and joined."""

import psycopg
import pytest
from psycopg import errors

from tests.registry.history.desk import Row, box, one, point, rows, together
from tests.registry.quarter import LAMP, RAIN, SEWER, WEST, asset_code

Desk = psycopg.Connection[Row]
COMPOUND, INSIDE = f"{WEST}C0001", asset_code(SEWER, 3)
ROAD = "370203R000002"
ON_ROAD = [asset_code(SEWER, 1), asset_code(SEWER, 2), asset_code(RAIN, 1), asset_code(LAMP, 1)]


def members(desk: Desk) -> dict[object, object]:
    told = "select code, compound_code from registry.asset union all select code, compound_code from registry.building"
    return {row["code"]: row["compound_code"] for row in rows(desk, told) if row["compound_code"]}


def save_again(desk: Desk, *, shape: str | None = None, with_code: bool = True) -> str:
    """Delete and insert in one transaction, as a desktop program saves a feature that was cut and pasted."""
    with together(desk):
        kept = one(desk, "select * from registry.compound where code = %s", COMPOUND)
        desk.execute("delete from registry.compound where code = %s", (COMPOUND,))
        given = {name: kept[name] for name in ("name_zh", "source", "source_id")} | {"geom": shape or kept["geom"]}
        given |= {"code": COMPOUND} if with_code else {}
        names, marks = ", ".join(given), ", ".join(["%s"] * len(given))
        statement = f"insert into registry.compound ({names}) values ({marks}) returning code"
        return str(one(desk, statement, *given.values())["code"])


@pytest.mark.parametrize("with_code", [True, False])
def test_a_compound_that_comes_back_holds_what_it_held(desk: Desk, with_code: bool) -> None:
    far = asset_code(SEWER, 5)  # a file said so: it lies outside
    desk.execute("update registry.asset set compound_code = %s where code = %s", (COMPOUND, far))
    before = members(desk)
    versions = one(desk, "select max(change_id) as last from registry.building")
    assert before.keys() == {INSIDE, far, f"{WEST}B00001", f"{WEST}B00002"}
    assert save_again(desk, with_code=with_code) == COMPOUND
    assert members(desk) == before
    assert one(desk, "select max(change_id) as last from registry.building") == versions, "nothing in it was touched"


def test_what_lies_outside_of_the_shape_it_came_back_in_goes(desk: Desk) -> None:
    assert save_again(desk, shape=box(-200, 50, -100, 95)) == COMPOUND
    assert members(desk) == {INSIDE: COMPOUND, f"{WEST}B00001": COMPOUND}


def test_what_a_compound_held_is_free_once_it_is_gone(desk: Desk) -> None:
    desk.execute("delete from registry.compound where code = %s", (COMPOUND,))
    assert members(desk) == {}
    assert one(desk, "select count(*) as n from registry.building where code like %s", f"{WEST}B%")["n"] == 2


def test_what_a_compound_held_goes_to_those_drawn_in_its_place(desk: Desk) -> None:
    with together(desk):
        desk.execute("delete from registry.compound where code = %s", (COMPOUND,))
        for south, north in ((50, 95), (95, 150)):
            desk.execute(
                "insert into registry.compound (name_zh, source, source_id, geom) values ('半', 'h', %s, %s)",
                (str(south), box(-200, south, -100, north)),
            )
    low, high = f"{WEST}C0002", f"{WEST}C0003"
    assert members(desk) == {INSIDE: low, f"{WEST}B00001": low, f"{WEST}B00002": high}


def line(*places: tuple[float, float]) -> str:
    inner = ",".join(point(*place).split("(")[1][:-1] for place in places)
    return f"SRID=4326;LINESTRING({inner})"


def heirs(desk: Desk) -> list[Row]:
    return list(rows(desk, "select code, deed, into_codes from registry.event where kind = 'road_segment'"))


def draw(desk: Desk, *places: tuple[float, float]) -> str:
    statement = "insert into registry.road_segment (road_name, geom) values ('辽宁路', %s) returning code"
    return str(one(desk, statement, line(*places))["code"])


def test_a_road_cut_by_hand_is_a_split_and_what_stands_on_it_goes_along(desk: Desk) -> None:
    with together(desk):
        desk.execute("delete from registry.road_segment where code = %s", (ROAD,))
        near, far = draw(desk, (0, 0), (100, 0)), draw(desk, (100, 0), (200, 0))
        draw(desk, (100, -80), (100, 80))  # crosses it
    assert heirs(desk) == [{"code": ROAD, "deed": "split", "into_codes": [near, far]}]
    homes = {row["code"]: row["segment_code"] for row in rows(desk, "select code, segment_code from registry.asset")}
    assert [homes[code] for code in ON_ROAD] == [near, near, near, far]


def test_roads_joined_by_hand_are_a_merge(desk: Desk) -> None:
    with together(desk):
        desk.execute(
            "update registry.road_segment set geom = %s where code = '370203R000001'",
            (line((-300, 0), (0, 0), (200, 0)),),
        )
        desk.execute("delete from registry.road_segment where code = %s", (ROAD,))
    assert heirs(desk) == [{"code": ROAD, "deed": "merge", "into_codes": ["370203R000001"]}]
    assert rows(desk, "select code from registry.asset where segment_code = %s", ROAD) == []


def test_a_road_that_leaves_nothing_behind_is_kept_by_what_stands_on_it(desk: Desk) -> None:
    with pytest.raises(errors.ForeignKeyViolation, match="asset"), together(desk):  # noqa: PT012 - it fails at the end
        desk.execute("delete from registry.road_segment where code = %s", (ROAD,))
        draw(desk, (100, -80), (100, 80))


def test_a_road_that_comes_back_is_the_same(desk: Desk) -> None:
    with together(desk):
        desk.execute("delete from registry.road_segment where code = %s", (ROAD,))
        again = draw(desk, (0, 0.5), (190, 0.5))
    assert (again, heirs(desk)) == (ROAD, [])
    held = [row["code"] for row in rows(desk, "select code from registry.asset where segment_code = %s", ROAD)]
    assert sorted(map(str, held)) == sorted(ON_ROAD)
