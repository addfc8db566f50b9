"""`jingge redraw posts`: who would answer for what by a plan."""

from collections.abc import Callable
from pathlib import Path

import pyogrio
from sqlalchemy import Engine

from registry.database import writing
from tests.api.cli.support import jingge
from tests.registry.posts import scene
from tests.registry.posts.scene import MIDDLE, WEST, appoint
from tests.registry.posts.test_plan import NORTH, REST, SOUTH, layers


def test_a_plan_tells_vacancies_and_who_would_hold_two(fresh: Callable[[], Engine], tmp_path: Path) -> None:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
        appoint(conn, "员 1", WEST)
        appoint(conn, "员 2", MIDDLE)
    file = tmp_path / "plan.gpkg"
    for name, frame in zip(("cells", "atoms"), layers(), strict=True):
        pyogrio.write_dataframe(frame, file, layer=name, append=file.exists())
    url = engine.url.render_as_string(hide_password=False)
    told = jingge("redraw", "posts", str(file), "--json", url=url).json
    assert (told["carried"], told["vacancies"], told["two_cells"], told["without_cell"]) == (2, 1, 1, 1)
    assert told["twice"] == [{"holder": "员 1", "kind": "micro_grid_leader", "cells": [SOUTH, NORTH]}]
    assert [one["cell"] for one in told["missing"]] == [REST]
    words = jingge("redraw", "posts", str(file), url=url).out
    assert f"员 1 would hold 2 cells (微网格长): {SOUTH}, {NORTH}" in words
    assert f"员 2 (微网格长 of {MIDDLE}) would have no cell" in words
    assert f"{REST}: 微网格长 vacant" in words
