"""What a row says by itself: its fields, its shape, its links, its place; chunk after chunk."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from sqlalchemy import Connection, text

from registry.errors import Invalid
from registry.importing.judging import Judged
from registry.importing.spool import plain
from tests.registry.importing.conftest import EAST, WEST
from tests.registry.importing.rooms import judged

HEAD = "source_id,class_code,setting,lon,lat\n"


def _judge(conn: Connection, path: Path, csv: str, **options: str) -> Judged:
    (one,) = judged(conn, path, csv, **options)  # type: ignore[arg-type] # options of several types
    return one


def _rows(found: Judged) -> pd.DataFrame:
    frame: pd.DataFrame = found.rows.to_pandas().set_index("source_id")
    return frame


def _reasons(found: Judged) -> dict[int, str]:
    return dict(zip(found.faults["row_no"], found.faults["reason"], strict=True))


def _area(conn: Connection, code: str, west: float, east: float) -> None:
    conn.execute(
        text(
            "insert into registry.compound (code, community_code, name_zh, source, source_id, geom) values (:code, "
            ":home, '示例小区', 's', 'c1', st_multi(st_makeenvelope(:west, 36.004, :east, 36.006, 4326)))"
        ),
        {"code": code, "home": code[:12], "west": west, "east": east},
    )


def test_assets_lie_in_their_places(town: Connection, tmp_path: Path) -> None:
    found = _judge(town, tmp_path, HEAD + "a,01002,,120.405,36.005\nb,01002,,120.41,36.005\nc,01002,,120.415,36.005\n")
    rows = _rows(found)
    assert rows["community_code"].to_dict() == {"a": WEST, "b": WEST, "c": EAST}
    assert rows["grid_code"].to_dict() == {"a": f"{WEST}001", "b": f"{WEST}001", "c": f"{EAST}001"}
    assert (rows["unit_grid_code"] == rows["grid_code"]).all()
    assert rows["spoken_prefix"].to_dict() == {"a": "甲", "b": "甲", "c": "乙"}
    assert set(rows["division"]) == {"990101"}
    assert found.faults.empty
    assert found.given == ("source_id", "class_code", "setting")
    assert found.notes == ()


def test_positions_stand_on_the_grid_of_the_register(town: Connection, tmp_path: Path) -> None:
    rows = _rows(_judge(town, tmp_path, HEAD + "a,01002,,120.40512345678912,36.00512345678912\n"))
    assert rows[["lon", "lat"]].to_numpy().tolist() == [[120.405123457, 36.005123457]]
    assert "geom" not in rows


def test_outside_and_swapped_are_told(town: Connection, tmp_path: Path) -> None:
    found = _judge(town, tmp_path, HEAD + "a,01002,,121.5,36.005\nb,01002,,36.005,120.405\nc,01002,,36.005,20\n")
    assert _reasons(found) == {1: "outside", 2: "swapped_axes", 3: "outside"}
    assert found.faults[["field", "value"]].to_numpy().tolist()[0] == ["lon+lat", "121.5 36.005"]
    assert len(found.rows) == 0


def test_swapped_axes_are_seen_where_both_could_be(town: Connection, tmp_path: Path) -> None:
    """42 N, 71 W: the swapped pair is on the globe too, and only the register knows better."""
    town.execute(
        text(
            "update registry.community set geom = "
            "st_multi(st_makeenvelope(-71.2, 42.3, -71.0, 42.5, 4326)) where code = :code"
        ),
        {"code": WEST},
    )
    found = _judge(town, tmp_path, HEAD + "a,01002,,-71.1,42.4\nb,01002,,42.4,-71.1\n")
    assert _reasons(found) == {2: "swapped_axes"}


def test_without_communities_the_division_takes_all_inside(town: Connection, tmp_path: Path) -> None:
    for table in ("unit_grid", "grid", "community"):
        town.execute(text(f"delete from registry.{table}"))
    csv = HEAD + "a,01002,,120.405,36.005\nb,01002,,121.5,36.005\n"
    found = _judge(town, tmp_path, csv)
    assert _reasons(found) == {2: "outside"}
    rows = _rows(found)
    assert rows["division"].tolist() == ["990101"]
    assert rows["community_code"].isna().all()
    assert rows["spoken_prefix"].tolist() == ["示例区"]
    town.execute(text("update registry.division set geom = null"))
    assert _judge(town, tmp_path, csv).faults.empty  # the only division, and it does not say where it ends
    town.execute(text("insert into registry.division values ('990102', '二区', 'Second', null)"))
    assert set(_reasons(_judge(town, tmp_path, csv)).values()) == {"outside"}  # whose is it?
    (found,) = judged(town, tmp_path, csv, defaults={"division_code": "990102"})
    assert found.faults.empty
    assert set(_rows(found)["division"]) == {"990102"}
    with pytest.raises(Invalid, match="no division 990199"):
        judged(town, tmp_path, csv, defaults={"division_code": "990199"})


def test_a_division_that_was_named_takes_no_grids_of_another(town: Connection, tmp_path: Path) -> None:
    _area(town, f"{WEST}C0001", 120.404, 120.406)
    town.execute(text("insert into registry.division values ('990102', '二区', 'Second', null)"))
    (found,) = judged(town, tmp_path, HEAD + "a,01002,,120.405,36.005\n", defaults={"division_code": "990102"})
    row = _rows(found).loc["a"]
    assert row["division"] == "990102"
    assert row[["community_code", "grid_code", "unit_grid_code", "compound_code"]].isna().all()
    (found,) = judged(town, tmp_path, HEAD + "a,01002,,120.405,36.005\n", defaults={"division_code": "990101"})
    row = _rows(found).loc["a"]
    assert (row["grid_code"], row["compound_code"]) == (f"{WEST}001", f"{WEST}C0001")


def test_compounds_hold_what_lies_in_them(town: Connection, tmp_path: Path) -> None:
    _area(town, f"{WEST}C0001", 120.404, 120.406)
    csv = HEAD + "a,01002,compound,120.405,36.005\nb,01002,footway,120.4051,36.005\nc,01002,,120.409,36.005\n"
    rows = _rows(_judge(town, tmp_path, csv))
    assert rows["compound_code"].astype(object).where(rows["compound_code"].notna(), None).to_dict() == {
        "a": f"{WEST}C0001",
        "b": None,
        "c": None,
    }
    linked = "source_id,class_code,compound_source_id,lon,lat\nd,01002,c1,120.41,36.001\ne,01002,c9,120.41,36.002\n"
    found = _judge(town, tmp_path, linked)
    assert found.rows["compound_code"].to_pylist() == [f"{WEST}C0001"]
    assert _reasons(found) == {2: "unknown_link"}
    by_code = linked.replace("c1", f"{WEST}C0001")
    assert _judge(town, tmp_path, by_code).rows["compound_code"].to_pylist() == [f"{WEST}C0001"]
    assert _reasons(_judge(town, tmp_path, by_code, source="other")) == {2: "unknown_link"}


AREA = '"POLYGON ((120.{w} 36.002,120.{e} 36.002,120.{e} 36.004,120.{w} 36.004,120.{w} 36.002))"'


def test_areas_lie_where_a_point_inside_them_lies_unless_the_file_says(town: Connection, tmp_path: Path) -> None:
    head = "source_id,name_zh,community_code,wkt\n"
    west, far = AREA.format(w=402, e=403), AREA.format(w=602, e=603)
    csv = f"{head}a,x,,{west}\nb,x,{EAST},{west}\nc,x,,{far}\nd,x,{EAST},{far}\ne,x,990101001009,{west}\n"
    found = _judge(town, tmp_path, csv, kind="compounds")
    assert _rows(found)["community_code"].to_dict() == {"a": WEST, "b": EAST, "d": EAST}
    assert _reasons(found) == {3: "outside", 5: "unknown_code"}
    shape = shapely.from_wkb(found.rows["geom"].to_pylist()[0])
    assert (shape.geom_type, shapely.get_srid(shape)) == ("MultiPolygon", 4326)
    assert shape.bounds == (120.402, 36.002, 120.403, 36.004)


def test_a_road_may_leave_the_division_by_a_bridge(town: Connection, tmp_path: Path) -> None:
    line = '"LINESTRING (120.{} 36.005,120.{} 36.005)"'
    inside, near, far = line.format(405, 406), line.format(425, 435), line.format(60, 61)
    csv = f"source_id,road_name,wkt\na,x,{inside}\nb,x,{near}\nc,x,{far}\n"
    found = _judge(town, tmp_path, csv, kind="roads")
    assert _rows(found)["division"].to_dict() == {"a": "990101", "b": "990101"}
    assert _reasons(found) == {3: "outside"}


def test_kinds_that_are_named_by_codes_ask_for_no_place(town: Connection, tmp_path: Path) -> None:
    csv = f"code,name_zh,short_name\n990101001009,远,远\n990101009001,无,无\n{WEST},甲,甲\n"
    found = _judge(town, tmp_path, csv, kind="communities")
    assert found.rows["street_code"].to_pylist() == ["990101001", "990101001"]
    assert _reasons(found) == {2: "unknown_code"}
    assert found.rows["geom"].null_count == 2


def test_a_crew_may_stand_beside_its_company_or_before_it(town: Connection, tmp_path: Path) -> None:
    """Who is above whom is looked at when all rows are known: registry.importing.deciding."""
    csv = "code,name_zh,kind,parent_code\nZZ-1,班组,crew,ZZ\nZZ,公司,company,\n"
    found = _judge(town, tmp_path, csv, kind="organisations")
    assert found.rows["parent_code"].to_pylist() == ["ZZ", None]
    assert found.faults.empty


def test_what_no_field_took_is_kept_as_binary_json(town: Connection, tmp_path: Path) -> None:
    csv = 'source_id,class_code,lon,lat,颜色,级\na,01002,120.405,36.005,"黑 ""x""",\nb,01002,120.405,36.006,,2\n'
    found = _judge(town, tmp_path, csv)
    assert found.rows["attributes"].type.value_type == pa.large_binary()
    assert found.rows["attributes"].to_pylist() == ['\x01{"颜色":"黑 \\"x\\""}'.encode(), '\x01{"级":"2"}'.encode()]
    (by_id,) = judged(town, tmp_path, csv, id_field="级")
    assert by_id.rows["source_id"].to_pylist() == ["2"]
    assert by_id.rows["attributes"].to_pylist() == [b'\x01{"source_id":"b"}']
    assert _reasons(by_id) == {1: "missing"}


