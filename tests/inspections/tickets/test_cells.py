"""Open tickets go with the cells, closed ones stay; their story says why, and no step is refused for it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.reports.files import records
from inspections.tickets import cells, rehoming
from inspections.tickets.filing import report_defects
from inspections.tickets.listing import Wanted, list_tickets, open_file
from inspections.tickets.steps import take
from registry.database import reading, writing
from registry.history.rules import Said
from tests.inspections.tickets.redrawn import GRID, NEXT, add_grids, clock, publish, strips, undo
from tests.inspections.tickets.scene import DESK, INSPECTOR, NOW, OTHER_SEWER, SEWER, furnish, hazard, see
from tests.registry.quarter import at

# of the covers SEWER lies 35 m, OTHER_SEWER 70 m east of the centre: a grid is 300 m wide
BETWEEN, BEYOND = 0.17, 0.5


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    """Commits matter here: what stood is told by changes, and a change is a transaction."""
    engine = fresh()
    with writing(engine) as conn:
        furnish(conn)
        add_grids(conn)
    return engine


def _do(town: Engine, deed: Callable[[Connection], object]) -> object:
    with writing(town) as conn:
        return deed(conn)


def _step(conn: Connection, ticket: UUID, action: str, version: int) -> None:
    reason = "untrue" if action == "void" else ""
    take(conn, DESK, ticket, action=action, event_id=uuid4(), if_version=version, now=clock(conn), reason=reason)


def _cell(town: Engine, ticket: UUID) -> tuple[str | None, int]:
    with reading(town) as conn:
        row = conn.execute(
            text("select right(micro_grid_code, 3), version from inspections.ticket where id = :id"), {"id": ticket}
        ).one()
    return row[0], row[1]


def _story(town: Engine, ticket: UUID) -> list[tuple[str, int, object, object]]:
    with reading(town) as conn:
        file = open_file(conn, DESK, ticket, now=NOW)
    return [
        (event.action, event.version, event.data.get("from"), event.data.get("micro_grid_code"))
        for event in file.events
    ]


def test_a_ticket_that_is_opened_has_the_cell_of_its_place(town: Engine) -> None:
    _do(town, lambda conn: publish(conn, strips(BETWEEN)))
    tickets = {}
    with writing(town) as conn:
        for code in (SEWER, OTHER_SEWER):
            tickets[code] = hazard(conn, code)
    assert (_cell(town, tickets[SEWER]), _cell(town, tickets[OTHER_SEWER])) == (("001", 1), ("002", 1))
    with reading(town) as conn:
        for wanted, number in ((Wanted(micro_grid=f"{GRID}002"), 1), (Wanted(micro_grid=f"{NEXT}001"), 0)):
            assert len(list_tickets(conn, DESK, wanted, now=NOW).tickets) == number
        page = list_tickets(conn, DESK, Wanted(micro_grid=f"{GRID}001"), now=NOW)
        assert [row["micro_grid_code"] for row in records(page.tickets)] == [f"{GRID}001"]
        assert cells.open_by_cell(conn, within=GRID) == {f"{GRID}001": 1, f"{GRID}002": 1}
        assert cells.open_by_cell(conn, within=NEXT) == {}


def test_open_tickets_change_their_cell_and_say_why(town: Engine) -> None:
    with writing(town) as conn:
        ticket, closed = hazard(conn), hazard(conn, OTHER_SEWER)
        _step(conn, closed, "void", 1)
    with writing(town) as conn:
        first = publish(conn, strips(BETWEEN))
        assert cells.settle(conn) == 1
        assert cells.settle(conn) == 1  # asked again it says the same
    with writing(town) as conn:
        _step(conn, ticket, "file", 1)  # the version is that from before the redraw
        second = publish(conn, strips(0.05, BEYOND))
        assert cells.settle(conn) == 1
    assert _cell(town, ticket) == ("005", 2)
    assert _cell(town, closed) == (None, 2)
    _do(town, lambda conn: undo(conn, second.plan))
    assert _cell(town, ticket) == ("001", 2)
    _do(town, lambda conn: undo(conn, second.plan + 1))
    _do(town, lambda conn: _step(conn, ticket, "void", 2))
    _do(town, lambda conn: publish(conn, strips(0.3)))
    codes = (None, f"{GRID}001", f"{GRID}005", f"{GRID}001", f"{GRID}005")
    assert _story(town, ticket) == [
        ("report", 1, None, None),
        ("redraw", 1, codes[0], codes[1]),
        ("file", 2, None, None),
        ("redraw", 2, codes[1], codes[2]),
        ("redraw", 2, codes[2], codes[3]),
        ("redraw", 2, codes[3], codes[4]),
        ("void", 3, None, None),
    ]
    with reading(town) as conn:
        event = open_file(conn, DESK, ticket, now=NOW).events[1]
    assert (event.reason, event.data["plan"], event.data["by"]) == ("工作量调整", first.plan, "planner")
    assert (event.from_state, event.to_state, event.account_id) == ("reported", "reported", None)


def test_cells_drawn_by_hand_take_tickets_along(town: Engine) -> None:
    with writing(town) as conn:
        ticket = hazard(conn)
        publish(conn, strips(BETWEEN))
    swap = (
        "update registry.micro_grid m set geom = o.geom from registry.micro_grid o"
        f" where m.code = '{GRID}001' and o.code = '{GRID}002' or m.code = '{GRID}002' and o.code = '{GRID}001'"
    )
    _do(town, lambda conn: conn.execute(text(swap)))
    assert _cell(town, ticket) == ("002", 1)
    _do(town, lambda conn: conn.execute(text("update registry.micro_grid set minutes = 1")))
    assert [action for action, *_ in _story(town, ticket)] == ["report", "redraw", "redraw"]
    assert _story(town, ticket)[-1][2:] == (f"{GRID}001", f"{GRID}002")
    _do(town, lambda conn: conn.execute(text("delete from registry.micro_grid")))
    assert _cell(town, ticket) == (None, 1)


def test_a_place_beside_a_divided_grid_is_in_none_of_its_cells(town: Engine) -> None:
    """The rule of the crack reaches a metre, but not into the next grid, nor does a common border."""
    _do(town, lambda conn: publish(conn, strips(grids=(NEXT,))))
    with reading(town) as conn:
        home = text("select registry.micro_grid_at(st_setsrid(st_makepoint(:lon, :lat), 4326))")
        east = box_of(conn, GRID)
        found = [conn.execute(home, {"lon": east + step, "lat": at(0, 10)[1]}).scalar() for step in (-5e-6, 0.0, 5e-6)]
    assert found == [None, None, f"{NEXT}001"]


def box_of(conn: Connection, grid: str) -> float:
    east = conn.execute(text("select st_xmax(geom) from registry.grid where code = :code"), {"code": grid})
    return float(east.scalar_one())


def test_a_ticket_given_to_another_asset_has_its_cell_then_and_now(town: Engine) -> None:
    _do(town, lambda conn: publish(conn, strips(BETWEEN)))
    with writing(town) as conn:
        seen = see(conn, OTHER_SEWER)
        ticket = report_defects(conn, INSPECTOR, [seen], now=clock(conn))[seen.observation_id].ticket_id
    assert ticket is not None
    with reading(town) as conn:
        before = clock(conn)
    with writing(town) as conn:
        said = Said(id=uuid4(), account="wang", areas=None, reason="同一口井")
        rehoming.merge(conn, DESK, SEWER, said, others=[OTHER_SEWER], now=clock(conn))
    assert _cell(town, ticket)[0] == "001"
    with reading(town) as conn:
        then = conn.execute(
            text("select right(micro_grid_code, 3) from inspections.ticket_then(:at) where id = :id"),
            {"at": before, "id": ticket},
        ).scalar_one()
    assert then == "002"
