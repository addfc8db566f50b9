"""What is written to a reader, and when it ends."""

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from starlette.types import Message

from api import streaming
from api.access.callers import Caller
from api.feed import Feed
from api.streaming import EventStream, block_of
from inspections.outbox.reading import Told
from registry.actor import SYSTEM
from registry.database import open_engine
from tests.api.support import in_a_loop


def test_an_event_is_one_block() -> None:
    told = Told(7, uuid4(), uuid4(), None, "file", True, None, {"place_zh": "益都路\n东侧"})
    head, kind, data, *rest = block_of(told).decode().split("\n")
    assert (head, kind, rest) == ("id: 7", "event: file", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == {"place_zh": "益都路\n东侧"}


@pytest.mark.parametrize(("after", "written"), [(7, [b"retry: 2000\nid: 7\n\n"]), (None, [])])
def test_whoever_is_cut_off_at_once_has_not_lost_its_place(after: int | None, written: list[bytes]) -> None:
    feed = Feed(open_engine("postgresql://nobody@127.0.0.1:1/none"))  # the database is away: the stream ends at once

    async def check() -> None:
        raise AssertionError

    async def blocks() -> list[bytes]:
        caller = Caller(uuid4(), "reader", SYSTEM, datetime.max.replace(tzinfo=UTC), None, None)
        return [block async for block in streaming.blocks(feed, caller, check, after=after)]

    assert in_a_loop(blocks()) == written


async def _endless() -> AsyncGenerator[bytes]:
    while True:
        yield b": on\n\n"
        await asyncio.sleep(0)


def test_a_reader_who_leaves_ends_it() -> None:
    done: list[bool] = []
    sent: list[Message] = []

    async def receive() -> Message:
        while len(sent) < 3:
            await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        await asyncio.sleep(0)

    stream = EventStream(_endless(), done=lambda: done.append(True))
    in_a_loop(asyncio.wait_for(stream({"type": "http"}, receive, send), 20))
    assert done == [True]
    assert sent[0]["type"] == "http.response.start"
    assert not [name for name, _ in sent[0]["headers"] if name == b"content-length"]


def test_a_reader_who_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "STALL_S", 0.05)
    done: list[bool] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    stream = EventStream(_endless(), done=lambda: done.append(True))
    in_a_loop(asyncio.wait_for(stream({"type": "http"}, receive, send), 20))
    assert done == [True]
