"""Who reads is woken by a commit, counted, and let go at the end."""

import asyncio
import signal
import threading
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from api import feed as feeds
from api.feed import Feed
from registry.actor import SYSTEM
from registry.database import open_engine, writing
from registry.errors import TooMany, Unavailable
from tests.api.support import in_a_loop
from tests.inspections.conftest import town
from tests.inspections.outbox.scene import urge
from tests.inspections.tickets import scene

__all__ = ["town"]


def test_a_commit_wakes_who_waits(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the notice alone: the look of its own comes in an hour here."""
    monkeypatch.setattr(feeds, "_LOOK_S", 3600.0)
    with writing(town) as conn:
        ticket_id = scene.hazard(conn)
    feed = Feed(town)

    def act() -> None:
        with writing(town) as conn:
            urge(conn, ticket_id)

    async def read() -> list[str]:
        feed.enter(uuid4())
        while await feed.head() < 1:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)  # the thread listens by now
        news = feed.news()
        threading.Thread(target=act).start()
        await asyncio.wait_for(news.wait(), 30)
        return [told.action for told in (await feed.events(SYSTEM, after=1)).told]

    assert in_a_loop(read()) == ["urge"]
    feed.close()
    with writing(town) as conn:
        urge(conn, ticket_id)  # wakes the thread, which looks whether it shall end
    feed.join()


def test_streams_are_counted() -> None:
    feed, account, other = Feed(open_engine("postgresql:///nothing?host=/nonexistent")), uuid4(), uuid4()

    async def enter() -> None:
        for _ in range(feeds.PER_ACCOUNT):
            feed.enter(account)
        with pytest.raises(TooMany):
            feed.enter(account)
        feed.enter(other)
        feed.leave(account)
        feed.enter(account)
        with pytest.raises(Unavailable):
            await feed.head()
        feed.close()
        with pytest.raises(Unavailable):
            feed.enter(other)

    in_a_loop(enter())
    feed.join()


def test_a_signal_closes_it_and_goes_on_to_who_was_there_before() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: heard.append(number))
    try:
        feed = Feed(open_engine("postgresql:///nothing?host=/nonexistent"))
        undo = feed.close_on(signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        assert feed.closing
        assert heard == [signal.SIGUSR1]
        undo()
        signal.raise_signal(signal.SIGUSR1)
        assert len(heard) == 2
    finally:
        signal.signal(signal.SIGUSR1, before)
