"""Every concern is told of a step once, after it was stored, in its transaction."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.tickets import following, steps
from inspections.tickets.ticket import Taken
from tests.inspections.tickets.scene import DESK, NOW, SEWER, furnish, hazard


def test_a_step_is_told_once_with_the_ticket_before_and_after(
    conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(conn)
    ticket = hazard(conn, SEWER)
    told: list[Taken] = []
    monkeypatch.setattr(following, "follow", lambda _, taken: told.append(taken))
    step = uuid4()
    for _ in range(2):  # the second time it is known, and nobody hears of it again
        steps.take(conn, DESK, ticket, action="file", event_id=step, if_version=1, now=NOW)
    (taken,) = told
    assert (taken.before.version, taken.after.version, taken.event_id, taken.at) == (1, 2, step, NOW)
