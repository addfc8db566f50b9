"""`jingge appeal` as a user types it."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from registry.actor import Role
from registry.database import open_engine, writing
from tests.api.cli.support import jingge
from tests.api.support import make_account
from tests.conftest import Databases
from tests.inspections.exchange import scene


@pytest.fixture(scope="module")
def town(databases: Databases, template: str) -> Iterator[tuple[str, UUID]]:
    engine = open_engine(databases.url(databases.create("appeals_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        ticket = scene.closed(conn)
    make_account(engine, Role.CREW, org="PSGS-01", areas=(), login="crew")
    make_account(engine, Role.LEADER, org="YJJ", login="leader")
    make_account(engine, Role.LEADER, org="PSGS", login="own")
    yield engine.url.render_as_string(hide_password=False), ticket
    engine.dispose()


def test_from_asking_to_the_list(town: tuple[str, UUID]) -> None:
    url, ticket = town
    words = ("appeal", "ask", str(ticket), "closed", "reworked", "--reason", "台风", "--login", "crew", "--json")
    first, second = (one["id"] for one in jingge(*words, url=url).json["appeals"])
    assert jingge(*words, url=url).code == 2  # asked already
    reason = ("--reason", "属实", "--login")
    assert jingge("appeal", "grant", first, *reason, "own", url=url).code == 2
    assert "granted" in jingge("appeal", "grant", first, *reason, "leader", url=url).out
    assert "refused" in jingge("appeal", "refuse", second, *reason, "leader", url=url).out
    assert [one["id"] for one in jingge("appeal", "list", "--state", "granted", "--json", url=url).json["appeals"]] == [
        first
    ]
    assert len(jingge("appeal", "list", "--login", "leader", "--json", url=url).json["appeals"]) == 2
    assert jingge("appeal", "refuse", first, *reason, "leader", url=url).code == 2
