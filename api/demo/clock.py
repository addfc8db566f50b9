"""The server of the demonstration: the service itself, on a clock that each request sets by a header.

It is `create_app` with another clock: the service that `jingge serve` starts reads no such header.
"""

import argparse
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import uvicorn

from api.app import create_app, utc_now
from api.logs import log_to_stderr
from api.settings import Settings

HEADER = "Jingge-Demo-Time"

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The time the request was sent with, else that of the machine."""
    return _told.get() or utc_now()


class Told:
    """ASGI: what a request says is the time, is the time for as long as it is answered."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: object, send: object) -> None:
        """Answer with the clock set."""
        said = dict(scope.get("headers", ())).get(HEADER.lower().encode())
        _told.set(datetime.fromisoformat(said.decode()) if said else None)
        await self._app(scope, receive, send)


def application() -> Told:
    """The service for `uvicorn --factory`. Chores are the caller's: they have no request that tells the time."""
    settings = Settings()
    log_to_stderr(settings.log_level)
    return Told(create_app(settings.model_copy(update={"chores": False}), clock=now))


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    uvicorn.run(
        "api.demo.clock:application",
        factory=True,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
