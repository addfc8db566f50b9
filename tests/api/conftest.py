"""The real application over real databases, for tests of routes.

- `service`: over an empty migrated database of its own; `small_service`: over a copy of the small district.
- `client(Role.PLANNER, org="370203-01", areas=("370203",))`: a test client signed in by token, over `service`.

Each commits for real; the database is dropped after the test.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.api.support import Service


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


@pytest.fixture
def client(service: Service) -> Callable[..., TestClient]:
    """Makes clients: `client(*roles, org=…, areas=…)`."""
    return service.client
