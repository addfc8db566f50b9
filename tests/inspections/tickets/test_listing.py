"""Tickets as somebody sees them: filters, pages, one with its history, and nothing of another's street."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.tickets.listing import Box, Wanted, list_tickets, open_file
from inspections.tickets.steps import take
from inspections.tickets.workflow import Action, State
from registry.actor import SYSTEM, Actor, Role
from registry.errors import Forbidden, Invalid, NotFound
from tests.inspections.tickets.scene import (
    AFTER_PHOTO,
    CREW,
    DESK,
    FAR,
    INSPECTOR,
    NOW,
    OTHER_SEWER,
    SEWER,
    SIBLING,
    STRANGER,
    hazard,
    person,
)
from tests.registry import quarter


def numbers(conn: Connection, actor: Actor, wanted: Wanted = Wanted(), *, hours: int = 0) -> list[str]:  # noqa: B008 - frozen
    page = list_tickets(conn, actor, wanted, now=NOW + timedelta(hours=hours))
    return [listed.ticket.number[-1] for listed in page.tickets]


@pytest.fixture
def three(furnished: Connection) -> list[UUID]:
    """Ticket 1 dispatched, 2 reported, 3 (another street, broken) reported."""
    ids = [hazard(furnished, SEWER), hazard(furnished, OTHER_SEWER), hazard(furnished, FAR, "broken")]
    for version, action in enumerate(("file", "dispatch"), start=1):
        take(furnished, DESK, ids[0], action=action, event_id=uuid4(), if_version=version, now=NOW)
    return ids


def test_areas_bound_what_one_sees(furnished: Connection, three: list[UUID]) -> None:
    assert numbers(furnished, DESK) == ["3", "2", "1"]
    assert numbers(furnished, SYSTEM) == ["3", "2", "1"]
    for role in (Role.DISPATCHER, Role.LEADER, Role.STEWARD, Role.INSPECTOR):
        assert numbers(furnished, person(role, areas=("370203005",))) == ["2", "1"]
        assert numbers(furnished, person(role, areas=(quarter.OTHER,))) == ["3"]
        assert numbers(furnished, person(role, areas=())) == []
    assert numbers(furnished, person()) == []


def test_a_crew_sees_what_was_given_to_it_or_its_house(furnished: Connection, three: list[UUID]) -> None:
    for crew in (CREW, SIBLING, person(Role.CREW, org="PSGS")):
        assert numbers(furnished, crew) == ["1"], "not before it is dispatched"
    assert numbers(furnished, STRANGER) == []
    assert numbers(furnished, person(Role.CREW, org=None)) == []
    assert numbers(furnished, person(Role.CREW, org="PSGS-01", areas=("370203",))) == ["1"], "areas are not a crew's"


def test_a_ticket_outside_every_community_is_seen_by_holders_of_the_division(furnished: Connection) -> None:
    hazard(furnished)
    furnished.execute(text("update inspections.ticket set community_code = null"))
    assert numbers(furnished, DESK) == ["1"]
    assert numbers(furnished, person(Role.DISPATCHER, areas=("370203005",))) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(states=(State.REPORTED,)), ["3", "2"]),
        (Wanted(states=(State.REPORTED, State.DISPATCHED)), ["3", "2", "1"]),
        (Wanted(hazard=False), []),
        (Wanted(hazard=True), ["3", "2", "1"]),
        (Wanted(late=True), ["1"]),
        (Wanted(late=False), ["3", "2"]),
        (Wanted(assignee="PSGS"), ["3", "2", "1"]),
        (Wanted(words="0003"), ["3"]),
        (Wanted(words="益都"), ["2", "1"]),
        (Wanted(words="yidu"), ["2", "1"]),
        (Wanted(words="%"), []),
        (Wanted(assignee="SZGS"), []),
        (Wanted(crew="PSGS-01"), []),
        (Wanted(defect="broken"), ["3"]),
        (Wanted(asset=SEWER), ["1"]),
        (Wanted(area="370203007"), ["3"]),
        (Wanted(campaign=UUID(int=1)), []),
        (Wanted(box=Box(*quarter.at(30, 0), *quarter.at(60, 20))), ["1"]),
    ],
)
def test_filters(furnished: Connection, three: list[UUID], wanted: Wanted, expected: list[str]) -> None:
    assert numbers(furnished, DESK, wanted, hours=7) == expected


def test_pages_follow_each_other(furnished: Connection, three: list[UUID]) -> None:
    first = list_tickets(furnished, DESK, Wanted(), now=NOW, limit=2)
    assert [listed.ticket.number[-1] for listed in first.tickets] == ["3", "2"]
    assert first.next == "20261123-00002"
    last = list_tickets(furnished, DESK, Wanted(), now=NOW, limit=2, after=first.next)
    assert [listed.ticket.number[-1] for listed in last.tickets] == ["1"]
    assert last.next is None
    assert list_tickets(furnished, DESK, Wanted(), now=NOW, limit=3).next is None


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_has_a_size(furnished: Connection, limit: int) -> None:
    with pytest.raises(Invalid, match="1 to 1000"):
        list_tickets(furnished, DESK, Wanted(), now=NOW, limit=limit)


def test_names_come_with_the_codes(furnished: Connection, three: list[UUID]) -> None:
    listed = list_tickets(furnished, DESK, Wanted(asset=SEWER), now=NOW).tickets[0]
    assert (listed.defect.zh, listed.defect.en) == ("缺失", "missing")
    assert listed.asset_class is not None
    assert listed.assignee is not None
    assert listed.crew is None


def test_one_ticket_with_all_that_belongs_to_it(furnished: Connection, three: list[UUID]) -> None:
    ticket_id = three[0]
    for action, version in (("accept", 3), ("make_safe", 4), ("repair", 4)):
        photos = [] if action == "accept" else [AFTER_PHOTO]
        take(furnished, CREW, ticket_id, action=action, event_id=uuid4(), if_version=version, now=NOW, photos=photos)
    file = open_file(furnished, INSPECTOR, ticket_id, now=NOW)
    assert [event.action for event in file.events] == ["report", "file", "dispatch", "accept", "make_safe", "repair"]
    [photo] = file.events[-1].photos
    assert (photo.original_sha256, photo.sha256) == (AFTER_PHOTO, None)
    assert len(file.sightings) == 1
    assert file.sightings[0].defect_code == "missing"
    assert [step.action for step in file.steps] == [Action.VERIFY, Action.REWORK]
    assert open_file(furnished, CREW, ticket_id, now=NOW).steps == ()


def test_a_picture_that_has_come_is_named_by_what_is_stored(furnished: Connection, three: list[UUID]) -> None:
    stored = "b" * 64
    file = open_file(furnished, DESK, three[0], now=NOW)
    subject = file.sightings[0].observation_id
    photo = "insert into inspections.photo values (:sha, 'image/jpeg', 800, 600, 1, null, null, :id, now())"
    furnished.execute(text(photo), {"sha": stored, "id": uuid4()})
    furnished.execute(text("insert into inspections.photo_original values (:o, :s)"), {"o": AFTER_PHOTO, "s": stored})
    promise = text("insert into inspections.photo_promise values ('observation', :id, :o)")
    furnished.execute(promise, {"id": subject, "o": AFTER_PHOTO})
    [photo_seen] = open_file(furnished, DESK, three[0], now=NOW).sightings[0].photos
    assert (photo_seen.sha256, photo_seen.width_px) == (stored, 800)


def test_anothers_ticket_is_forbidden_and_none_is_not_found(furnished: Connection, three: list[UUID]) -> None:
    for actor in (person(Role.INSPECTOR, areas=(quarter.OTHER,)), STRANGER):
        with pytest.raises(Forbidden, match="outside your areas, or is another organisation's"):
            open_file(furnished, actor, three[0], now=NOW)
    with pytest.raises(NotFound):
        open_file(furnished, replace(DESK), uuid4(), now=NOW)


def test_tickets_by_name_in_sight_alone(furnished: Connection, three: list[UUID]) -> None:
    assert numbers(furnished, DESK, Wanted(ids=(three[0], three[2]))) == ["3", "1"]
    assert numbers(furnished, person(Role.DISPATCHER, areas=("370203005",)), Wanted(ids=(three[0], three[2]))) == ["1"]
