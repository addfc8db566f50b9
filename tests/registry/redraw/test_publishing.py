"""Plans come into effect and are taken back; everything is in exactly one micro-grid at every time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Engine, text

from registry.codes import Kind
from registry.database import writing
from registry.errors import Conflict, Invalid, NotFound
from registry.history import naming
from registry.history.became import resolve
from registry.history.rules import Said
from registry.redraw import publishing
from registry.redraw.publishing import Published

GRID = "990101001001001"
WEST, EAST, SOUTH, NORTH = 120.40, 120.41, 36.00, 36.01
TOWN = """
insert into registry.division (code, name_zh) values ('990101', '示例区');
insert into registry.street (code, division_code, name_zh, name_en) values ('990101001', '990101', '街道', 'S');
insert into registry.community (code, street_code, name_zh, short_name, geom)
    values ('990101001001', '990101001', '甲社区', '甲', st_multi(st_makeenvelope(120.40, 36.00, 120.41, 36.01, 4326)));
insert into registry.grid (code, community_code, name_zh, geom)
    values ('990101001001001', '990101001001', '甲一', st_multi(st_makeenvelope(120.40, 36.00, 120.41, 36.01, 4326)));
insert into registry.asset_class (code, name_zh, name_en, is_cover) values ('01002', '井盖', 'cover', true);
insert into registry.asset (code, code_scheme, class_code, community_code, geom, source, source_id)
    select '99010101002' || lpad(n::text, 6, '0'), 'GB/T 47678.5-2026', '01002', '990101001001',
        st_setsrid(st_makepoint(120.40 + (n % 21) * 0.0005, 36.00 + (n / 21) * 0.0005), 4326), 's', n::text
    from generate_series(0, 440) as n;
