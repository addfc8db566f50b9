"""Every file of the real data comes in with every row accounted for, and its known oddities are in the report."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from registry import reference
from registry.errors import Invalid
from registry.importing import PLACES, Report, run
from tests.support import REFERENCE, SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real data is not beside the repository")

Options = Mapping[str, Any]
CAMBRIDGE, VERMONT = "cambridge/cambridge.gpkg", "vermont/vermont_sewer.gpkg"
HELSINKI, PORTO = "helsinki/helsinki_osm.gpkg", "porto/porto_osm.gpkg"


def _asset(id_field: str | None = None, class_code: str = "21002") -> Options:
    return {"kind": "assets", "id_field": id_field, "defaults": {"class_code": class_code}}


def _mark(kind: str, id_field: str | tuple[str, ...] | None = None, name: str | None = None) -> Options:
    mapping = {} if name is None else {"name_zh": name}
    return {"kind": "landmarks", "id_field": id_field, "defaults": {"kind": kind}, "mapping": mapping}


ROADS = {"kind": "roads", "id_field": "osm_id", "mapping": {"road_name": "name"}}
BUILDINGS = {"kind": "buildings", "id_field": "osm_id", "mapping": {"house_no": "addr_housenumber", "use": "building"}}
# file, layer, how, rows, faults by reason
FILES: tuple[tuple[str, str | None, Options, int, Mapping[str, int]], ...] = (
    (
        CAMBRIDGE,
        "hydrants",
        _asset("HYDRANT_ID", "01013"),
        1960,
        {"missing": 36, "duplicate_id": 6},
    ),  # 41 repeats: 35 of nothing
    (CAMBRIDGE, "street_lights", _asset("PoleID"), 6117, {}),
    (CAMBRIDGE, "street_lights_not_city", _asset(), 1590, {}),
    (CAMBRIDGE, "park_lights", _asset(), 858, {}),
    (CAMBRIDGE, "utility_poles", _asset(), 2457, {}),
    (CAMBRIDGE, "litter_barrels", _asset("GlobalID"), 990, {}),
    (CAMBRIDGE, "bike_racks", _asset("GlobalID"), 2892, {}),
    (CAMBRIDGE, "pedestrian_ramps", _asset("GlobalID"), 4605, {}),
    (CAMBRIDGE, "street_centerlines", _mark("road", "GlobalID", "Street_Name"), 2643, {}),
    (CAMBRIDGE, "intersections", _mark("junction", "GlobalID", "Intersection"), 1872, {}),
    (CAMBRIDGE, "city_boundary", _mark("outline", "GlobalID"), 1, {}),
    (CAMBRIDGE, "neighborhoods", _mark("area", "GlobalID", "NAME"), 13, {}),
    (CAMBRIDGE, "precincts_2010", _mark("precinct", "WardPrecinct"), 35, {}),
    (CAMBRIDGE, "precincts_2020", _mark("precinct", "WardPrecinct"), 33, {}),
    (CAMBRIDGE, "census_blocks_2010", _mark("block", "GEOID10"), 1201, {}),
    (CAMBRIDGE, "census_blocks_2020", _mark("block", "GEOID20"), 1044, {}),
    (CAMBRIDGE, "address_blocks", _mark("block", "GlobalID"), 749, {}),
    (CAMBRIDGE, "police_response_districts", _mark("area", "GlobalID"), 117, {}),
    (CAMBRIDGE, "parcels_fy2014", _mark("parcel", "LOC_ID"), 13116, {"invalid_shape": 37}),
    (VERMONT, "points", _asset(None, "01002"), 4042, {}),
    (VERMONT, "lines", _mark("sewer", ("src_file", "OBJECTID")), 4534, {}),
    (VERMONT, "towns", _mark("area", "TOWNNAME", "TOWNNAME"), 2, {}),
    (HELSINKI, "manholes", _asset("osm_id", "01023"), 397, {}),
    (HELSINKI, "street_lamps", _asset("osm_id"), 586, {}),
    (HELSINKI, "hydrants", _asset("osm_id", "01013"), 37, {}),
    (HELSINKI, "address_points", _mark("door", "osm_id", "addr_street"), 1377, {}),
    (HELSINKI, "buildings", BUILDINGS, 489, {"invalid_shape": 18}),
    (HELSINKI, "highways", ROADS, 2504, {"missing": 1710}),
    (PORTO, "street_lamps", _asset("osm_id"), 94, {}),
    (PORTO, "hydrants", _asset("osm_id", "01013"), 34, {}),
    (PORTO, "address_points", _mark("door", "osm_id", "addr_street"), 1513, {}),
    (PORTO, "buildings", BUILDINGS, 11393, {"invalid_shape": 3}),
    (PORTO, "highways", ROADS, 3460, {"missing": 2158}),
    (PORTO, "admin_areas", _mark("area", "osm_id", "name"), 4, {}),
    ("losangeles/service_requests_2017-12.csv.gz", None, _mark("request", "SRNumber"), 9999, {"no_geometry": 1753}),
    ("losangeles/service_requests_2018-12.csv.gz", None, _mark("request", "SRNumber"), 10000, {}),
    ("losangeles/neighborhood_councils.geojson.gz", None, _mark("area", "nc_id", "name"), 99, {}),
    ("chicago/open311_requests.json", None, _mark("request", "service_request_id"), 50, {}),
    ("china/qingdao_districts_wgs84.geojson", None, _mark("area", "osm_id", "name"), 11, {}),
    ("china/shibei_subdistricts_wgs84.geojson", None, _mark("area", "osm_id", "name"), 22, {}),
)


@pytest.fixture
def world(conn: Connection) -> Connection:
    """A division, a street and a community that hold everything."""
    reference.load(conn, REFERENCE)
    conn.execute(text("insert into registry.division (code, name_zh) values ('990101', '示例区')"))
    conn.execute(
        text("insert into registry.street (code, division_code, name_zh) values ('990101001', '990101', '街道')")
    )
    everywhere = "st_multi(st_makeenvelope(-179, -80, 179, 80, 4326))"
    conn.execute(
        text(
            "insert into registry.community (code, street_code, name_zh, short_name, geom) "
            f"values ('990101001001', '990101001', '社区', '社', {everywhere})"
        )
    )
    return conn


def _import(conn: Connection, file: str, now: datetime, **options: Any) -> Report:
    known = {name: value for name, value in options.items() if value is not None}
    return run(conn, SHARED / file, source=file, actor_name="tests", now=now, **known)


@pytest.mark.parametrize(("file", "layer", "how", "rows", "faults"), FILES, ids=lambda value: str(value)[:40])
def test_every_row_is_accounted_for(
    world: Connection, now: datetime, file: str, layer: str | None, how: Options, rows: int, faults: Mapping[str, int]
) -> None:
    report = _import(world, file, now, layer=layer, **how)
    counts = (report.new, report.updated, report.unchanged, report.repeated, report.review, report.rejected)
    assert (report.read, sum(counts)) == (rows, rows)
    assert report.new > 0
    for reason, count in faults.items():
        assert report.reasons[reason] == count
    again = _import(world, file, now, layer=layer, **how)
    assert (again.new, again.updated, again.unchanged) == (0, 0, report.new), "the same file twice changes nothing"


def test_known_oddities_are_in_the_report(world: Connection, now: datetime) -> None:
    vermont = _import(world, VERMONT, now, layer="points", **_asset(None, "01002"))
    assert vermont.repeated == 1574
    helsinki = _import(world, HELSINKI, now, layer="manholes", **_asset("osm_id", "01023"))
    assert (helsinki.new, helsinki.repeated) == (397, 0)
    assert "123 things lie within 2 m of another: told apart by their source" in helsinki.notes


def test_shibei_in_files_of_its_own(conn: Connection, now: datetime) -> None:
    """Codes and names as lists, outlines beside them; the outline in GCJ-02 is caught before anything is stored."""
    reference.load(conn, REFERENCE)
    districts = {"name_zh": "name", "code": "code"}
    assert _import(conn, "china/qingdao_districts.csv", now, kind=PLACES, mapping=districts).new == 10
    assert _import(conn, "china/shibei_subdistricts.csv", now, kind="streets", mapping=districts).new == 22
    communities = {**districts, "short_name": "name"}
    assert _import(conn, "china/shibei_communities.csv", now, kind="communities", mapping=communities).new == 137
    streets = {"code": "nbs_code", "name_zh": "name"}
    shapes = _import(conn, "china/shibei_subdistricts_wgs84.geojson", now, kind="streets", mapping=streets)
    assert (shapes.updated, shapes.rejected) == (22, 0)
    adcode = {"code": "adcode", "name_zh": "name"}
    with pytest.raises(Invalid, match="GCJ-02") as caught:
        _import(conn, "china/shibei_boundary_gcj02.geojson", now, kind="divisions", mapping=adcode)
    assert caught.value.fields["option"] == "--datum GCJ-02"
    assert abs(float(str(caught.value.fields["offset_m"])) - 459) < 60
    mended = _import(conn, "china/shibei_boundary_gcj02.geojson", now, kind="divisions", mapping=adcode, datum="GCJ-02")
    assert (mended.updated, mended.rejected) == (1, 0)
    outline = {"code": "division_code", "name_zh": "name"}
    outlines = _import(conn, "china/qingdao_districts_wgs84.geojson", now, kind="divisions", mapping=outline)
    assert (outlines.read, outlines.new, outlines.updated) == (11, 2, 9)


def test_a_list_without_positions_is_told_so(world: Connection, now: datetime) -> None:
    with pytest.raises(Invalid, match="need a position"):
        _import(world, "cambridge/master_addresses_2015.csv.gz", now, **_mark("door", "address_id"))
