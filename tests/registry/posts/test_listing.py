"""Who holds what, what is vacant, who holds two cells; and that party posts are no one else's affair."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from registry.actor import SYSTEM, Role
from registry.codes import Kind
from registry.posts import listing
from registry.posts.listing import Wanted
from registry.posts.post import State
from tests.registry.posts import scene
from tests.registry.posts.scene import EAST, GRID, INSPECTOR, MIDDLE, NOW, PARTY, VACANT, WEST, appoint, person, redraw


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def test_posts_are_listed_by_place_kind_and_state_in_pages(town: Connection) -> None:
    for n, place in enumerate((EAST, WEST, MIDDLE)):
        appoint(town, f"员 {n}", place)
    appoint(town, "员 9", WEST, "volunteer")
    page = listing.posts(town, INSPECTOR, Wanted(), now=NOW, limit=3)
    assert [(post.place, post.kind.code) for post in page.posts] == [
        (WEST, "micro_grid_leader"),
        (WEST, "volunteer"),
        (MIDDLE, "micro_grid_leader"),
    ]
    last = listing.posts(town, INSPECTOR, Wanted(), now=NOW, limit=3, after=page.next or 0)
    assert ([post.place for post in last.posts], last.next) == ([EAST], None)
    for wanted, count in (
        (Wanted(place=WEST), 2),
        (Wanted(area=GRID), 4),
        (Wanted(area=scene.OTHER_GRID), 0),
        (Wanted(kinds=["volunteer"]), 1),
        (Wanted(holder="员 9"), 1),
        (Wanted(states=[State.ENDED]), 0),
    ):
        assert len(listing.posts(town, INSPECTOR, wanted, now=NOW).posts) == count
    assert not listing.posts(town, person(Role.PLANNER, areas=("370202",)), Wanted(), now=NOW).posts


def test_vacancies_are_the_places_where_somebody_is_needed(town: Connection) -> None:
    def vacant(**asked: object) -> set[tuple[str, str, int]]:
        found = listing.vacancies(town, INSPECTOR, now=NOW, **asked)  # type: ignore[arg-type]  # by name
        return {(row.kind.code, row.place, row.missing) for row in found.rows}

    empty = vacant()
    assert {place for kind, place, _ in empty if kind == "micro_grid_leader"} == {WEST, MIDDLE, EAST}  # none on VACANT
    assert [place for kind, place, _ in empty if kind == "building_leader"] == [scene.BUILDING]  # none in the garage
    assert ("entrance_leader", scene.ENTRANCE, 1) in empty
    assert ("community_police", scene.COMMUNITY, 1) in empty
    assert not [row for row in empty if row[0] in {"volunteer", "grid_worker_part_time", "grid_party_secretary"}]
    appoint(town, "员 1", WEST)
    assert empty - vacant() == {("micro_grid_leader", WEST, 1)}
    assert vacant(area=GRID, of=["micro_grid_leader"]) == {("micro_grid_leader", place, 1) for place in (MIDDLE, EAST)}
    first = listing.vacancies(town, INSPECTOR, now=NOW, limit=2)
    assert first.total["micro_grid_leader"] == 2
    rest = listing.vacancies(town, INSPECTOR, now=NOW, after=first.next or 0)
    assert len(first.rows) + len(rest.rows) == sum(first.total.values())
    assert not listing.vacancies(town, person(areas=("370202",)), now=NOW).total


def test_party_posts_and_their_vacancies_are_shown_to_their_role_alone(town: Connection) -> None:
    appoint(town, "员 1", GRID, "grid_party_secretary", by=PARTY)
    for actor, count in ((INSPECTOR, 0), (person(Role.ADMIN, Role.LEADER), 0), (PARTY, 1), (SYSTEM, 1)):
        assert len(listing.posts(town, actor, Wanted(), now=NOW).posts) == count
        assert ("grid_party_secretary" in listing.vacancies(town, actor, now=NOW).total) is bool(count)
    assert not listing.of_places(town, Kind.GRID, [GRID], party=False, now=NOW)
    assert len(listing.of_places(town, Kind.GRID, [GRID], party=True, now=NOW)) == 1


def test_a_post_whose_cell_was_redrawn_waits_to_be_appointed_anew(town: Connection) -> None:
    post = appoint(town, "员 1", WEST)
    redraw(town, gone=WEST, into=(MIDDLE, EAST))
    (waiting,) = listing.posts(town, INSPECTOR, Wanted(states=[State.TO_REAPPOINT]), now=NOW).posts
    assert (waiting.id, waiting.holder, set(waiting.heirs)) == (post.id, "员 1", {MIDDLE, EAST})
    vacant = listing.vacancies(town, INSPECTOR, now=NOW, of=["micro_grid_leader"]).rows
    assert {row.place for row in vacant} == {MIDDLE, EAST}
    assert [one.state for one in listing.of_places(town, Kind.MICRO_GRID, [WEST], party=False, now=NOW)] == [
        State.TO_REAPPOINT
    ]
    scene.restore(town, WEST)  # the plan is taken back: whoever held it holds it still
    assert [one.state for one in listing.posts(town, INSPECTOR, Wanted(), now=NOW).posts] == [State.HELD]


def test_who_holds_two_cells_is_told_and_who_did_is_not(town: Connection) -> None:
    appoint(town, "员 1", WEST)
    appoint(town, "员 1", MIDDLE, until=NOW + timedelta(days=2))
    appoint(town, "员 2", EAST)
    appoint(town, "员 2", GRID, "grid_leader")  # another kind of post: not two cells
    appoint(town, "员 2", VACANT, since=NOW + timedelta(days=9))
    (double,) = listing.doubles(town, INSPECTOR, now=NOW)
    assert (double.holder, double.kind.code, double.places) == ("员 1", "micro_grid_leader", (WEST, MIDDLE))
    assert listing.doubles(town, INSPECTOR, now=NOW + timedelta(days=3)) == []
    assert [one.holder for one in listing.doubles(town, INSPECTOR, now=NOW + timedelta(days=9))] == ["员 2"]
    assert listing.doubles(town, person(areas=("370202",)), now=NOW) == []
    assert listing.doubles(town, INSPECTOR, now=NOW, area=scene.OTHER_GRID) == []
