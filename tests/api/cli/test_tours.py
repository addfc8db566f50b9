"""`jingge tour`: planned, shown, planned anew."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from inspections.crews import shifts
from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.inspections.crews import shop
from tests.inspections.tickets import scene
from tests.registry import quarter


def test_a_day_is_planned_shown_and_planned_anew(fresh: Callable[[], Engine]) -> None:
    engine, now = fresh(), datetime.now(UTC)

    def run(*words: str) -> Done:
        return jingge("tour", *words, url=engine.url.render_as_string(hide_password=False))

    with writing(engine) as conn:
        scene.furnish(conn)
        shop.give(conn, at=(-200, 5))
        shop.give(conn, at=(200, 5), defect="collapsed")
        ends = now + timedelta(hours=8)
        shifts.put(conn, shop.shift("PSGS-01", at=quarter.at(0, 0), day=now.date(), starts_at=now, ends_at=ends))
    planned = run("plan", "PSGS", str(now.date()), "--publish", "--json").json
    assert planned["head"]["state"] == "published"
    assert [left["reasons"] for left in planned["left"]] == [["skill"]]
    assert (planned["assigned"], [one["code"] for one in planned["refused"]]) == (
        0,
        ["forbidden"],
    )  # no house
    shown = run("show", planned["head"]["id"]).out
    assert "1 stops, 1 left out" in shown
    assert "masonry" in shown
    with writing(engine) as conn:
        shop.give(conn, at=(100, 5))
    anew = run("replan", planned["head"]["id"], "--came", "T-1", "--publish", "--json").json
    assert len(anew["tours"][0]["stops"]) == 2
    assert "0 tickets assigned to their crews, 2 refused" in run("replan", anew["head"]["id"], "--publish").out
    assert run("plan", "PSGS", "2020-01-01").code == 2
