"""A plan goes out whole."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from registry.errors import Invalid, NotFound
from registry.redraw.lines import judged
from registry.redraw.solving import files
from registry.redraw.solving.planning import make_plan
from registry.redraw.solving.rules import Rules
from tests.registry.redraw.town import frame, square


def test_a_plan_is_written_with_its_layers(tmp_path: Path) -> None:
    demand = frame([shapely.Point(5, 5)], minutes=[3.0], fid=[7]).to_crs(4326)
    plan = make_plan(frame([square(9)], code=["1"]), demand, rules=Rules())
    files.write(plan, tmp_path / "plan.gpkg")
    cells, atoms = (gpd.read_file(tmp_path / "plan.gpkg", layer=name) for name in ("cells", "atoms"))
    assert {"code", "grid", "minutes", "floor_from", "floor_to", "kind"} <= set(cells.columns)
    assert atoms["cell"].tolist() == ["1001"]
    assert cells.crs == atoms.crs == 4549
    assert [path.name for path in tmp_path.iterdir()] == ["plan.gpkg"]
    lines = judged(frame([square(3), shapely.LineString([(0, 0), (9, 9)])], kind=["compound", "road"]))
    files.write(plan, tmp_path / "plan.gpkg", lines=lines.to_crs(4326))
    kept = gpd.read_file(tmp_path / "plan.gpkg", layer="lines")
    assert (kept["hardness"].tolist(), kept.crs) == (["hard", "soft"], cells.crs)
    with pytest.raises(Invalid, match="name it"):
        files.write(plan, tmp_path / "plan.json")
    with pytest.raises(NotFound, match="no folder"):
        files.write(plan, tmp_path / "nowhere" / "plan.gpkg")
