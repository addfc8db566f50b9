"""What a reader of events is told: what the list of tickets shows, and what comes into sight or leaves it."""

from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from inspections.outbox import numbering, reading
from inspections.outbox.reading import Told
from inspections.requests import listing as request_listing
from inspections.requests.life import Action
from inspections.tickets import listing
from inspections.tickets.listing import Wanted
from registry.actor import SYSTEM, Actor, Role
from tests.inspections.outbox.scene import step, urge
from tests.inspections.requests import scene as requests
from tests.inspections.tickets.scene import CREW, DESK, FAR, NOW, OTHER_SEWER, SEWER, SIBLING, STRANGER, hazard, person
from tests.registry import quarter

PLAIN_ROLES = tuple(role for role in Role if role not in {Role.SYSTEM, Role.CREW})


def heard(conn: Connection, actor: Actor, *, after: int = 0) -> list[Told]:
    numbering.number(conn)
    return reading.events(conn, actor, after=after).told


def shown(conn: Connection, actor: Actor) -> set[UUID]:
    return {one.ticket.id for one in listing.list_tickets(conn, actor, Wanted(), now=NOW).tickets}


@pytest.fixture
def quarter_at_work(furnished: Connection) -> Connection:
    """Tickets given to a crew, to another house, to nobody; here, in another street, without a community."""
    for asset, houses in ((SEWER, ("PSGS", "PSGS-01")), (OTHER_SEWER, ("SZGS", "SZGS-01")), (FAR, None)):
        ticket_id = hazard(furnished, asset)
        if houses is not None:
            step(furnished, ticket_id, DESK, "file", 1)
            step(furnished, ticket_id, DESK, "dispatch", 2, assignee_code=houses[0], crew_code=houses[1])
    placeless = hazard(furnished, None)
    furnished.execute(text("update inspections.ticket set community_code = null where id = :id"), {"id": placeless})
    return furnished


READERS = {
    "system": SYSTEM,
    "crew": CREW,
    "its sibling": SIBLING,
    "another house": STRANGER,
    "crew without a house": person(Role.CREW, areas=()),
    "crew who also inspects a street": person(Role.CREW, Role.INSPECTOR, org="SZGS-01", areas=(quarter.EAST[:9],)),
    **{f"{role} of the division": person(role) for role in PLAIN_ROLES},
    **{f"{role} of a street": person(role, areas=(quarter.EAST[:9],)) for role in PLAIN_ROLES},
    **{f"{role} of a community": person(role, areas=(quarter.OTHER,)) for role in PLAIN_ROLES},
    **{f"{role} of nowhere": person(role, areas=()) for role in PLAIN_ROLES},
}


@pytest.mark.parametrize("actor", READERS.values(), ids=READERS.keys())
def test_events_are_of_the_tickets_one_sees(quarter_at_work: Connection, actor: Actor) -> None:
    told = heard(quarter_at_work, actor)
    assert {one.ticket_id for one in told if one.action != "gone"} == shown(quarter_at_work, actor)


def test_readers_see_different_things(quarter_at_work: Connection) -> None:
    assert len({frozenset(shown(quarter_at_work, actor)) for actor in READERS.values()}) > 4


