"""The real application over real databases, for tests of routes.

- `service`: over an empty migrated database of its own; `small_service`: over a copy of the small district.
- `reception`: over one database for all tests of accounts and keys, whose accounts are cleared before each.
- `client(Role.PLANNER, org="370203-01", areas=("370203",))`: a test client signed in by token, over `service`.

Each commits for real.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from registry.database import open_engine
from tests.api.support import Service
from tests.conftest import Databases


@pytest.fixture
def service(fresh: Callable[[], Engine]) -> Iterator[Service]:
    made = Service(fresh())
    yield made
    made.close()


@pytest.fixture
def small_service(small: Engine) -> Iterator[Service]:
    made = Service(small)
    yield made
    made.close()


@pytest.fixture(scope="session")
def reception_engine(databases: Databases, template: str) -> Iterator[Engine]:
    engine = open_engine(databases.url(databases.create("reception", template=template)))
    yield engine
    engine.dispose()


@pytest.fixture
def reception(reception_engine: Engine) -> Iterator[Service]:
    """Making a database for each test of a door would take longer than the test."""
    with reception_engine.begin() as conn:
        conn.execute(text("truncate access.account, access.audit, access.sign_in_attempt cascade"))
    made = Service(reception_engine)
    yield made
    made.close()


@pytest.fixture
def client(service: Service) -> Callable[..., TestClient]:
    """Makes clients: `client(*roles, org=…, areas=…)`."""
    return service.client
