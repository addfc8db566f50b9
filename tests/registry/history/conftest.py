"""A client straight on the tables of a small town, as a desktop program is one."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from tests.registry.history.desk import Row, client, town

Desk = psycopg.Connection[Row]


@pytest.fixture
def desk(fresh: Callable[[], Engine]) -> Iterator[Desk]:
    with client(town(fresh)) as opened:
        yield opened
