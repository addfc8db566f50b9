"""The clocks of a ticket for whoever may see it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.clocks.limits import Kind
from inspections.clocks.listing import of_ticket
from registry.errors import Forbidden, NotFound
from tests.inspections.clocks.walk import Walk, hours
from tests.inspections.tickets.scene import CREW, DESK, NOW, STRANGER, hazard


def test_what_is_left_and_what_stands_still(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch")
    walk.step("ask_suspension", 0, until=hours(50).isoformat())
    walk.steps("approve", "suspend", at=1)
    face = of_ticket(furnished, CREW, walk.id, now=hours(3))
    shown = {one.clock.kind: one for one in face.clocks}
    assert shown[Kind.REPAIR].paused
    assert shown[Kind.REPAIR].remaining == timedelta(hours=5)
    assert not shown[Kind.MAKE_SAFE].paused
    assert shown[Kind.MAKE_SAFE].remaining == timedelta(hours=-2)
    assert [pause.reason for pause in face.pauses] == ["because"]
    later = {one.clock.kind: one for one in of_ticket(furnished, CREW, walk.id, now=hours(51)).clocks}
    assert not later[Kind.REPAIR].paused
    assert later[Kind.REPAIR].remaining == timedelta(hours=4)


def test_what_ended_keeps_what_was_left(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch", "accept", "make_safe")
    walk.step("repair", 4)
    shown = {one.clock.kind: one for one in of_ticket(furnished, DESK, walk.id, now=hours(90)).clocks}
    assert shown[Kind.REPAIR].remaining == timedelta(hours=2)


def test_who_does_not_see_the_ticket_sees_no_clock(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch")
    with pytest.raises(Forbidden):
        of_ticket(furnished, STRANGER, walk.id, now=NOW)
    with pytest.raises(NotFound):
        of_ticket(furnished, DESK, uuid4(), now=NOW)
