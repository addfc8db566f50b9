"""A selection finds what it asks for, inside the areas one may see, and tells what it does not know."""

import pytest
from sqlalchemy import Connection, text

from registry.assets import Box
from registry.errors import NotFound
from registry.exporting.query import Query, check_named, count
from registry.exporting.selection import WHAT, Selection

COMMUNITY = "370203005001"
IN_BOX = "st_x(geom) between 120.365 and 120.37 and st_y(geom) between 36.08 and 36.086"
CELLS = "insert into registry.micro_grid (code, grid_code, geom) select code || '001', code, geom from registry.grid"
ASSETS = "select count(*) from registry.asset where "


def _count(conn: Connection, statement: str) -> int:
    return int(conn.execute(text(statement)).scalar_one())


def test_without_a_condition_everything_is_there(small_conn: Connection) -> None:
    small_conn.execute(text(CELLS))
    for what, kind in WHAT.items():
        there = _count(small_conn, f"select count(*) from registry.{kind.value}")
        if what == "covers":
            there = _count(small_conn, ASSETS + "class_code < '02'")
        assert count(small_conn, Query(Selection(what))) == there > 0, what


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        ({"areas": (COMMUNITY,)}, f"community_code = '{COMMUNITY}'"),
        ({"areas": (COMMUNITY, "370203008")}, f"community_code = '{COMMUNITY}' or community_code like '370203008%'"),
        ({"classes": ("01002", "01003")}, "class_code in ('01002', '01003')"),
        ({"statuses": ("broken", "removed")}, "status in ('broken', 'removed')"),
        ({"owner": "PSGS"}, "owner_code = 'PSGS'"),
        ({"source": "district"}, "true"),
        ({"source": "nobody"}, "false"),
        ({"codes": ("37020301002000001", "37020301002999999")}, "code = '37020301002000001'"),
        ({"codes": ()}, "false"),
        (
            {"box": Box(120.365, 36.08, 120.37, 36.086), "classes": ("01002",), "areas": (COMMUNITY,)},
            f"{IN_BOX} and class_code = '01002' and community_code = '{COMMUNITY}'",
        ),
    ],
)
def test_conditions_of_assets(small_conn: Connection, asked: dict[str, object], condition: str) -> None:
    small_conn.execute(text("update registry.asset set status = 'broken' where right(code, 1) = '7'"))
    found = count(small_conn, Query(Selection("assets", **asked)))  # type: ignore[arg-type] # options of many types
    assert found == _count(small_conn, ASSETS + condition)


def test_an_import_run_is_what_its_transaction_wrote_last(small_conn: Connection) -> None:
    run = _count(small_conn, "select max(run_id) from registry.change join registry.asset on change_id = change.id")
    everything = _count(small_conn, ASSETS + "true")
    assert count(small_conn, Query(Selection("assets", run=run))) == everything
    small_conn.execute(text("update registry.asset set status = 'broken' where right(code, 1) = '7'"))
    sound = _count(small_conn, ASSETS + "status = 'intact'")
    assert count(small_conn, Query(Selection("assets", run=run))) == sound < everything


def test_nothing_outside_ones_areas_is_found(small_conn: Connection) -> None:
    small_conn.execute(text(CELLS))
    for what in WHAT:
        asked = Selection(what)
        everything, mine = count(small_conn, Query(asked)), count(small_conn, Query(asked, (COMMUNITY,)))
        assert 0 < mine <= everything, what
        assert count(small_conn, Query(asked, ("370202",))) == 0, what
        assert count(small_conn, Query(asked, ())) == 0, what
    both = Selection("assets", areas=("370203008",))
    assert count(small_conn, Query(both, (COMMUNITY,))) == 0
    covers = _count(small_conn, ASSETS + f"community_code = '{COMMUNITY}'")
    assert count(small_conn, Query(Selection("assets"), (COMMUNITY,))) == covers


def test_a_road_lies_in_whatever_it_passes(small_conn: Connection) -> None:
    passes = f"""select count(*) from registry.road_segment r join registry.community c on st_intersects(r.geom, c.geom)
        where c.code = '{COMMUNITY}'"""
    there = _count(small_conn, passes)
    assert count(small_conn, Query(Selection("roads", areas=(COMMUNITY,)))) == there > 0
    assert count(small_conn, Query(Selection("roads", areas=("370203",)))) > there


def test_what_is_above_ones_areas_is_seen_and_not_found_by_area(small_conn: Connection) -> None:
    assert count(small_conn, Query(Selection("streets"), (COMMUNITY,))) == 1
    assert count(small_conn, Query(Selection("streets", areas=(COMMUNITY,)))) == 0


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"areas": ("370203", "370299")}, "no area 370299"),
        ({"classes": ("01002", "99999")}, "no class 99999"),
        ({"owner": "NOBODY"}, "no organisation NOBODY"),
        ({"run": 999_999}, "no import run 999999"),
    ],
)
def test_what_is_not_known_is_told(small_conn: Connection, asked: dict[str, object], told: str) -> None:
    with pytest.raises(NotFound, match=told):
        check_named(small_conn, Selection("assets", **asked))  # type: ignore[arg-type] # options of many types


def test_what_is_known_is_not(small_conn: Connection) -> None:
    check_named(small_conn, Selection("covers"))
    areas = ("370203", "370203005", COMMUNITY)
    check_named(small_conn, Selection("assets", areas=areas, classes=("01002",), owner="PSGS", run=1))
