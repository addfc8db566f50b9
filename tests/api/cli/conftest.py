"""`hole_service`: the furnished quarter with a desk of two, for commands on guards, cards, openings and storms."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from inspections.tickets.filing import report_defects
from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.support import Service, make_account
from tests.conftest import Databases
from tests.inspections.tickets import scene


@pytest.fixture(scope="session")
def hole_service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("guards_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    make_account(engine, Role.DISPATCHER, login="desk")
    make_account(engine, Role.DISPATCHER, login="second")
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def hole(hole_service: Service) -> UUID:
    """An open shaft that was reported a minute ago; nothing else is open."""
    with writing(hole_service.engine) as conn:
        conn.execute(text("truncate inspections.ticket cascade"))
        seen = scene.see(conn)
        now = datetime.now(UTC) - timedelta(minutes=1)
        found = report_defects(conn, scene.INSPECTOR, [seen], now=now)[seen.observation_id].ticket_id
    assert found is not None
    return found
