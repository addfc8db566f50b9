"""`jingge redraw draft`, from a file to a street that is published."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import writing
from registry.redraw.solving import files
from registry.redraw.solving.planning import Plan
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.registry.redraw import street
from tests.registry.redraw.street import FIRST, OTHER, OTHER_STREET, SECOND, STREET


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        street.furnish(conn)
    return engine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    drawn, path = street.plan(), tmp_path / "plan.gpkg"
    files.write(Plan(drawn.cells, drawn.atoms, 0, 0, "code"), path)
    return path


def run(engine: Engine, *words: str) -> Done:
    return jingge("redraw", "draft", *words, url=engine.url.render_as_string(hide_password=False))


def test_a_street_is_published_and_the_other_waits(town: Engine, file: Path) -> None:
    made = run(town, "add", str(file), "--name", "合成数据", "--json").json
    assert (made["grids"], made["settings"]["people"], [part["state"] for part in made["parts"]]) == (
        3,
        1,
        ["draft"] * 2,
    )
    number = str(made["id"])
    assert "合成数据" in run(town, "list").out
    on = ("advance", number, "--division", STREET, "--act")
    assert run(town, *on, "send").out == f"{STREET} is 社区征求意见 remarks\n"
    lon, lat = street.at(FIRST, 0.5, 0.5)
    said = run(town, "remark", number, "--at", f"{lon},{lat}", "--words", "此处有墙", "--json").json
    assert "1 remarks on" in run(town, *on, "send").err
    assert "此处有墙" in run(town, "remarks", number, "--unresolved").out
    run(town, "answer", number, said["id"], "--words", "已改", "--resolve")
    assert run(town, "remarks", number, "--unresolved", "--json").json == {"remarks": []}
    run(town, *on, "send")
    assert "next: approve, return, edit" in run(town, "part", number, "--division", STREET).out
    run(town, *on, "approve")
    told = run(town, *on, "publish", "--reason", "首批")
    assert "0 cells stay" in told.out, told.err
    with town.connect() as conn:
        grids = set(conn.execute(text("select distinct grid_code from registry.micro_grid")).scalars())
    assert grids == {FIRST, SECOND}
    shown = run(town, "show", number, "--json").json
    assert [part["state"] for part in shown["parts"]] == ["published", "draft"]
    assert run(town, "close", number).code == 0
    assert run(town, "list").out == "(none)\n"
    assert len(run(town, "list", "--closed", "--json").json["drafts"]) == 1


def test_a_draft_goes_out_as_a_plan_that_comes_in_again(town: Engine, file: Path, tmp_path: Path) -> None:
    number = str(run(town, "add", str(file), "--json").json["id"])
    out = tmp_path / "out.gpkg"
    told = run(town, "export", number, "--out", str(out), "--json").json
    assert told["atoms"] == 36
    cells = [gpd.read_file(path, layer="cells") for path in (file, out)]
    assert cells[0].crs == cells[1].crs
    assert cells[0]["code"].tolist() == cells[1]["code"].tolist()
    assert {"drawn", "locked"} <= set(cells[1].columns)
    bring = ("bring", number, str(out), "--grid", FIRST, "--version", "1")
    assert run(town, *bring).out == f"grid {FIRST} has version 2: 0 cells begin, 0 end\n"
    assert "changed meanwhile" in run(town, *bring).err
    assert run(town, "add", str(out), "--parts", "community", "--json").json["cells"] == told["cells"]


def test_a_grid_goes_out_is_edited_and_repaired_and_comes_back(town: Engine, file: Path, tmp_path: Path) -> None:
    number = str(run(town, "add", str(file), "--json").json["id"])
    out, back, grids = (tmp_path / name for name in ("out.gpkg", "back.gpkg", "grids.gpkg"))
    run(town, "export", number, "--out", str(out))
    cells = gpd.read_file(out, layer="cells")
    own = cells["code"].str.startswith(FIRST)
    cells.loc[cells["code"] == f"{FIRST}001", "geometry"] = cells[own].union_all()
    files.write(
        Plan(cells[~own | (cells["code"] == f"{FIRST}001")], gpd.read_file(out, layer="atoms"), 0, 0, "code"), out
    )
    outlines = [street.box(grid) for grid in (FIRST, SECOND, OTHER)]
    codes = {"code": [FIRST, SECOND, OTHER]}
    gpd.GeoDataFrame(codes, geometry=outlines, crs=4326).to_crs(cells.crs).to_file(grids)
    words = ("redraw", "repair", str(out), "--grids", str(grids), "--out", str(back), "--processes", "1", "--json")
    assert jingge(*words, url="").json["over_limit"] == 0
    bring = ("bring", number, str(back), "--grid", FIRST, "--version", "1")
    told = run(town, *bring, "--reason", "现场", "--json").json
    assert (told["version"], told["gone"]) == (2, sorted(cells.loc[own, "code"]))
    assert (
        run(town, "part", number, "--division", STREET, "--json").json["log"][0]["reason"]
        == f"{FIRST} from a file 现场"
    )


def test_who_may_do_what(town: Engine, file: Path) -> None:
    make_account(town, Role.PLANNER, login="planner", areas=("990101",))
    make_account(town, Role.PLANNER, login="west", areas=(OTHER_STREET,))
    make_account(town, Role.INSPECTOR, login="walker", areas=("990101",))
    for login in ("west", "walker"):
        assert run(town, "add", str(file), "--login", login).code == 2
    number = str(run(town, "add", str(file), "--login", "planner", "--json").json["id"])
    on = ("advance", number, "--division", STREET, "--act", "send", "--login")
    assert "not in your areas" in run(town, *on, "west").err
    assert "needs one of the roles planner" in run(town, *on, "walker").err
    assert run(town, *on, "planner").code == 0
    log = run(town, "part", number, "--division", STREET, "--login", "walker", "--json").json["log"]
    assert [entry["made_by"] for entry in log] == ["planner"]


def test_what_is_wrong_is_said(town: Engine, file: Path) -> None:
    number = str(run(town, "add", str(file), "--json").json["id"])
    assert "faults, no draft was made" in run(town, "add", str(file), "--minutes", "100").err
    assert "no draft 99" in run(town, "show", "99").err
    advance = ("advance", number, "--division", STREET, "--act")
    assert "unknown act 'edit'; one of: send, approve, return, publish" in run(town, *advance, "edit").err
    assert "--from is said when" in run(town, *advance, "send", "--from", "2026-12-01T00:00:00Z").err
    assert "say LON,LAT" in run(town, "remark", number, "--at", "x", "--words", "y").err
