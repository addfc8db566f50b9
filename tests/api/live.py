"""What really listens: a receiver of webhooks on loopback, a service on a port, a reader of its stream."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import httpx
import uvicorn
from fastapi import FastAPI
from httpx_sse import EventSource, ServerSentEvent
from standardwebhooks import Webhook

Answer = tuple[int, bytes]


@dataclass(slots=True)
class Receiver:
    """Somebody's program that takes webhooks; with a secret it verifies each, with the standard's own library.

    `answer` says what it answers to a message by its id and body; `got` are those, in order, refused ones among them.
    """

    secret: str | None = None
    answer: Callable[[str, bytes], Answer] = lambda _id, _body: (200, b'{"errcode":0,"errmsg":"ok"}')
    got: list[tuple[str, bytes]] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?key=k"

    def __enter__(self) -> Self:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()

    def take(self, headers: dict[str, str], body: bytes) -> Answer:
        message_id = headers.get("webhook-id", "")
        self.headers.append(headers)
        if self.secret is not None:
            try:
                Webhook(self.secret).verify(body, headers)
            except Exception as error:
                self.unsigned.append(f"{message_id}: {error}")
                return 401, b""
        self.got.append((message_id, body))
        return self.answer(message_id, body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self.take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                status, text = take({name.lower(): value for name, value in self.headers.items()}, body)
                self.send_response(status)
                if status in {301, 302}:
                    self.send_header("Location", text.decode())
                    text = b""
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                try:
                    self.wfile.write(text)
                except OSError:  # the sender was killed, or has read enough
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Silent."""

        return Handler


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application behind a real server in a thread; its address."""
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.state.feed.close()  # in a thread no signal tells it
        server.should_exit = True
        thread.join(timeout=30)
        assert not thread.is_alive()


@contextmanager
def stream(base: str, token: str, *, after: int | None = None, last_id: str | None = None) -> Iterator[EventSource]:
    """The stream of events of a holder of `token`."""
    headers = {"Authorization": f"Bearer {token}"} | ({"Last-Event-ID": last_id} if last_id else {})
    params = {} if after is None else {"after": str(after)}
    with (
        httpx.Client(timeout=httpx.Timeout(60, connect=5), verify=False) as client,
        client.stream("GET", f"{base}/api/v1/events", headers=headers, params=params) as response,
    ):
        response.raise_for_status()
        yield EventSource(response)


def take(source: EventSource, count: int) -> list[ServerSentEvent]:
    """The next so many events that say something."""
    found = []
    for event in source.iter_sse():
        if event.data:
            found.append(event)
        if len(found) == count:
            break
    return found


def until(done: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.1)
