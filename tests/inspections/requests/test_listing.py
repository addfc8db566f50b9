"""Requests as one may see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.requests import listing
from inspections.requests.life import State
from inspections.requests.listing import Wanted
from registry.actor import Role
from registry.errors import Forbidden, NotFound
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.tickets.scene import person
from tests.registry import quarter

FAR = person(Role.DISPATCHER, areas=("370203099",))


def test_pages_and_conditions(conn: Connection) -> None:
    scene.furnish(conn)
    ids = [scene.asked(conn).id for _ in range(3)]
    mine = scene.assigned(conn)
    page = listing.list_requests(conn, scene.DESK, Wanted(), now=NOW, limit=2)
    rest = listing.list_requests(conn, scene.DESK, Wanted(), now=NOW, limit=2, after=page.next)
    assert [one.request.id for one in (*page.requests, *rest.requests)] == [mine, *reversed(ids)]
    assert rest.next is None
    for wanted, count in (
        (Wanted(states=[State.ASSIGNED]), 1), (Wanted(matter="Q0001"), 4), (Wanted(area=quarter.EAST), 4),
        (Wanted(area="370203099"), 0), (Wanted(late=True), 0), (Wanted(assignee="HWZX"), 0),
    ):  # fmt: skip
        assert len(listing.list_requests(conn, scene.DESK, wanted, now=NOW).requests) == count, wanted
    assert len(listing.list_requests(conn, scene.DESK, Wanted(late=True), now=NOW + timedelta(days=30)).requests) == 4


def test_an_organisation_sees_what_it_was_given(conn: Connection) -> None:
    scene.furnish(conn)
    waiting, given = scene.asked(conn).id, scene.assigned(conn)
    assert [one.request.id for one in listing.list_requests(conn, scene.HOUSE, Wanted(), now=NOW).requests] == [given]
    for actor in (scene.OTHER_HOUSE, FAR):
        assert listing.list_requests(conn, actor, Wanted(), now=NOW).requests == []
        with pytest.raises(Forbidden):
            listing.open_file(conn, actor, given, now=NOW)
    with pytest.raises(Forbidden):
        listing.open_file(conn, scene.HOUSE, waiting, now=NOW)
    with pytest.raises(NotFound):
        listing.open_file(conn, scene.DESK, uuid4(), now=NOW)


def test_a_request_of_the_whole_division_is_not_of_a_street(conn: Connection) -> None:
    scene.furnish(conn)
    scene.asked(conn, area_code="370203")
    assert len(listing.list_requests(conn, scene.DESK, Wanted(), now=NOW).requests) == 1
    assert listing.list_requests(conn, FAR, Wanted(), now=NOW).requests == []


def test_who_asked_is_masked_but_for_those_who_need_it(conn: Connection) -> None:
    scene.furnish(conn)
    id_ = scene.assigned(conn)
    for actor in (scene.DESK, scene.HOUSE, scene.LEADER):
        file = listing.open_file(conn, actor, id_, now=NOW)
        assert file.person == scene.WHO.masked()
        assert scene.PHONE not in repr(file)
    assert listing.person(conn, scene.DESK, id_, now=NOW) == scene.WHO
    assert listing.person(conn, scene.HOUSE, id_, now=NOW) == scene.WHO
    for actor in (scene.LEADER, scene.OTHER_HOUSE, FAR):
        with pytest.raises(Forbidden):
            listing.person(conn, actor, id_, now=NOW)


def test_the_link_opens_one_request(conn: Connection) -> None:
    scene.furnish(conn)
    mine, other = scene.asked(conn), scene.asked(conn)
    assert listing.followed(conn, mine.number, mine.key).request.id == mine.id
    for number, key in ((mine.number, other.key), ("SQ20261123-99999", mine.key)):
        with pytest.raises(NotFound):
            listing.followed(conn, number, key)
