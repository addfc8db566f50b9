from pathlib import Path

from registry.actor import Role
from registry.database import writing
from tests.api.support import Service
from tests.maps.test_basemap import archive_of
from tests.registry import quarter


def test_a_stranger_is_told_the_imprint_and_no_place(service: Service) -> None:
    with writing(service.engine) as conn:
        quarter.build(conn)
    told = service.anonymous().get("/api/v1/site").json()
    assert told["hotline"] == "12345"
    assert (told["bounds"], told["synthetic"], told["base_map"]) == (None, False, None)
    own = service.client(Role.PLANNER).get("/api/v1/site").json()
    assert len(own["bounds"]) == 4
    assert own["empty"] is False


def test_an_archive_of_the_base_map_is_read_in_parts_by_who_is_signed_in(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "base.pmtiles"
    file.write_bytes(archive_of(1, zooms=(2, 15)) + bytes(range(256)))
    own = Service(service.engine, base_map_file=file, base_map_attribution="© 测绘")
    told = own.anonymous().get("/api/v1/site").json()["base_map"]
    assert told == {
        "layers": [], "max_zoom": 15, "attribution": "© 测绘",
        "archive": {"url": "/api/v1/base-map.pmtiles", "vector": True, "min_zoom": 2},
    }  # fmt: skip
    assert own.anonymous().get(told["archive"]["url"]).status_code == 401
    part = own.client(Role.CREW).get(told["archive"]["url"], headers={"Range": "bytes=127-130"})
    assert (part.status_code, part.content) == (206, bytes(range(4)))
    assert part.headers["content-range"] == f"bytes 127-130/{127 + 256}"
    assert part.headers["etag"]
    assert service.client(Role.CREW).get(told["archive"]["url"]).status_code == 404
    file.unlink()
    assert own.anonymous().get("/api/v1/site").json()["base_map"] is None, "the district's own map is drawn"
    own.close()


def test_layers_of_tiles_are_told_as_they_are_drawn(service: Service) -> None:
    url = "https://{s}.example/vec_w/{TileMatrix}/{TileRow}/{TileCol} https://words.example/{z}/{x}/{y}"
    own = Service(service.engine, base_map_url=url, base_map_subdomains="t0,t1", base_map_datum="CGCS2000")
    told = own.anonymous().get("/api/v1/site").json()["base_map"]
    assert told["layers"] == [
        ["https://t0.example/vec_w/{z}/{y}/{x}", "https://t1.example/vec_w/{z}/{y}/{x}"],
        ["https://words.example/{z}/{x}/{y}"],
    ]
    own.close()


def test_names_are_for_who_is_signed_in(service: Service) -> None:
    with writing(service.engine) as conn:
        quarter.build(conn)
    assert service.anonymous().get("/api/v1/map-names").status_code == 401
    names = service.client(Role.PLANNER).get("/api/v1/map-names").json()
    assert {"kind", "code", "zh", "en", "turn"} == set(names["features"][0]["properties"])
