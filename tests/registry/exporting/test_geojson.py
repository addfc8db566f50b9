"""GeoJSON: features as they are, members that say what they are in."""

import json
from pathlib import Path

import pytest

from registry.errors import Unavailable
from registry.exporting.geojson import write_geojson
from tests.registry.exporting.support import ABOUT, layer_of, rows_of


def test_features_and_where_they_come_from(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    assert write_geojson(path, layer_of(rows_of(count=5000), rows_of(count=2, begin=5000))).rows == 5002
    read = json.loads(path.read_text("utf-8"))
    assert (read["type"], read["name"], read["jingge"]) == ("FeatureCollection", "covers", ABOUT)
    assert not {"crs", "datum"} & set(read)
    assert len(read["features"]) == 5002
    assert read["features"][0] == {
        "type": "Feature",
        "properties": {
            "code": "0" * 17,
            "size_mm": 100,
            "note": "=井0",
            "attributes": '{"颜色": "黑"}',
            "tested_on": "2026-03-01",
            "reg_first": "2026-11-01T08:30:00+00:00",
        },
        "geometry": {"type": "Point", "coordinates": [120.3, 36.05]},
    }
    assert read["features"][2]["properties"]["note"] is None


@pytest.mark.parametrize(
    ("datum", "member"),
    [
        ("EPSG:4549", {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}}),
        ("CGCS2000", {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}}),
        ("GCJ-02", {"datum": "GCJ-02"}),
    ],
)
def test_another_datum_is_told(tmp_path: Path, datum: str, member: dict[str, object]) -> None:
    write_geojson(tmp_path / "a.geojson", layer_of(datum=datum))
    read = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert {name: read[name] for name in ("crs", "datum") if name in read} == member
    assert read["features"] == []


def test_a_full_disk_is_told() -> None:
    with pytest.raises(Unavailable, match="No space left on device"):
        write_geojson(Path("/dev/full"), layer_of(rows_of(count=5000)))
