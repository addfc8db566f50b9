"""The search box over HTTP."""

from registry.actor import Role
from registry.database import writing
from registry.search import refresh
from tests.api.support import Service
from tests.registry import quarter
from tests.registry.quarter import EAST, OTHER

SEARCH = "/api/v1/search"


def test_search_inside_the_areas_of_who_asks(service: Service) -> None:
    with writing(service.engine) as conn:
        quarter.build(conn)
        refresh(conn)
    planner = service.client(Role.PLANNER)
    for line in ("辽宁路与热河路路口", "lnl rhl"):
        hit = planner.get(SEARCH, params={"q": line}).json()["items"][0]
        assert (hit["kind"], hit["title_zh"]) == ("crossing", "辽宁路热河路路口")
    door = {"q": "辽宁路１２号", "limit": "1"}
    (hit,) = planner.get(SEARCH, params=door).json()["items"]
    assert hit["title_en"] == "12 Liaoning Road"
    inside = service.client(Role.INSPECTOR, areas=[EAST])
    assert inside.get(SEARCH, params=door).json()["items"] == [hit]
    outside = service.client(Role.INSPECTOR, areas=[OTHER])
    assert outside.get(SEARCH, params=door).json()["items"] == []


def test_odd_lines_are_answered(service: Service) -> None:
    client = service.client(Role.INSPECTOR)
    for line in ("", "%", "\x00", "' or 1=1 --", "😀"):
        answer = client.get(SEARCH, params={"q": line})
        assert (answer.status_code, answer.json()) == (200, {"items": []})
    assert client.get(SEARCH).status_code == 422
    assert client.get(SEARCH, params={"q": "路" * 201}).status_code == 422
    assert service.anonymous().get(SEARCH, params={"q": "辽宁路"}).status_code == 401
