"""A card for entering a well over HTTP: its versions, its readings, and why nobody may go down."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from starlette.testclient import TestClient

from registry.actor import Role
from tests.api.routes.test_guards import ROOT
from tests.api.support import Service


def act(client: TestClient, card: str, action: str, version: int, **more: Any) -> Any:
    body = {"id": str(uuid4()), "action": action, **more}
    return client.post(f"{ROOT}/entry-cards/{card}/acts", json=body, headers={"If-Match": f'"{version}"'})


def reading(**more: Any) -> dict[str, Any]:
    plain = {"o2_pct": 20.9, "combustible_lel_pct": 0, "h2s_ppm": 0, "co_ppm": 0}
    return {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), **plain, **more}


def test_a_card_from_opening_to_closing(guarded_service: Service, shaft: UUID) -> None:
    desk, other = (guarded_service.client(Role.DISPATCHER, org="CGJ") for _ in range(2))
    body = {"id": str(uuid4()), "attendant": "张", "entrants": ["李"]}
    first, again = (desk.post(f"{ROOT}/tickets/{shaft}/entry-cards", json=body) for _ in range(2))
    assert first.status_code == again.status_code == 201, first.text
    card = str(body["id"])
    assert not first.json()["standing"]["may_enter"]
    assert other.get(f"{ROOT}/entry-cards/{card}").headers["ETag"] == '"1"'
    assert act(desk, card, "approve", 1).status_code == 409  # not whoever opened it
    assert act(other, card, "approve", 1).status_code == 200
    assert act(desk, card, "ventilate", 1).status_code == 412
    assert act(desk, card, "ventilate", 2).headers["ETag"] == '"3"'
    refused = act(desk, card, "enter", 3, person="李")
    assert refused.status_code == 409
    assert "no gas reading" in refused.json()["detail"]
    one = reading()
    for _ in range(2):
        measured = desk.post(f"{ROOT}/entry-cards/{card}/readings", json=one)
        assert measured.status_code == 201, measured.text
    assert len(measured.json()["readings"]) == 1
    assert measured.json()["standing"]["may_enter"]
    assert act(desk, card, "enter", 3, person="李").json()["inside"] == ["李"]
    bad = desk.post(f"{ROOT}/entry-cards/{card}/readings", json=reading(h2s_ppm=50)).json()["standing"]
    assert bad["must_leave"]
    assert act(desk, card, "close", 4).status_code == 409
    assert act(desk, card, "leave", 4, person="李").status_code == 200
    assert act(desk, card, "close", 5).json()["closed_at"]
    file = desk.get(f"{ROOT}/entry-cards/{card}").json()
    assert [event["action"] for event in file["events"]] == ["open", "approve", "ventilate", "enter", "leave", "close"]
    assert desk.get(f"{ROOT}/entry-cards").json()["cards"] == []
    listed = desk.get(f"{ROOT}/entry-cards", params={"open_only": False, "ticket": str(shaft)}).json()
    assert [one["id"] for one in listed["cards"]] == [card]


def test_what_is_refused(guarded_service: Service, shaft: UUID) -> None:
    desk = guarded_service.client(Role.DISPATCHER)
    wrong = {"id": str(uuid4()), "attendant": "李", "entrants": ["李"]}
    assert desk.post(f"{ROOT}/tickets/{shaft}/entry-cards", json=wrong).status_code == 422
    assert desk.get(f"{ROOT}/entry-cards/{uuid4()}").status_code == 404
    stranger = guarded_service.client(Role.DISPATCHER, areas=("370203007",))
    card = {"id": str(uuid4()), "attendant": "张", "entrants": ["李"]}
    assert stranger.post(f"{ROOT}/tickets/{shaft}/entry-cards", json=card).status_code == 403
    assert desk.post(f"{ROOT}/tickets/{shaft}/entry-cards", json=card).status_code == 201
    assert stranger.get(f"{ROOT}/entry-cards/{card['id']}").status_code == 403
    answer = desk.post(f"{ROOT}/entry-cards/{card['id']}/acts", json={"id": str(uuid4()), "action": "ventilate"})
    assert answer.status_code == 428
