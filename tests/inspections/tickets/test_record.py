from sqlalchemy import Connection, text

from inspections.tickets.record import record_of
from inspections.tickets.workflow import State
from tests.inspections.tickets import scene


def test_every_ticket_of_the_asset_newest_first(furnished: Connection) -> None:
    first = scene.hazard(furnished, defect_code="broken")
    furnished.execute(
        text("update inspections.ticket set state = 'closed', closed_at = :now, dispatched_at = :now"),
        {"now": scene.NOW},
    )
    second = scene.hazard(furnished)
    scene.hazard(furnished, scene.OTHER_SEWER)
    now, then = record_of(furnished, scene.SEWER)
    assert (now.id, now.state, now.is_open, now.defect.zh) == (second, State.REPORTED, True, "缺失")
    assert (then.id, then.is_open, then.closed_at) == (first, False, scene.NOW)


def test_who_answers_is_told_once_it_was_sent_there(furnished: Connection) -> None:
    scene.hazard(furnished)
    assert record_of(furnished, scene.SEWER)[0].assignee is None
    furnished.execute(text("update inspections.ticket set dispatched_at = :now"), {"now": scene.NOW})
    told = record_of(furnished, scene.SEWER)[0].assignee
    assert told is not None
    assert told.zh == scene.OWNER


def test_a_sound_thing_has_no_record(furnished: Connection) -> None:
    assert record_of(furnished, scene.FAR) == []
