"""Assets over HTTP."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.routes.assets import read_box
from registry.actor import Role
from registry.database import open_engine, writing
from registry.datum import Datum, from_wgs84
from registry.errors import Invalid
from tests.api.support import Service
from tests.conftest import Databases
from tests.registry import quarter
from tests.registry.quarter import EAST, RAIN, SEWER, WEST, asset_code, at

ASSETS = "/api/v1/assets"
AROUND = "120.3,36.0,120.45,36.2"
FIRST = asset_code(SEWER, 1)


@pytest.fixture(scope="module")
def town(databases: Databases, template: str) -> Iterator[Service]:
    """The service over the hand-made quarter, shared: these tests only read it."""
    engine = open_engine(databases.url(databases.create("assets", template=template)))
    with writing(engine) as conn:
        quarter.build(conn)
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


@pytest.fixture
def planner(town: Service) -> TestClient:
    return town.client(Role.PLANNER)


def test_pages_of_a_box(planner: TestClient) -> None:
    codes: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = planner.get(ASSETS, params={"bbox": AROUND, "limit": 3, "cursor": cursor}).json()
        assert page["type"] == "FeatureCollection"
        codes += [feature["id"] for feature in page["features"]]
        cursor = page["next"]
    assert codes == sorted(asset_code(one[0], one[1]) for one in quarter.ASSETS)


def test_classes_narrow_a_box(planner: TestClient) -> None:
    page = planner.get(ASSETS, params={"bbox": AROUND, "class": [RAIN]}).json()
    assert {feature["properties"]["class_code"] for feature in page["features"]} == {RAIN}


def test_one_asset_with_its_place_and_its_etag(planner: TestClient) -> None:
    answer = planner.get(f"{ASSETS}/{FIRST}")
    assert answer.status_code == 200
    feature = answer.json()
    assert feature["geometry"]["coordinates"] == pytest.approx(at(35, 7), abs=1e-7)
    told = feature["properties"]
    assert (told["code"], told["spoken"], told["class_zh"]) == (FIRST, "益都路 1-3", "污水井盖")
    assert told["place_zh"].startswith("辽宁路街道益都路社区，辽宁路（热河路—益都路）北侧")
    assert told["place_en"].startswith("North side of Liaoning Road")
    again = planner.get(f"{ASSETS}/{FIRST}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]


def test_the_etag_changes_with_the_asset(fresh: Callable[[], Engine]) -> None:
    service = Service(fresh())
    with writing(service.engine) as conn:
        quarter.build(conn)
    planner = service.client(Role.PLANNER)
    before = planner.get(f"{ASSETS}/{FIRST}").headers["ETag"]
    with writing(service.engine) as conn:
        conn.execute(text("update registry.asset set material = 'steel' where code = :code"), {"code": FIRST})
    after = planner.get(f"{ASSETS}/{FIRST}", headers={"If-None-Match": before})
    assert (after.status_code, after.json()["properties"]["material"]) == (200, "steel")
    assert after.headers["ETag"] != before
    service.close()


@pytest.mark.parametrize("datum", list(Datum))
def test_nearest_in_any_datum(planner: TestClient, datum: Datum) -> None:
    lon, lat = from_wgs84(*at(35, 8), datum=datum)
    params = {"lon": lon, "lat": lat, "datum": datum.value, "within_m": 20, "limit": 2}
    features = planner.get(f"{ASSETS}/nearest", params=params).json()["features"]
    assert [feature["id"] for feature in features] == [FIRST, asset_code(RAIN, 1)]
    assert features[0]["properties"]["distance_m"] == pytest.approx(1.0, abs=0.01)


def test_another_street_s_assets_are_not_there(town: Service) -> None:
    stranger = town.client(Role.INSPECTOR, areas=["370203007"])
    assert stranger.get(f"{ASSETS}/{FIRST}").status_code == 404
    seen = stranger.get(ASSETS, params={"bbox": AROUND}).json()["features"]
    assert [feature["properties"]["community_code"] for feature in seen] == [quarter.OTHER]
    lon, lat = at(35, 7)
    assert stranger.get(f"{ASSETS}/nearest", params={"lon": lon, "lat": lat}).json()["features"] == []
    neighbour = town.client(Role.INSPECTOR, areas=[EAST])
    assert neighbour.get(f"{ASSETS}/{FIRST}").status_code == 200
    assert town.client(Role.INSPECTOR, areas=[WEST]).get(f"{ASSETS}/{FIRST}").status_code == 404


@pytest.mark.parametrize("path", [ASSETS + "?bbox=" + AROUND, ASSETS + "/nearest?lon=120&lat=36", f"{ASSETS}/{FIRST}"])
def test_nobody_sees_assets(town: Service, path: str) -> None:
    assert town.anonymous().get(path).status_code == 401


@pytest.mark.parametrize(
    "params",
    [
        {}, {"bbox": ""}, {"bbox": "1,2,3"}, {"bbox": "a,b,c,d"}, {"bbox": "nan,0,1,1"}, {"bbox": "2,0,1,1"},
        {"bbox": "36,120,37,121"}, {"bbox": AROUND, "limit": 0}, {"bbox": AROUND, "limit": 1001},
        {"bbox": AROUND, "cursor": "x"},
    ],
)  # fmt: skip
def test_a_box_that_is_none_is_told(planner: TestClient, params: dict[str, str]) -> None:
    answer = planner.get(ASSETS, params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "params",
    [
        {"lon": 36.0876, "lat": 120.375}, {"lon": "nan", "lat": 36}, {"lon": 120.3, "lat": 36, "datum": "Moon"},
        {"lon": 120.3, "lat": 36, "within_m": 0}, {"lon": 120.3, "lat": 36, "within_m": 6000}, {"lon": 120.3},
    ],
)  # fmt: skip
def test_a_place_that_is_none_is_told(planner: TestClient, params: dict[str, object]) -> None:
    answer = planner.get(f"{ASSETS}/nearest", params=params)  # type: ignore[arg-type]  # wrong on purpose
    assert answer.status_code == 422


@pytest.mark.parametrize("code", ["37020301002999999", "x", "%25", "370203R000001", "号"])
def test_an_unknown_asset_is_not_found(planner: TestClient, code: str) -> None:
    assert planner.get(f"{ASSETS}/{code}").status_code == 404


def test_a_box_is_read_in_order() -> None:
    box = read_box("120.1, 36.0, 120.2, 36.1")
    assert (box.west, box.south, box.east, box.north) == (120.1, 36.0, 120.2, 36.1)
    with pytest.raises(Invalid):
        read_box("120.1,36.0,120.2,36.1,5")
