"""The furnished quarter of the tickets' tests in a database of its own: rolled back after each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from registry.database import open_engine, writing
from tests.conftest import Databases
from tests.inspections.tickets.scene import furnish


@pytest.fixture(scope="session")
def twice_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("duplicates", template=template)))
    with writing(engine) as conn:
        furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def furnished(twice_engine: Engine) -> Iterator[Connection]:
    with twice_engine.connect() as conn:
        transaction = conn.begin()
        yield conn
        transaction.rollback()
