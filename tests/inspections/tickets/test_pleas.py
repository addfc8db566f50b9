"""Suspension and extension: asked for, approved by two others, denied, or dropped when the ticket goes on without."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from inspections.tickets import pleas
from inspections.tickets.steps import take
from inspections.tickets.ticket import Ticket
from registry.actor import Actor, Role
from registry.errors import Conflict
from tests.inspections.tickets.scene import AFTER_PHOTO, CREW, DESK, NOW, hazard, person

LEADER = person(Role.LEADER)
BOTH = person(Role.DISPATCHER, Role.LEADER)
UNTIL = NOW + timedelta(days=4)


def act(conn: Connection, ticket_id: UUID, who: Actor, action: str, version: int, **data: object) -> Ticket:
    photos = (AFTER_PHOTO,) if action in {"make_safe", "repair"} else ()
    return take(
        conn, who, ticket_id, action=action, event_id=uuid4(), if_version=version, now=NOW, reason="frost", data=data,
        photos=photos,
    )  # fmt: skip


@pytest.fixture
def accepted(furnished: Connection) -> UUID:
    ticket_id = hazard(furnished)
    for version, (who, action) in enumerate([(DESK, "file"), (DESK, "dispatch"), (CREW, "accept")], start=1):
        act(furnished, ticket_id, who, action, version)
    return ticket_id


def test_a_suspension_takes_three_persons(furnished: Connection, accepted: UUID) -> None:
    act(furnished, accepted, CREW, "ask_suspension", 4, until=UNTIL)
    act(furnished, accepted, BOTH, "approve", 5)
    with pytest.raises(Conflict, match="three persons"):
        act(furnished, accepted, BOTH, "suspend", 6)
    suspended = act(furnished, accepted, LEADER, "suspend", 6)
    assert suspended.state == "suspended"
    (plea,) = pleas.of_ticket(furnished, accepted)
    assert (plea.kind, plea.until, plea.reason) == ("suspend", UNTIL, "frost")
    assert [plea.asked_by, plea.first_by, plea.second_by] == [one.account_id for one in (CREW, BOTH, LEADER)]
    assert act(furnished, accepted, DESK, "resume", 7).state == "accepted"
    act(furnished, accepted, CREW, "ask_extension", 8, until=UNTIL)
    assert len(pleas.of_ticket(furnished, accepted)) == 2


def test_what_is_denied_may_be_asked_again(furnished: Connection, accepted: UUID) -> None:
    act(furnished, accepted, CREW, "ask_extension", 4, until=UNTIL)
    with pytest.raises(Conflict, match="asked for already"):
        act(furnished, accepted, CREW, "ask_extension", 5, until=UNTIL)
    act(furnished, accepted, DESK, "deny", 5)
    act(furnished, accepted, CREW, "ask_extension", 6, until=UNTIL)
    assert {one.denied_by for one in pleas.of_ticket(furnished, accepted)} == {DESK.account_id, None}


def test_what_goes_on_without_an_answer_drops_it(furnished: Connection, accepted: UUID) -> None:
    act(furnished, accepted, CREW, "ask_extension", 4, until=UNTIL)
    act(furnished, accepted, CREW, "make_safe", 5)
    assert pleas.of_ticket(furnished, accepted)[0].dropped_at is None
    act(furnished, accepted, CREW, "repair", 5)
    assert pleas.of_ticket(furnished, accepted)[0].dropped_at == NOW
