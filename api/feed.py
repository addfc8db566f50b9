"""The stream of events of one process: one connection hears of commits, whoever reads is woken, nobody holds another.

A thread listens (LISTEN/NOTIFY), numbers what was committed and wakes the streams; it looks by itself each second too,
for a notice may be lost with its connection. A stream reads the next page only after the one before was taken, so that
a slow reader costs neither memory nor a connection.
"""

import asyncio
import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable
from types import FrameType
from uuid import UUID

import psycopg
from anyio import CapacityLimiter, to_thread
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from inspections.outbox import numbering, reading
from registry.actor import Actor
from registry.database import reading as read_only
from registry.database import writing
from registry.errors import JinggeError, TooMany, Unavailable

log = logging.getLogger("jingge")

PER_ACCOUNT = 8
MOST = 256
_LOOK_S = 1.0
_READERS = 3  # of the connections of the pool: what is left by readers and writers of requests, less one for callers


class Feed:
    """Who reads events in this process. Of one event loop, but for its thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = threading.Event()
        self._news = asyncio.Event()
        self._limiter: CapacityLimiter | None = None
        self._open: Counter[UUID] = Counter()
        self._head = -1

    @property
    def closing(self) -> bool:
        """Whether the process is about to end: streams end now, and their readers come back to the next one."""
        return self._stop.is_set()

    def enter(self, account_id: UUID) -> None:
        """Count a stream in; the first one starts the thread. Raises TooMany, Unavailable."""
        if self._open[account_id] >= PER_ACCOUNT:
            raise TooMany(f"an account has at most {PER_ACCOUNT} streams open; close one", retry_after_s=30)
        if self._open.total() >= MOST or self.closing:
            raise Unavailable("no more streams here at the moment; try again in a moment")
        self._open[account_id] += 1
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._limiter = CapacityLimiter(_READERS)
            self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
            self._thread.start()

    def leave(self, account_id: UUID) -> None:
        """Count it out again."""
        self._open[account_id] -= 1
        if self._open[account_id] <= 0:
            del self._open[account_id]

    def news(self) -> asyncio.Event:
        """Set at the next news. To be asked for before reading: what comes meanwhile is not missed."""
        return self._news

    async def events(self, actor: Actor, *, after: int) -> reading.Page:
        """The next events of a reader. Raises Unavailable."""

        def read() -> reading.Page:
            with read_only(self._engine) as conn:
                return reading.events(conn, actor, after=after)

        return await to_thread.run_sync(read, limiter=self._limiter)

    async def head(self) -> int:
        """The newest number; what is committed by now has one. Raises Unavailable."""

        def read() -> int:
            with writing(self._engine) as conn:
                return numbering.number(conn)

        return await to_thread.run_sync(read, limiter=self._limiter)

    def close(self) -> None:
        """End every stream and the thread. From any thread, or a handler of a signal."""
        self._stop.set()
        self._wake()

    def close_on(self, *signals: signal.Signals) -> Callable[[], None]:
        """Close when the process is told to end, before its server waits for its streams; what undoes it."""
        if threading.current_thread() is not threading.main_thread():
            return lambda: None  # a server inside another program: that one ends it
        before = {number: signal.getsignal(number) for number in signals}

        def handle(number: int, frame: FrameType | None) -> None:
            self.close()
            then = before[signal.Signals(number)]
            if callable(then):
                then(number, frame)

        for number in signals:
            signal.signal(number, handle)

        def undo() -> None:
            for number, then in before.items():
                signal.signal(number, then)

        return undo

    def join(self) -> None:
        """Wait for the end of the thread."""
        if self._thread is not None:
            self._thread.join()

    # The thread ---------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self.closing:
            try:
                self._listen()
            except (JinggeError, DBAPIError, psycopg.Error) as error:
                log.warning("the feed has lost its database and tries again: %s", error)
                self._stop.wait(_LOOK_S)

    def _listen(self) -> None:
        with self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as conn:
            heard = conn.connection.driver_connection
            assert heard is not None
            conn.detach()  # it is kept for as long as the process runs: the pool has another one instead
            conn.execute(text("listen jingge_outbox"))
            while not self.closing:
                self._look()
                for _ in heard.notifies(timeout=_LOOK_S, stop_after=1):
                    pass
                if heard.closed:
                    return

    def _look(self) -> None:
        with writing(self._engine) as conn:
            head = numbering.number(conn)
        if head != self._head:
            self._head = head
            self._wake()

    def _wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring)

    def _ring(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
