"""`jingge redraw sheet` on a plan of its own."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tests.api.cli.support import Done, jingge
from tests.registry.redraw.town import frame, square


def run(*words: str | Path) -> Done:
    return jingge("redraw", *map(str, words), url="postgresql:///never-opened")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Two grids of three houses of 20 households each, and a third of one house of 20."""
    homes = [square(10, 30 * i + 5, y) for y in (5, 105) for i in range(3)] + [square(10, 5, 205)]
    frame([square(100, 0, y) for y in (0, 100, 200)], code=["a", "b", "c"]).to_file(tmp_path / "grids.gpkg")
    frame(
        homes, source_id=[f"H{i}" for i in range(7)], households=[20] * 7, storeys=[5] * 7, use=["residential"] * 7
    ).to_file(tmp_path / "demand.gpkg")
    frame([shapely.LineString([(0, 20), (95, 20)])]).to_file(tmp_path / "streets.gpkg")
    files = ("--grids", tmp_path / "grids.gpkg", "--demand", tmp_path / "demand.gpkg", "--processes", "1")
    done = run("plan", *files, "--out", tmp_path / "plan.gpkg", "--json")
    assert done.code == 0, done.err
    return tmp_path / "plan.gpkg"


def test_terms_for_one_and_for_two(plan: Path, tmp_path: Path) -> None:
    done = run("sheet", plan, "--out", tmp_path / "sheet.csv", "--json")
    assert done.code == 0, done.err
    told = done.json
    assert (told["cells"], told["over_limit"]) == (3, {"1": 2, "2": 0, "as_planned": 0})
    assert told["outside_households"] == {"c001": 20.0}
    one, two = (row for row in told["sheets"] if row["cell"] == "a001")
    assert (one["people"], two["people"]) == (1, 2)
    assert (one["door_minutes"], two["door_minutes"]) == (60 * 2.7, 60 * 2.7 / 2)
    assert one["stair_minutes"] == two["stair_minutes"] == 3 * 4 * 0.5
    assert one["walk_minutes"] == two["walk_minutes"] == pytest.approx(120 * 1.3 / 70, abs=0.01)
    for row in told["sheets"]:
        terms = [
            value
            for name, value in row.items()
            if name.endswith("_minutes") and name not in {"total_minutes", "over_minutes"}
        ]
        assert sum(terms) == pytest.approx(row["total_minutes"], abs=0.05)
    table = pd.read_csv(tmp_path / "sheet.csv")
    assert table["total_minutes"].tolist() == [row["total_minutes"] for row in told["sheets"]]


def test_a_cell_along_the_streets(plan: Path, tmp_path: Path) -> None:
    done = run("sheet", plan, "--cell", "a001", "--streets", tmp_path / "streets.gpkg", "--json")
    assert [row["cell"] for row in done.json["sheets"]] == ["a001", "a001"]
    assert done.json["sheets"][0]["walk_minutes"] == pytest.approx((120 + 6 * 10) / 70, abs=0.02), (
        "each house in and out"
    )
    words = run("sheet", plan, "--cell", "a001").out
    assert "0 residential cells have not 30 to 100 households" in words


def test_what_has_no_sheet(plan: Path, tmp_path: Path) -> None:
    unknown = run("sheet", plan, "--cell", "z")
    assert (unknown.code, "has no cell z" in unknown.err) == (2, True)
    frame([shapely.Point(5, 5)], minutes=[3.0]).to_file(tmp_path / "given.gpkg")
    files = ("--grids", tmp_path / "grids.gpkg", "--demand", tmp_path / "given.gpkg", "--processes", "1")
    assert run("plan", *files, "--out", tmp_path / "p.gpkg").code == 0
    assert "was made from minutes that were given" in run("sheet", tmp_path / "p.gpkg").err


def test_no_spreadsheet_runs_what_a_file_calls_a_cell(plan: Path, tmp_path: Path) -> None:
    for name in ("cells", "atoms"):
        rows = gpd.read_file(plan, layer=name)
        column = "code" if name == "cells" else "cell"
        rows[column] = rows[column].replace("a001", "=1+1")
        rows.to_file(plan, layer=name)
    assert run("sheet", plan, "--out", tmp_path / "sheet.csv").code == 0
    assert sorted(set(pd.read_csv(tmp_path / "sheet.csv")["cell"])) == ["'=1+1", "b001", "c001"]
