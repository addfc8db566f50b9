"""Files that a command is given: what is wrong with them is said in words."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point

from api.cli.layers import layer, read_parameters
from registry.errors import Invalid, NotFound


@pytest.fixture
def file(tmp_path: Path) -> Path:
    points = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(120, 36)], crs=4326)
    for name in ("one", "two"):
        pyogrio.write_dataframe(points, tmp_path / "many.gpkg", layer=name, append=(tmp_path / "many.gpkg").exists())
    return tmp_path / "many.gpkg"


def test_a_layer_is_named_beside_its_file(file: Path) -> None:
    assert len(layer(file, "one")) == len(layer(file.with_name("many.gpkg:two"))) == 1
    with pytest.raises(Invalid, match="has the layers one, two: name one as"):
        layer(file)
    with pytest.raises(Invalid, match="has no layer three; it has one, two"):
        layer(file, "three")


def test_a_column_that_is_needed_and_missing_is_named(file: Path) -> None:
    assert len(layer(file, "one", needs=("n",))) == 1
    with pytest.raises(Invalid, match=r"many\.gpkg, layer one, has no column code, grid"):
        layer(file, "one", needs=("code", "n", "grid"))


def test_single_layers_need_no_name(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(120, 36), Point(121, 36)], crs=4326)
    points.to_parquet(tmp_path / "a.parquet")
    points.to_file(tmp_path / "a.geojson")
    assert len(layer(tmp_path / "a.parquet")) == len(layer(tmp_path / "a.geojson")) == 2


def test_what_is_no_layer_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        layer(tmp_path / "none.gpkg")
    (tmp_path / "bad.gpkg").write_text("no")
    with pytest.raises(Invalid, match="cannot be read"):
        layer(tmp_path / "bad.gpkg")
    pd.DataFrame({"n": [1]}).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(Invalid, match="has no shapes"):
        layer(tmp_path / "a.csv")


def test_parameters_come_from_a_file_and_a_limit_counts(tmp_path: Path) -> None:
    assert read_parameters(None, minutes=None).limit_minutes == 180
    (tmp_path / "p.json").write_text(json.dumps({"people": 3}))
    found = read_parameters(tmp_path / "p.json", minutes=120)
    assert (found.people, found.limit_minutes) == (3, 120)
    with pytest.raises(NotFound, match="there is no file"):
        read_parameters(tmp_path / "none.json", minutes=None)
    (tmp_path / "p.json").write_text("[")
    with pytest.raises(Invalid, match="no JSON file of parameters"):
        read_parameters(tmp_path / "p.json", minutes=None)