def test_a_ticket_that_is_transferred_is_gone_for_one_house_and_comes_to_the_other(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    step(furnished, ticket_id, DESK, "file", 1)
    step(furnished, ticket_id, DESK, "dispatch", 2, assignee_code="PSGS", crew_code="PSGS-01")
    step(furnished, ticket_id, CREW, "accept", 3)
    assert [one.action for one in heard(furnished, CREW)] == ["report", "file", "dispatch", "accept"]
    assert heard(furnished, STRANGER) == []
    step(furnished, ticket_id, DESK, "transfer", 4, assignee_code="SZGS", crew_code="SZGS-01")
    urge(furnished, ticket_id)
    [gone] = heard(furnished, CREW, after=4)
    assert (gone.action, gone.ticket_id, gone.number) == ("gone", ticket_id, 5)
    assert gone.body.keys() == {"ticket_id", "number", "action", "at"}, "what became of it is not theirs to see"
    assert [one.action for one in heard(furnished, STRANGER, after=4)] == ["transfer", "urge"]
    assert [one.action for one in heard(furnished, CREW)] == ["gone"], "once, also for who comes late"


def test_a_ticket_that_moves_to_another_street_is_gone_there(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    here, there = (person(Role.DISPATCHER, areas=(code[:9],)) for code in (quarter.EAST, quarter.OTHER))
    assert len(heard(furnished, here)) == 1
    assert heard(furnished, there) == []
    move = text("update inspections.ticket set community_code = :code where id = :id")
    furnished.execute(move, {"id": ticket_id, "code": quarter.OTHER})
    urge(furnished, ticket_id)
    assert [one.action for one in heard(furnished, here, after=1)] == ["gone"]
    assert [one.action for one in heard(furnished, there, after=1)] == ["urge"]


def test_pages_follow_each_other(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    for _ in range(5):
        urge(furnished, ticket_id)
    numbering.number(furnished)
    first = reading.events(furnished, STRANGER, after=0, limit=4)
    assert (first.told, first.until) == ([], 4), "what is not for this reader is passed over, not read again"
    whole = reading.events(furnished, DESK, after=4, until=5)
    assert [one.number for one in whole.told] == [5]
    assert reading.events(furnished, DESK, after=6).until == 6


@pytest.fixture
def desk_at_work(conn: Connection) -> Connection:
    """Requests that an organisation answered, that were only received here, and in another street."""
    requests.furnish(conn)
    requests.called(conn)
    requests.asked(conn)
    requests.asked(conn, area_code=quarter.OTHER)
    return conn


@pytest.mark.parametrize(
    "actor", [*READERS.values(), requests.HOUSE, requests.OTHER_HOUSE], ids=[*READERS.keys(), "house", "another one"]
)
def test_events_are_of_the_requests_one_sees(desk_at_work: Connection, actor: Actor) -> None:
    told = heard(desk_at_work, actor)
    page = request_listing.list_requests(desk_at_work, actor, request_listing.Wanted(), now=NOW)
    assert {one.request_id for one in told if not one.is_gone} == {one.request.id for one in page.requests}
    assert {one.ticket_id for one in told} <= {None}


def test_events_of_requests_stand_in_one_order_with_those_of_tickets(conn: Connection) -> None:
    requests.furnish(conn)
    ticket_id = hazard(conn)
    request_id = requests.called(conn)
    urge(conn, ticket_id)
    told = heard(conn, SYSTEM)
    actions = ["receive", "accept", "assign", "answer", "call_back"]
    assert [one.action for one in told] == ["report", *(f"request.{action}" for action in actions), "urge"]
    assert [one.number for one in told] == list(range(1, 8))
    answer = told[4]
    assert (answer.request_id, answer.body["state"], answer.body["version"]) == (request_id, "answered", 4)
    assert (answer.body["matter_code"], answer.body["assignee_code"]) == ("Q0001", "LDGL")


def test_nothing_of_whoever_asked_leaves_the_house(desk_at_work: Connection) -> None:
    said = str([one.body for one in heard(desk_at_work, SYSTEM)])
    told = [requests.PHONE, requests.WHO.name, requests.WHO.address, "路灯", "益都路", "已修复"]
    assert [word for word in told if word in said] == []
    keys = desk_at_work.execute(text("select key from inspections.request")).scalars()
    assert not any(str(key) in said for key in keys), "whoever has the key reads the request"


def test_a_request_given_to_another_house_is_gone_for_the_first(conn: Connection) -> None:
    requests.furnish(conn)
    request_id = requests.assigned(conn)
    before = len(heard(conn, SYSTEM))
    requests.do(conn, request_id, Action.RETURN, actor=requests.HOUSE, reason="非本单位职责")
    requests.do(conn, request_id, Action.ASSIGN, assignee_code="HWZX")
    assert [one.action for one in heard(conn, requests.OTHER_HOUSE)][-1] == "request.assign"
    (gone,) = [one for one in heard(conn, requests.HOUSE, after=before) if one.is_gone]
    number = conn.execute(text("select number from inspections.request")).scalar_one()
    assert gone.body == {
        "request_id": str(request_id), "number": number, "action": "request.gone", "at": gone.body["at"],
    }  # fmt: skip
