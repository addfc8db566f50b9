"""The two streets of tests, with a draft of a plan of them."""

import pytest
from sqlalchemy import Connection

from registry.redraw.drafting.drafts import Draft
from tests.registry.redraw import street


@pytest.fixture
def town(conn: Connection) -> Connection:
    """A register with the two streets."""
    street.furnish(conn)
    return conn


@pytest.fixture
def draft(town: Connection) -> Draft:
    """A draft of their plan."""
    return street.drafted(town)
