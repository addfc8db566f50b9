"""Tracks: off by default, one consent for one day, idempotent, the walker's alone, forgotten."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from inspections.walks import tracks
from inspections.walks.tracks import Batch, Fix
from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid
from tests.inspections.walks.conftest import Sweep, actor

DAY = date(2026, 11, 23)


def _fixes(now: datetime, count: int = 5) -> tuple[Fix, ...]:
    return tuple(Fix(now - timedelta(seconds=5 * i), 120.37 + i * 1e-5, 36.08, 8.0) for i in range(count))


def _send(conn: Connection, sweep: Sweep, batch: Batch, now: datetime) -> None:
    tracks.store(conn, sweep.walker, sweep.campaign.id, sweep.share.id, batch, now=now, kept_days=30)


def _agree(conn: Connection, sweep: Sweep, now: datetime) -> None:
    tracks.consent(conn, sweep.walker, sweep.campaign.id, sweep.share.id, id=uuid.uuid4(), on_day=DAY, now=now)


def _own(conn: Connection, sweep: Sweep) -> list[Fix]:
    return tracks.own_points(conn, sweep.walker, sweep.campaign.id, sweep.share.id)


def test_tracks_are_off_until_the_walker_agrees_to_this_day(conn: Connection, sweep: Sweep, now: datetime) -> None:
    batch = Batch(uuid.uuid4(), _fixes(now))
    with pytest.raises(Forbidden, match="off"):
        _send(conn, sweep, batch, now)
    _agree(conn, sweep, now)
    _send(conn, sweep, batch, now)
    assert sorted(_own(conn, sweep), key=lambda fix: fix.at) == sorted(batch.fixes, key=lambda fix: fix.at)
    tomorrow = now + timedelta(days=1)
    with pytest.raises(Forbidden, match="off"):
        _send(conn, sweep, Batch(uuid.uuid4(), _fixes(tomorrow)), tomorrow)


def test_a_batch_sent_again_changes_nothing(conn: Connection, sweep: Sweep, now: datetime) -> None:
    _agree(conn, sweep, now)
    batch = Batch(uuid.uuid4(), _fixes(now))
    for _ in range(3):
        _send(conn, sweep, batch, now)
    assert len(_own(conn, sweep)) == 5
    with pytest.raises(Conflict, match="another batch"):
        _send(conn, sweep, Batch(batch.id, batch.fixes[:2]), now)
    _send(conn, sweep, Batch(uuid.uuid4(), _fixes(now, 7)), now)
    assert len(_own(conn, sweep)) == 7, "a moment is kept once"


def test_fixes_of_two_days_or_to_come_are_refused(conn: Connection, sweep: Sweep, now: datetime) -> None:
    _agree(conn, sweep, now)
    for fixes in (
        (*_fixes(now, 1), *_fixes(now - timedelta(days=1), 1)),
        _fixes(now + timedelta(hours=1), 1),
        _fixes(now - timedelta(days=31), 1),
        (),
    ):
        with pytest.raises(Invalid):
            _send(conn, sweep, Batch(uuid.uuid4(), fixes), now)


def test_who_agrees_no_more_is_forgotten_at_once(conn: Connection, sweep: Sweep, now: datetime) -> None:
    _agree(conn, sweep, now)
    batch = Batch(uuid.uuid4(), _fixes(now))
    _send(conn, sweep, batch, now)
    tracks.withdraw(conn, sweep.walker, sweep.campaign.id, sweep.share.id, on_day=DAY, now=now)
    assert conn.execute(text("select count(*) from inspections.track_point")).scalar_one() == 0
    with pytest.raises(Forbidden, match="off"):
        _send(conn, sweep, batch, now)
    taken = conn.execute(text("select id from inspections.track_consent")).scalar_one()
    other = {"id": uuid.uuid4(), "consent_id": taken, "now": now, "content_sha256": b""}
    conn.execute(tracks.SQL["store_batch"], other)
    columns = {"at": [now], "lon": [120.37], "lat": [36.08], "accuracy_m": [8.0]}
    point = {"consent_id": taken, "batch_id": other["id"]} | columns
    with pytest.raises(IntegrityError, match="withdrawn"), conn.begin_nested():
        conn.execute(tracks.SQL["store_points"], point)
    _agree(conn, sweep, now)
    _send(conn, sweep, batch, now)
    assert len(_own(conn, sweep)) == 5


@pytest.mark.parametrize("role", list(Role))
def test_nobody_else_is_told_points_or_sends_them(conn: Connection, sweep: Sweep, now: datetime, role: Role) -> None:
    _agree(conn, sweep, now)
    _send(conn, sweep, Batch(uuid.uuid4(), _fixes(now)), now)
    other = actor(role)
    at = (sweep.campaign.id, sweep.share.id)
    with pytest.raises(Forbidden):
        tracks.own_points(conn, other, *at)
    with pytest.raises(Forbidden):
        tracks.consent(conn, other, *at, id=uuid.uuid4(), on_day=DAY, now=now)
    with pytest.raises(Forbidden):
        tracks.store(conn, other, *at, Batch(uuid.uuid4(), _fixes(now)), now=now, kept_days=30)
    tracks.withdraw(conn, other, *at, on_day=DAY, now=now)
    assert len(_own(conn, sweep)) == 5


def test_points_are_forgotten_when_their_time_is_over(conn: Connection, sweep: Sweep, now: datetime) -> None:
    _agree(conn, sweep, now)
    _send(conn, sweep, Batch(uuid.uuid4(), _fixes(now)), now)
    assert tracks.forget(conn, now=now + timedelta(days=29), kept_days=30) == 0
    assert tracks.forget(conn, now=now + timedelta(days=30, seconds=1), kept_days=30) == 5
    assert _own(conn, sweep) == []
