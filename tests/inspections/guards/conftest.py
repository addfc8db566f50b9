"""The furnished quarter, rolled back, or in a database of its own for real commits."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine

from registry.database import open_engine, writing
from tests.conftest import Databases
from tests.inspections.tickets import scene


@pytest.fixture(scope="session")
def guarded_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("guards", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def quarter_conn(guarded_engine: Engine) -> Iterator[Connection]:
    """A connection to the furnished quarter; whatever the test does is rolled back."""
    with guarded_engine.connect() as conn:
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
