"""Who holds the posts on a print, and which are vacant; nobody of the party, no crowd."""

import pytest
from sqlalchemy import Connection

from maps.prints.holders import holders
from registry.codes import Kind
from tests.registry.posts import scene
from tests.registry.posts.scene import EAST, ENTRANCE, GRID, NOW, PARTY, VACANT, WEST, appoint


@pytest.fixture
def posts(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def told(conn: Connection, kind: Kind, *places: str, leading: bool = False) -> list[tuple[str, str, str | None]]:
    found = holders(conn, {kind: places}, now=NOW, leading=leading)
    return [(post.name_zh, post.place, post.holder) for post in found]


def test_holders_and_vacancies(posts: Connection) -> None:
    appoint(posts, "员 1", WEST)
    appoint(posts, "员 9", WEST, "volunteer")
    assert told(posts, Kind.MICRO_GRID, WEST, EAST, VACANT) == [("微网格长", WEST, "员 1"), ("微网格长", EAST, None)]
    assert told(posts, Kind.ENTRANCE, ENTRANCE) == [(f"单元长 {int(ENTRANCE[-2:])} 单元", ENTRANCE, None)]
    assert holders(posts, {}, now=NOW) == []


def test_what_a_place_can_do_without_is_left_out_where_only_leaders_are_asked_for(posts: Connection) -> None:
    appoint(posts, "员 2", GRID, "grid_worker_part_time")
    assert ("兼职网格员", GRID, "员 2") in told(posts, Kind.GRID, GRID)
    assert [name for name, *_ in told(posts, Kind.GRID, GRID, leading=True)] == ["网格长", "专职网格员"]


def test_posts_of_the_party_are_on_no_print(posts: Connection) -> None:
    appoint(posts, "员 3", GRID, "grid_party_secretary", by=PARTY)
    assert "员 3" not in {holder for *_, holder in told(posts, Kind.GRID, GRID)}
