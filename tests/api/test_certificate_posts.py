"""Who answers for a place, as each reader is told."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from api.certificate_posts import posts_of
from api.certificates import certificate, find
from registry.actor import Actor, Role
from registry.codes import Kind
from registry.posts import keeping
from tests.registry.posts import scene
from tests.registry.posts.scene import GRID, INSPECTOR, MIDDLE, NOW, PARTY, PLANNER, VACANT, WEST, appoint, person

STRANGER = person(Role.PARTY, areas=("370202",))


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def told(
    conn: Connection, code: str, actor: Actor | None = None, *, public: bool = False
) -> dict[str, tuple[str, str]]:
    kind = Kind.GRID if code == GRID else None
    found = find(conn, code, kind=kind, actor=actor)
    lines = posts_of(conn, found, actor, now=NOW, holders_public=public)
    return {line.label.zh: (line.value.zh, line.value.en) for line in lines}


def test_inside_holder_deputy_and_contact_are_told(town: Connection) -> None:
    assert told(town, WEST, INSPECTOR) == {"微网格长": ("空缺", "vacant")}
    appoint(town, "员 1", WEST, contact="内线 8001", deputy="员 2")
    for n in (3, 4):
        appoint(town, f"员 {n}", WEST, "volunteer")
    assert told(town, WEST, INSPECTOR) == {
        "微网格长": ("员 1（副：员 2） · 内线 8001", "员 1 (deputy: 员 2) · 内线 8001"),
        "志愿者": ("员 3；员 4", "员 3; 员 4"),
    }


def test_the_public_is_told_which_posts_there_are_and_no_person(town: Connection) -> None:
    appoint(town, "员 1", WEST, contact="内线 8001", deputy="员 2")
    for reader in (None, STRANGER):
        assert told(town, WEST, reader) == {"微网格长": ("已到岗（1 人）", "held (1)")}
        assert told(town, MIDDLE, reader) == {"微网格长": ("空缺", "vacant")}
        assert told(town, WEST, reader, public=True) == {"微网格长": ("员 1", "员 1")}  # no deputy, no contact


def test_party_posts_are_told_to_their_role_inside_its_areas_alone(town: Connection) -> None:
    assert told(town, GRID, PARTY)["网格党支部书记"] == ("空缺", "vacant")
    appoint(town, "员 9", GRID, "grid_party_secretary", by=PARTY)
    assert told(town, GRID, PARTY)["网格党支部书记"] == ("员 9", "员 9")
    for reader in (None, INSPECTOR, PLANNER, STRANGER):
        assert "网格党支部书记" not in told(town, GRID, reader, public=True)


def test_nobody_is_missed_where_nobody_lives(town: Connection) -> None:
    assert told(town, VACANT, INSPECTOR) == {}
    assert told(town, f"{scene.COMMUNITY}B00002", INSPECTOR) == {}
    assert told(town, scene.BUILDING, INSPECTOR) == {"楼栋长": ("空缺", "vacant")}
    assert told(town, scene.ENTRANCE, INSPECTOR) == {"单元长": ("空缺", "vacant")}


def test_of_a_cell_that_is_no_more_it_is_told_who_waits(town: Connection) -> None:
    appoint(town, "员 1", WEST)
    scene.redraw(town, gone=WEST, into=(MIDDLE,))
    assert told(town, WEST, INSPECTOR) == {
        "微网格长": ("员 1；所在网格已撤销，待重新任命", "员 1; its cell is no more: to be appointed anew")
    }


def test_an_erased_person_is_nobody_and_the_past_is_as_it_was(town: Connection) -> None:
    post = appoint(town, "员 1", now=NOW - timedelta(days=9))
    keeping.end(town, PLANNER, post.id, now=NOW - timedelta(days=1))
    assert told(town, WEST, INSPECTOR)["微网格长"] == ("空缺", "vacant")
    found = find(town, WEST, kind=None, actor=INSPECTOR)
    lines = posts_of(town, found, INSPECTOR, now=NOW - timedelta(days=5), holders_public=False)
    assert [line.value.zh for line in lines] == ["员 1"]
    keeping.erase(town, person(Role.ADMIN), "员 1", now=NOW)
    lines = posts_of(town, found, INSPECTOR, now=NOW - timedelta(days=5), holders_public=False)
    assert [line.value.en for line in lines] == ["(erased)"]


def test_a_cell_bears_its_sign(town: Connection) -> None:
    for code, sign in ((WEST, "大连路社区–01网格–001"), (scene.BUILDING, None)):
        words = certificate(town, find(town, code, kind=None, actor=None), public_url="https://x").sign
        assert (words and words.zh) == sign
