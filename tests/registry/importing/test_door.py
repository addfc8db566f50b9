"""Through the door: every row accounted for, the same file twice is once, corrected rejects come in."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box
from sqlalchemy import Connection, Engine, func, select, text

from registry.database import writing
from registry.errors import Invalid
from registry.importing import Report, run
from registry.tables import (
    alias,
    asset,
    building,
    compound,
    entrance,
    import_reject,
    import_review,
    import_run,
    issued_codes,
    road_segment,
)
from tests.registry.importing.conftest import EAST, WEST

NOW = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
CSV = """编号,类别,经度,纬度,size_mm,颜色
a,01002,120.405,36.005,700,黑
b,01002,120.406,36.005,big,
c,01001,120.415,36.005,,灰
d,01001,120.415,36.005,,灰
"""
MAPPING = {"source_id": "编号", "class_code": "类别"}


def _import(conn: Connection, path: Path, **options: object) -> Report:
    asked: dict[str, object] = {"kind": "assets", "source": "s", "actor_name": "tests", "now": NOW} | options
    return run(conn, path, **asked)  # type: ignore[arg-type] # options of many types


def _csv(path: Path, content: str = CSV) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def _count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(asset)).scalar_one()


def test_a_file_comes_in_and_every_row_is_told(town: Connection, tmp_path: Path) -> None:
    report = _import(town, _csv(tmp_path / "a.csv"), mapping=MAPPING, rejects=tmp_path / "rejects")
    assert report.counts == {
        "run": report.run,
        "read": 4,
        "new": 2,
        "updated": 0,
        "unchanged": 0,
        "repeated": 1,
        "review": 0,
        "rejected": 1,
    }
    assert report.reasons == {"not_a_number": 1}
    assert [(again.row_no, again.of_row, again.distance_m) for again in report.repeats] == [(4, 3, 0.0)]
    first, second = town.execute(select(asset).order_by(asset.c.source_id)).all()
    assert (first.code, first.spoken_prefix, first.spoken_number) == ("99010101002000001", "甲", 1)
    assert (first.community_code, first.grid_code, first.unit_grid_code) == (WEST, f"{WEST}001", f"{WEST}001")
    assert (first.size_mm, first.attributes, first.datum) == (700, {"颜色": "黑"}, "WGS84")
    assert (second.code, second.community_code, second.first_at) == ("99010101001000001", EAST, NOW)
    kept = town.execute(select(import_reject)).one()
    assert (kept.row_no, kept.field, kept.value, kept.record["编号"]) == (2, "size_mm", "big", "b")
    begun = town.execute(select(import_run).where(import_run.c.id == report.run)).one()
    assert (begun.counts["read"], begun.repeats) == (4, [[4, 3, None, 0.0]])
    assert begun.mapping["fields"] == MAPPING


def test_a_value_with_a_zero_character_is_one_refused_row(town: Connection, tmp_path: Path) -> None:
    report = _import(town, _csv(tmp_path / "a.csv", CSV.replace("b,", "b\0x,")), mapping=MAPPING)
    assert (report.read, report.new, report.repeated, report.rejected) == (4, 2, 1, 1)
    kept = town.execute(select(import_reject).order_by(import_reject.c.field.desc())).all()
    assert [(one.field, one.value) for one in kept] == [("source_id", "b\ufffdx"), ("size_mm", "big")]


def test_the_same_file_again_changes_nothing(town: Connection, tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv")
    first = _import(town, path, mapping=MAPPING)
    before = town.execute(select(asset).order_by(asset.c.code)).all()
    issued = town.execute(select(issued_codes.c.serials).order_by(issued_codes.c.kind, issued_codes.c.prefix)).all()
    again = _import(town, path, mapping=MAPPING, now=NOW + timedelta(days=1))
    assert (again.new, again.updated, again.unchanged) == (0, 0, first.new)
    assert (again.repeated, again.rejected) == (first.repeated, first.rejected)
    assert town.execute(select(asset).order_by(asset.c.code)).all() == before
    assert (
        town.execute(select(issued_codes.c.serials).order_by(issued_codes.c.kind, issued_codes.c.prefix)).all()
        == issued
    )


def test_corrected_rejects_come_in(town: Connection, tmp_path: Path) -> None:
    report = _import(town, _csv(tmp_path / "a.csv"), mapping=MAPPING, rejects=tmp_path / "rejects")
    assert report.rejects == tmp_path / "rejects.csv"
    corrected = report.rejects.read_text("utf-8-sig").replace(",big,,", ",600,,", 1)
    again = _import(town, _csv(tmp_path / "corrected.csv", corrected), mapping=MAPPING)
    assert (again.read, again.new, again.rejected) == (1, 1, 0)
    assert town.execute(select(asset.c.attributes).where(asset.c.source_id == "b")).scalar_one() == {}


def test_refused_rows_with_shapes_are_written_whatever_their_column_is_called(town: Connection, tmp_path: Path) -> None:
    path = tmp_path / "a.shp"  # GDAL gives its shapes no name: geometry is geopandas's own
    shapes = [Point(120.405, 36.005), Point(0, 0)]
    gpd.GeoDataFrame({"id": ["a", "b"], "class_code": "01002"}, geometry=shapes, crs=4326).to_file(path)
    report = _import(town, path, id_field="id", rejects=tmp_path / "rejects")
    assert report.rejects is not None
    assert gpd.read_file(report.rejects)["id"].tolist() == ["b"]


def test_a_changed_thing_keeps_its_code_and_moves(town: Connection, tmp_path: Path) -> None:
    _import(town, _csv(tmp_path / "a.csv"), mapping=MAPPING)
    moved = CSV.replace("120.405", "120.418").replace(",700,", ",800,")
    report = _import(town, _csv(tmp_path / "b.csv", moved), mapping=MAPPING, now=NOW + timedelta(days=1))
    assert (report.updated, report.unchanged, report.new) == (1, 1, 0)
    row = town.execute(select(asset).where(asset.c.source_id == "a")).one()
    assert (row.code, row.size_mm, row.community_code) == ("99010101002000001", 800, EAST)
    assert (row.spoken_prefix, row.first_at, row.valid_from) == ("甲", NOW, NOW + timedelta(days=1))


def test_a_file_without_further_columns_leaves_what_others_said(town: Connection, tmp_path: Path) -> None:
    _import(town, _csv(tmp_path / "a.csv"), mapping=MAPPING)
    less = "source_id,class_code,lon,lat\na,01002,120.405,36.005\n"
    assert _import(town, _csv(tmp_path / "b.csv", less)).unchanged == 1
    kept = town.execute(select(asset.c.attributes).where(asset.c.source_id == "a")).scalar_one()
    assert kept == {"颜色": "黑"}


def test_another_source_names_the_same_thing(town: Connection, tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv")
    _import(town, path, mapping=MAPPING)
    for _ in range(2):  # once by its place, then by the name it has got
        other = _import(town, path, mapping=MAPPING, source="other")
        assert (other.new, other.updated, other.unchanged, other.repeated, other.rejected) == (0, 0, 2, 1, 1)
        named = town.execute(select(alias.c.alias, alias.c.code).where(alias.c.scheme == "source:other")).all()
        assert sorted(map(tuple, named)) == [("a", "99010101002000001"), ("c", "99010101001000001")]


def test_another_source_adds_what_was_not_known_and_overwrites_nothing(town: Connection, tmp_path: Path) -> None:
    _import(town, _csv(tmp_path / "a.csv"), mapping=MAPPING)
    head = "source_id,class_code,lon,lat,size_mm,material\n"
    more = head + "x,01002,120.4050001,36.005,705,铸铁\ny,01001,120.415,36.005,650,\n"
    report = _import(town, _csv(tmp_path / "b.csv", more), source="other")
    assert (report.updated, report.unchanged) == (2, 0)
    rows = town.execute(select(asset.c.source_id, asset.c.size_mm, asset.c.material).order_by(asset.c.source_id)).all()
    assert [tuple(row) for row in rows] == [("a", 700, "铸铁"), ("c", 650, None)]


def test_what_is_near_and_not_clearly_the_same_waits_for_a_person(town: Connection, tmp_path: Path) -> None:
    _import(town, _csv(tmp_path / "a.csv"), mapping=MAPPING)
    near = "source_id,class_code,lon,lat,size_mm\nx,01002,120.405008,36.005,700\ny,01002,120.405,36.0051,700\n"
    for _ in range(2):
        report = _import(town, _csv(tmp_path / "b.csv", near), source="other")
        assert (report.review, report.read) == (1, 2)
        waiting = town.execute(select(import_review)).one()
        assert (waiting.source_id, waiting.candidates[0]["code"]) == ("x", "99010101002000001")
    assert report.unchanged == 1, "the one eleven metres away is another"


def test_a_dry_run_tells_the_same_and_leaves_nothing(town: Connection, tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv")
    dry = _import(town, path, mapping=MAPPING, dry_run=True, rejects=tmp_path / "rejects")
    assert dry.run is None
    assert dry.rejects is not None
    assert _count(town) == 0
    assert town.execute(select(func.count()).select_from(import_run)).scalar_one() == 0
    real = _import(town, path, mapping=MAPPING)
    assert real.counts | {"run": None} == dry.counts
    codes = town.execute(select(asset.c.code)).scalars().all()
    assert "99010101002000001" in codes  # the dry run took no serial


@pytest.mark.parametrize("seed", range(3))
def test_codes_do_not_depend_on_the_order_of_rows(town: Connection, tmp_path: Path, seed: int) -> None:
    head, *rows = CSV.splitlines()
    np.random.default_rng(seed).shuffle(rows)
    _import(town, _csv(tmp_path / "a.csv", "\n".join([head, *rows])), mapping=MAPPING)
    codes = {row.source_id: row.code for row in town.execute(select(asset.c.source_id, asset.c.code))}
    assert codes == {"a": "99010101002000001", "c": "99010101001000001"}


def test_codes_that_things_bear_are_kept(town: Connection, tmp_path: Path) -> None:
    csv = """source_id,class_code,ObjID,lon,lat