def test_without_an_id_the_place_is_one_and_that_is_said(town: Connection, tmp_path: Path) -> None:
    csv = "class_code,lon,lat\n01002,120.405,36.005\n01002,120.40500000001,36.005\n01003,120.405,36.005\n"
    found = _judge(town, tmp_path, csv)
    first, again, other = found.rows["source_id"].to_pylist()
    assert first == again != other
    assert first.startswith("at:")
    assert "no source id" in found.notes[0]


def test_every_row_is_accounted_for_and_keeps_its_number(town: Connection, tmp_path: Path) -> None:
    csv = HEAD + (
        "a,01002,,120.405,36.005\na,01002,,120.405,36.005\nb,01002,,130,36.005\n"
        ",01002,roof,x,36.005\nc,99999,,120.405,36.005\nd,01003,verge,120.415,36.005\n"
    )
    found = _judge(town, tmp_path, csv)
    assert found.rows["row_no"].to_pylist() == [1, 2, 6]
    assert sorted(found.faults["row_no"].unique()) == [3, 4, 5]
    assert found.faults[found.faults["row_no"] == 4]["field"].tolist() == ["source_id", "setting", "lon+lat"]


@pytest.mark.parametrize("chunk_rows", [1, 2, 4])
def test_chunks_say_what_the_whole_says(town: Connection, tmp_path: Path, chunk_rows: int) -> None:
    csv = HEAD.replace("\n", ",size_mm,色\n") + (
        "a,01002,,120.405,36.005,,\nb,01002,,130,36.005,700,红\nc,01002,compound,120.415,36.005,x,\n"
        "d,01003,,120.41,36.005,600,\n,01003,,120.41,36.005,600,\nf,21001,,120.401,36.005,,绿\n"
    )
    whole = _judge(town, tmp_path, csv)
    parts = judged(town, tmp_path, csv, chunk_rows=chunk_rows)
    assert len(parts) == np.ceil(6 / chunk_rows)
    assert plain(pa.concat_tables([part.rows for part in parts], promote_options="permissive")).equals(
        plain(whole.rows)
    )
    together = pd.concat([part.faults for part in parts if len(part.faults)], ignore_index=True)
    pd.testing.assert_frame_equal(together, whole.faults.reset_index(drop=True))
    assert {part.given for part in parts} == {whole.given}
