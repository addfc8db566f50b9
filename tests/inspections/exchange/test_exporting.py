"""Files of the three layouts, read back, are what the register says; what breaks a layout is told by row."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from sqlalchemy import Connection, text

from inspections.exchange.exporting import Exchanged, export
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Forbidden, Invalid, NotFound
from tests.inspections.exchange import scene
from tests.inspections.exchange.scene import CREDIT, LATER, wanted
from tests.inspections.tickets.scene import INSPECTOR, SEWER, hazard, person
from tests.registry import quarter


def made(conn: Connection, profile: str, *, actor: Actor = SYSTEM, **changes: object) -> Exchanged:
    return export(conn, actor, wanted(profile, **changes), now=LATER)


def sheet(found: Exchanged, title: str) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(found.files["exchange.xlsx"]), sheet_name=title, dtype=str)


def table(found: Exchanged, name: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found.files[name].decode(encoding))))


def rows_of(conn: Connection) -> dict[str, tuple[str, str]]:
    query = "select code, status, unit_grid_code from registry.asset"
    words = {"intact": "完好", "broken": "破损", "missing": "丢失"}
    return {row.code: (words[row.status], row.unit_grid_code) for row in conn.execute(text(query))}


def test_a_workbook_says_what_the_register_says(town: Connection) -> None:
    found = made(town, "gbt47678")
    parts = sheet(found, "部件").set_index("GLBJBSM")
    assert {code: (row.GLBJZT, row.SZDYWGBSM) for code, row in parts.iterrows()} == rows_of(town)
    assert set(parts["ZGBMDM"]) == {CREDIT}
    places = town.execute(text("select code, st_x(geom) as x, st_y(geom) as y from registry.asset"))
    for row in places:
        assert (float(parts["lon"][row.code]), float(parts["lat"][row.code])) == (row.x, row.y)
    about = sheet(found, "说明").to_string()
    assert "CGCS2000" in about
    assert "seen with implementers only" in about
    assert found.rows == {"部件": 8, "事项": 0, "网格": len(sheet(found, "网格"))}


def test_every_missing_field_of_a_planted_row_is_listed_and_no_other(town: Connection) -> None:
    clean = made(town, "gbt47678")
    ours = clean.faults[clean.faults["key"] != SEWER]
    assert len(ours) == 0, ours
    assert clean.faults[["field", "reason"]].to_numpy().tolist() == [["QSDWDM", "local_code"]]  # PSGS is a local code
    town.execute(text("update registry.asset set owner_code = null where code = :code"), {"code": SEWER})
    lamp = quarter.asset_code(quarter.LAMP, 1)
    town.execute(text("update registry.asset set authority_code = null where code = :code"), {"code": lamp})
    found = made(town, "gbt47678")
    listed = sheet(found, "缺项")
    parts = sheet(found, "部件")
    row = parts.index[parts["GLBJBSM"] == lamp][0] + 2
    assert listed[["sheet", "row", "key", "field", "reason"]].to_numpy().tolist() == [
        ["部件", str(row), lamp, "ZGBMDM", "missing"],
        ["部件", str(row), lamp, "ZGBMMC", "missing"],
    ]
    assert [(one["key"], one["field"]) for one in table(found, "rejects.csv")] == [(lamp, "ZGBMDM"), (lamp, "ZGBMMC")]


def test_the_older_norm_has_sixteen_digits_and_tells_what_has_no_old_code(town: Connection) -> None:
    found = made(town, "gbt30428", format="csv")
    parts = table(found, "parts.csv")
    assert {len(one["ObjID"]) for one in parts if one["ObjID"]} == {16}
    lacking = {row.key for row in found.faults.itertuples() if row.reason == "no_old_code"}
    assert lacking == {code for code in rows_of(town) if code[6:11] == quarter.LAMP}
    units = town.execute(text("select code from registry.unit_grid order by code")).scalars().all()
    assert [one["BGID"] for one in table(found, "grids.csv")] == units


def test_a_matter_bears_its_six_fields_and_a_case_its_times(town: Connection) -> None:
    id_ = scene.closed(town)
    matter = sheet(made(town, "gbt47678"), "事项").iloc[0]
    assert (matter.SXDM, matter.SXMC, matter.ZGBMDM) == ("37020301002", "污水井盖异常", CREDIT)
    assert f"{quarter.EAST}007" == matter.SZDYWGBSM
    number = town.execute(text("select number from inspections.ticket where id = :id"), {"id": id_}).scalar_one()
    found = made(town, "case")
    case = sheet(found, "案卷").iloc[0]
    assert (number, "已结案", SEWER, "是", "0") == (case.AJH, case.AJZT, case.GLBJBSM, case.SFAQ, case.FGCS)
    times = [case[name] for name in ("SBSJ", "LASJ", "PQSJ", "CZSJ", "HCSJ", "JASJ", "CZJZSJ")]
    hours = ["09:00", "09:30", "10:00", "12:00", "13:00", "13:00", "16:00"]
    assert times == [f"2026-11-23 {hour}:00" for hour in hours]
    assert (case.CZSX, case.JATJ) == ("6 紧急工作时", "井盖补齐、复位，稳固平整，围挡已撤除")
    assert len(found.faults) == 0, found.faults
    late = scene.closed(town, repair=8, asset=quarter.asset_code(quarter.SEWER, 2))
    assert late
    assert sheet(made(town, "case"), "案卷")["SFAQ"].tolist() == ["是", "否"]


def test_standards_stand_in_nine_columns_for_every_class_and_condition(town: Connection) -> None:
    standards = sheet(made(town, "case"), "立结案标准")
    assert list(standards.columns) == [
        "大类代码", "大类名称", "小类代码", "小类名称", "处置单位", "主管部门", "立案条件", "结案条件", "处置时限",
    ]  # fmt: skip
    classes = town.execute(text("select count(*) from registry.asset_class where is_cover")).scalar_one()
    conditions = town.execute(text("select count(*) from inspections.condition where kind = 'filing'")).scalar_one()
    assert len(standards) == classes * conditions
    one = standards[(standards["小类代码"] == "01002") & standards["立案条件"].str.contains("井口敞开")].iloc[0]
    assert (one["大类名称"], one["处置时限"]) == ("市政公用设施", "6 紧急工作时")


@pytest.mark.parametrize(("datum", "epsg"), [("CGCS2000", 4490), ("EPSG:4549", 4549)])
def test_a_shapefile_has_short_names_gbk_and_says_its_datum(
    town: Connection, tmp_path: Path, datum: str, epsg: int
) -> None:
    found = made(town, "gbt47678", format="shp", encoding="GBK", datum=datum)
    path = tmp_path / "parts.zip"
    path.write_bytes(found.files["parts.zip"])
    with zipfile.ZipFile(path) as archive:
        assert archive.read("parts.cpg").decode().strip().upper() in {"GBK", "CP936", "936"}
    frame = gpd.read_file(path)
    assert frame.crs.to_epsg() == epsg
    assert {row.GLBJBSM: (row.GLBJZT, row.SZDYWGBSM) for row in frame.itertuples()} == rows_of(town)
    back = frame.to_crs(4326).set_index("GLBJBSM").geometry
    for row in town.execute(text("select code, st_x(geom) as x, st_y(geom) as y from registry.asset")):
        assert (back[row.code].x, back[row.code].y) == pytest.approx((row.x, row.y), abs=1e-8)
    (tmp_path / "grids.zip").write_bytes(found.files["grids.zip"])
    assert pyogrio.read_info(tmp_path / "grids.zip")["geometry_type"] == "Polygon"
    assert datum.removeprefix("EPSG:") in found.files["about.csv"].decode("utf-8-sig")


def test_letters_that_gbk_lacks_and_long_texts_are_told_and_nothing_is_cut(town: Connection) -> None:
    town.execute(text("update registry.asset set name_zh = '𠮷井', note = :note where code = :code"),
                 {"code": SEWER, "note": "长" * 1001})  # fmt: skip
    town.execute(text("update registry.asset set owner_code = null"))
    found = made(town, "gbt47678", format="csv", encoding="GBK")
    told = {(row.key, row.field, row.reason, row.value) for row in found.faults.itertuples()}
    assert told == {(SEWER, "GLBJMC", "letter_lacking", "𠮷井"), (SEWER, "BZ", "too_long", "长" * 1001)}
    mine = next(one for one in table(found, "parts.csv", "gbk") if one["GLBJBSM"] == SEWER)
    assert (mine["GLBJMC"], mine["BZ"]) == ("〓井", "长" * 1001)
    whole = sheet(made(town, "gbt47678"), "部件").set_index("GLBJBSM").loc[SEWER]
    assert (whole["GLBJMC"], whole["BZ"]) == ("𠮷井", "长" * 1001)


def test_no_cell_is_run_as_a_formula(town: Connection) -> None:
    evil = '=HYPERLINK("http://x")'
    town.execute(text("update registry.asset set note = :note where code = :code"), {"code": SEWER, "note": evil})
    found = made(town, "gbt47678")
    book = openpyxl.load_workbook(io.BytesIO(found.files["exchange.xlsx"]))
    cells = [cell for one in book for row in one.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == evil} == {"s"}
    assert all(cell.data_type != "f" for cell in cells)
    told = made(town, "gbt47678", format="csv")
    assert next(one for one in table(told, "parts.csv") if one["GLBJBSM"] == SEWER)["BZ"] == f"'{evil}"


def test_nothing_from_elsewhere(town: Connection) -> None:
    hazard(town)
    other = quarter.asset_code(quarter.SEWER, 4)
    hazard(town, other)
    desk = person(Role.DISPATCHER, areas=(quarter.EAST,))
    east = set(
        town.execute(text("select code from registry.asset where community_code = :c"), {"c": quarter.EAST}).scalars()
    )
    found = made(town, "gbt47678", actor=desk)
    assert set(sheet(found, "部件")["GLBJBSM"]) == east
    assert set(sheet(found, "网格")["DYWGBSM"]) == {f"{quarter.EAST}007"}
    assert len(sheet(found, "事项")) == 1
    assert set(sheet(made(town, "case", actor=desk), "案卷")["GLBJBSM"]) == {SEWER}
    assert made(town, "gbt47678", actor=desk, areas=(quarter.OTHER,)).rows == {"部件": 0, "事项": 0, "网格": 0}
    assert set(sheet(made(town, "case", areas=(quarter.OTHER,)), "案卷")["GLBJBSM"]) == {other}
    assert made(town, "case", from_at=LATER, until_at=LATER.replace(year=2027)).rows["案卷"] == 0
    with pytest.raises(Forbidden):
        made(town, "case", actor=INSPECTOR)


def test_what_cannot_be_asked_is_refused(town: Connection) -> None:
    for change in ({"format": "doc"}, {"encoding": "BIG5"}, {"until_at": scene.SPAN["from_at"]}, {"profile": "x"}):
        with pytest.raises(Invalid):
            export(town, SYSTEM, replace(wanted("case"), **change), now=LATER)
    with pytest.raises(NotFound):
        made(town, "case", areas=("999999",))
