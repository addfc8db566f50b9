"""Posts over HTTP: appointing, ending, vacancies; party posts by their own role."""

from uuid import uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.registry.posts import scene
from tests.registry.posts.scene import COMMUNITY, EAST, GRID, MIDDLE, WEST

POSTS = "/api/v1/posts"


@pytest.fixture
def town(service: Service) -> Service:
    with writing(service.engine) as conn:
        scene.furnish(conn)
    return service


def appoint(
    client: TestClient, holder: str, place: str = WEST, kind: str = "micro_grid_leader", **more: object
) -> Response:
    body = {"id": str(uuid4()), "kind": kind, "place": place, "holder": holder, **more}
    return client.post(POSTS, json=body)


def test_a_post_is_given_listed_and_ended(town: Service) -> None:
    planner, walker = town.client(Role.PLANNER, login="planner"), town.client(Role.INSPECTOR)
    made = appoint(planner, "员 1", contact="内线 8001")
    assert made.status_code == 201, made.text
    post = made.json()
    assert (post["state"], post["kind_zh"], post["made_by"]) == ("held", "微网格长", "planner")
    again = {"id": post["id"], "kind": "micro_grid_leader", "place": WEST, "holder": "员 1"}
    assert planner.post(POSTS, json=again).json() == post
    assert appoint(planner, "员 2").status_code == 409
    assert appoint(walker, "员 2", MIDDLE).status_code == 403
    assert appoint(planner, "员 2", "370203005010001009").status_code == 404
    assert [one["contact"] for one in walker.get(POSTS, params={"area": GRID}).json()["posts"]] == ["内线 8001"]
    ended = planner.post(f"{POSTS}/{post['id']}/end", json={"reason": "调离"})
    assert (ended.status_code, ended.json()["state"]) == (200, "ended")
    assert walker.get(POSTS).json()["posts"] == []
    assert len(walker.get(POSTS, params={"state": "ended"}).json()["posts"]) == 1
    assert planner.post(f"{POSTS}/{uuid4()}/end", json={}).status_code == 404
    assert town.anonymous().get(POSTS).status_code == 401


def test_vacancies_by_area_and_who_holds_two(town: Service) -> None:
    planner = town.client(Role.PLANNER)
    params = {"area": GRID, "kind": "micro_grid_leader"}
    assert planner.get(f"{POSTS}/vacancies", params=params).json()["total"] == {"micro_grid_leader": 3}
    for place in (WEST, MIDDLE):
        assert appoint(planner, "员 1", place).status_code == 201
    found = planner.get(f"{POSTS}/vacancies", params=params).json()
    assert [(one["place"], one["missing"]) for one in found["vacancies"]] == [(EAST, 1)]
    assert planner.get(f"{POSTS}/vacancies", params={"area": f"{COMMUNITY}002"}).json()["total"].keys() == {
        "grid_leader",
        "grid_worker",
    }
    (double,) = planner.get(f"{POSTS}/doubles").json()
    assert (double["holder"], double["places"]) == ("员 1", [WEST, MIDDLE])
    assert planner.get(f"{POSTS}/vacancies", params={"area": "x"}).status_code == 422


def test_party_posts_are_a_layer_of_their_own(town: Service) -> None:
    party, planner = town.client(Role.PARTY), town.client(Role.PLANNER, Role.ADMIN)
    assert appoint(planner, "员 1", GRID, "grid_party_secretary").status_code == 403
    made = appoint(party, "员 1", GRID, "grid_party_secretary")
    assert made.status_code == 201, made.text
    assert (len(party.get(POSTS).json()["posts"]), len(planner.get(POSTS).json()["posts"])) == (1, 0)
    assert planner.post(f"{POSTS}/{made.json()['id']}/end", json={}).status_code == 404
    assert len(party.get(f"{POSTS}/kinds").json()) == 11
    assert len(planner.get(f"{POSTS}/kinds").json()) == 8
    assert party.get(f"/id/{GRID}", params={"kind": "grid"}).json()["posts"][0]["label_zh"] == "网格长"
    assert "网格党支部书记" not in planner.get(f"/id/{GRID}", params={"kind": "grid"}).text
    assert "网格党支部书记" in party.get(f"/id/{GRID}", params={"kind": "grid"}).text


def test_a_certificate_shows_posts_and_sign_to_each_as_they_may_know(town: Service) -> None:
    assert appoint(town.client(Role.PLANNER), "员 1", contact="内线 8001").status_code == 201
    page = {"Accept": "text/html"}
    inside = town.client(Role.INSPECTOR).get(f"/id/{WEST}", headers=page).text
    outside = town.anonymous().get(f"/id/{WEST}", headers=page).text
    assert "员 1 · 内线 8001" in inside
    assert "员 1" not in outside
    assert "已到岗（1 人）" in outside
    for told in (inside, outside):
        assert "大连路社区–01网格–001" in told
    known = town.anonymous().get(f"/id/{WEST}").json()
    assert (known["sign_en"], known["posts"][0]["en"]) == ("Dalian Road Community–Grid 01–001", "held (1)")
    named = Service(town.engine, post_holders_public=True)
    told = named.anonymous().get(f"/id/{WEST}").json()["posts"][0]["zh"]
    named.close()
    assert told == "员 1"
