"""The quarter, for rolled-back tests and for real commits."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine

from registry.database import writing
from tests.inspections.observations.quarter import Desk, furnish


@pytest.fixture
def desk(conn: Connection) -> Desk:
    """The quarter on a connection that is rolled back."""
    furnish(conn)
    return Desk(conn)


@pytest.fixture
def quarter(fresh: Callable[[], Engine]) -> Engine:
    """The quarter in a database of its own, for real commits."""
    engine = fresh()
    with writing(engine) as conn:
        furnish(conn)
    return engine
