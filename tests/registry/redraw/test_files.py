"""Files come in by layer and go out whole."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from registry.errors import Invalid, NotFound
from registry.redraw import files
from registry.redraw.planning import make_plan
from registry.redraw.rules import Rules
from tests.registry.redraw.town import frame, square


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="--grids: there is no file"):
        files.read(tmp_path / "none.gpkg", None, option="--grids")
    (tmp_path / "words.gpkg").write_text("words")
    with pytest.raises(Invalid, match="no file of places"):
        files.read(tmp_path / "words.gpkg", None, option="--grids")
    for name in ("one", "two"):
        frame([square(9)], code=["1"]).to_file(tmp_path / "two.gpkg", layer=name)
    with pytest.raises(Invalid, match="--demand-layer: one, two"):
        files.read(tmp_path / "two.gpkg", None, option="--demand")
    with pytest.raises(Invalid, match="no layer three; there are one, two"):
        files.read(tmp_path / "two.gpkg", "three", option="--demand")
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), tmp_path / "plain.gpkg", layer="plain")
    with pytest.raises(Invalid, match="has no shapes"):
        files.read(tmp_path / "plain.gpkg", None, option="--demand")


def test_a_plan_is_written_with_its_layers(tmp_path: Path) -> None:
    demand = frame([shapely.Point(5, 5)], minutes=[3.0], fid=[7]).to_crs(4326)
    plan = make_plan(frame([square(9)], code=["1"]), demand, rules=Rules())
    files.write(plan, tmp_path / "plan.gpkg")
    cells, atoms = (gpd.read_file(tmp_path / "plan.gpkg", layer=name) for name in ("cells", "atoms"))
    assert {"code", "grid", "minutes", "floor_from", "floor_to", "kind"} <= set(cells.columns)
    assert atoms["cell"].tolist() == ["1001"]
    assert cells.crs == atoms.crs == 4549
    assert [path.name for path in tmp_path.iterdir()] == ["plan.gpkg"]
    with pytest.raises(Invalid, match="name it"):
        files.write(plan, tmp_path / "plan.json")
    with pytest.raises(NotFound, match="no folder"):
        files.write(plan, tmp_path / "nowhere" / "plan.gpkg")
