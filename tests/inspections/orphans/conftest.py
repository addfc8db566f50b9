"""The quarter with orphans: rolled back, or in a database of its own for real commits."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine

from registry.database import open_engine, writing
from tests.conftest import Databases
from tests.inspections.orphans import scene


@pytest.fixture(scope="session")
def orphaned_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("orphans", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def orphaned(orphaned_engine: Engine) -> Iterator[Connection]:
    """A connection to the quarter with orphans; whatever the test does is rolled back."""
    with orphaned_engine.connect() as conn:
        transaction = conn.begin()
        yield conn
        transaction.rollback()


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    """An engine on a quarter with orphans of its own, for real commits."""
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
    return engine
