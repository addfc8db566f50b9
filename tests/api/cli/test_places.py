"""`jingge place`: merged, split, retired, told."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import reading, writing
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.inspections.tickets import scene
from tests.registry.posts import scene as cells
from tests.registry.quarter import EAST, WEST

ROAD, NEXT = "370203R000002", "370203R000003"
COMPOUND, HOUSE, OTHER_HOUSE = f"{WEST}C0001", f"{WEST}B00002", f"{WEST}B00001"
WHY = ("--reason", "撤并")


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
    return engine


def run(engine: Engine, *words: str) -> Done:
    return jingge("place", *words, url=engine.url.render_as_string(hide_password=False))


def test_deeds_are_done_and_told(town: Engine) -> None:
    merged = run(town, "merge", ROAD, NEXT, *WHY, "--json")
    assert merged.json == {"codes": [ROAD], "ended": [NEXT], "recoded": {}}
    told = run(town, "history", NEXT, "--json").json
    assert (told["kind"], told["became"]["state"], told["became"]["into"]) == ("road_segment", "merged", [ROAD])
    assert told["entries"][-1]["zh"] == f"并入 {ROAD}（撤并）"
    assert "Merged into" in run(town, "history", NEXT).out
    assert f"{HOUSE} stands" in run(town, "merge", HOUSE, OTHER_HOUSE, "--keep-shape", *WHY).out
    assert run(town, "retire", COMPOUND, *WHY).out == f"{COMPOUND} ended\n"
    with reading(town) as conn:
        names = conn.execute(text("select code from registry.place_name where kind = 'compound'")).all()
        audited = conn.execute(text("select action from access.audit order by id desc limit 1")).scalar()
    assert (names, audited) == ([], "place retire")


def test_a_split_names_what_a_place_became(town: Engine) -> None:
    with writing(town) as conn:
        halves = [
            conn.execute(
                text(
                    "insert into registry.compound (name_zh, source, source_id, geom) select :name, 'h', :name, "
                    "st_multi(st_intersection(geom, st_translate(st_envelope(geom), :off, 0))) from registry.compound"
                    " where code = :code returning code"
                ),
                {"name": name, "off": off, "code": COMPOUND},
            ).scalar_one()
            for name, off in (("东院", 0.0005), ("西院", -0.0005))
        ]
    done = run(town, "split", COMPOUND, *halves, *WHY, "--json")
    assert done.json == {"codes": halves, "ended": [COMPOUND], "recoded": {}}


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (("merge", COMPOUND, ROAD, *WHY), "invalid", "road segment"),
        (("merge", COMPOUND, COMPOUND, *WHY), "invalid", "itself"),
        (("split", COMPOUND, f"{WEST}C0009", f"{WEST}C0008", *WHY), "not_found", "no compound"),
        (("retire", f"{WEST}001", *WHY), "invalid", "--kind"),
        (("retire", WEST, *WHY), "conflict", "merge or split the community"),
        (("history", "370203R999999"), "not_found", "no road segment"),
    ],
)
def test_mistakes_are_told(town: Engine, words: tuple[str, ...], error: str, says: str) -> None:
    done = run(town, *words, "--json")
    assert (done.code, done.json["error"]) == (2, error)
    assert says in done.json["detail"]


def test_a_code_of_two_kinds_is_told_apart(town: Engine) -> None:
    done = run(town, "retire", f"{WEST}001", "--kind", "unit_grid", *WHY, "--json")
    assert done.json["ended"] == [f"{WEST}001"]
    assert run(town, "history", f"{WEST}001", "--kind", "grid", "--json").json["became"] is None


def test_an_account_acts_within_its_areas(town: Engine) -> None:
    make_account(town, Role.STEWARD, login="far", areas=[EAST])
    refused = run(town, "retire", COMPOUND, *WHY, "--login", "far", "--json")
    assert refused.json["error"] == "not_found"


def test_a_micro_grid_gets_a_free_name(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with writing(engine) as conn:
        cells.furnish(conn)
    named = run(engine, "name", cells.WEST, "锦江花园", *WHY, "--json").json
    assert (named["sign"], named["name_zh"], named["changed"]) == ("大连路社区–01网格–001", "锦江花园", True)
    assert run(engine, "name", cells.WEST, "", *WHY).out == "大连路社区–01网格–001  (no free name)\n"
    told = run(engine, "history", cells.WEST).out
    assert told.startswith("大连路社区–01网格–001\n")
    assert "锦江花园" in told
    assert run(engine, "history", cells.BUILDING, "--json").json["sign"] is None
    assert run(engine, "name", cells.BUILDING, "楼", *WHY).code == 2
