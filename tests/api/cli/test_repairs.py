"""`jingge redraw repair`: what a hand changed in PLAN.gpkg keeps every rule again; `plan --previous` remembers."""

import json
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from typer.testing import CliRunner

from api.cli import app
from registry.errors import Invalid
from tests.registry.redraw.town import frame, square


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Grids, demand and a plan of ten cells."""
    places = [shapely.Point(20 * i + 5, 20 * j + 5) for i in range(10) for j in range(5)]
    frame([square(100), square(100, 100)], code=["7", "8"]).to_file(tmp_path / "grids.gpkg")
    frame(places, minutes=[30.0] * 50).to_file(tmp_path / "demand.gpkg")
    _run("plan", tmp_path, "--demand", str(tmp_path / "demand.gpkg"), "--out", str(tmp_path / "plan.gpkg"))
    return tmp_path


def _run(command: str, folder: Path, *words: str) -> dict[str, object]:
    every = ["redraw", command, *words, "--grids", str(folder / "grids.gpkg"), "--processes", "1", "--json"]
    result = CliRunner().invoke(app, every, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def _cells(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(path, layer="cells").set_index("code")


def test_two_cells_merged_by_hand_are_divided_again_and_the_rest_stays(folder: Path) -> None:
    plan = folder / "plan.gpkg"
    cells, atoms = gpd.read_file(plan, layer="cells"), gpd.read_file(plan, layer="atoms")
    own = cells[cells["grid"] == "7"].index
    touching = next(i for i in own[1:] if shapely.length(cells.geometry[own[0]].intersection(cells.geometry[i])) > 1)
    cells.loc[own[0], "geometry"] = shapely.union(cells.geometry[own[0]], cells.geometry[touching])
    merged = folder / "merged.gpkg"
    pyogrio.write_dataframe(cells.drop(index=touching), merged, layer="cells")
    pyogrio.write_dataframe(atoms, merged, layer="atoms", append=True)
    answer = _run("repair", folder, str(merged), "--out", str(folder / "repaired.gpkg"))
    assert answer["holds"] is True
    assert "of 180 minutes: drawn anew" in str(answer["words"])
    before, after = _cells(plan), _cells(folder / "repaired.gpkg")
    kept = before.index.intersection(after.index)
    assert len(kept) >= 8
    assert before.loc[kept, "drawn"].equals(after.loc[kept, "drawn"])


def test_a_plan_remembers_the_one_before(folder: Path) -> None:
    words = ["--demand", str(folder / "demand.gpkg"), "--previous", str(folder / "plan.gpkg")]
    answer = _run("plan", folder, *words, "--out", str(folder / "again.gpkg"))
    assert answer["words"] == []
    assert _cells(folder / "again.gpkg")["drawn"].equals(_cells(folder / "plan.gpkg")["drawn"])


def test_a_locked_cell_that_breaks_a_rule_is_refused_and_nothing_is_written(folder: Path) -> None:
    words = ["redraw", "repair", str(folder / "plan.gpkg"), "--grids", str(folder / "grids.gpkg"), "--minutes", "20"]
    cells = gpd.read_file(folder / "plan.gpkg", layer="cells").assign(locked=1)
    pyogrio.write_dataframe(cells, folder / "plan.gpkg", layer="cells")
    with pytest.raises(Invalid, match="is locked, and takes"):
        CliRunner().invoke(
            app, [*words, "--out", str(folder / "no.gpkg"), "--processes", "1"], catch_exceptions=False
        )  # fmt: skip
    assert not (folder / "no.gpkg").exists()
