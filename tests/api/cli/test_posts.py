"""`jingge post`, as it is typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from registry.actor import Role
from registry.database import writing
from tests.api.cli.support import Done, jingge, tells_local_time
from tests.api.support import make_account
from tests.registry.posts import scene
from tests.registry.posts.scene import EAST, GRID, MIDDLE, WEST


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
    return engine


def post(engine: Engine, *words: str) -> Done:
    return jingge("post", *words, url=engine.url.render_as_string(hide_password=False))


def test_posts_from_appointment_to_end(town: Engine) -> None:
    made = post(town, "appoint", "微网格长", WEST, "员 1", "--from", "2026-11-01", "--deputy", "员 2", "--json").json
    assert (made["kind"], made["state"], made["since"]) == ("micro_grid_leader", "held", "2026-10-31T16:00:00Z")
    listed = post(town, "list").out
    assert "员 1" in listed
    assert "2026-11-01 00:00" in listed
    assert tells_local_time(listed)
    assert post(town, "appoint", "微网格长", WEST, "员 3").code == 2
    told = post(town, "vacancies", "--area", GRID, "--kind", "micro_grid_leader", "--json").json
    assert ([one["place"] for one in told["vacancies"]], told["total"]) == ([MIDDLE, EAST], {"micro_grid_leader": 2})
    assert "2 micro_grid_leader vacant in all" in post(town, "vacancies", "--kind", "micro_grid_leader").out
    assert "2 micro_grid_leader vacant" in post(town, "vacancies", "--kind", "微网格长").out
    for listed in ("vacancies", "list"):
        wrong = post(town, listed, "--kind", "厨师")
        assert (wrong.code, "'厨师' is no kind of post; there are" in wrong.err) == (2, True)
    post(town, "appoint", "微网格长", MIDDLE, "员 1")
    assert post(town, "doubles", "--json").json["holders"][0]["places"] == [WEST, MIDDLE]
    assert post(town, "end", made["id"], "--reason", "调离", "--json").json["state"] == "ended"
    assert post(town, "doubles").out == "(none)\n"
    assert post(town, "list", "--state", "ended", "--holder", "员 1", "--json").json["posts"][0]["id"] == made["id"]
    assert post(town, "erase", "员 1").out == "erased; 2 posts stay without a name\n"
    assert "网格长" in post(town, "kinds").out


def test_a_table_is_imported_and_what_is_wrong_comes_back(town: Engine, tmp_path: Path) -> None:
    table, rejects = tmp_path / "posts.csv", tmp_path / "rejects.csv"
    table.write_text(
        f"kind,place,holder,from\n微网格长,{WEST},员 1,2026-11-01\n微网格长,{WEST},员 2,2026-11-01\n", "utf-8"
    )
    done = post(town, "import", str(table), "--rejects", str(rejects), "--json")
    assert (done.code, done.json["new"], done.json["rejected"]) == (1, 1, 1)
    assert "held by somebody" in rejects.read_text("utf-8-sig")
    again = post(town, "import", str(table))
    assert (again.code, again.out.splitlines()[0]) == (1, "0 new, 1 unchanged, 1 rejected")


def test_party_posts_by_login(town: Engine) -> None:
    make_account(town, Role.PLANNER, login="planner")
    make_account(town, Role.PARTY, login="party")
    words = ("appoint", "grid_party_secretary", GRID, "员 9")
    refused = post(town, *words, "--login", "planner")
    assert (refused.code, "role party" in refused.err) == (2, True)
    assert post(town, *words, "--login", "party").code == 0
    assert post(town, "list", "--login", "planner").out == "(none)\n"
    assert len(post(town, "list", "--login", "party", "--json").json["posts"]) == 1
    assert len(post(town, "kinds", "--login", "planner", "--json").json["kinds"]) == 8
