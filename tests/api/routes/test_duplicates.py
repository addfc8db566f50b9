"""Duplicates over HTTP: the desk sees pairs of its areas, judges them, and is told when somebody else did."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from inspections.foreign.importing import import_cases
from registry.actor import SYSTEM, Role
from registry.database import open_engine, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.duplicates import scene as twice
from tests.inspections.foreign.test_profiles import LA_HEADER, LA_ROW
from tests.inspections.tickets import scene
from tests.registry import quarter

ROOT = "/api/v1"


@pytest.fixture(scope="module")
def told_twice(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("duplicates_http", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture(scope="module")
def pair(told_twice: Service) -> tuple[str, str]:
    """The id of the later ticket and of the pair."""
    with writing(told_twice.engine) as conn:
        _, second, found = twice.of_one_asset(conn)
    return str(second), str(found)


def judge(client: TestClient, pair_id: str, what: str, version: int | None, **body: Any) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    given = {"id": str(uuid4()), "reason": "同一个井", **body}
    return client.post(f"{ROOT}/duplicates/{pair_id}/{what}", json=given, headers=headers)


def test_a_pair_is_read_merged_and_taken_back(told_twice: Service, pair: tuple[str, str]) -> None:
    second, pair_id = pair
    desk = told_twice.client(Role.DISPATCHER, org="CGJ")
    (listed,) = desk.get(f"{ROOT}/duplicates").json()["pairs"]
    assert (listed["id"], listed["first"]["asset_code"], listed["reasons"][0]["zh"]) == (
        pair_id,
        scene.SEWER,
        "同一部件",
    )
    assert desk.get(f"{ROOT}/tickets/{second}/duplicates").json()["pairs"] == [listed]
    assert desk.get(f"{ROOT}/duplicates/{pair_id}").headers["ETag"] == '"1"'
    assert judge(desk, pair_id, "merge", None).status_code == 428
    assert judge(desk, pair_id, "merge", 7).status_code == 412
    merged = judge(desk, pair_id, "merge", 1)
    assert (merged.status_code, merged.json()["state"]) == (200, "merged")
    assert judge(desk, pair_id, "refuse", 2).status_code == 409
    assert desk.get(f"{ROOT}/duplicates").json()["pairs"] == []
    gone = desk.get(f"{ROOT}/tickets/{second}").json()
    assert (gone["properties"]["state"], gone["events"][-1]["data"]["joined"]) == ("void", merged.json()["survivor"])
    said = {"id": str(uuid4())}
    for _ in range(2):  # a repeat of the same answer
        assert judge(desk, pair_id, "unmerge", 2, **said).json()["state"] == "unmerged"
    again = desk.get(f"{ROOT}/tickets/{second}").json()
    assert (again["properties"]["state"], again["events"][-1]["action"]) == ("reported", "unmerge")


def test_who_sees_and_judges(told_twice: Service, pair: tuple[str, str]) -> None:
    _, pair_id = pair
    for role in (Role.INSPECTOR, Role.CREW, Role.PLANNER):
        client = told_twice.client(role, org="CGJ")
        assert client.get(f"{ROOT}/duplicates").status_code == 403
        assert client.get(f"{ROOT}/foreign-cases").status_code == 403
        assert judge(client, pair_id, "refuse", 3).status_code == 403
    west = told_twice.client(Role.DISPATCHER, org="CGJ", areas=(quarter.WEST,))
    assert west.get(f"{ROOT}/duplicates", params={"state": "unmerged"}).json()["pairs"] == []
    assert west.get(f"{ROOT}/duplicates/{pair_id}").status_code == 404
    assert judge(west, pair_id, "refuse", 3).status_code == 403
    assert told_twice.anonymous().get(f"{ROOT}/duplicates").status_code == 401


def test_cases_of_other_systems_are_read_with_their_history(told_twice: Service) -> None:
    with writing(told_twice.engine) as conn:
        text = LA_HEADER + LA_ROW
        import_cases(
            conn, SYSTEM, text, profile="la311", source="la", file_name="f", now=datetime(2026, 11, 26, tzinfo=UTC)
        )
    desk = told_twice.client(Role.DISPATCHER, org="CGJ")
    (case,) = desk.get(f"{ROOT}/foreign-cases", params={"source": "la"}).json()["cases"]
    file = desk.get(f"{ROOT}/foreign-cases/{case['id']}").json()
    assert [one["kind"] for one in file["history"]] == ["opened", "closed", "updated"]
    west = told_twice.client(Role.DISPATCHER, org="CGJ", areas=(quarter.WEST,))
    assert west.get(f"{ROOT}/foreign-cases").status_code == 403
