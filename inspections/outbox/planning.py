"""Which events go to a webhook: what its owner may see, and it asks for; planned once, in the order of numbers."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.outbox import reading, webhooks
from inspections.outbox.reading import Told
from inspections.outbox.webhooks import Webhook
from registry.actor import Actor
from registry.errors import Conflict, Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "planning.sql")
SPAN = 10_000
"""So many numbers are replayed at once."""
_AT_ONCE = 10 * reading.MOST


def plan(conn: Connection, owner: Actor, webhook_id: UUID, *, now: datetime) -> int:
    """Plan what happened since the webhook was last looked at, some thousands at most; how many are new.

    A file of a hotline tells of years: what happened to requests before the webhook was made is no news. `replay`
    sends it.
    A webhook that is stopped, or that another process is busy with, is passed over.
    """
    row = conn.execute(webhooks.SQL["lock_free"], {"id": webhook_id}).mappings().one_or_none()
    if row is None:
        return 0
    webhook = webhooks.webhook_of(row)
    until, planned = webhook.position, 0
    while until < webhook.position + _AT_ONCE:
        page = reading.events(conn, owner, after=until)
        if page.until == until:
            break
        news = [one for one in page.told if not _is_history(webhook, one)]
        planned += _store(conn, webhook, news, statement="plan", now=now)
        until = page.until
    if until > webhook.position:
        conn.execute(SQL["position"], {"id": webhook_id, "position": until})
    return planned


def replay(
    conn: Connection, actor: Actor, owner: Actor | None, webhook_id: UUID, *, first: int, last: int, now: datetime
) -> int:
    """Send again what happened from the number `first` to `last`, under the same ids; how many deliveries that is.

    What its owner does not see any more is not sent. What happened before the webhook was made may be asked for too.
    Raises Forbidden, NotFound, Invalid, Conflict where the webhook is stopped or has not come so far.
    """
    webhook = webhooks.one(conn, actor, webhook_id)
    if not 1 <= first <= last < first + SPAN:
        raise Invalid(f"name a span of 1 to {SPAN} numbers, first to last", field="first")
    if webhook.disabled_at is not None or owner is None:
        raise Conflict("the webhook is stopped, or the account of its owner closed; nothing is sent")
    if last > webhook.position:
        raise Conflict(f"it has come to number {webhook.position} only", position=webhook.position)
    until, planned = first - 1, 0
    while until < last:
        page = reading.events(conn, owner, after=until, until=last)
        if page.until == until:
            break
        planned += _store(conn, webhook, page.told, statement="plan_again", now=now)
        until = page.until
    return planned


def is_wanted(webhook: Webhook, told: Told) -> bool:
    """Whether the webhook asks for this event. A group of people is not told what is no longer theirs to see."""
    if told.is_gone and webhook.kind is webhooks.Kind.WECOM:
        return False
    return (
        (not webhook.actions or told.action in webhook.actions)
        and (told.hazard or not webhook.hazards_only)
        and (not webhook.areas or (told.community_code or "").startswith(webhook.areas))
    )


def _is_history(webhook: Webhook, told: Told) -> bool:
    at = told.body.get("at")
    return told.request_id is not None and isinstance(at, str) and datetime.fromisoformat(at) < webhook.created_at


def _store(conn: Connection, webhook: Webhook, told: Sequence[Told], *, statement: str, now: datetime) -> int:
    wanted = [one for one in told if is_wanted(webhook, one)]
    values = {
        "id": webhook.id,
        "numbers": [one.number for one in wanted],
        "gone": [one.is_gone for one in wanted],
        "now": now,
    }
    return conn.execute(SQL[statement], values).rowcount if wanted else 0
