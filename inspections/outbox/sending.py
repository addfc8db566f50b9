"""What is due for a webhook, claimed before it is sent and noted after it: at least once, under one id each.

Whoever dies between sending and noting has held a lease; when that is over, the same is sent under the same id. A robot
of WeCom knows no ids: there the lease alone keeps a message from coming twice.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.outbox import digests, patience, reading, signing, webhooks
from inspections.outbox.digests import Digest, Waiting
from inspections.outbox.webhooks import Kind, Webhook
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "sending.sql")
LEASE = timedelta(seconds=30)
"""Longer than a sending may take, with all that goes before it in one round."""
AT_ONCE = 8
_LOOKED_AT = 500
_MOST_ERROR = 500
GONE_FOR_GOOD = 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """One request to be sent: to where, with what; and the events it tells."""

    webhook_id: UUID
    kind: Kind
    url: str = field(repr=False)
    numbers: tuple[int, ...]
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: the status that was answered, None where nobody answered; empty `error`: it arrived."""

    code: int | None
    error: str


def claim(conn: Connection, webhook_id: UUID, *, now: datetime) -> list[Parcel]:
    """Some of what is due, taken for one sender: one alone while nothing arrives. To be committed before it is sent."""
    row = conn.execute(webhooks.SQL["lock_free"], {"id": webhook_id}).mappings().one_or_none()
    if row is None:
        return []
    webhook = webhooks.webhook_of(row)
    most = AT_ONCE if webhook.failing_since is None else 1
    if webhook.kind is Kind.WECOM:
        return _claim_digests(conn, webhook, most=most, now=now)
    rows = conn.execute(SQL["claim"], {"id": webhook.id, "now": now, "lease": now + LEASE, "most": most})
    return [_parcel(webhook, row, now=now) for row in rows]


def note(
    conn: Connection, parcel: Parcel, outcome: Outcome, *, now: datetime, chance: float, failing_days: int
) -> str | None:
    """Note what became of a parcel; why the webhook was stopped by it, if it was.

    What failed is tried again later (`inspections.outbox.patience`), at last given up; `chance` is from 0 to 1. After
    so many days without any arrival, or answered 410 Gone, the webhook is stopped: what it misses waits for it.
    """
    key = {"id": parcel.webhook_id, "now": now, "code": outcome.code}
    if not outcome.error:
        conn.execute(SQL["arrived"], {**key, "numbers": list(parcel.numbers)})
        conn.execute(SQL["works"], key)
        return None
    for one in conn.execute(SQL["tries"], {**key, "numbers": list(parcel.numbers)}).all():
        wait = patience.wait(one.attempts, chance=chance)
        next_at = None if wait is None else now + wait
        told = {"numbers": [one.number], "next_at": next_at, "error": outcome.error[:_MOST_ERROR]}
        conn.execute(SQL["failed"], {**key, **told})
    since = conn.execute(SQL["fails"], key).scalar_one_or_none()  # None: the webhook was removed meanwhile
    if since is None or not (outcome.code == GONE_FOR_GOOD or now - since >= timedelta(days=failing_days)):
        return None
    gone = outcome.code == GONE_FOR_GOOD
    reason = "it answered 410 Gone" if gone else f"nothing arrived since {since:%Y-%m-%d %H:%M} UTC: {outcome.error}"
    stopped = conn.execute(webhooks.SQL["disable"], {**key, "reason": reason}).rowcount == 1
    return reason if stopped else None


def _parcel(webhook: Webhook, row: Row[Any], *, now: datetime) -> Parcel:
    """A message by Standard Webhooks; the same bytes each time, but for the time of sending."""
    assert webhook.secret is not None
    data = reading.gone(row.action, row.body) if row.gone else row.body
    kind = data["action"] if row.action.startswith(reading.REQUEST) else f"ticket.{data['action']}"
    message = {"type": kind, "timestamp": row.body["at"], "data": data}
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    signed = signing.headers(webhook.secret, message_id=str(row.id), at=now, body=body)
    return Parcel(webhook.id, webhook.kind, webhook.url, (row.number,), dict(signed), body)


def _claim_digests(conn: Connection, webhook: Webhook, *, most: int, now: datetime) -> list[Parcel]:
    room = min(digests.room(webhook.called_at, now=now), most)
    if room == 0:
        return []
    rows = conn.execute(SQL["due_for_robot"], {"id": webhook.id, "now": now, "most": _LOOKED_AT}).all()
    waiting = [Waiting(row.number, row.action, row.hazard, row.ticket, row.defect, row.place) for row in rows]
    made = digests.digests(waiting, room=room)
    if not made:
        return []
    called_at = [*webhook.called_at, *(now for _ in made)][-digests.A_MINUTE :]
    conn.execute(SQL["call"], {"id": webhook.id, "called_at": called_at})
    numbers = [number for digest in made for number in digest.numbers]
    conn.execute(SQL["lease"], {"id": webhook.id, "numbers": numbers, "now": now, "lease": now + LEASE})
    return [_robot_parcel(webhook, digest) for digest in made]


def _robot_parcel(webhook: Webhook, digest: Digest) -> Parcel:
    message = {"msgtype": "markdown", "markdown": {"content": digest.content}}
    body = json.dumps(message, ensure_ascii=False).encode()
    return Parcel(webhook.id, webhook.kind, webhook.url, digest.numbers, {}, body)
