"""The small district behind a real server process, for the actors of the demonstration."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from api.demo import cases, stage
from api.demo.net import Line
from registry.actor import Role
from registry.database import writing


@dataclass(frozen=True, slots=True)
class Town:
    """A database, a server on it, the desk's line, the crews' accounts."""

    engine: Engine
    base: str
    desk: Line
    crews: dict[str, stage.Account]


@pytest.fixture
def town(small: Engine) -> Iterator[Town]:
    now = datetime.now(UTC)
    with writing(small) as conn:
        hired = stage.hire(conn, "desk", roles=[Role.DISPATCHER], org_code=None, areas=[stage.DIVISION], now=now)
        crews = cases.hire_crews(conn, now=now)
    with stage.served(small.url.render_as_string(hide_password=False), port=stage.free_port()) as base:
        desk = Line(base, hired.token)
        yield Town(small, base, desk, crews)
        desk.close()
