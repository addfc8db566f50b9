"""Events of tickets: whatever happens to one is stored here, a step or anything else, with the photos it promises."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "events.sql")


@dataclass(frozen=True, slots=True)
class Event:
    """One row of `inspections.ticket_event`, to be stored; `version` is that of the ticket after it.

    `from_state` None: it opened the ticket. A quiet one leaves the version. `at` is the receipt; `device_time` when it
    was done by the clock of a device, and `done_at` the same set right.
    """

    id: UUID
    ticket_id: UUID
    version: int
    action: str
    from_state: str | None
    to_state: str
    at: datetime
    account_id: UUID | None
    org_code: str | None
    reason: str = ""
    quiet: bool = False
    data: Mapping[str, object] = field(default_factory=dict)
    device_time: datetime | None = None
    done_at: datetime | None = None


def store(conn: Connection, event: Event, *, photos: Sequence[str] = ()) -> None:
    """Add an event and what it promises: SHA-256 of files on the device."""
    conn.execute(SQL["store"], asdict(event) | {"data": _json(event.data)})
    _promise(conn, event.id, photos)


def tell(
    conn: Connection,
    ticket_id: UUID,
    action: str,
    *,
    id_: UUID,
    at: datetime,
    data: Mapping[str, object],
    account_id: UUID | None = None,
    org_code: str | None = None,
    photos: Sequence[str] = (),
) -> None:
    """Add a quiet event to a ticket as it stands, once by its id, with the photos it promises."""
    event = {"id": id_, "ticket_id": ticket_id, "action": action, "at": at, "data": _json(data)}
    conn.execute(SQL["tell"], {**event, "account_id": account_id, "org_code": org_code})
    _promise(conn, id_, photos)


def _promise(conn: Connection, event_id: UUID, photos: Sequence[str]) -> None:
    for sha256 in photos:
        conn.execute(SQL["promise_photo"], {"event_id": event_id, "sha256": sha256})


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, default=lambda value: value.isoformat() if isinstance(value, datetime) else str(value))
