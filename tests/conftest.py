"""Databases for tests: real PostGIS, one migrated template, a copy for whoever needs real commits."""

import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection, make_url

from api import cluster
from registry.database import migrate, open_engine

settings.register_profile("jingge", deadline=None)  # a test proves a rule; how long it takes is the benchmarks' matter
settings.load_profile("jingge")

ROOT = Path(__file__).resolve().parent.parent
# Files that take long, with the seconds they took alone on two busy cores. Two workers share the files: whoever gets
# a long one last leaves the other with nothing to do. What was not measured is not named.
SECONDS = {
    "tests/journeys/test_demo.py": 310,
    "tests/browser/test_street_page.py": 145,
    "tests/browser/test_desk_page.py": 130,
    "tests/browser/test_crew_page.py": 70,
    "tests/browser/test_wall_page.py": 35,
    "tests/browser/test_planner.py": 60,
    "tests/browser/test_whole_path.py": 45,
    "tests/browser/test_application.py": 30,
    "tests/browser/test_administration.py": 30,
    "tests/browser/test_panorama.py": 25,
}
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Qingdao


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, then journeys, which run whole processes; within a file as they stand."""

    def rank(item: pytest.Item) -> int:
        journey = item.get_closest_marker("journey") is not None
        return -SECONDS.get(item.nodeid.split("::")[0], min(SECONDS.values()) if journey else 0)

    items.sort(key=rank)


@pytest.fixture(scope="session")
def server_url() -> str:
    """Any database on the server under test: the given one, or the private cluster's."""
    return os.environ.get("JINGGE_DATABASE_URL") or cluster.up()


class Databases:
    """Makes and drops databases of this test process on the server; never touches another."""

    def __init__(self, server_url: str) -> None:
        self.server_url = server_url
        self.mark = uuid.uuid4().hex[:10]
        self.made: list[str] = []
        self.admin = open_engine(server_url, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")

    def url(self, name: str) -> str:
        return make_url(self.server_url).set(database=name).render_as_string(hide_password=False)

    def create(self, name: str, *, template: str | None = None) -> str:
        full = f"jingge_test_{self.mark}_{name}"
        with self.admin.connect() as conn:
            conn.execute(text(f'create database "{full}"' + (f' template "{template}"' if template else "")))
        self.made.append(full)
        return full

    def drop(self, full: str) -> None:
        with self.admin.connect() as conn:
            conn.execute(text(f'drop database if exists "{full}" with (force)'))
        self.made.remove(full)

    def close(self) -> None:
        for full in list(self.made):
            self.drop(full)
        self.admin.dispose()


@pytest.fixture(scope="session")
def databases(server_url: str) -> Iterator[Databases]:
    made = Databases(server_url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def template(databases: Databases) -> str:
    """Name of a migrated, empty database nobody is connected to."""
    name = databases.create("template")
    engine = open_engine(databases.url(name))
    migrate(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def small_template(databases: Databases, template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a database with the synthetic district at scale 0.02 and the city's rules, nobody connected."""
    from tests.support import load_small  # noqa: PLC0415 - the register's tests must not need the upper floors

    name = databases.create("small", template=template)
    engine = open_engine(databases.url(name))
    load_small(engine, tmp_path_factory.mktemp("district"))
    engine.dispose()
    return name


def _copies(databases: Databases, template: str) -> Iterator[Callable[[], Engine]]:
    opened: list[tuple[Engine, str]] = []

    def make() -> Engine:
        name = databases.create(uuid.uuid4().hex[:8], template=template)
        engine = open_engine(databases.url(name))
        opened.append((engine, name))
        return engine

    yield make
    for engine, name in opened:
        engine.dispose()
        databases.drop(name)


@pytest.fixture
def fresh(databases: Databases, template: str) -> Iterator[Callable[[], Engine]]:
    """Makes engines on empty migrated databases of their own, for real commits."""
    yield from _copies(databases, template)


@pytest.fixture
def small(databases: Databases, small_template: str) -> Iterator[Engine]:
    """An engine on a copy of the small district, for real commits."""
    copies = _copies(databases, small_template)
    yield next(copies)()
    next(copies, None)


@pytest.fixture
def small_url(small: Engine) -> str:
    """Address of a copy of the small district, for a real server process."""
    return small.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def engine(databases: Databases, template: str) -> Iterator[Engine]:
    """An empty migrated database shared by tests that roll back."""
    made = open_engine(databases.url(databases.create("shared", template=template)))
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def small_engine(databases: Databases, small_template: str) -> Iterator[Engine]:
    made = open_engine(databases.url(databases.create("small_shared", template=small_template)))
    yield made
    made.dispose()


def _rolled_back(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as conn:
        transaction = conn.begin()
        yield conn
        transaction.rollback()


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    """A connection to an empty register; whatever the test does is rolled back."""
    yield from _rolled_back(engine)


@pytest.fixture
def small_conn(small_engine: Engine) -> Iterator[Connection]:
    """A connection to the small district; whatever the test does is rolled back."""
    yield from _rolled_back(small_engine)


@pytest.fixture
def now() -> datetime:
    return NOW
