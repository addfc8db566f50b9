"""`jingge redraw export`: what is read back is what stands, to a millimetre, in three systems and two encodings."""

import csv
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from sqlalchemy import Engine, create_engine, text

from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.maps.prints import town
from tests.registry.redraw.scene import WEST_GRID, plan, square, with_cell

NOWHERE = "postgresql:///never-opened"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with a hole in a cell, and its grids."""
    folder = tmp_path_factory.mktemp("plan")
    bad = with_cell(plan(), f"{WEST_GRID}001", geometry=square(0, 0, 50).difference(square(20, 20, 3)))
    pyogrio.write_dataframe(bad.cells, folder / "plan.gpkg", layer="cells")
    pyogrio.write_dataframe(bad.grids, folder / "grids.gpkg", layer="grids")
    return folder


@pytest.fixture
def settled(fresh: Callable[[], Engine]) -> str:
    engine = fresh()
    with writing(engine) as conn:
        town.settle(conn)
    return engine.url.render_as_string(hide_password=False)


def run(*words: str | Path, url: str = NOWHERE) -> Done:
    return jingge("redraw", "export", *map(str, words), url=url)


def apart_m(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> float:
    """How far two drawings of the same cells lie apart."""
    left, right = (frame.sort_values("code").to_crs(4549).geometry.to_numpy() for frame in (one, two))
    return float(np.max(shapely.hausdorff_distance(left, right)))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize(("crs", "east"), [("4490", 120.37), ("4549", 533_600), ("4528", 40_533_600)])
def test_what_stands_is_read_back(settled: str, tmp_path: Path, crs: str, east: float, encoding: str) -> None:
    words = ("standing", "--crs", crs, "--encoding", encoding, "--format", "shp", "--out", tmp_path, "--json")
    done = run(*words, url=settled)
    assert (done.code, done.json["rows"], done.json["notes"]) == (0, {"cells": 3}, [])
    assert (tmp_path / "cells.cpg").read_text().upper() == encoding.upper()
    read = pyogrio.read_dataframe(tmp_path / "cells.shp")
    assert read.crs is not None
    assert read.crs.to_epsg() == int(crs)
    assert abs(read.total_bounds[0] - east) < (0.01 if crs == "4490" else 500)
    assert apart_m(read.set_crs(int(crs), allow_override=True), town.cells()) < 0.001
    assert read.sort_values("code")["name_zh"].fillna("").tolist() == list(town.NAMES)
    assert all(len(name) <= 10 for name in read.columns if name != "geometry")


def test_short_names_and_what_they_stand_for(files: Path, tmp_path: Path) -> None:
    wide = pyogrio.read_dataframe(files / "plan.gpkg", layer="cells").assign(compactness=0.7, neighbourhood="甲")
    pyogrio.write_dataframe(wide, tmp_path / "wide.gpkg", layer="cells")
    assert run(tmp_path / "wide.gpkg", "--crs", "4549", "--out", tmp_path / "交付.shp").code == 0
    with (tmp_path / "交付_fields.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["short"]: (row["name"], row["alias"]) for row in csv.DictReader(file)}
    assert rows["compactnes"] == ("compactness", "紧凑度（Polsby-Popper）")
    assert rows["neighbourh"] == ("neighbourhood", "")
    assert set(rows) == {name for name in pyogrio.read_dataframe(tmp_path / "交付.shp").columns if name != "geometry"}


def test_topology_is_a_layer(files: Path, tmp_path: Path) -> None:
    asked = ("--crs", "4549", "--topology", "--grids", files / "grids.gpkg", "--json")
    done = run(files / "plan.gpkg", *asked, "--out", tmp_path / "out.gpkg")
    assert (done.code, done.json["findings"]) == (1, {"gap": 1})
    assert {str(name) for name, _ in pyogrio.list_layers(tmp_path / "out.gpkg")} == {
        "cells", "topology", "topology_areas",
    }  # fmt: skip
    found = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="topology_areas")
    assert found["rule"].tolist() == ["gap"]
    assert abs(found.area.sum() - 9) < 0.01
    done = run(files / "plan.gpkg", *asked, "--out", tmp_path, "--format", "shp", "--encoding", "gbk")
    assert done.json["rows"] == {"cells": 9, "topology_areas": 1, "topology": 1}
    assert pyogrio.read_dataframe(tmp_path / "cells_topology.shp")["rule"].tolist() == ["gap"]
    good = run(files / "plan.gpkg", *asked, "--out", tmp_path / "b.gpkg", "--area", f"{WEST_GRID[:-1]}8")
    assert (good.code, good.json["findings"], good.json["rows"]) == (0, {}, {"cells": 5, "topology": 0})


def test_a_grid_without_cells_is_a_finding_with_a_place(files: Path, tmp_path: Path) -> None:
    cells = pyogrio.read_dataframe(files / "plan.gpkg", layer="cells")
    some = tmp_path / "some.gpkg"
    cells[cells["grid"] == cells["grid"].iloc[0]].to_file(some, layer="cells")
    out = tmp_path / "handover"  # made by the command
    done = run(some, "--grids", files / "grids.gpkg", "--topology", "--format", "shp", "--out", out, "--json")
    assert (done.code, done.json["findings"]["gap"] >= 1) == (1, True), done.err
    assert (out / "cells_topology_areas.shp").is_file()


def test_grids_that_have_no_cells_yet_are_no_fault_of_what_stands(settled: str, tmp_path: Path) -> None:
    words = ("standing", "--topology", "--out", tmp_path / "a.gpkg", "--json")
    before = run(*words, url=settled).json["findings"]
    engine = create_engine(settled.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as conn:
        another = (
            "select community_code || '777', community_code, '二格', st_translate(geom, 0.01, 0) from registry.grid"
        )
        conn.execute(text(f"insert into registry.grid (code, community_code, name_zh, geom) {another} limit 1"))
    engine.dispose()
    assert run(*words, url=settled).json["findings"] == before


def test_in_its_own_system_a_plan_stays_as_it_is(files: Path, tmp_path: Path) -> None:
    assert run(files / "plan.gpkg", "--crs", "4549", "--out", tmp_path / "a.gpkg").code == 0
    given = pyogrio.read_dataframe(files / "plan.gpkg", layer="cells")
    read = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="cells")
    assert apart_m(read, given) == 0.0
    assert read["floor_from"].dropna().tolist() == [1, 11]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--topology", "--out", "a.gpkg"), "say --grids FILE"),
        (("--out", "a.dxf"), "name it .shp or .gpkg"),
        (("--out", "a.shp", "--format", "gpkg"), "name it .gpkg"),
        (("--out", "no/where"), "no folder no to make it in"),
        (("--out", "handover", "--area", "99"), "no cells there in 99"),
        (("--out", "a.gpkg", "--encoding", "gbk"), "written in UTF-8"),
        (("--out", "a.shp", "--encoding", "big5"), "UTF-8 or GBK"),
        (("--out", "a.shp", "--crs", "1"), "1"),
        (("--out", "a.shp", "--area", "99"), "no cells there in 99"),
    ],
)
def test_a_mistake_is_one_line(
    files: Path, tmp_path: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(files / "plan.gpkg", *words)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_missing_column_is_told_with_an_area_too(files: Path, tmp_path: Path) -> None:
    named = ("--topology", "--grids", files / "grids.gpkg", "--area", WEST_GRID[:6], "--out", tmp_path / "o.gpkg")
    done = run(files / "plan.gpkg", *named, "--id-field", "nope")
    assert (done.code, "no column nope" in done.err) == (2, True)
    cells = pyogrio.read_dataframe(files / "plan.gpkg", layer="cells")
    for column in ("code", "grid"):
        pyogrio.write_dataframe(cells.drop(columns=column), tmp_path / f"{column}.gpkg", layer="cells")
        done = run(tmp_path / f"{column}.gpkg", *named)
        assert (done.code, f"no column {column}" in done.err) == (2, True)
