"""The file of rejects holds the rows as they came, and is read again without its notes."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point

from registry.importing import faults, readers, rejects

ROWS = pd.RangeIndex(1, 4, name="row_no")
FAULTS = faults.together(
    [
        faults.of(pd.Index([3]), field="size_mm", values="big", reason="not_a_number"),
        faults.of(pd.Index([1, 3]), field="class_code", values=[None, "9"], reason="unknown_code"),
    ]
)


def test_nothing_refused_nothing_written(tmp_path: Path) -> None:
    assert rejects.write(tmp_path / "r", pd.DataFrame(index=ROWS), faults=faults.none()) is None
    assert not list(tmp_path.iterdir())


def test_a_table_stays_a_table(tmp_path: Path) -> None:
    raw = pd.DataFrame({"类别": ["01", "02", "9"], "lon": ["1", "2", "3"], "lat": ["1", "2", "3"]}, index=ROWS)
    path = rejects.write(tmp_path / "deep" / "r.geojson", raw, faults=FAULTS)
    assert path == tmp_path / "deep" / "r.csv"
    again = readers.read(path)
    assert again.raw.to_numpy().tolist() == [["01", "1", "1"], ["9", "3", "3"]]
    notes = pd.read_csv(path, dtype=str)
    assert list(notes["reject_row"]) == ["1", "3"]
    assert notes["reject_field"].iloc[1] == "size_mm; class_code"
    assert notes["reject_reason"].iloc[1] == "not_a_number; unknown_code"
    assert "不是数字 / is not a number" in notes["reject_words"].iloc[1]


def test_a_map_keeps_its_crs(tmp_path: Path) -> None:
    spots = [Point(533_774.02, 3_995_327.85), None, Point(np.inf, 0)]
    raw = gpd.GeoDataFrame({"a": ["x", "y", "z"]}, geometry=spots, crs="EPSG:4549", index=ROWS)
    path = rejects.write(tmp_path / "r.gpkg", raw, faults=FAULTS)
    assert path == tmp_path / "r.geojson"
    again = readers.read(path)
    assert again.raw.crs.to_epsg() == 4549
    assert list(again.raw["a"]) == ["x", "z"]
    assert again.raw.geometry.iloc[0].equals(spots[0])
    assert json.loads(path.read_text("utf-8"))["features"][1]["geometry"] is None


def test_records_hold_everything_as_json() -> None:
    raw = gpd.GeoDataFrame(
        {"n": [1.5, np.nan, np.inf], "at": pd.to_datetime(["2026-01-01"] * 3)},
        geometry=[Point(1, 2), Point(3, 4), None],
        crs=4326,
        index=ROWS,
    )
    records = rejects.records(raw, faults=FAULTS)
    assert records[1] == {"n": 1.5, "at": "2026-01-01T00:00:00", "geometry": "POINT (1 2)"}
    assert records[3] == {"n": "inf", "at": "2026-01-01T00:00:00", "geometry": None}
    assert rejects.records(raw, faults=faults.none()) == {}
    json.dumps(records, allow_nan=False)