"""


def _strips(*numbers: int, ends: tuple[float, ...]) -> gpd.GeoDataFrame:
    """Cells side by side, as a planner hands them over."""
    edges = [0.0, *ends]
    shapes = [
        shapely.box(WEST + low * (EAST - WEST), SOUTH, WEST + high * (EAST - WEST), NORTH)
        for low, high in pairwise(edges)
    ]
    columns = {"code": [f"{GRID}{n:03d}" for n in numbers], "minutes": 90.0, "households": 60}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Engine:
    made = fresh()
    with writing(made) as conn:
        conn.execute(text(TOWN))
    return made


def _now(engine: Engine) -> datetime:
    with engine.connect() as conn:
        now: datetime = conn.execute(text("select clock_timestamp()")).scalar_one()
    return now


def _publish(engine: Engine, cells: gpd.GeoDataFrame, *, days: float = 0) -> Published:
    now = _now(engine)
    with writing(engine) as conn:
        return publishing.publish(conn, cells, name="p", by="planner", effective_at=now + timedelta(days=days), now=now)


def _undo(engine: Engine, plan: int) -> Published:
    with writing(engine) as conn:
        return publishing.undo(conn, plan, by="planner", now=_now(engine))


def _homes(engine: Engine, moment: datetime | None = None) -> dict[str, str | None]:
    """The micro-grid of each asset, as of a moment."""
    with engine.begin() as conn:
        conn.execute(
            text("select set_config('jingge.as_of', :at, true)"), {"at": "" if moment is None else moment.isoformat()}
        )
        found = conn.execute(text("select code, registry_then.micro_grid_at(geom) as home from registry.asset"))
        return {row.code: row.home for row in found}


def _cells(engine: Engine) -> dict[str, bytes]:
    with engine.connect() as conn:
        rows = conn.execute(text("select code, st_asbinary(geom) as shape from registry.micro_grid order by code"))
        return {row.code: bytes(row.shape) for row in rows}


def test_a_plan_takes_effect_and_every_asset_has_one_home(engine: Engine) -> None:
    done = _publish(engine, _strips(1, 2, ends=(0.5, 1)))
    assert (done.state, done.cells, done.begun, done.kept, done.ended) == ("effective", 2, 2, 0, 0)
    assert list(_cells(engine)) == [f"{GRID}001", f"{GRID}002"]
    homes = _homes(engine)
    assert len(homes) == 441
    assert set(homes.values()) == {f"{GRID}001", f"{GRID}002"}


def test_a_second_plan_keeps_what_stays_and_tells_what_became_of_the_rest(engine: Engine) -> None:
    _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.5, 1)))
    before = _now(engine)
    then = _homes(engine)
    done = _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.75, 1)))
    assert (done.kept, done.begun, done.ended) == (1, 2, 2)
    assert done.renumbered == {f"{GRID}002": f"{GRID}004", f"{GRID}003": f"{GRID}005"}
    assert list(_cells(engine)) == [f"{GRID}001", f"{GRID}004", f"{GRID}005"]
    assert _homes(engine, before) == then
    assert None not in _homes(engine).values()
    with engine.connect() as conn:
        assert resolve(conn, Kind.MICRO_GRID, f"{GRID}002").heirs == (f"{GRID}004",)
        assert set(resolve(conn, Kind.MICRO_GRID, f"{GRID}003").heirs) == {f"{GRID}004", f"{GRID}005"}
    assert [plan["state"] for plan in _plans(engine)] == ["effective", "superseded"]


def _plans(engine: Engine) -> list[dict[str, object]]:
    with engine.connect() as conn:
        return [dict(plan) for plan in publishing.listed(conn)]


def test_before_its_day_nothing_changes_and_it_can_be_withdrawn(engine: Engine) -> None:
    _publish(engine, _strips(1, 2, ends=(0.5, 1)))
    standing = _cells(engine)
    waiting = _publish(engine, _strips(1, 2, ends=(0.6, 1)), days=1)
    assert waiting.state == "published"
    assert _cells(engine) == standing
    with pytest.raises(Conflict, match=rf"plan {waiting.plan} for some of these grids waits"):
        _publish(engine, _strips(1, ends=(1,)))
    assert _undo(engine, waiting.plan).state == "withdrawn"
    assert _cells(engine) == standing
    with pytest.raises(Conflict, match="withdrawn already"):
        _undo(engine, waiting.plan)
    with writing(engine) as conn, pytest.raises(Conflict, match="was withdrawn"):
        publishing.enact(conn, waiting.plan, by="clock")


def test_on_its_day_it_takes_effect_once(engine: Engine) -> None:
    waiting = _publish(engine, _strips(1, 2, ends=(0.5, 1)), days=0.000_02)
    assert waiting.state == "published"
    later = _now(engine) + timedelta(seconds=5)
    with engine.connect() as conn:
        assert publishing.due(conn, now=later) == [waiting.plan]
        conn.execute(text("select pg_sleep(2)"))
    for _ in range(2):
        with writing(engine) as conn:
            assert publishing.enact(conn, waiting.plan, by="clock") == "effective"
    with engine.connect() as conn:
        assert publishing.due(conn, now=later) == []
        since = conn.execute(text("select distinct valid_from from registry.micro_grid")).scalar_one()
    assert since == waiting.effective_at


def test_after_its_day_the_former_cells_are_restored_with_their_codes(engine: Engine) -> None:
    _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.5, 1)))
    standing, homes = _cells(engine), _homes(engine)
    second = _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.75, 1)))
    meanwhile, drawn = _now(engine), _homes(engine)
    back = _undo(engine, second.plan)
    assert (back.state, back.cells, back.kept, back.begun, back.ended) == ("effective", 3, 1, 2, 2)
    assert _cells(engine) == standing
    assert _homes(engine) == homes
    assert _homes(engine, meanwhile) == drawn
    with pytest.raises(Conflict, match=f"plan {back.plan} stands on grids of plan {second.plan}"):
        _undo(engine, second.plan)
    assert _cells(engine) == standing
    again = _undo(engine, back.plan)
    assert set(_cells(engine)) == {f"{GRID}001", f"{GRID}004", f"{GRID}005"}
    assert again.cells == 3


def test_a_cell_that_was_named_since_is_there_after_the_plan_was_taken_back(engine: Engine) -> None:
    _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.5, 1)))
    standing, homes = _cells(engine), _homes(engine)
    second = _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.75, 1)))
    with writing(engine) as conn:
        said = Said(id=uuid4(), account="planner", areas=None, reason="居民议定")
        naming.name(conn, f"{GRID}001", said, name_zh="甲苑")
    assert _undo(engine, second.plan).cells == 3
    assert (_cells(engine), _homes(engine)) == (standing, homes)
    assert _names(engine) == {f"{GRID}001": "甲苑", f"{GRID}002": "", f"{GRID}003": ""}


def test_a_plan_that_only_names_a_cell_names_it_and_one_without_names_takes_none_away(engine: Engine) -> None:
    _publish(engine, _strips(1, 2, ends=(0.5, 1)))
    _publish(engine, _strips(1, 2, ends=(0.5, 1)).assign(name_zh=["甲苑", ""]))
    assert _names(engine) == {f"{GRID}001": "甲苑", f"{GRID}002": ""}
    _publish(engine, _strips(1, 2, ends=(0.5, 1)))
    assert _names(engine) == {f"{GRID}001": "甲苑", f"{GRID}002": ""}


def _names(engine: Engine) -> dict[str, str]:
    with engine.connect() as conn:
        return {row.code: row.name_zh for row in conn.execute(text("select code, name_zh from registry.micro_grid"))}


def test_the_first_plan_undone_leaves_no_cells(engine: Engine) -> None:
    first = _publish(engine, _strips(1, 2, ends=(0.5, 1)))
    back = _undo(engine, first.plan)
    assert (back.cells, back.kept, back.begun, back.ended) == (0, 0, 0, 2)
    assert _cells(engine) == {}
    with engine.connect() as conn:
        assert resolve(conn, Kind.MICRO_GRID, f"{GRID}001").heirs == ()


def test_no_plan_holds_from_before_the_one_that_it_follows(engine: Engine) -> None:
    """Cells that stay have stood since the first plan alone: before it there would be assets without a cell."""
    first = _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.5, 1)), days=-1)
    with pytest.raises(Conflict, match=f"plan {first.plan} holds on some of these grids from"):
        _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.75, 1)), days=-2)
    assert _publish(engine, _strips(1, 2, 3, ends=(0.25, 0.75, 1)), days=-0.5).state == "effective"
    assert None not in _homes(engine, first.effective_at).values()
    assert None not in _homes(engine, _now(engine) - timedelta(days=0.25)).values()


def test_what_is_no_plan_is_told(engine: Engine) -> None:
    with pytest.raises(NotFound, match="1 grids of the plan are not in the register: 990101001001009"):
        _publish(engine, _strips(1, ends=(1,)).assign(code="990101001001009001"))
    with pytest.raises(Invalid, match="not the code of a micro grid"):
        _publish(engine, _strips(1, ends=(1,)).assign(code="7"))
    with pytest.raises(Invalid, match="has no cells"):
        _publish(engine, _strips(1, ends=(1,)).iloc[:0])
    with pytest.raises(NotFound, match="no plan 77"):
        _undo(engine, 77)
    assert _plans(engine) == []


def test_plans_are_never_rewritten(engine: Engine) -> None:
    done = _publish(engine, _strips(1, 2, ends=(0.5, 1)))
    for change in (
        "delete from registry.plan_cell",
        "update registry.plan set name = 'x'",
        "delete from registry.plan",
    ):
        with pytest.raises(Conflict, match="only ever added"), writing(engine) as conn:
            conn.execute(text(change))
    assert done.effective_at < datetime.now(UTC) + timedelta(minutes=1)
