"""`town_service`: the application over one database with a chequered town, cleared of work before each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.campaigns import town


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
