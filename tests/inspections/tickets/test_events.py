"""An event is stored once and stays; a quiet one leaves version and state; photos are promised with it."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.tickets import events
from inspections.tickets.events import Event
from registry.database import told
from registry.errors import Conflict
from tests.inspections.tickets.scene import AFTER_PHOTO, DESK, NOW, hazard

STORED = text("select * from inspections.ticket_event where id = :id")
PROMISED = text("select original_sha256 from inspections.photo_promise where subject_id = :id")


def test_what_is_told_quietly_is_told_once_and_moves_nothing(furnished: Connection) -> None:
    ticket_id, id_ = hazard(furnished), uuid4()
    for _ in range(2):
        events.tell(
            furnished, ticket_id, "guard", id_=id_, at=NOW, data={"until": NOW}, org_code="CGJ", photos=(AFTER_PHOTO,)
        )
    row = furnished.execute(STORED, {"id": id_}).one()
    assert (row.version, row.from_state, row.to_state, row.quiet) == (1, "reported", "reported", True)
    assert row.data == {"until": NOW.isoformat()}
    assert furnished.execute(PROMISED, {"id": id_}).scalars().all() == [AFTER_PHOTO]
    assert furnished.execute(text("select version, state from inspections.ticket")).one() == (1, "reported")


def test_two_events_of_one_version_are_refused(furnished: Connection) -> None:
    ticket_id = hazard(furnished)
    event = Event(
        uuid4(), ticket_id, 2, "file", "reported", "filed", NOW, DESK.account_id, DESK.org_code, data={"condition": "x"}
    )
    events.store(furnished, event, photos=(AFTER_PHOTO,))
    assert furnished.execute(STORED, {"id": event.id}).one().data == {"condition": "x"}
    assert furnished.execute(PROMISED, {"id": event.id}).scalars().all() == [AFTER_PHOTO]
    with pytest.raises(Conflict), told():
        events.store(furnished, Event(uuid4(), ticket_id, 2, "void", "reported", "void", NOW, None, None))
