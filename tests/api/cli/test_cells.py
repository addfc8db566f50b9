"""`jingge redraw cells`, and what publishing tells of tickets."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from registry.actor import Role
from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.inspections.tickets.redrawn import GRID, NEXT, add_grids, clock, publish, strips, undo
from tests.inspections.tickets.scene import furnish, hazard


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        furnish(conn)
        add_grids(conn)
        hazard(conn)
    return engine


def run(engine: Engine, *words: str) -> Done:
    return jingge(*words, url=engine.url.render_as_string(hide_password=False))


def test_cells_are_listed_with_what_they_hold(town: Engine) -> None:
    assert run(town, "redraw", "cells").out == "(none)\n"
    with writing(town) as conn:
        before = clock(conn)
        plan = publish(conn, strips(0.17)).plan
    rows = run(town, "redraw", "cells", "--json").json["cells"]
    told = {row["code"][-6:]: (row["open_tickets"], row["assets"], row["buildings"]) for row in rows}
    assert told == {"001001": (1, 2, 0), "001002": (0, 2, 3), "002001": (0, 0, 0), "002002": (0, 0, 0)}
    assert len(run(town, "redraw", "cells", GRID, "--json").json["cells"]) == 2
    assert f"{NEXT}001" in run(town, "redraw", "cells", NEXT).out
    assert run(town, "redraw", "cells", "--as-of", before.isoformat()).out == "(none)\n"
    assert run(town, "redraw", "cells", "77").code == 2
    make_account(town, Role.PLANNER, login="far", areas=("370203007",))
    assert run(town, "redraw", "cells", "--login", "far").out == "(none)\n"
    done = run(town, "redraw", "undo", str(plan))
    assert "1 open tickets lie in another micro-grid now" in done.out


def test_a_ticket_shows_its_cell_and_what_became_of_it(town: Engine) -> None:
    with writing(town) as conn:
        plan = publish(conn, strips(0.17)).plan
    (row,) = run(town, "ticket", "list", "--micro-grid", f"{GRID}001", "--json").json["tickets"]
    assert row["micro_grid_code"] == f"{GRID}001"
    assert run(town, "ticket", "list", "--micro-grid", f"{GRID}002", "--json").json["tickets"] == []
    for grid, number in ((GRID, 1), (NEXT, 0)):
        assert len(run(town, "ticket", "list", "--grid", grid, "--json").json["tickets"]) == number
    with writing(town) as conn:
        undo(conn, plan)
    told = run(town, "ticket", "show", row["id"]).out
    assert f"plan {plan}: - > {GRID}001 工作量调整" in told
    assert f"plan {plan + 1}: {GRID}001 > -" in told


def test_a_month_on_a_version(town: Engine) -> None:
    with writing(town) as conn:
        month = f"{clock(conn):%Y-%m}"
        plan = publish(conn, strips(0.17)).plan
    with writing(town) as conn:
        undo(conn, plan)
    for cells_of in ((), ("--cells-of", str(plan))):
        done = run(town, "report", "month", "2026-11", *cells_of, "--json")
        assert done.code == 0, (done.err, month)
        assert done.json["total"]["tickets"] == 1
    assert [row["code"] for row in done.json["rows"]] == [f"{GRID}001"]
    assert "cells of plan" in run(town, "report", "month", "2026-11", "--cells-of", str(plan)).out
    assert "合计 total" in run(town, "report", "month", "2026-11").out
    wrong = run(town, "report", "month", "november")
    assert (wrong.code, "a month is written 2026-10" in wrong.err) == (2, True)
    assert "no plan 9" in run(town, "report", "month", "2026-11", "--cells-of", "9").err
