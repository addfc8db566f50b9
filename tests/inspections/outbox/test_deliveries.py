"""The list of what was sent, for people."""

import pytest
from sqlalchemy import Connection

from inspections.outbox import deliveries, numbering, planning, sending
from inspections.outbox.deliveries import Status
from inspections.outbox.sending import Outcome
from registry.actor import Role
from registry.errors import NotFound
from tests.inspections.outbox.scene import OWNER, hook, urge
from tests.inspections.tickets.scene import NOW, hazard, person


def test_newest_first_in_pages_by_status(furnished: Connection) -> None:
    made = hook(furnished)
    ticket_id = hazard(furnished)
    for _ in range(4):
        urge(furnished, ticket_id)
    numbering.number(furnished)
    planning.plan(furnished, OWNER, made.id, now=NOW)
    first = sending.claim(furnished, made.id, now=NOW)[0]
    sending.note(furnished, first, Outcome(200, ""), now=NOW, chance=0, failing_days=5)
    page = deliveries.page(furnished, OWNER, made.id, status=None, limit=2, after=None)
    assert ([one.number for one in page.deliveries], page.next) == ([5, 4], 4)
    page = deliveries.page(furnished, OWNER, made.id, status=None, limit=3, after=page.next)
    assert ([one.number for one in page.deliveries], page.next) == ([3, 2, 1], None)
    [done] = deliveries.page(furnished, OWNER, made.id, status=Status.DELIVERED, limit=9, after=None).deliveries
    assert (done.number, done.action, done.ticket_id, done.attempted_at) == (1, "report", ticket_id, (NOW,))
    assert deliveries.page(furnished, OWNER, made.id, status=Status.GIVEN_UP, limit=9, after=None).deliveries == []


def test_of_anothers_webhook_nothing_is_told(furnished: Connection) -> None:
    made = hook(furnished)
    with pytest.raises(NotFound):
        deliveries.page(furnished, person(Role.STEWARD), made.id, status=None, limit=9, after=None)
