"""The furnished quarter: rolled back, or in a database of its own for real commits."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine

from registry.database import open_engine, writing
from tests.conftest import Databases
from tests.inspections.tickets import scene


@pytest.fixture(scope="session")
def furnished_engine(databases: Databases, template: str) -> Iterator[Engine]:
    """One for all rooms: whatever a test does to it is rolled back."""
    engine = open_engine(databases.url(databases.create("furnished", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def furnished(furnished_engine: Engine) -> Iterator[Connection]:
    """A connection to the furnished quarter; whatever the test does is rolled back."""
    with furnished_engine.connect() as conn:
        transaction = conn.begin()
        yield conn
        transaction.rollback()


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    """An engine on a furnished quarter of its own, for real commits."""
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
    return engine
