"""When a step was done as a device tells it: set right, and refused where it cannot be."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.tickets.done import DeviceTime, done_at
from inspections.tickets.steps import take
from inspections.tickets.ticket import Ticket
from registry.errors import Conflict, Invalid
from tests.inspections.tickets.scene import AFTER_PHOTO, CREW, DESK, hazard
from tests.inspections.tickets.scene import NOW as SEEN

NOW = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
DONE = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_a_right_clock_is_taken_at_its_word() -> None:
    assert done_at(DeviceTime(DONE), since=SINCE, now=NOW) == DONE
    assert done_at(DeviceTime(DONE, sent=NOW - timedelta(seconds=1)), since=SINCE, now=NOW) == DONE


@pytest.mark.parametrize("off", [timedelta(days=days) for days in (-20000, -0.3, 0.005, 400)])
def test_a_wrong_clock_still_measures_what_passed(off: timedelta) -> None:
    assert done_at(DeviceTime(DONE + off, sent=NOW + off), since=SINCE, now=NOW) == DONE


def test_it_is_never_after_the_receipt() -> None:
    assert done_at(DeviceTime(NOW + timedelta(seconds=30)), since=SINCE, now=NOW) == NOW


@pytest.mark.parametrize(
    ("told", "since", "why"),
    [
        (DeviceTime(NOW + timedelta(seconds=61)), SINCE, "in the future"),
        (DeviceTime(DONE, sent=DONE - timedelta(minutes=2)), SINCE, "in the future"),  # done after it was sent
        (DeviceTime(SINCE - timedelta(seconds=61)), SINCE, "before what it follows"),
        (DeviceTime(NOW - timedelta(days=31, seconds=1)), None, "older than 31 days"),
        (DeviceTime(NOW - timedelta(days=31, seconds=1)), NOW - timedelta(days=90), "older than 31 days"),
    ],
)
def test_what_cannot_be_is_refused_and_told(told: DeviceTime, since: datetime | None, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        done_at(told, since=since, now=NOW)
    assert refused.value.fields["field"] == "device_time"


def test_a_minute_before_is_two_clocks() -> None:
    early = SINCE - timedelta(seconds=59)
    assert done_at(DeviceTime(early), since=SINCE, now=NOW) == early


def test_a_step_noted_without_network_keeps_when_it_was_done(
    furnished: Connection,
) -> None:
    """dispatch 9:00, accepted 9:02 and arrived 9:12 in a cellar, received 10:05: no quiet event between refuses it."""
    ticket_id = hazard(furnished)
    filed = take(furnished, DESK, ticket_id, action="file", event_id=uuid4(), if_version=1, now=SEEN)
    given = take(furnished, DESK, ticket_id, action="dispatch", event_id=uuid4(), if_version=filed.version, now=SEEN)
    late = SEEN + timedelta(minutes=65)

    def noted(action: str, version: int, minutes: int, now: datetime = late) -> Ticket:
        device = DeviceTime(
            SEEN + timedelta(minutes=minutes - 480), sent=now - timedelta(minutes=480)
        )  # a clock of another zone
        asked = {
            "photos": (AFTER_PHOTO,),
            "action": action,
            "event_id": uuid4(),
            "if_version": version,
            "now": now,
            "device": device,
        }
        return take(furnished, CREW, ticket_id, **asked)  # type: ignore[arg-type]  # by name

    take(furnished, DESK, ticket_id, action="urge", event_id=uuid4(), if_version=given.version,
         now=SEEN + timedelta(minutes=30), reason="because")  # fmt: skip
    with pytest.raises(Invalid, match="before what it follows"):
        noted("accept", given.version, -3)
    accepted = noted("accept", given.version, 2)
    with pytest.raises(Invalid, match="before what it follows"):
        noted("make_safe", accepted.version, 0)
    arrived = noted("arrive", given.version, 12)  # quiet: from the version the device knew
    assert arrived.arrived_at == late
    assert arrived.due_at == given.due_at
    rows = furnished.execute(
        text(
            "select action, at, done_at, device_time from inspections.ticket_event where ticket_id = :id and "
            "action in ('dispatch', 'accept', 'arrive') order by seq"
        ),
        {"id": ticket_id},
    ).all()
    assert [(row.action, row.at, row.done_at) for row in rows] == [
        ("dispatch", SEEN, None),
        ("accept", late, SEEN + timedelta(minutes=2)),
        ("arrive", late, SEEN + timedelta(minutes=12)),
    ]
    assert rows[1].device_time == SEEN + timedelta(minutes=2 - 480)


def test_the_same_id_with_another_time_is_another_step(furnished: Connection) -> None:
    ticket_id, event_id = hazard(furnished), uuid4()
    asked = {"action": "file", "event_id": event_id, "if_version": 1, "now": SEEN + timedelta(minutes=5)}
    first = take(furnished, DESK, ticket_id, **asked, device=DeviceTime(SEEN))  # type: ignore[arg-type]  # by name
    assert take(furnished, DESK, ticket_id, **asked, device=DeviceTime(SEEN)) == first  # type: ignore[arg-type]  # by name
    with pytest.raises(Conflict, match="names another step"):
        take(furnished, DESK, ticket_id, **asked, device=DeviceTime(SEEN + timedelta(seconds=1)))  # type: ignore[arg-type]  # by name
