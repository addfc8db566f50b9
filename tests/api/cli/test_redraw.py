"""`jingge redraw verify` and `calibrate` as a user types them, on files."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest

from api.cli.layers import read_parameters
from registry.errors import Invalid, NotFound
from registry.redraw.verifying.door import Given
from tests.api.cli.support import Done, jingge
from tests.registry.redraw.scene import WEST_GRID, plan, square, with_atom, with_cell

NOWHERE = "postgresql:///never-opened"


def run(*words: str | Path) -> Done:
    return jingge("redraw", *map(str, words), url=NOWHERE)


def written(given: Given, folder: Path) -> Path:
    """PLAN.gpkg and the files beside it."""
    file = folder / "plan.gpkg"
    pyogrio.write_dataframe(given.cells, file, layer="cells")
    pyogrio.write_dataframe(given.atoms, file, layer="atoms")
    pyogrio.write_dataframe(given.grids, folder / "grids.geojson")
    assert given.barriers is not None
    pyogrio.write_dataframe(given.barriers, folder / "barriers.gpkg", layer="barriers")
    return file


def test_a_good_plan(tmp_path: Path) -> None:
    given = plan()
    file = written(given, tmp_path)
    pyogrio.write_dataframe(given.grids, tmp_path / "grids.gpkg", layer="grids")
    words = (file, "--grids", tmp_path / "grids.gpkg", "--barriers", tmp_path / "barriers.gpkg", "--previous", file)
    done = run("verify", *words, "--json")
    assert done.code == 0, done.out
    told = done.json
    assert (told["cells"], told["grids"], told["faults"], told["holds"]) == (9, 2, [], True)
    assert told["gap_m2"] < 0.01
    plain = run("verify", *words)
    assert plain.code == 0
    assert plain.out.endswith("every rule holds\n")
    assert run("verify", *words, "--minutes", "159").code == 1


def test_faults_are_listed_and_drawn(tmp_path: Path) -> None:
    holed = square(0, 0, 50).difference(square(20, 20, 3))
    bad = with_cell(with_cell(plan(), f"{WEST_GRID}001", geometry=holed), f"{WEST_GRID}002", minutes=99.0)
    file = written(bad, tmp_path)
    pyogrio.write_dataframe(bad.grids, tmp_path / "grids.gpkg", layer="grids")
    report = tmp_path / "report.gpkg"
    for _ in range(2):  # the second report takes the place of the first
        done = run("verify", file, "--grids", tmp_path / "grids.gpkg", "--report", report, "--json")
        assert done.code == 1
    assert [fault["rule"] for fault in done.json["faults"]] == ["gap", "stated"]
    areas = pyogrio.read_dataframe(report, layer="fault_areas")
    assert areas.crs == bad.grids.crs
    assert areas.geometry.area.iloc[0] == pytest.approx(9, abs=0.01)
    assert len(pyogrio.read_dataframe(report, layer="faults")) == 2
    words = run("verify", file, "--grids", tmp_path / "grids.gpkg").out
    assert f"m² of grid {WEST_GRID} are in no cell" in words
    assert "states 99.00 minutes, its atoms have 120.00" in words


def test_a_report_without_faults_is_an_empty_layer(tmp_path: Path) -> None:
    file = written(plan(), tmp_path)
    pyogrio.write_dataframe(plan().grids, tmp_path / "grids.gpkg", layer="grids")
    report = tmp_path / "report.gpkg"
    assert run("verify", file, "--grids", tmp_path / "grids.gpkg", "--report", report).code == 0
    assert len(pyogrio.read_dataframe(report, layer="faults")) == 0


def test_what_no_plan_could_keep_is_said(tmp_path: Path) -> None:
    file = written(with_atom(plan(), "7001-0", minutes=700.0), tmp_path)
    pyogrio.write_dataframe(plan().grids, tmp_path / "grids.gpkg", layer="grids")
    done = run("verify", file, "--grids", tmp_path / "grids.gpkg", "--json")
    assert [one["rule"] for one in done.json["obstacles"]] == ["floors", "count"]
    assert "cannot be met: 7001-0 in grid" in run("verify", file, "--grids", tmp_path / "grids.gpkg").out


def test_the_demand_beside_the_plan(tmp_path: Path) -> None:
    given = plan()
    file = written(given, tmp_path)
    pyogrio.write_dataframe(given.grids, tmp_path / "grids.gpkg", layer="grids")
    asked = given.atoms.drop(columns="cell").drop_duplicates("source_id")
    asked["minutes"] = np.where(asked["source_id"] == "TOWER", 320.0, asked["minutes"])
    pyogrio.write_dataframe(asked.to_crs("EPSG:4490"), tmp_path / "demand.gpkg", layer="demand")
    words = ("verify", file, "--grids", tmp_path / "grids.gpkg", "--json", "--demand", tmp_path / "demand.gpkg")
    assert run(*words).code == 0
    asked.loc[asked.index[0], "minutes"] = 31.0
    pyogrio.write_dataframe(asked, tmp_path / "demand.gpkg", layer="demand")
    done = run(*words)
    assert done.code == 1
    assert "7001-0 has 31.00 minutes in the demand and 30.00 in the plan" in done.json["faults"][0]["words"]


def test_wrong_use_is_told_in_one_line(tmp_path: Path) -> None:
    file = written(plan(), tmp_path)
    for words, said in (
        ((tmp_path / "none.gpkg", "--grids", tmp_path / "grids.geojson"), "there is no file"),
        ((tmp_path / "barriers.gpkg", "--grids", tmp_path / "grids.geojson"), "has no layer cells; it has barriers"),
        ((file, "--grids", file), "has the layers cells, atoms: name one as"),
        ((file, "--grids", tmp_path / "grids.geojson", "--id-field", "name"), "no column name"),
    ):
        done = run("verify", *words, "--json")
        assert done.code == 2, done
        assert said in done.json["detail"]
        assert "Traceback" not in done.err
    (tmp_path / "text.gpkg").write_text("no database")
    assert run("verify", tmp_path / "text.gpkg", "--grids", file).code == 2


def test_calibrate(tmp_path: Path) -> None:
    dice = np.random.default_rng(5)
    frame = pd.DataFrame({"doors": dice.integers(5, 80, 40), "people": 2})
    frame["minutes"] = 15 + frame["doors"] * 2.5 * 0.9 / 2 + dice.normal(0, 1, 40)
    frame["minutes"] += np.where(np.arange(40) == 7, 200, 0)
    frame.to_csv(tmp_path / "visits.csv", index=False)
    out = tmp_path / "parameters.json"
    told = run("calibrate", tmp_path / "visits.csv", "--out", out, "--json")
    assert told.code == 0
    assert [odd["row"] for odd in told.json["odd"]] == [8]
    assert told.json["parameters"]["door_minutes"] == pytest.approx(2.5, abs=0.15)
    read = read_parameters(out, minutes=120)
    assert (read.limit_minutes, read.people) == (120, 2)
    assert read.door_minutes == told.json["parameters"]["door_minutes"]
    assert "row 8: " in run("calibrate", tmp_path / "visits.csv").out
    file = written(plan(), tmp_path)
    pyogrio.write_dataframe(plan().grids, tmp_path / "grids.gpkg", layer="grids")
    assert run("verify", file, "--grids", tmp_path / "grids.gpkg", "--parameters", out).code == 0


def test_calibrate_refuses_what_it_cannot_fit(tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text("minutes,doors\n10,3\n")
    done = run("calibrate", tmp_path / "few.csv", "--json")
    assert (done.code, done.json["error"]) == (2, "invalid")
    assert "too few" in done.json["detail"]
    (tmp_path / "empty.csv").write_text("")
    assert run("calibrate", tmp_path / "empty.csv").code == 2
    assert run("calibrate", tmp_path / "none.csv").code == 2
    (tmp_path / "bad.json").write_text(json.dumps({"doors": 1}))
    with pytest.raises(Invalid, match="'doors' is no parameter"):
        read_parameters(tmp_path / "bad.json", minutes=None)
    with pytest.raises(NotFound):
        read_parameters(tmp_path / "none.json", minutes=None)
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(Invalid, match="no JSON file of parameters"):
        read_parameters(tmp_path / "bad.json", minutes=None)
