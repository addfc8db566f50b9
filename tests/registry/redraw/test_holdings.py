"""What micro-grids hold: counted and listed by one rule, none twice, none left out."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from registry.codes import Kind
from registry.database import reading, writing
from registry.errors import Invalid
from registry.history import travel
from registry.history.moments import Moments
from registry.lookup import in_micro_grid, read_things
from registry.redraw.holdings import held, holdings
from tests.registry.redraw import test_publishing as strips

GRID = strips.GRID
HOUSE = """
insert into registry.building (code, community_code, road_name, house_no, geom, source, source_id) values
    ('990101001001B00001', '990101001001', '', '1',
        st_multi(st_makeenvelope(120.4048, 36.004, 120.4056, 36.005, 4326)), 's', 'b');
insert into registry.entrance (code, building_code, number, geom, source, source_id) values
    ('990101001001B00001U01', '990101001001B00001', 1, st_setsrid(st_makepoint(120.4049, 36.004), 4326), 's', '1'),
    ('990101001001B00001U02', '990101001001B00001', 2, st_setsrid(st_makepoint(120.4055, 36.004), 4326), 's', '2');
"""


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Engine:
    made = fresh()
    with writing(made) as conn:
        conn.execute(text(strips.TOWN))
        conn.execute(text(HOUSE))
    strips._publish(made, strips._strips(1, 2, ends=(0.5, 1)))
    return made


def test_everything_is_counted_once(engine: Engine) -> None:
    with reading(engine) as conn:
        found = holdings(conn)
        assert [(one.code[-3:], one.minutes) for one in found] == [("001", 90.0), ("002", 90.0)]
        assert sum(one.assets for one in found) == 441
        assert [(one.buildings, one.entrances) for one in found] == [(0, 1), (1, 1)]
        for one in found:
            listed = held(conn, one.code, Kind.ASSET, limit=1000)
            assert len(listed) == one.assets
            assert [asset.code for asset in in_micro_grid(conn, one.code, areas=None, limit=1000).assets] == listed
            assert {asset.micro_grid_code for asset in in_micro_grid(conn, one.code, areas=None).assets} == {one.code}
        assert held(conn, found[1].code, Kind.ENTRANCE) == ["990101001001B00001U02"]
        (door,) = read_things(conn, ["990101001001B00001U01"], kinds=[Kind.ENTRANCE], areas=None)
        assert door.facts["micro_grid_code"] == f"{GRID}001"
        assert held(conn, found[1].code, Kind.BUILDING) == ["990101001001B00001"]


def test_it_goes_on_after_a_code(engine: Engine) -> None:
    with reading(engine) as conn:
        whole = held(conn, f"{GRID}001", Kind.ASSET, limit=1000)
        first = held(conn, f"{GRID}001", Kind.ASSET, limit=100)
        rest = held(conn, f"{GRID}001", Kind.ASSET, limit=1000, after=first[-1])
        assert [*first, *rest] == whole
        page = in_micro_grid(conn, f"{GRID}001", areas=None, limit=100)
        assert page.next == first[-1]


def test_inside_areas_and_a_code(engine: Engine) -> None:
    with reading(engine) as conn:
        assert holdings(conn, within=GRID) == holdings(conn)
        assert [one.code for one in holdings(conn, within=f"{GRID}002")] == [f"{GRID}002"]
        assert holdings(conn, within="990102") == holdings(conn, areas=["990102"]) == []
        assert held(conn, f"{GRID}001", Kind.ASSET, areas=["990102"]) == []


def test_removed_assets_are_left_out(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("update registry.asset set status = 'removed' where code = '99010101002000000'"))
    with reading(engine) as conn:
        assert sum(one.assets for one in holdings(conn)) == 440


def test_as_of_a_moment(engine: Engine) -> None:
    before = strips._now(engine)
    strips._publish(engine, strips._strips(1, ends=(1,)))
    with reading(engine) as conn:
        assert [one.code[-3:] for one in holdings(conn)] == ["003"]
        assert held(conn, f"{GRID}001", Kind.ASSET) == []
    with reading(engine) as conn:
        travel.depart(conn, Moments(as_of=before))
        assert [one.code[-3:] for one in holdings(conn)] == ["001", "002"]
        assert len(held(conn, f"{GRID}001", Kind.ASSET, limit=1000)) > 100


def test_what_cannot_be_asked(engine: Engine) -> None:
    with reading(engine) as conn:
        for wrong in ("99", "９９０１０１", "99010x"):
            with pytest.raises(Invalid, match="no code of a division"):
                holdings(conn, within=wrong)
        with pytest.raises(Invalid, match="not the code of a micro grid"):
            held(conn, "7", Kind.ASSET)
        with pytest.raises(Invalid, match="holds asset, building, entrance"):
            held(conn, f"{GRID}001", Kind.GRID)
        with pytest.raises(Invalid, match="a page holds"):
            held(conn, f"{GRID}001", Kind.ASSET, limit=0)
