"""What was refused, as a table that comes in again and as places."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy import Connection

from registry.importing import refused, run
from tests.conftest import NOW

HEAD = "source_id,class_code,lon,lat,size_mm\n"
ROWS = "a,01002,120.405,36.005,700\nb,99999,120.406,36.005,700\nc,01002,,,\nd,01002,120.407,36.005,x\n"


def bring(conn: Connection, path: Path, base: Path) -> int:
    report = run(conn, path, kind="assets", source="s", actor_name="tests", now=NOW, dry_run=True)
    refused.write(
        base, path, faults=report.faults, datum="WGS84", layer=None, encoding=None, swap_axes=False, mapping={}
    )
    return report.rejected


def test_a_table_is_told_row_by_row_and_comes_in_again(town: Connection, tmp_path: Path) -> None:
    path, base = tmp_path / "covers.csv", tmp_path / "out" / "job"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    assert bring(town, path, base) == 3
    features, following = refused.page(base, after=0, limit=10)
    assert [(one["id"], one["properties"]["faults"][0]["reason"]) for one in features] == [
        (2, "unknown_code"),
        (3, "no_geometry"),
        (4, "not_a_number"),
    ]
    assert following is None
    assert features[0]["geometry"]["coordinates"] == pytest.approx([120.406, 36.005])
    assert features[1]["geometry"] is None
    assert features[0]["properties"]["record"]["source_id"] == "b"
    assert features[0]["properties"]["faults"][0]["zh"] == "代码不存在"
    table = base.with_suffix(".csv")
    frame = pd.read_csv(table, dtype=str)
    assert frame["reject_row"].tolist() == ["2", "3", "4"]
    assert frame["reject_reason"].tolist() == ["unknown_code", "no_geometry", "not_a_number"]
    corrected = table.read_text("utf-8-sig").replace("99999", "01002").replace(",x,", ",700,")
    path.write_text(corrected, encoding="utf-8")
    report = run(town, path, kind="assets", source="s", actor_name="tests", now=NOW, dry_run=True)
    assert (report.new, report.rejected) == (2, 1)


def test_pages_go_on_after_a_row(town: Connection, tmp_path: Path) -> None:
    path, base = tmp_path / "covers.csv", tmp_path / "job"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    bring(town, path, base)
    first, following = refused.page(base, after=0, limit=2)
    assert ([one["id"] for one in first], following) == ([2, 3], 3)
    second, following = refused.page(base, after=3, limit=2)
    assert ([one["id"] for one in second], following) == ([4], None)


def test_shapes_are_wkt_in_the_table_and_lon_lat_on_the_map(town: Connection, tmp_path: Path) -> None:
    path, base = tmp_path / "covers.gpkg", tmp_path / "job"
    frame = gpd.GeoDataFrame(
        {"source_id": ["a", "b"], "class_code": ["01002", "99999"]},
        geometry=shapely.points([(120.405, 36.005), (120.406, 36.005)]),
        crs=4326,
    )
    frame.to_crs(4549).to_file(path)
    assert bring(town, path, base) == 1
    (feature,), _ = refused.page(base, after=0, limit=5)
    assert feature["geometry"]["coordinates"] == pytest.approx([120.406, 36.005], abs=1e-7)
    wkt = pd.read_csv(base.with_suffix(".csv"))["wkt"][0]
    assert shapely.from_wkt(wkt).x > 500_000


def test_nothing_refused_leaves_nothing(town: Connection, tmp_path: Path) -> None:
    path, base = tmp_path / "covers.csv", tmp_path / "job"
    path.write_text(HEAD + "a,01002,120.405,36.005,700\n", encoding="utf-8")
    assert bring(town, path, base) == 0
    assert refused.page(base, after=0, limit=5) == ([], None)
    assert not list(tmp_path.glob("job*"))
