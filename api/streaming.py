"""Server-sent events to one reader (WHATWG HTML, 9.2): what is written, how it resumes, and when it ends."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.access.callers import Caller
from api.feed import Feed
from inspections.outbox.reading import Told
from registry.errors import JinggeError

MEDIA_TYPE = "text/event-stream"
HEARTBEAT_S = 15.0
CHECK_S = 3.0
STALL_S = 30.0  # so long a reader may take to take what was written; then it is cut off, and may resume
_RETRY_MS = 2000
RESET = "reset"

Check = Callable[[], Awaitable[Caller | None]]
"""Who reads, asked anew: None once the session or token has ended."""


async def blocks(feed: Feed, caller: Caller, check: Check, *, after: int | None) -> AsyncGenerator[bytes]:
    """What a reader gets, from the number `after` on, or from now on; until it is not let in any more, the database
    does not answer, or the process ends. A number that is not there yet (the database was restored) is told as `reset`.
    """
    if after is not None:  # first of all: whoever is cut off before its first event must not have forgotten its place
        yield _begin(after)
    try:
        head = await feed.head()
        if after is None:
            yield _begin(head)
        elif after > head:
            yield _block(RESET, head, {"number": head})
        position = head if after is None else min(after, head)
        async for block in _following(feed, caller, check, position):
            yield block
    except JinggeError:
        return  # the reader comes back after `retry`, with the last number it got


async def _following(feed: Feed, caller: Caller, check: Check, position: int) -> AsyncIterator[bytes]:
    checked_s = beaten_s = time.monotonic()
    while not feed.closing:
        now_s = time.monotonic()
        if now_s - checked_s >= CHECK_S:
            found = await check()
            if found is None:
                return
            caller, checked_s = found, now_s
        news = feed.news()
        page = await feed.events(caller.actor, after=position)
        for told in page.told:
            yield block_of(told)
            beaten_s = time.monotonic()
        if page.until > position:
            position = page.until
            continue
        if now_s - beaten_s >= HEARTBEAT_S:
            yield f": still here\nid: {position}\n\n".encode()  # what was not for this reader is not read again
            beaten_s = now_s
        try:
            await asyncio.wait_for(news.wait(), CHECK_S)
        except TimeoutError:
            continue


def block_of(told: Told) -> bytes:
    """One event: its number to resume after, its action, and what it is about."""
    return _block(told.action, told.number, told.body)


def _begin(number: int) -> bytes:
    """When to come back, and from where. In one block, since a block without an id takes a reader's last one away."""
    return f"retry: {_RETRY_MS}\nid: {number}\n\n".encode()


def _block(event: str, number: int, data: object) -> bytes:
    return f"id: {number}\nevent: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


class EventStream(Response):
    """An answer that goes on. Nothing is read ahead; a reader who leaves or stalls ends it."""

    media_type = MEDIA_TYPE

    def __init__(self, written: AsyncGenerator[bytes], *, done: Callable[[], None]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._written, self._done = written, done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the form of ASGI
        """Write until the end, the reader's leaving, or a stall."""
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._watch, receive, group.cancel_scope)
                async with aclosing(self._written):
                    await self._write(send)
                group.cancel_scope.cancel()
        finally:
            self._done()

    async def _write(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        async for block in self._written:
            with anyio.move_on_after(STALL_S) as stall:
                await send({"type": "http.response.body", "body": block, "more_body": True})
            if stall.cancelled_caught:
                return  # without an end: the server closes the connection
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    @staticmethod
    async def _watch(receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        scope.cancel()
