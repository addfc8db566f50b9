"""The furnished quarter of the tickets, with unit grids and organisations whose codes the norm takes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from registry.database import open_engine, writing
from tests.conftest import Databases
from tests.inspections.exchange import scene


@pytest.fixture(scope="session")
def exchange_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("exchange", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()


@pytest.fixture
def town(exchange_engine: Engine) -> Iterator[Connection]:
    """Rolled back."""
    with exchange_engine.connect() as conn:
        yield conn
        conn.rollback()
