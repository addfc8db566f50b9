"""A request is answered at the time it was sent with, and nobody else is; the service itself knows no such header."""

import asyncio
from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient

from api.app import create_app
from api.demo import clock
from api.settings import Settings
from tests.api.support import in_a_loop

THEN = datetime(2026, 3, 5, 14, tzinfo=UTC)
HEADERS = [(clock.HEADER.lower().encode(), THEN.isoformat().encode())]


def test_two_requests_at_once_each_have_their_own_time() -> None:
    seen: list[datetime] = []

    async def app(*_: object) -> None:
        await asyncio.sleep(0)  # the other one begins
        seen.append(clock.now())

    async def both() -> None:
        told = clock.Told(app)
        await asyncio.gather(told({"headers": HEADERS}, None, None), told({"headers": []}, None, None))

    began = datetime.now(UTC)
    in_a_loop(both())
    assert seen[0] == THEN
    assert began <= seen[1] <= datetime.now(UTC)


def test_the_service_that_is_served_reads_no_such_header() -> None:
    app = create_app(Settings(chores=False))

    @app.get("/now")
    async def now() -> datetime:
        told: datetime = app.state.clock()
        return told

    answer = TestClient(app).get("/now", headers={clock.HEADER: THEN.isoformat()}).json()
    assert datetime.now(UTC) - datetime.fromisoformat(answer) < timedelta(hours=1)
