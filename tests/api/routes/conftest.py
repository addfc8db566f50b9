"""`town_service`: the application over one database with a chequered town, cleared of work before each test.

`quarter_service`: the same over the small quarter of the observations, with a photo root of its own.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from inspections.tickets.filing import report_defects
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.campaigns import town
from tests.inspections.observations import quarter
from tests.inspections.tickets import scene


@pytest.fixture(scope="session")
def town_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("town", template=template)))
    with writing(engine) as conn:
        town.build(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def town_service(town_engine: Engine) -> Iterator[Service]:
    with writing(town_engine) as conn:
        conn.execute(text("truncate inspections.campaign, access.account, access.audit cascade"))
    made = Service(town_engine)
    yield made
    made.close()


@pytest.fixture(scope="session")
def quarter_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("quarter", template=template)))
    with writing(engine) as conn:
        quarter.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def quarter_service(quarter_engine: Engine, tmp_path: Path) -> Iterator[Service]:
    with writing(quarter_engine) as conn:
        work = "observation, observation_refused, photo, photo_promise, ticket".replace(", ", ", inspections.")
        conn.execute(text(f"truncate inspections.{work}, access.account, access.audit cascade"))
    made = Service(quarter_engine, photo_root=tmp_path / "photos")
    yield made
    made.close()


@pytest.fixture(scope="session")
def guarded_service(databases: Databases, template: str) -> Iterator[Service]:
    """The furnished quarter behind a service of its own, for guards, entry cards, openings and storms."""
    engine = open_engine(databases.url(databases.create("guards_http", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def shaft(guarded_service: Service) -> UUID:
    """An open shaft that was reported a minute ago; nothing else is open."""
    with writing(guarded_service.engine) as conn:
        conn.execute(text("truncate inspections.ticket cascade"))
        seen = scene.see(conn)
        now = datetime.now(UTC) - timedelta(minutes=1)
        found = report_defects(conn, scene.INSPECTOR, [seen], now=now)[seen.observation_id].ticket_id
    assert found is not None
    return found
