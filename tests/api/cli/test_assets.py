"""`jingge asset`: shown, told, amended, moved, merged, split, replaced, retired, revived."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from inspections.tickets.filing import report_defects
from registry.actor import Role
from registry.database import open_engine, reading, writing
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.conftest import Databases
from tests.inspections.tickets import scene
from tests.registry.quarter import RAIN, WEST, at

FIRST, SECOND = scene.SEWER, scene.OTHER_SEWER
WHY = ("--reason", "踏勘")


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
    return engine


@pytest.fixture(scope="module")
def still(databases: Databases, template: str) -> Iterator[Engine]:
    """A town that nobody changes."""
    engine = open_engine(databases.url(databases.create("assets_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


def run(engine: Engine, *words: str) -> Done:
    return jingge("asset", *words, url=engine.url.render_as_string(hide_password=False))


def spot(east_m: float, north_m: float) -> str:
    return "{:.7f},{:.7f}".format(*at(east_m, north_m))


def test_an_asset_is_amended_shown_and_told(town: Engine) -> None:
    with reading(town) as conn:
        before = conn.execute(text("select clock_timestamp()")).scalar_one().isoformat()
    done = run(town, "amend", FIRST, "--set", "size_mm=700", "--set", "fall_net=with", *WHY, "--json")
    assert done.json == {"codes": [FIRST], "ended": [], "tickets": [], "joined": []}
    assert run(town, "show", FIRST, "--json").json["size_mm"] == 700
    assert run(town, "show", FIRST, "--as-known-at", before, "--json").json["size_mm"] is None
    assert "fall_net: with" in run(town, "show", FIRST).out
    entries = run(town, "history", FIRST, "--json").json["entries"]
    assert entries[-1]["zh"] == "尺寸（毫米）：未知 → 700；防坠网：未知 → 有"
    assert entries[-1]["reason"] == "踏勘"
    assert "防坠网" in run(town, "history", FIRST).out
    cleared = run(town, "amend", FIRST, "--set", "size_mm=", "--json")
    assert cleared.code == 0
    assert run(town, "show", FIRST, "--json").json["size_mm"] is None


def test_deeds_follow_each_other(town: Engine) -> None:
    with writing(town) as conn:
        seen = scene.see(conn, SECOND)
        number = report_defects(conn, scene.INSPECTOR, [seen], now=scene.NOW)[seen.observation_id].number
    merged = run(town, "merge", FIRST, SECOND, *WHY, "--json").json
    assert (merged["ended"], merged["tickets"]) == ([SECOND], [number])
    assert f"merged into {FIRST}" in run(town, "show", SECOND).out
    parts = ("--part", spot(35, 7), "--part", f"{spot(37, 7)},{RAIN}")
    split = run(town, "split", FIRST, *parts, *WHY, "--json").json["codes"]
    (new,) = run(town, "replace", split[0], "--set", "material=composite", *WHY, "--json").json["codes"]
    lon, lat = spot(38, 7).split(",")
    assert run(town, "move", new, lon, lat, "--how", "survey", "--accuracy-m", "0.05", *WHY).code == 0
    told = run(town, "show", new, "--json").json
    assert (told["material"], told["position_source"]) == ("composite", "survey")
    assert run(town, "show", SECOND, "--json").json["became"]["into"] == [new, split[1]]
    refused = run(town, "retire", new, *WHY, "--json")
    assert (refused.code, refused.json["error"]) == (2, "conflict")  # the ticket came along
    assert run(town, "retire", split[1], *WHY).out == f"{split[1]} ended\n"
    assert "intact" in run(town, "revive", split[1], *WHY).out


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (("show", "37020301002999999"), "not_found", "no asset"),
        (("amend", FIRST, "--set", "size_mm=big"), "invalid", "--set size_mm"),
        (("amend", FIRST, "--set", "colour=red"), "invalid", "--set colour"),
        (("amend", FIRST, "--set", "material"), "invalid", "FIELD=VALUE"),
        (("show", FIRST, "--as-of", "2026-11-01"), "invalid", "as_of is a moment with its offset"),
        (("retire", FIRST, "--since", "2999-01-01T00:00:00Z", *WHY), "invalid", "is not yet"),
        (("split", FIRST, "--part", "x", "--part", "y", *WHY), "invalid", "no position"),
        (("merge", FIRST, FIRST, *WHY), "invalid", "each once"),
    ],
)
def test_mistakes_are_told(still: Engine, words: tuple[str, ...], error: str, says: str) -> None:
    done = run(still, *words, "--json")
    assert (done.code, done.json["error"]) == (2, error)
    assert says in done.json["detail"]


def test_an_account_acts_within_its_areas(town: Engine) -> None:
    make_account(town, Role.STEWARD, login="wang")
    make_account(town, Role.STEWARD, login="far", areas=[WEST])
    assert run(town, "retire", SECOND, *WHY, "--login", "far", "--json").json["error"] == "not_found"
    assert run(town, "retire", SECOND, *WHY, "--login", "wang").code == 0
    assert run(town, "history", SECOND, "--json").json["entries"][-1]["by"] == "wang"
