"""What a plan is made of."""

import shapely
from sqlalchemy import Connection, text

from inspections.crews import gathering, roads
from registry.actor import Role
from tests.inspections.crews import shop
from tests.inspections.tickets.scene import DESK, OWNER, person
from tests.registry import quarter


def test_the_graph_is_kept_until_a_road_changes(conn: Connection) -> None:
    shop.open_shop(conn)
    first = gathering.ground(conn)
    assert gathering.ground(conn).roads is first.roads
    conn.execute(text("delete from registry.road_segment where code = '370203R000006'"))
    changed = gathering.ground(conn)
    assert len(changed.roads.lines) == len(first.roads.lines) - 1


def test_a_line_comes_back_where_it_was(conn: Connection) -> None:
    shop.open_shop(conn)
    ground = gathering.ground(conn)
    places = ground.snap([quarter.at(-100, 0), quarter.at(100, 0)])
    line = roads.path(ground.roads, places, [0, 1])
    assert line is not None
    drawn = ground.degrees(line)
    assert drawn.hausdorff_distance(shapely.LineString([quarter.at(-100, 0), quarter.at(100, 0)])) < 1e-6


def test_only_what_is_to_be_repaired_and_seen_is_gathered(conn: Connection) -> None:
    shop.open_shop(conn)
    kept, done = shop.give(conn, at=(-200, 5)), shop.give(conn, at=(200, 5))
    shop.put(conn, done, state="suspended")
    assert [visit.first.ticket_id for visit in gathering.visits(conn, DESK, OWNER)] == [kept]
    assert gathering.visits(conn, DESK, "SZGS") == []
    assert gathering.visits(conn, person(Role.DISPATCHER, areas=("370203001",)), OWNER) == []
