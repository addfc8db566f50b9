"""`jingge redraw impact`, from a plan's file and a register to one HTML file."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.inspections.redraw import test_gathering as town_plan
from tests.inspections.tickets import scene


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
        conn.execute(text("update registry.building set households = 30"))
    return engine


def plan(file: Path, *cuts: float, leave_out: bool = False) -> Path:
    """A plan of the only grid, cut at these places."""
    cells, atoms = town_plan.plan(*cuts)
    if leave_out:
        cells, atoms = cells.iloc[1:], atoms.iloc[1:]
    for name, frame in (("cells", cells), ("atoms", atoms)):
        pyogrio.write_dataframe(gpd.GeoDataFrame(frame), file, layer=name, append=file.exists())
    return file


def run(engine: Engine, *words: str) -> Done:
    return jingge("redraw", *words, url=engine.url.render_as_string(hide_password=False))


def test_a_plan_is_told_before_and_after_it_is_published(town: Engine, tmp_path: Path) -> None:
    file, out = str(plan(tmp_path / "plan.gpkg", 150)), tmp_path / "sheet.html"
    first = run(town, "impact", file, "--out", str(out), "--minutes", "100", "--json")
    assert first.code == 0
    told = first.json
    assert (told["before"]["cells"], told["after"]["cells"], told["kept"]) == (1, 2, 0)
    assert (told["before"]["over"], told["after"]["over"]) == (1, 0)
    assert (told["assets"]["total"], told["assets"]["changed"], told["assets"]["begun"]) == (2, 0, 2)
    assert told["replay"]["equal"] is True
    assert told["file"] == str(out)
    assert "网格调整影响评估" in out.read_text("utf-8")
    with writing(town) as conn:
        town_plan.publish(conn, town_plan.plan(150)[0])
    again = run(town, "impact", file, "--out", str(out), "--json").json
    assert (again["kept"], again["assets"]["begun"], again["households"]["changed"]) == (2, 0, 0)
    moved = run(
        town, "impact", str(plan(tmp_path / "moved.gpkg", 170)), "--out", str(out), "--lang", "en", "--name", "Moved"
    )
    assert moved.code == 0
    assert "households: 60 of 60 change" in moved.out
    assert "100.0% of the households get another micro-grid number" in moved.err
    assert "<h1>Moved</h1>" in out.read_text("utf-8")


def test_a_plan_that_leaves_ground_out_ends_with_1(town: Engine, tmp_path: Path) -> None:
    file = plan(tmp_path / "plan.gpkg", 100, leave_out=True)
    done = run(town, "impact", str(file), "--out", str(tmp_path / "sheet.html"))
    assert done.code == 1
    assert "leaves out ground" in done.err
    assert "1 个部件不在任何新微网格内" in (tmp_path / "sheet.html").read_text("utf-8")


def test_mistakes_are_told_in_words(town: Engine, tmp_path: Path) -> None:
    file, out = str(plan(tmp_path / "plan.gpkg", 150)), str(tmp_path / "sheet.html")
    missing = run(town, "impact", str(tmp_path / "none.gpkg"), "--out", out)
    assert (missing.code, "there is no file" in missing.err) == (2, True)
    nowhere = run(town, "impact", file, "--out", str(tmp_path / "no" / "sheet.html"))
    assert (nowhere.code, "there is no folder" in nowhere.err) == (2, True)
    make_account(town, Role.INSPECTOR, login="walker")
    make_account(town, Role.PLANNER, login="planner")
    walker = run(town, "impact", file, "--out", out, "--login", "walker")
    assert (walker.code, "is neither planner nor leader" in walker.err) == (2, True)
    assert run(town, "impact", file, "--out", out, "--login", "planner").code == 0
