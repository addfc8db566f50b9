"""The furnished quarter of the tickets, in a database of its own."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from registry.database import open_engine, writing
from tests.conftest import Databases
from tests.inspections.tickets import scene
from tests.inspections.tickets.conftest import furnished, town

__all__ = ["furnished", "town"]


@pytest.fixture(scope="session")
def furnished_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("clocks", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    yield engine
    engine.dispose()
