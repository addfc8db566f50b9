"""What a steward does to assets over HTTP, and reading the register as it was."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from inspections.tickets.filing import report_defects
from registry.actor import Role
from registry.database import open_engine, reading, writing
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.tickets import scene
from tests.registry.quarter import LAMP, RAIN, WEST, asset_code, at

ASSETS = "/api/v1/assets"
FIRST, SECOND = scene.SEWER, scene.OTHER_SEWER


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Iterator[Service]:
    service = Service(fresh())
    with writing(service.engine) as conn:
        scene.furnish(conn)
    yield service
    service.close()


@pytest.fixture
def steward(town: Service) -> TestClient:
    return town.client(Role.STEWARD, login="wang")


@pytest.fixture(scope="module")
def reader(databases: Databases, template: str) -> Iterator[TestClient]:
    """A steward of a furnished town that nobody changes."""
    engine = open_engine(databases.url(databases.create("deeds", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
    service = Service(engine)
    yield service.client(Role.STEWARD)
    service.close()
    engine.dispose()


def tag(client: TestClient, code: str) -> dict[str, str]:
    return {"If-Match": client.get(f"{ASSETS}/{code}").headers["ETag"]}


def told(**more: object) -> dict[str, object]:
    return {"id": str(uuid4()), "reason": "踏勘"} | more


def spot(east_m: float, north_m: float) -> dict[str, float]:
    lon, lat = at(east_m, north_m)
    return {"lon": lon, "lat": lat}


def clock(service: Service) -> str:
    with reading(service.engine) as conn:
        return str(conn.execute(text("select clock_timestamp()")).scalar_one().isoformat())


def test_an_amendment_is_told_by_whom_and_since_when(town: Service, steward: TestClient) -> None:
    since = datetime.now(UTC) - timedelta(days=30)
    body = {"fall_net": "with", "fall_net_tested_on": "2026-05-01", "reason": "试吊", "since": since.isoformat()}
    answer = steward.patch(f"{ASSETS}/{FIRST}", json=body, headers=tag(steward, FIRST))
    assert answer.status_code == 200, answer.text
    properties = answer.json()["properties"]
    assert (properties["fall_net"], properties["fall_net_tested_on"]) == ("with", "2026-05-01")
    with reading(town.engine) as conn:
        change = conn.execute(text("select * from registry.change order by id desc limit 1")).one()
    assert (change.by_account, change.deed, change.reason, change.application) == ("wang", "amend", "试吊", "jingge")
    again = steward.patch(f"{ASSETS}/{FIRST}", json={"note": "新"}, headers={"If-Match": answer.headers["ETag"]})
    assert again.json()["properties"]["note"] == "新"


def test_a_change_starts_from_the_version_that_was_read(steward: TestClient) -> None:
    old = tag(steward, FIRST)
    assert steward.patch(f"{ASSETS}/{FIRST}", json={"note": "a"}, headers=old).status_code == 200
    assert steward.patch(f"{ASSETS}/{FIRST}", json={"note": "b"}, headers=old).status_code == 412
    assert steward.patch(f"{ASSETS}/{FIRST}", json={"note": "b"}).status_code == 428
    assert steward.patch(f"{ASSETS}/{FIRST}", json={"note": "b"}, headers={"If-Match": "W/x"}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"status": "removed"},
        {"class_code": RAIN},
        {"lon": 1},
        {"size_mm": -1},
        {"owner_code": "nobody"},
        {"fall_net": "perhaps"},
        {"since": "2999-01-01T00:00:00Z", "note": "x"},
        {"note": "a\0b"},
    ],
)
def test_what_cannot_be_so_is_refused(reader: TestClient, body: dict[str, object]) -> None:
    answer = reader.patch(f"{ASSETS}/{FIRST}", json=body, headers=tag(reader, FIRST))
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_only_stewards_within_their_areas(town: Service) -> None:
    body = told()
    for client, status in (
        (town.anonymous(), 401),
        (town.client(Role.PLANNER, Role.DISPATCHER, Role.ADMIN), 403),
        (town.client(Role.STEWARD, areas=(WEST,)), 404),
    ):
        answer = client.post(f"{ASSETS}/{FIRST}/retire", json=body, headers={"If-Match": '"1"'})
        assert answer.status_code == status
        assert client.patch(f"{ASSETS}/{FIRST}", json={}, headers={"If-Match": '"1"'}).status_code == status


def test_a_merge_with_its_work_and_again(town: Service, steward: TestClient) -> None:
    with writing(town.engine) as conn:
        seen = scene.see(conn, SECOND)
        number = report_defects(conn, scene.INSPECTOR, [seen], now=scene.NOW)[seen.observation_id].number
    body, start = told(codes=[SECOND], fill=True), tag(steward, FIRST)
    answer = steward.post(f"{ASSETS}/{FIRST}/merge", json=body, headers=start)
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert (done["codes"], done["ended"], done["tickets"], done["repeated"]) == ([FIRST], [SECOND], [number], False)
    again = steward.post(f"{ASSETS}/{FIRST}/merge", json=body, headers=start)
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    gone = steward.get(f"{ASSETS}/{SECOND}").json()["properties"]
    assert gone["status"] == "removed"
    became = gone["became"]
    assert (became["state"], became["into"], became["by"], became["reason"]) == ("merged", [FIRST], "wang", "踏勘")
    assert became["zh"] == f"已并入 {FIRST}"
    clash = steward.post(f"{ASSETS}/{FIRST}/retire", json=body | {"codes": None}, headers=tag(steward, FIRST))
    assert clash.status_code == 422  # a retirement names no codes
    other = steward.post(f"{ASSETS}/{FIRST}/retire", json=told(id=body["id"]), headers=tag(steward, FIRST))
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_a_split_a_replacement_and_a_move(steward: TestClient) -> None:
    parts = [spot(35, 7), spot(37, 7) | {"class_code": RAIN}]
    split = steward.post(f"{ASSETS}/{FIRST}/split", json=told(parts=parts), headers=tag(steward, FIRST)).json()
    assert [feature["properties"]["class_code"] for feature in split["features"]] == ["01002", RAIN]
    code = split["codes"][0]
    replaced = steward.post(
        f"{ASSETS}/{code}/replace", json=told(fields={"material": "composite"}), headers=tag(steward, code)
    ).json()
    (new,) = replaced["codes"]
    assert replaced["features"][0]["properties"]["material"] == "composite"
    assert steward.get(f"{ASSETS}/{FIRST}").json()["properties"]["became"]["into"] == [new, split["codes"][1]]
    moved = steward.post(
        f"{ASSETS}/{new}/move",
        json=told(how="survey", datum="GCJ-02", accuracy_m=3, **spot(40, 7)),
        headers=tag(steward, new),
    )
    assert moved.status_code == 200, moved.text
    (feature,) = moved.json()["features"]
    assert feature["properties"]["datum"] == "GCJ-02"
    assert abs(feature["geometry"]["coordinates"][0] - at(40, 7)[0]) > 0.003  # back from the shifted map


def test_what_has_open_work_is_not_retired_and_what_is_retired_revives(town: Service, steward: TestClient) -> None:
    with writing(town.engine) as conn:
        report_defects(conn, scene.INSPECTOR, [scene.see(conn)], now=scene.NOW)
    refused = steward.post(f"{ASSETS}/{FIRST}/retire", json=told(), headers=tag(steward, FIRST))
    assert (refused.status_code, "open work" in refused.json()["detail"]) == (409, True)
    retired = steward.post(f"{ASSETS}/{SECOND}/retire", json=told(), headers=tag(steward, SECOND))
    assert retired.json()["ended"] == [SECOND]
    revived = steward.post(f"{ASSETS}/{SECOND}/revive", json=told(), headers={"If-Match": retired.headers["ETag"]})
    assert revived.json()["features"][0]["properties"]["status"] == "intact"


def test_reads_go_back_in_time_and_name_the_moment(town: Service, steward: TestClient) -> None:
    before = clock(town)
    steward.post(
        f"{ASSETS}/{FIRST}/move", json=told(how="relocated", **spot(-150, 90)), headers=tag(steward, FIRST)
    ).raise_for_status()
    for name in ("as_of", "as_known_at"):
        asked = {name: before}
        one = steward.get(f"{ASSETS}/{FIRST}", params=asked)
        header = "Jingge-As-Of" if name == "as_of" else "Jingge-As-Known-At"
        assert one.headers[header] == before
        assert one.json()["geometry"]["coordinates"][0] == pytest.approx(at(35, 7)[0])
        near = steward.get(f"{ASSETS}/nearest", params={**asked, **spot(35, 7), "within_m": 1}).json()
        assert FIRST in [feature["id"] for feature in near["features"]]
        box = {"bbox": "120.3,36.0,120.45,36.2"} | asked
        boxed = {one["id"]: one for one in steward.get(ASSETS, params=box).json()["features"]}
        assert boxed[FIRST]["geometry"]["coordinates"][0] == pytest.approx(at(35, 7)[0])
        known = steward.get(f"/id/{FIRST}", params=asked, headers={"Accept": "application/json"}).json()
        assert known["lon"] == pytest.approx(at(35, 7)[0])
        (hit,) = steward.get("/api/v1/search", params=asked | {"q": FIRST}).json()["items"]
        assert hit["lon"] == pytest.approx(at(35, 7)[0])
        assert steward.get("/api/v1/places/describe", params={**asked, **spot(60, 7)}).status_code == 200
    assert "Jingge-As-Of" not in steward.get(f"{ASSETS}/{FIRST}").headers


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-01", "2999-01-01T00:00:00Z"])
@pytest.mark.parametrize("path", [f"{ASSETS}/{FIRST}", f"/id/{FIRST}", "/api/v1/search?q=x", "/api/v1/places/describe"])
def test_a_moment_that_is_none_or_to_come_is_refused(reader: TestClient, path: str, moment: str) -> None:
    asked: dict[str, object] = {"as_of": moment, **(spot(0, 0) if "describe" in path else {})}
    query = "&" if "?" in path else "?"
    answer = reader.get(path + query + "&".join(f"{name}={value}" for name, value in asked.items()))
    assert (answer.status_code, answer.json()["fields"]["field"]) == (422, "as_of")


HTML = {"Accept": "text/html"}


def test_an_old_plate_leads_to_the_thing_it_is_by_now(town: Service, steward: TestClient) -> None:
    steward.post(f"{ASSETS}/{FIRST}/merge", json=told(codes=[SECOND]), headers=tag(steward, FIRST)).raise_for_status()
    page = town.anonymous().get(f"/id/{SECOND}", headers=HTML)
    assert page.status_code == 200
    assert f'href="/id/{FIRST}"' in page.text
    assert "已并入" in page.text
    assert f"并入 {FIRST}" in page.text  # in its story, too
    assert "wang" not in page.text
    assert "踏勘" not in page.text
    assert f"/id/{SECOND}/report" not in page.text
    inside = steward.get(f"/id/{SECOND}", headers={"Accept": "application/json"}).json()
    assert inside["became"][0]["zh"] == FIRST
    assert any("踏勘" in one["zh"] and "wang" in one["zh"] for one in inside["story"])
    assert inside["facts"]["became"]["into"] == [FIRST]


@pytest.mark.parametrize("accept", ["text/html", "application/json", "application/geo+json"])
def test_what_was_deleted_answers_too_and_only_what_never_was_is_not_found(
    town: Service, steward: TestClient, accept: str
) -> None:
    door, lamp = f"{WEST}B00002U02", asset_code(LAMP, 1)
    with writing(town.engine) as conn:
        conn.execute(text("delete from registry.entrance where code = :code"), {"code": door})
        conn.execute(text("delete from registry.asset where code = :code"), {"code": lamp})
    for client in (town.anonymous(), steward):
        for code in (door, lamp):
            answer = client.get(f"/id/{code}", headers={"Accept": accept})
            assert answer.status_code == 200, answer.text
            assert "已从登记册删除" in answer.text
        for never in (f"{WEST}B00002U03", asset_code(LAMP, 2)):
            assert client.get(f"/id/{never}", headers={"Accept": accept}).status_code == 404
    gone = steward.get(f"{ASSETS}/{lamp}").json()
    assert (gone["properties"]["became"]["state"], gone["properties"]["spoken"]) == ("deleted", "益都路 77-1")