a,01002,99010101002000500,120.405,36.001
b,01002,9901010102000007,120.405,36.002
c,01002,,120.405,36.003
d,01002,99010101003000001,120.405,36.004
e,01002,99010101002000500,120.405,36.005
f,01002,12,120.405,36.006
"""
    path = _csv(tmp_path / "a.csv", csv)
    for _ in range(2):
        report = _import(town, path)
        assert report.reasons == {"bad_form": 1, "code_mismatch": 1, "code_taken": 1}
        codes = {row.source_id: row.code for row in town.execute(select(asset.c.source_id, asset.c.code))}
        assert codes == {"a": "99010101002000500", "b": "99010101002000501", "c": "99010101002000502"}
        kept = town.execute(select(alias.c.kind, alias.c.scheme, alias.c.alias, alias.c.code)).one()
        assert tuple(kept) == ("asset", "GB/T 30428.2-2013", "9901010102000007", "99010101002000501")


def test_what_is_asked_wrongly_is_told(town: Connection, tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv")
    with pytest.raises(Invalid, match="'trees' is nothing that is imported"):
        _import(town, path, kind="trees")
    with pytest.raises(Invalid, match="say the source"):
        _import(town, path, source=" ")


def test_progress_is_told(town: Connection, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    _import(town, _csv(tmp_path / "a.csv"), mapping=MAPPING, progress=lambda *part: told.append(part))
    assert told == [("assets: read", 1, 4), ("assets: decide", 2, 4), ("assets: store", 3, 4), ("assets: report", 4, 4)]


def _layer(path: Path, name: str, rows: Mapping[str, object], shapes: list[object]) -> Path:
    gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=4326).to_file(path, layer=name)
    return path


def test_roads_compounds_buildings_and_entrances(town: Connection, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    _layer(
        path, "r", {"source_id": ["r1"], "road_name": ["示例路"]}, [LineString([(120.401, 36.001), (120.409, 36.001)])]
    )
    areas = [box(120.402, 36.002, 120.408, 36.008)]
    _layer(path, "c", {"source_id": ["c1"], "name_zh": ["示例小区"], "community_code": [WEST]}, areas)
    blocks = [box(120.403, 36.003, 120.404, 36.004), box(120.415, 36.003, 120.416, 36.004)]
    _layer(path, "b", {"source_id": ["b1", "b2"], "compound_source_id": ["c1", None], "storeys": [6, 2]}, blocks)
    doors = {"source_id": ["z", "a"], "building_source_id": ["b1", "b1"], "number": [1, 2], "households": [12, 12]}
    _layer(path, "e", doors, [Point(120.403, 36.0035), Point(120.404, 36.0035)])
    kinds = {"roads": "r", "compounds": "c", "buildings": "b", "entrances": "e"}
    for again in (False, True):
        for kind, layer in kinds.items():
            report = _import(town, path, kind=kind, layer=layer)
            assert (report.rejected, report.updated) == (0, 0)
            assert (report.unchanged if again else report.new) == report.read
    assert town.execute(select(road_segment.c.code)).scalar_one() == "990101R000001"
    assert town.execute(select(compound.c.code)).scalar_one() == f"{WEST}C0001"
    rows = town.execute(select(building.c.code, building.c.compound_code).order_by(building.c.source_id)).all()
    assert list(map(tuple, rows)) == [(f"{WEST}B00001", f"{WEST}C0001"), (f"{EAST}B00001", None)]
    by_number = select(entrance.c.code).order_by(entrance.c.number)
    assert town.execute(by_number).scalars().all() == [f"{WEST}B00001U01", f"{WEST}B00001U02"]


def test_a_list_of_names_takes_no_shapes_away(town: Connection, tmp_path: Path) -> None:
    """Be there a row with a shape beside it or not."""
    square = "POLYGON ((120.402 36.002, 120.404 36.002, 120.404 36.004, 120.402 36.002))"
    names = f'code,name_zh,wkt\n990101,甲区,\n990102,乙区,"{square}"\n'
    for _ in range(2):
        _import(town, _csv(tmp_path / "a.csv", names), kind="divisions", trust_datum=True)
        shapes = town.execute(text("select code, name_zh, geom is null from registry.division order by 1")).all()
        assert list(map(tuple, shapes)) == [("990101", "甲区", False), ("990102", "乙区", False)]


def test_a_lost_error_leaves_the_register_as_it_was(fresh: Callable[[], Engine], tmp_path: Path) -> None:
    """Serials run out in the middle: nothing of the file is stored."""
    engine = fresh()
    with writing(engine) as conn:
        conn.execute(text("insert into registry.division values ('990101', '示', 'S', null)"))
        conn.execute(text("insert into registry.asset_class values ('01002', null, '污', 'S', true)"))
        conn.execute(text("insert into registry.serial values ('asset', '99010101002', 999999)"))
    path = _csv(tmp_path / "a.csv", "source_id,class_code,lon,lat\na,01002,120.4,36\n")
    with pytest.raises(Invalid, match="no room for more"), writing(engine) as conn:
        _import(conn, path)
    with engine.connect() as conn:
        assert _count(conn) == 0
        assert conn.execute(select(func.count()).select_from(import_run)).scalar_one() == 0
