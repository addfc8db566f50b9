from collections.abc import Iterator

import pytest
from sqlalchemy import text

from registry.actor import Role
from registry.database import open_engine
from tests.api.support import Service
from tests.conftest import Databases

CODE, LON, LAT = "37020301002000001", 120.3751234, 36.0876543
DISTRICT = """insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei');
insert into registry.street (code, division_code, name_zh) values ('370203005', '370203', '辽宁路街道');
insert into registry.community (code, street_code, name_zh, short_name)
values ('370203005001', '370203005', '大连路社区', '大连路');
insert into registry.grid (code, community_code, name_zh, geom) values ('370203005001007', '370203005001', '一网格',
    'SRID=4326;MULTIPOLYGON(((120.37 36.08,120.38 36.08,120.38 36.09,120.37 36.08)))');
insert into registry.unit_grid (code, community_code, geom) select code, community_code, geom from registry.grid;
insert into registry.asset_class (code, name_zh, name_en, is_cover) values ('01002', '污水井盖', 'Sewer <cover>', true);
insert into registry.asset (code, code_scheme, class_code, community_code, geom, spoken_prefix, spoken_number, material,
    source, source_id, first_at, valid_from)
values (:code, 'GB/T 47678.5-2026', '01002', '370203005001', st_setsrid(st_makepoint(:lon, :lat), 4326), '大连路', 12,
    'iron', 'test', 's-1', now(), now())
"""


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    engine = open_engine(databases.url(databases.create("identity", template=template)))
    with engine.begin() as conn:
        for statement in DISTRICT.split(";\n"):
            conn.execute(text(statement), {"code": CODE, "lon": LON, "lat": LAT})
    made = Service(engine)
    yield made
    made.close()
    engine.dispose()


def test_the_public_sees_one_thing_to_ten_metres(service: Service) -> None:
    answer = service.anonymous().get(f"/id/{CODE}")
    known = answer.json()
    assert (known["kind"], known["code"], known["rounded_to_m"]) == ("asset", CODE, 10)
    assert (known["lon"], known["lat"]) == (120.3751, 36.0877)
    assert set(known["facts"]) == {"class_zh", "class_en"}
    assert "大连路" in known["title_zh"]
    feature = service.anonymous().get(f"/id/{CODE}", headers={"Accept": "application/geo+json"})
    assert feature.headers["content-type"].startswith("application/geo+json")
    assert feature.json()["geometry"] == {"type": "Point", "coordinates": [120.3751, 36.0877]}
    for form in (answer, feature):
        assert str(LON) not in form.text
        assert "iron" not in form.text


def test_inside_ones_areas_everything_is_seen(service: Service) -> None:
    inside = service.client(Role.INSPECTOR, areas=["370203005001"])
    known = inside.get(f"/id/{CODE}").json()
    assert (known["lon"], known["lat"], known["rounded_to_m"]) == (LON, LAT, None)
    assert (known["facts"]["material"], known["facts"]["source_id"]) == ("iron", "s-1")
    shape = inside.get("/id/370203005001007", headers={"Accept": "application/geo+json"}).json()["geometry"]
    assert shape["type"] == "MultiPolygon"


@pytest.mark.parametrize("areas", [["370203006"], []])
def test_outside_ones_areas_an_account_is_the_public(service: Service, areas: list[str]) -> None:
    known = service.client(Role.INSPECTOR, areas=areas).get(f"/id/{CODE}").json()
    assert known["rounded_to_m"] == 10
    assert "material" not in known["facts"]


def test_a_browser_gets_a_page_that_carries_no_code_of_others(service: Service) -> None:
    page = service.anonymous().get(f"/id/{CODE}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert "Accept" in page.headers["vary"]
    assert "污水井盖" in page.text
    assert "Sewer &lt;cover&gt;" in page.text
    assert "<script" not in page.text


def test_a_code_of_two_things_names_both(service: Service) -> None:
    first = service.anonymous().get("/id/370203005001007").json()
    assert (first["kind"], first["others"]) == ("grid", ["unit_grid"])
    second = service.anonymous().get("/id/370203005001007", params={"kind": "unit_grid"}).json()
    assert (second["kind"], second["others"]) == ("unit_grid", [])


@pytest.mark.parametrize("code", ["37020301002999999", "nonsense", "a%00b", "%F0%9F%95%B3", "'%20or%201=1"])
def test_what_nothing_bears_is_not_found(service: Service, code: str) -> None:
    answer = service.anonymous().get(f"/id/{code}")
    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"
