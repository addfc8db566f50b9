"""`jingge redraw plan` on files alone: files in, PLAN.gpkg out, one JSON object."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from api.cli import app
from registry.errors import Invalid
from tests.registry.redraw.town import frame, square

FIGURES = {
    "grids", "cells", "lower_bound", "over_limit", "discontiguous", "gap_m2", "overlap_m2", "cut_buildings",
    "minutes_median", "minutes_p95", "compactness_median", "seconds",
}  # fmt: skip


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    places = [shapely.Point(20 * i + 5, 20 * j + 5) for i in range(10) for j in range(5)]
    frame([square(100), square(100, 100)], name=["a", "b"], crew=[1, 2]).to_file(tmp_path / "grids.gpkg", layer="g")
    frame(places, minutes=[30.0] * 50).to_crs(4326).to_file(tmp_path / "demand.geojson")
    return [
        "redraw", "plan", "--grids", str(tmp_path / "grids.gpkg"), "--demand", str(tmp_path / "demand.geojson"),
        "--out", str(tmp_path / "plan.gpkg"), "--id-field", "name", "--json",
    ]  # fmt: skip


def _run(words: list[str]) -> dict[str, object]:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def test_figures_and_layers(words: list[str], tmp_path: Path) -> None:
    answer = _run([*words, "--processes", "1"])
    assert set(answer) >= FIGURES
    assert [answer[name] for name in ("grids", "cells", "lower_bound", "over_limit", "discontiguous")] == [
        2,
        10,
        10,
        0,
        0,
    ]
    cells = gpd.read_file(tmp_path / "plan.gpkg", layer="cells")
    assert cells["code"].tolist()[:2] == ["a001", "a002"]
    assert len(gpd.read_file(tmp_path / "plan.gpkg", layer="atoms")) == 50


def test_processes_do_not_change_the_plan(words: list[str], tmp_path: Path) -> None:
    plans = []
    for processes in ("1", "2"):
        _run([*words, "--processes", processes, "--count", "13"])
        plans.append(gpd.read_file(tmp_path / "plan.gpkg", layer="cells"))
    assert len(plans[0]) == 13
    assert plans[0].to_wkb().equals(plans[1].to_wkb())


def test_people_by_a_column(words: list[str]) -> None:
    assert _run([*words, "--people", "crew", "--processes", "1"])["cells"] == 8


def test_nothing_is_written_for_what_cannot_be_met(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="--count 9: 10 cells are needed at least and 9 are given"):
        CliRunner().invoke(app, [*words, "--count", "9", "--processes", "1"], catch_exceptions=False)
    assert not (tmp_path / "plan.gpkg").exists()


def test_lines_are_minded_by_their_kind(words: list[str], tmp_path: Path) -> None:
    """A wall of a compound shuts off what it can, and nothing once it is released; verify reads that in the plan."""
    wall, road = (shapely.LineString([(x, -1), (x, 101)]) for x in (55, 155))
    frame([wall], kind=["compound"]).to_file(tmp_path / "barriers.gpkg")
    frame([road], width_m=[9.0]).to_crs(4326).to_file(tmp_path / "roads.geojson")
    lined = [*words, "--processes", "1", "--barriers", str(tmp_path / "barriers.gpkg")]
    lined += ["--roads", str(tmp_path / "roads.geojson")]
    assert _run(lined)["holds"]
    cells = gpd.read_file(tmp_path / "plan.gpkg", layer="cells")
    beyond = shapely.intersection(cells.geometry, frame([shapely.box(55, 0, 100, 100)]).geometry.iloc[0]).area
    assert ((beyond < 1) | (beyond > cells.area - 1)).all()
    released = _run([*lined, "--release", "compound=one community now"])
    assert released["lines"] == [
        {"kind": "compound", "hardness": "soft", "reason": "one community now", "rows": 1},
        {"kind": "road_centre", "hardness": "soft", "reason": "", "rows": 1},
    ]
    judge = ["redraw", "verify", str(tmp_path / "plan.gpkg"), "--grids", str(tmp_path / "grids.gpkg"), "--id-field"]
    judge += ["name", "--barriers", str(tmp_path / "barriers.gpkg"), "--json"]
    assert _run(judge)["holds"]
    with pytest.raises(Invalid, match="no row of the barriers is of that kind"):
        CliRunner().invoke(app, [*lined, "--release", "property_company=x"], catch_exceptions=False)


def test_a_line_nobody_knows_is_said(words: list[str], tmp_path: Path) -> None:
    frame([shapely.LineString([(55, -1), (55, 101)])], kind=["ha-ha"]).to_file(tmp_path / "barriers.gpkg")
    words = [*words, "--processes", "1", "--barriers", str(tmp_path / "barriers.gpkg")]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "of a kind the table does not know are hard, no cell crosses them: ha_ha" in result.stderr


def test_entrances_share_what_is_known_of_their_buildings(tmp_path: Path) -> None:
    homes = [square(10, 20 * i + 5, 5) for i in range(4)]
    frame([square(100)], code=["g"]).to_file(tmp_path / "grids.gpkg")
    use = ["residential", "residential", "market", "residential"]
    frame(homes, source_id=list("ABCD"), shops=[0, 2, 5, 0], use=use).to_file(tmp_path / "buildings.gpkg")
    doors = [shapely.Point(20 * i + 10, 5) for i in (0, 0, 1)]
    frame(doors, source_id=list("xyz"), building_source_id=list("AAB"), households=[9, 9, 9]).to_file(
        tmp_path / "entrances.gpkg"
    )
    files = ["--grids", str(tmp_path / "grids.gpkg"), "--demand", str(tmp_path / "entrances.gpkg")]
    files += ["--buildings", str(tmp_path / "buildings.gpkg"), "--json"]
    plan = tmp_path / "plan.gpkg"
    answer = _run(["redraw", "plan", *files, "--out", str(plan), "--processes", "1"])
    assert answer["joined"] == {"entrances": 3, "strangers": 0, "buildings_alone": 2}
    atoms = gpd.read_file(plan, layer="atoms")
    assert atoms["shops"].sum() == 7
    assert _run(["redraw", "verify", str(plan), *files])["holds"]
