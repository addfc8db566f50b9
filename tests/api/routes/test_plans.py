"""What stands beside a draft, an edit that is tried, impact, undo, and the changes that are known."""

from typing import Any

import pytest

from registry.actor import Role
from tests.api.routes.test_drafts import desk, edit, got, leader, planner, split, step
from tests.api.support import Service
from tests.registry.redraw import street
from tests.registry.redraw.street import FIRST, OTHER_STREET, STREET

__all__ = ["desk"]
ROOT = "/api/v1/redraw"


def published(service: Service, draft: str) -> int:
    """The street of the draft as a plan in effect."""
    client, head = planner(service), leader(service)
    assert step(client, draft, "send").status_code == 200
    assert step(client, draft, "send").status_code == 200
    assert step(leader(service, STREET), draft, "approve").status_code == 200
    done = step(head, draft, "publish", reason="首批")
    assert done.status_code == 200, done.text
    return int(done.json()["plan_id"])


def test_a_part_and_what_stands_are_told_with_minutes_and_limit(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    part = got(client, f"{draft}/parts/{STREET}/cells")
    assert part["limit_minutes"] == street.LIMIT
    assert {one["properties"]["minutes"] for one in part["features"]} == {180.0}
    assert got(client, f"{ROOT}/standing?within={STREET}")["features"] == []
    plan = published(service, draft)
    stands = got(client, f"{ROOT}/standing?within={STREET}")
    assert (stands["plan_id"], stands["limit_minutes"], len(stands["features"])) == (plan, 180.0, 4)
    cell = stands["features"][0]["properties"]
    assert (cell["minutes"], cell["over_limit"], cell["floor_from"]) == (180.0, False, None)
    assert got(client, f"{ROOT}/standing?within={FIRST}")["features"]
    assert client.get(f"{ROOT}/standing?within=99010").status_code == 422
    assert client.get(f"{ROOT}/standing?within=990109").status_code == 404
    assert planner(service, OTHER_STREET).get(f"{ROOT}/standing?within={STREET}").status_code == 403
    assert planner(service, OTHER_STREET).get(f"{draft}/parts/{STREET}/cells").status_code == 403


def test_streets_to_choose_from_are_those_of_the_reader(desk: tuple[Service, str]) -> None:
    service, _ = desk
    assert [one["name_zh"] for one in got(planner(service), f"{ROOT}/streets")["streets"]] == ["东街", "西街"]
    assert [one["code"] for one in got(planner(service, OTHER_STREET), f"{ROOT}/streets")["streets"]] == [OTHER_STREET]


def test_what_stands_is_told_as_of_a_moment(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    plan = published(service, draft)
    before = "2026-01-01T00:00:00+08:00"
    assert client.get(f"{ROOT}/standing", params={"within": STREET, "as_of": before}).status_code == 404
    changes = got(client, "/api/v1/changes")["changes"]
    assert changes[0]["plan_id"] == plan
    told = client.get(f"{ROOT}/standing", params={"within": STREET, "as_of": changes[0]["true_from"]})
    assert len(told.json()["features"]) == 4
    assert got(client, "/api/v1/changes?limit=1")["next"] == changes[0]["id"]


def trial(client: Any, draft: str, *edits: dict[str, Any], version: str = '"1"') -> Any:
    return client.post(f"{draft}/grids/{FIRST}/trial", json={"edits": edits}, headers={"If-Match": version})


def test_an_edit_is_tried_and_not_kept(desk: tuple[Service, str]) -> None:
    service, draft = desk
    client = planner(service)
    answer = trial(client, draft, split(f"{FIRST}001"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["edit"]["gone"], len(told["edit"]["changed"])) == ([f"{FIRST}001"], 2)
    assert len(told["grid"]["features"]) == 3
    assert got(client, f"{draft}/grids/{FIRST}")["version"] == 1
    assert len(got(client, f"{draft}/grids/{FIRST}")["features"]) == 2
    assert edit(client, draft, split(f"{FIRST}001")).status_code == 200
    assert trial(client, draft, split(f"{FIRST}001")).status_code == 412
    assert trial(planner(service, OTHER_STREET), draft, split(f"{FIRST}002"), version='"2"').status_code == 403
    assert got(client, f"{draft}/parts/{STREET}")["log"][-1]["act"] == "edit"
    assert len(got(client, f"{draft}/parts/{STREET}")["log"]) == 1


def test_the_impact_sheet_is_a_page(desk: tuple[Service, str]) -> None:
    service, draft = desk
    answer = planner(service).get(f"{draft}/parts/{STREET}/impact.html", params={"lang": "en"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "合成数据 东街" in answer.text
    assert (
        service.client(Role.INSPECTOR, areas=("990101",)).get(f"{draft}/parts/{STREET}/impact.html").status_code == 403
    )


def test_a_plan_is_taken_back_with_a_reason(desk: tuple[Service, str]) -> None:
    service, draft = desk
    plan = published(service, draft)
    client = planner(service)
    assert [one["id"] for one in got(client, f"{ROOT}/plans")["plans"]] == [plan]
    address = f"{ROOT}/plans/{plan}/undo"
    assert client.post(address, json={"reason": ""}).status_code == 422
    for refused in (planner(service, OTHER_STREET), service.client(Role.INSPECTOR, areas=("990101",))):
        assert refused.post(address, json={"reason": "x"}).status_code == 403
    done = client.post(address, json={"reason": "边界有误"})
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["ended"]) == ("effective", 4)
    assert got(client, f"{ROOT}/standing?within={STREET}")["features"] == []
    assert got(client, f"{ROOT}/plans")["plans"][0]["restores"] == plan
    assert client.post(address, json={"reason": "again"}).status_code == 409
    assert client.post(f"{ROOT}/plans/999/undo", json={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["standing?within=990101", "plans"])
def test_strangers_see_nothing(desk: tuple[Service, str], path: str) -> None:
    assert desk[0].anonymous().get(f"{ROOT}/{path}").status_code == 401
