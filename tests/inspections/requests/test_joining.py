"""Requests hang on tickets."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection

from inspections.requests import joining, listing
from inspections.requests.listing import Wanted
from inspections.tickets import steps as ticket_steps
from tests.conftest import NOW
from tests.inspections.requests import scene
from tests.inspections.tickets import scene as tickets


def test_when_the_ticket_ends_its_requests_are_proposed(conn: Connection) -> None:
    scene.furnish(conn)
    ticket = tickets.hazard(conn)
    ids = {scene.assigned(conn), scene.assigned(conn)}
    for id_ in ids:
        assert joining.link(conn, id_, ticket, account_id=None, now=NOW)
        assert not joining.link(conn, id_, ticket, account_id=None, now=NOW)
    proposed = Wanted(proposed=True)
    assert listing.list_requests(conn, scene.DESK, proposed, now=NOW).requests == []
    end = {"action": "void", "event_id": uuid4(), "if_version": 1, "now": NOW + timedelta(hours=1), "reason": "不实"}
    ticket_steps.take(conn, scene.DESK, ticket, **end)  # type: ignore[arg-type]  # by name
    found = listing.list_requests(conn, scene.DESK, proposed, now=NOW).requests
    assert {one.request.id for one in found} == ids
    late = scene.assigned(conn)
    joining.link(conn, late, ticket, account_id=None, now=NOW)
    assert len(listing.list_requests(conn, scene.DESK, proposed, now=NOW).requests) == 3
    assert not joining.link(conn, late, uuid4(), account_id=None, now=NOW)
