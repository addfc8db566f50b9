"""Whom nobody reaches stands on the sheet; whoever did or said anything does not."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.owners import links, phoning
from inspections.owners.link import Act
from inspections.owners.phoning import Called
from inspections.owners.unreached import CALLS, unreached
from inspections.tickets.workflow import Action
from tests.inspections.owners.yard import dispatched, hours, link, photo, step, use
from tests.inspections.tickets.scene import CREW, DESK, NOW


def ring(conn: Connection, ticket_id: UUID, *, answered: bool = False) -> None:
    position, said = ("门卫", "转告") if answered else ("", "")
    called = Called(uuid4(), ticket_id, "0532-1", NOW, answered=answered, position=position, said=said)
    phoning.enter(conn, DESK, called, now=NOW)


def told(conn: Connection, at: float, area: str = "370203") -> list[tuple[object, object]]:
    return [(row["links"], row["calls"]) for row in unreached(conn, area, now=hours(at))]


def test_a_link_that_lies_unused_is_told_when_the_ticket_is_due(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    link(furnished, ticket_id)
    due_at = furnished.execute(text("select due_at from inspections.ticket")).scalar_one()
    due = (due_at - NOW).total_seconds() / 3600
    assert told(furnished, due - 0.01) == []
    assert told(furnished, due) == [(1, 0)]
    assert told(furnished, due, "370203007") == []
    (row,) = unreached(furnished, "370203005", now=due_at)
    assert (row["org_code"], row["due_at"]) == ("PSGS", due_at)
    link(furnished, ticket_id, "two")
    assert told(furnished, due) == [(2, 0)]
    use(furnished, Act.MAKE_SAFE, "two", photo=photo())
    assert told(furnished, due) == []


def test_an_expired_link_is_told_before_the_ticket_is_due(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    link(furnished, ticket_id, expires_at=hours(0.1))
    assert told(furnished, 0.05) == []
    assert told(furnished, 0.1) == [(1, 0)]


def test_calls_nobody_answers_are_told(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    for n in range(CALLS):
        assert told(furnished, 0) == [], n
        ring(furnished, ticket_id)
    assert told(furnished, 0) == [(0, CALLS)]
    ring(furnished, ticket_id, answered=True)
    assert told(furnished, 0) == []


@pytest.mark.parametrize("meanwhile", ["revoked", "signed", "accepted", "transferred"])
def test_what_is_over_is_not_told(furnished: Connection, meanwhile: str) -> None:
    ticket_id = dispatched(furnished)
    made = link(furnished, ticket_id)
    assert told(furnished, 48) == [(1, 0)]
    if meanwhile == "revoked":
        links.revoke(furnished, DESK, made.id, now=NOW)
    elif meanwhile == "transferred":
        step(furnished, ticket_id, Action.TRANSFER, reason="另派", data={"assignee_code": "SZGS"})
    else:
        step(furnished, ticket_id, Action.SIGN if meanwhile == "signed" else Action.ACCEPT, CREW)
    assert told(furnished, 48) == []
