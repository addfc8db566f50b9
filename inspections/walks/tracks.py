"""Tracks of inspectors: kept only with consent, told to nobody but their walker, forgotten after some days.

Movement is sensitive personal data (PIPL, domain.md §0.4). No cover counts as seen because of a track, or unseen
without one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from inspections.campaigns import campaign, worklist
from inspections.campaigns.coverage import ZONE
from registry.actor import Actor
from registry.errors import Conflict, Forbidden, Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "tracks.sql")
MOST_POINTS = 2000
_AHEAD = timedelta(minutes=5)  # a phone's clock may be that much fast


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a phone was: WGS 84 degrees, metres of its 68 % radius."""

    at: datetime
    lon: float
    lat: float
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class Batch:
    """Fixes of one day under the id of the phone."""

    id: UUID
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """What a walker agreed to: that the phone sends its track of one share on one day."""

    id: UUID
    on_day: date
    given_at: datetime
    withdrawn_at: datetime | None


def consent(
    conn: Connection,
    actor: Actor,
    campaign_id: UUID,
    assignment_id: int,
    *,
    id: UUID,  # noqa: A002 - the client names it: the same word as in the table and the answer
    on_day: date,
    now: datetime,
) -> Consent:
    """The walker agrees, for this share and day alone. Raises Forbidden for anybody but its holder, NotFound."""
    given = _own(conn, actor, campaign_id, assignment_id) | {"id": id, "on_day": on_day, "now": now}
    return Consent(**conn.execute(SQL["give_consent"], given).mappings().one())


def withdraw(
    conn: Connection, actor: Actor, campaign_id: UUID, assignment_id: int, *, on_day: date, now: datetime
) -> None:
    """The walker agrees no more: the points of that day are deleted at once. Not having agreed is no fault."""
    given = {"account_id": actor.account_id, "assignment_id": assignment_id, "on_day": on_day, "now": now}
    campaign.by_id(conn, actor, campaign_id)
    for taken in conn.execute(SQL["withdraw_consent"], given).scalars().all():
        conn.execute(SQL["forget_batches"], {"consent_id": taken})


def store(
    conn: Connection,
    actor: Actor,
    campaign_id: UUID,
    assignment_id: int,
    batch: Batch,
    *,
    now: datetime,
    kept_days: int,
) -> None:
    """Stores fixes of one day. A batch sent again changes nothing.

    Raises Forbidden without a consent that stands, or for anybody but the holder; Invalid for fixes of several days, to
    come, or older than they may be kept; Conflict where the id named another batch.
    """
    own, fixes, batch_id = _own(conn, actor, campaign_id, assignment_id), batch.fixes, batch.id
    days = {fix.at.astimezone(ZoneInfo(ZONE)).date() for fix in fixes}
    if len(days) != 1 or len(fixes) > MOST_POINTS:
        raise Invalid(f"a batch holds 1 to {MOST_POINTS} fixes of one day", days=sorted(map(str, days)))
    if any(fix.at > now + _AHEAD or fix.at < now - timedelta(days=kept_days) for fix in fixes):
        raise Invalid(f"fixes are not from the future, and not older than {kept_days} days")
    given = own | {"on_day": days.pop(), "id": batch_id}
    taken = conn.execute(SQL["standing_consent"], given).scalar_one_or_none()
    if taken is None:
        raise Forbidden("tracks are off: the walker has not agreed to one for this share and day")
    digest = _digest(assignment_id, fixes)
    if known := conn.execute(SQL["known_batch"], {"id": batch_id}).one_or_none():
        if bytes(known.content_sha256) != digest or known.account_id != actor.account_id:
            raise Conflict(f"the id {batch_id} names another batch", id=str(batch_id))
        return
    held = {"consent_id": taken, "batch_id": batch_id, "id": batch_id, "now": now, "content_sha256": digest}
    conn.execute(SQL["store_batch"], {name: held[name] for name in ("id", "consent_id", "now", "content_sha256")})
    columns: dict[str, Any] = {
        name: [getattr(fix, name) for fix in fixes] for name in ("at", "lon", "lat", "accuracy_m")
    }
    conn.execute(SQL["store_points"], {"consent_id": taken, "batch_id": batch_id} | columns)


def own_points(
    conn: Connection,
    actor: Actor,
    campaign_id: UUID,
    assignment_id: int,
    *,
    after: datetime | None = None,
    limit: int = MOST_POINTS,
) -> list[Fix]:
    """The caller's own fixes, and nobody else's whatever the role. Raises Forbidden for anybody but the holder."""
    own = _own(conn, actor, campaign_id, assignment_id)
    return fixes_of(conn, own["account_id"], assignment_id, after=after, limit=limit)


def fixes_of(
    conn: Connection,
    account_id: UUID,
    assignment_id: int,
    *,
    on_day: date | None = None,
    after: datetime | None = None,
    limit: int | None = None,
) -> list[Fix]:
    """Fixes of one walker in time: for reckoning metres; never answered as they are to anybody else."""
    given = {"account_id": account_id, "assignment_id": assignment_id, "on_day": on_day, "after": after, "limit": limit}
    return [Fix(**row) for row in conn.execute(SQL["points"], given).mappings()]


def forget(conn: Connection, *, now: datetime, kept_days: int) -> int:
    """Deletes the points older than they may be kept; how many."""
    return conn.execute(SQL["forget_points"], {"before": now - timedelta(days=kept_days)}).rowcount


def _own(conn: Connection, actor: Actor, campaign_id: UUID, assignment_id: int) -> dict[str, Any]:
    campaign.by_id(conn, actor, campaign_id)
    share = worklist.assignment(conn, campaign_id, assignment_id)
    if actor.account_id is None or share.account_id != actor.account_id:
        raise Forbidden("a track is its walker's own: nobody else sends or sees it")
    return {"account_id": actor.account_id, "assignment_id": assignment_id}


def _digest(assignment_id: int, fixes: Sequence[Fix]) -> bytes:
    plain = [[fix.at.timestamp(), fix.lon, fix.lat, fix.accuracy_m] for fix in fixes]
    return hashlib.sha256(json.dumps([assignment_id, plain]).encode()).digest()
