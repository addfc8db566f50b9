"""`jingge clocks` and `jingge chores` as a user types them."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from registry.database import open_engine, writing
from tests.api.cli.support import Done, jingge
from tests.conftest import Databases
from tests.inspections.clocks.walk import Walk
from tests.inspections.tickets import scene


@pytest.fixture(scope="module")
def town(databases: Databases, template: str) -> Iterator[tuple[str, UUID]]:
    engine = open_engine(databases.url(databases.create("clocks_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        walk = Walk(conn, scene.hazard(conn))
        walk.steps("file", "dispatch")
    yield engine.url.render_as_string(hide_password=False), walk.id
    engine.dispose()


def run(town: tuple[str, UUID], *words: str, ok: int = 0) -> Done:
    done = jingge(*words, url=town[0])
    assert done.code == ok, done
    return done


def test_limits_are_listed_and_set(town: tuple[str, UUID]) -> None:
    listed = run(town, "clocks", "limits", "--profile", "strict", "--json").json["limits"]
    assert {one["profile"] for one in listed} == {"strict"}
    words = ("clocks", "set", "strict", "repair", "3", "emergency_hour", "--defect", "missing", "--source", "a council")
    made = run(town, *words, "--json").json
    assert (made["version"], made["warn_share"], made["source"]) == (2, "0.75", "a council")
    assert "version 2" in run(town, *words).out
    assert "a council" in run(town, "clocks", "limits").out
    for wrong in ("0", "much", "nan"):
        run(town, "clocks", "set", "strict", "repair", wrong, "emergency_hour", "--source", "x", ok=2)


def test_the_clocks_of_a_ticket_are_shown(town: tuple[str, UUID]) -> None:
    told = run(town, "clocks", "show", str(town[1]), "--json").json
    assert {one["kind"] for one in told["clocks"]} == {"level", "arrive", "make_safe", "repair", "return"}
    assert "make_safe" in run(town, "clocks", "show", str(town[1])).out


def test_chores_ring_what_fell_due(town: tuple[str, UUID]) -> None:
    first = run(town, "chores", "--json").json["clocks"]
    assert first > 0  # the scene lies in the past
    assert run(town, "chores", "--json").json["clocks"] == 0
