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
insert into registry.organisation (code, name_zh, name_en, kind) values ('PSGS', '排水公司', 'Drainage', 'company');
insert into registry.road_segment (code, road_name, from_road, to_road, width_m, source, source_id, geom) values
    ('370203R000412', '辽宁路', '热河路', '益都路', 12, 't', 'r',
    'SRID=4326;LINESTRING(120.374 36.0876,120.376 36.0876)');
insert into inspections.defect (code, name_zh, name_en, hazard, handling, priority) values
    ('noise', '异响', 'noise', false, 'maintenance', 5), ('missing', '缺失', 'missing', true, 'ticket', 1);
insert into registry.asset (code, code_scheme, class_code, community_code, geom, spoken_prefix, spoken_number, material,
    source, source_id, first_at, valid_from, owner_code, maintainer_code, segment_code)
values (:code, 'GB/T 47678.5-2026', '01002', '370203005001', st_setsrid(st_makepoint(:lon, :lat), 4326), '大连路', 12,
    'iron', 'test', 's-1', now(), now(), 'PSGS', 'PSGS', '370203R000412'),
    ('37020301002000002', 'GB/T 47678.5-2026', '01002', '370203005001', st_setsrid(st_makepoint(:lon, :lat), 4326),
    '大连路', 13, null, 'test', 's-2', now(), now(), null, null, null);
update registry.asset set status = 'removed' where code = '37020301002000002';
insert into inspections.ticket (id, number, state, asset_code, defect_code, hazard, place_zh, place_en, geom,
    reported_at)
values (gen_random_uuid(), '20261101-00042', 'accepted', :code, 'missing', true, 'x', 'x',
    st_setsrid(st_makepoint(:lon, :lat), 4326), '20261101T2300Z')
"""
BROWSER = {"Accept": "text/html,*/*;q=0.8"}


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
    page = service.anonymous().get(f"/id/{CODE}", headers=BROWSER)
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


def test_the_public_learns_whose_it_is_and_what_is_done_about_it(service: Service) -> None:
    known = service.anonymous().get(f"/id/{CODE}").json()
    assert (known["spoken"], known["status"]) == ("大连路 12-5", "intact")
    assert [one["zh"] for one in known["whose"]] == ["排水公司"]
    assert known["place_zh"] == "大连路社区，辽宁路（热河路—益都路）"
    (problem,) = known["problems"]
    assert (problem["state_en"], problem["number"]) == ("Being made good", None)
    assert problem["reported_at"].startswith("2026-11-02T12:00")  # the day in Qingdao, no hour
    assert all("T12:00:00" in event["at"] for event in known["story"])
    assert known["address"].endswith(f"/id/{CODE}")


def test_inside_every_hand_is_named_and_the_surroundings_are_drawn(service: Service) -> None:
    client = service.client(Role.INSPECTOR, areas=["370203"])
    known = client.get(f"/id/{CODE}").json()
    assert [one["label_en"] for one in known["whose"]] == ["Owner", "Maintained by"]
    assert known["problems"][0]["number"] == "20261101-00042"
    assert known["problems"][0]["reported_at"].startswith("2026-11-01T23:00")
    assert "距" in known["place_zh"]
    page = client.get(f"/id/{CODE}", headers=BROWSER).text
    assert 'class="sketch"' in page
    assert "材质" in page
    public = service.anonymous().get(f"/id/{CODE}", headers=BROWSER).text
    assert 'class="sketch"' not in public
    assert "材质" not in public
    assert "20261101-00042" not in public


def test_what_was_removed_is_told_and_not_reported_on(service: Service) -> None:
    page = service.anonymous().get("/id/37020301002000002", headers=BROWSER).text
    assert "已拆除" in page
    assert "/report?" not in page
    assert "尚未查明" in page


def test_a_code_as_an_alias_is_forgiven_leads_to_the_same_page(service: Service) -> None:
    spaced = service.anonymous().get("/id/370203 01 002 000001", headers=BROWSER)
    assert spaced.status_code == 200
    assert f"/id/{CODE}/report" in spaced.text


@pytest.mark.parametrize("accept", ["text/html", "application/json", "application/geo+json"])
def test_what_did_not_change_is_not_sent_again(service: Service, accept: str) -> None:
    client = service.anonymous()
    first = client.get(f"/id/{CODE}", headers={"Accept": accept})
    again = client.get(f"/id/{CODE}", headers={"Accept": accept, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    for answer in (first, again):
        assert answer.headers["vary"] == "Accept, Authorization, Cookie"
        assert answer.headers["cache-control"] == "private, no-cache"
    english = client.get(f"/id/{CODE}?lang=en", headers={"Accept": "text/html", "If-None-Match": first.headers["etag"]})
    assert english.status_code == 200


def test_head_tells_what_get_would(service: Service) -> None:
    got, head = (service.anonymous().request(method, f"/id/{CODE}", headers=BROWSER) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "vary"):
        assert head.headers[name] == got.headers[name]


def test_a_wrong_code_is_told_in_a_page(service: Service) -> None:
    page = service.anonymous().get("/id/37020301002999999?lang=en", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Nothing here bears this code" in page.text
    assert "37020301002999999" in page.text


def test_strangers_take_turns_and_staff_do_not_wait(service: Service) -> None:
    narrow = Service(service.engine, public_pages_per_minute=2)
    stranger = narrow.anonymous()
    assert [stranger.get(f"/id/{CODE}").status_code for _ in range(3)] == [200, 200, 429]
    told = stranger.get(f"/id/{CODE}")
    assert (told.json()["code"], told.headers["retry-after"]) == ("too_many", "30")
    page = stranger.get(f"/id/{CODE}", headers=BROWSER)
    assert page.status_code == 429
    assert "30 秒后再试" in page.text
    staff = narrow.client(Role.INSPECTOR)
    assert {staff.get(f"/id/{CODE}").status_code for _ in range(4)} == {200}
    narrow.close()
