"""CSV that a spreadsheet opens without running it."""

import csv
from pathlib import Path

import pytest
import shapely

from registry.errors import Unavailable
from registry.exporting.delimited import write_csv
from registry.exporting.rows import Rows
from tests.registry.exporting.support import layer_of, rows_of


def _read(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_points_have_lon_and_lat_and_formulas_are_guarded(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "a.csv", layer_of(rows_of(count=2), rows_of(count=1, begin=2))).rows == 3
    first, _, third = _read(tmp_path / "a.csv")
    assert first == {
        "code": "0" * 17,
        "size_mm": "100",
        "note": "'=井0",
        "attributes": '{"颜色": "黑"}',
        "tested_on": "2026-03-01",
        "reg_first": "2026-11-01 08:30:00.000000Z",
        "lon": "120.3",
        "lat": "36.05",
    }
    assert (third["size_mm"], third["note"], third["tested_on"]) == ("", "", "")


def test_other_shapes_are_wkt_and_metres_are_x_and_y(tmp_path: Path) -> None:
    rows = rows_of(count=1, shape="MultiPolygon")
    write_csv(tmp_path / "a.csv", layer_of(rows, shape="MultiPolygon"))
    assert shapely.from_wkt(_read(tmp_path / "a.csv")[0]["wkt"]) == rows.shapes[0]
    points = Rows(rows.fields, shapely.points([(40_534_228.123456789, 3_994_486.5)]))
    write_csv(tmp_path / "b.csv", layer_of(points, datum="GK:40"))
    row = _read(tmp_path / "b.csv")[0]
    assert (float(row["x"]), float(row["y"])) == (40_534_228.123456789, 3_994_486.5)


def test_an_empty_table_has_its_names(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "a.csv", layer_of()).rows == 0
    text = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert text == "code,size_mm,note,attributes,tested_on,reg_first,lon,lat\n"


def test_a_full_disk_is_told() -> None:
    with pytest.raises(Unavailable, match="No space left on device"):
        write_csv(Path("/dev/full"), layer_of(rows_of(count=5000)))
