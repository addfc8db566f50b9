"""Tours over HTTP: planned, published, driven, planned anew."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.inspections.crews import shop
from tests.inspections.tickets import scene
from tests.registry import quarter

ROOT = "/api/v1/tours"


def _shift(crew: str, now: datetime) -> dict[str, object]:
    lon, lat = quarter.at(0, 0)
    return {
        "id": str(uuid4()), "crew_code": crew, "day": str(now.date()), "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=8)).isoformat(), "skills": ["lid"], "capacity": 4, "lon": lon, "lat": lat,
    }  # fmt: skip


def test_a_day_from_the_desk_to_the_van(service: Service) -> None:
    now = datetime.now(UTC)
    with writing(service.engine) as conn:
        scene.furnish(conn)
        shop.give(conn, at=(-200, 5))
    desk, crew = service.client(Role.DISPATCHER, org="CGJ"), service.client(Role.CREW, org="PSGS-01", areas=())
    shift = _shift("PSGS-01", now)
    assert crew.post("/api/v1/crew-shifts", json=shift).status_code == 403
    for _ in range(2):
        assert desk.post("/api/v1/crew-shifts", json=shift).status_code == 204
    assert desk.post("/api/v1/crew-shifts", json=_shift("PSGS-01", now)).status_code == 409

    asked = {"id": str(uuid4()), "house_code": "PSGS", "day": str(now.date())}
    assert crew.post(ROOT, json=asked).status_code == 403
    made = desk.post(ROOT, json=asked)
    assert made.status_code == 201, made.text
    (tour,) = made.json()["features"]
    assert tour["geometry"]["type"] == "LineString"
    assert crew.get(f"{ROOT}/mine").status_code == 404
    assert crew.get(f"{ROOT}/{asked['id']}").status_code == 403

    address = f"{ROOT}/{asked['id']}/publish"
    assert desk.post(address).status_code == 428
    assert desk.post(address, headers={"If-Match": '"7"'}).status_code == 412
    published = desk.post(address, headers={"If-Match": '"1"'})
    assert (published.status_code, published.headers["ETag"]) == (200, '"2"')
    mine = crew.get(f"{ROOT}/mine")
    assert mine.headers["ETag"] == '"2"'
    (refused,) = published.json()["assigned"]
    assert "for the organisation itself" in refused["refusal"]["detail"]  # the bureau's desk plans, the house assigns
    (stop,) = mine.json()["properties"]["stops"]
    assert stop["to_do"]
    assert stop["links"]["tencent"].startswith("https://apis.map.qq.com/")
    assert desk.get(f"{ROOT}/mine").status_code == 403

    with writing(service.engine) as conn:
        shop.give(conn, at=(100, 5))
    anew = desk.post(f"{ROOT}/{asked['id']}/replan", json={"id": str(uuid4()), "came": "T-1"})
    assert anew.status_code == 201, anew.text
    assert [move["words_en"] for move in anew.json()["moves"] if move["before"] is None] == ["new"]
    assert anew.json()["plan"]["follows_id"] == asked["id"]
    assert [plan["state"] for plan in desk.get(ROOT).json()["plans"]] == ["draft", "published"]
    house = service.client(Role.DISPATCHER, org="PSGS")
    second = house.post(f"{ROOT}/{anew.json()['plan']['id']}/publish", headers={"If-Match": '"1"'})
    assert {one["ticket"]["crew_code"] for one in second.json()["assigned"]} == {"PSGS-01"}
    page = desk.get(ROOT, params={"limit": 1}).json()
    assert len(desk.get(ROOT, params={"after": page["next"]}).json()["plans"]) == 1
    assert service.anonymous().get(ROOT).status_code == 401
