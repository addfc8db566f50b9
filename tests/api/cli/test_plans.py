"""`jingge redraw publish·enact·undo·plans`, from a file to the register and back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.inspections.tickets import scene


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
    return engine


def run(engine: Engine, *words: str) -> Done:
    return jingge("redraw", *words, url=engine.url.render_as_string(hide_password=False))


def _plan(engine: Engine, file: Path, *, share: float = 0.5, minutes: float = 90.0) -> Path:
    """The first grid of the register cut in two from south to north, an atom in each part."""
    with engine.connect() as conn:
        row = conn.execute(text("select code, st_asbinary(geom) as shape from registry.grid order by code")).first()
    assert row is not None
    whole = shapely.from_wkb(bytes(row.shape))
    west, south, east, north = whole.bounds
    middle = west + share * (east - west)
    halves = [
        shapely.intersection(whole, shapely.box(*box))
        for box in ((west, south, middle, north), (middle, south, east, north))
    ]
    columns = {"code": [f"{row.code}001", f"{row.code}002"], "grid": row.code, "minutes": minutes}
    cells = gpd.GeoDataFrame(columns, geometry=halves, crs=4326)
    atoms = gpd.GeoDataFrame(
        {"cell": columns["code"], "minutes": minutes}, geometry=shapely.point_on_surface(halves), crs=4326
    )
    file.unlink(missing_ok=True)
    pyogrio.write_dataframe(cells, file, layer="cells")
    pyogrio.write_dataframe(atoms, file, layer="atoms", append=True)
    return file


def _standing(engine: Engine) -> list[str]:
    with engine.connect() as conn:
        return list(conn.execute(text("select right(code, 3) from registry.micro_grid order by code")).scalars())


def test_a_plan_is_published_replaced_and_taken_back(town: Engine, tmp_path: Path) -> None:
    file = _plan(town, tmp_path / "first.gpkg")
    first = run(town, "publish", str(file), "--reason", "试点", "--json").json
    assert (first["state"], first["cells"], first["begun"]) == ("effective", 2, 2)
    assert _standing(town) == ["001", "002"]
    told = run(town, "publish", str(_plan(town, file, share=0.4))).out
    assert "2 cells: 0 stay, 2 begin, 2 end" in told
    assert _standing(town) == ["003", "004"]
    rows = run(town, "plans", "--json").json["plans"]
    assert [(row["state"], row["cells"], row["grids"]) for row in rows] == [("effective", 2, 1), ("superseded", 2, 1)]
    assert "试点" in run(town, "plans").out
    assert run(town, "undo", str(rows[0]["id"]), "--json").json["cells"] == 2
    assert _standing(town) == ["001", "002"]


def test_a_plan_waits_for_its_day(town: Engine, tmp_path: Path) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    file = _plan(town, tmp_path / "plan.gpkg")
    waiting = run(town, "publish", str(file), "--from", tomorrow, "--json").json
    assert waiting["state"] == "published"
    assert run(town, "enact", "--json").json == {"plans": []}
    assert _standing(town) == []
    assert run(town, "undo", str(waiting["plan"]), "--json").json["state"] == "withdrawn"
    soon = (datetime.now(UTC) + timedelta(seconds=6)).isoformat()
    again = run(town, "publish", str(file), "--from", soon, "--json").json
    with town.connect() as conn:
        conn.execute(text("select pg_sleep(7)"))
    assert run(town, "enact").out == f"plan {again['plan']} is in effect\n"
    assert _standing(town) == ["001", "002"]


def test_a_faulty_plan_is_refused_in_words_and_nothing_is_published(town: Engine, tmp_path: Path) -> None:
    done = run(town, "publish", str(_plan(town, tmp_path / "plan.gpkg", minutes=200.0)))
    assert done.code == 2
    assert "2 faults, nothing was published" in done.err
    assert "jingge redraw verify" in done.err
    assert run(town, "plans").out == "(none)\n"


def test_only_a_planner_publishes(town: Engine, tmp_path: Path) -> None:
    make_account(town, Role.INSPECTOR, login="walker")
    make_account(town, Role.PLANNER, login="planner")
    file = str(_plan(town, tmp_path / "plan.gpkg"))
    done = run(town, "publish", file, "--login", "walker")
    assert done.code != 0
    assert "is no planner" in done.err
    assert "say why with --reason" in run(town, "publish", file, "--login", "planner").err
    assert run(town, "publish", file, "--login", "planner", "--reason", "急", "--json").json["state"] == "effective"
    assert [row["made_by"] for row in run(town, "plans", "--json").json["plans"]] == ["planner"]


def test_a_planner_publishes_and_takes_back_nothing_outside_their_areas(town: Engine, tmp_path: Path) -> None:
    make_account(town, Role.PLANNER, login="neighbour", areas=("990101",))
    file = str(_plan(town, tmp_path / "plan.gpkg"))
    refused = run(town, "publish", file, "--login", "neighbour")
    assert (refused.code, _standing(town)) == (2, [])
    assert "1 grids of the plan lie outside the areas of neighbour" in refused.err
    made = run(town, "publish", file, "--json").json
    assert "outside the areas of neighbour" in run(town, "undo", str(made["plan"]), "--login", "neighbour").err
    assert _standing(town) == ["001", "002"]


def test_how_many_get_another_number_is_told_and_much_is_warned_of(town: Engine, tmp_path: Path) -> None:
    file = _plan(town, tmp_path / "plan.gpkg")
    first = run(town, "publish", str(file), "--json")
    assert (first.json["numbers"]["share"], first.json["numbers"]["first"], first.err) == (0.0, 2.0, "")
    kept = run(town, "publish", str(file), "--json")
    assert (kept.json["numbers"]["share"], kept.json["numbers"]["households"], kept.err) == (0.0, 2.0, "")
    moved = run(town, "publish", str(_plan(town, file, share=0.4)), "--json")
    assert (moved.json["numbers"]["share"], list(moved.json["numbers"]["by_community"].values())) == (1.0, [1.0])
    assert "warning: 100.0% of 2 households get another cell number" in moved.err
    assert "0.0% of 2 households" in run(town, "publish", str(file)).out


def test_a_day_long_ago_asks_for_a_reason(town: Engine, tmp_path: Path) -> None:
    file = str(_plan(town, tmp_path / "plan.gpkg"))
    refused = run(town, "publish", file, "--from", "2020-01-01T00:00+08:00")
    assert (refused.code, _standing(town)) == (2, [])
    assert "check the year, or say why with --reason" in refused.err
